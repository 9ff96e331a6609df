/** Opens the colony, waits for a line, sends one mail: `late-writer.ts FILE`. Prints `sending`, then `acked` or `refused CODE`. */
import {StoreError} from '../../../db/store.ts';
import {newMail} from '../world.ts';
import {barrier, open, say} from './common.ts';

const [file = ''] = process.argv.slice(2);
const store = await open(file);
await barrier();
say('sending');
try {
	await store.sendMail(newMail('a', 'b', 'late', {nonce: 'late'}));
	say('acked');
} catch (error) {
	say(`refused ${error instanceof StoreError ? error.code : String(error)}`);
}
store.close();
