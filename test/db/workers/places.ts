/** Opens each database that it is given, one after the other: `places.ts FILE ...`. A line of JSON each: how that ended. */
import {StoreError} from '../../../db/store.ts';
import {open, say} from './common.ts';

const outcome = async (file: string): Promise<{code: string; message: string}> => {
	try {
		(await open(file)).close();
		return {code: 'opened', message: ''};
	} catch (error) {
		return error instanceof StoreError ? {code: error.code, message: error.message} : {code: 'thrown', message: String(error)};
	}
};

for (const file of process.argv.slice(2)) say(JSON.stringify(await outcome(file)));
