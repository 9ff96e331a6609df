/** Writes until the disk says no, then reads: `fill.ts FILE`. Prints `acked NONCE`, `refused CODE`, `read COUNT`. */
import {StoreError} from '../../../db/store.ts';
import {newMail} from '../world.ts';
import {open, say} from './common.ts';

const [file = ''] = process.argv.slice(2);
const store = await open(file);
try {
	for (let n = 0; n < 10_000; n += 1) {
		const nonce = `fill-${n}`;
		await store.sendMail(newMail('a', 'b', 'x'.repeat(4000), {nonce}));
		say(`acked ${nonce}`);
	}
	say('refused never');
} catch (error) {
	say(`refused ${error instanceof StoreError ? error.code : String(error)}`);
}
say(`read ${(await store.inbox('b', {all: true, limit: 1})).total}`);
store.close();
