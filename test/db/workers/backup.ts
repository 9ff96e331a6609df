/** Makes copies: `backup.ts FILE once|again-and-again`. Prints `acked BODY`, `begins N`, `made NAME`, `refused CODE`. */
import {takeBackup} from '../../../db/backup.ts';
import {StoreError} from '../../../db/store.ts';
import {newMail} from '../world.ts';
import {open, realOptions, say} from './common.ts';

const [file = '', how] = process.argv.slice(2);
const store = await open(file);
for (let n = 0; n === 0 || how === 'again-and-again'; n += 1) {
	try {
		if (how === 'again-and-again') {
			const body = `${process.pid} ${n}`;
			await store.sendMail(newMail('a', 'b', body, {nonce: body}));
			say(`acked ${body}`);
		}
		say(`begins ${n}`);
		const {made} = await takeBackup(realOptions(file), {hourly: 50, daily: 0});
		say(`made ${made}`);
	} catch (error) {
		say(`refused ${error instanceof StoreError ? error.code : String(error)}`);
	}
}
store.close();
