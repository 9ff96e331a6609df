/** Reads and tries to write: `visitor.ts FILE [read-only]`. Prints `read COUNT` and `wrote` or `refused CODE`. */
import {openStore} from '../../../db/open.ts';
import {StoreError} from '../../../db/store.ts';
import {newMail} from '../world.ts';
import {realOptions, say} from './common.ts';

const [file = '', how = ''] = process.argv.slice(2);
const attempt = async (work: () => Promise<string>): Promise<void> => {
	try {
		say(await work());
	} catch (error) {
		say(error instanceof StoreError ? `refused ${error.code}: ${error.message}` : `failed ${String(error)}`);
	}
};
await attempt(async () => {
	const store = await openStore({...realOptions(file, 500), readOnly: how === 'read-only'});
	await attempt(async () => `read ${(await store.inbox('b', {all: true, limit: null})).total}`);
	await attempt(async () => {
		await store.sendMail(newMail('visitor', 'b', 'hello', {nonce: 'visit'}));
		return 'wrote';
	});
	store.close();
	return 'closed';
});
