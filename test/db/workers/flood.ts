/** Sends mail after mail: `flood.ts FILE NAME COUNT`. Prints `acked NONCE ID` after each. */
import {newMail} from '../world.ts';
import {barrier, open, say} from './common.ts';

const [file = '', name = '', count = '0'] = process.argv.slice(2);
const store = await open(file);
await barrier();
for (let n = 0; n < Number(count); n += 1) {
	const nonce = `${name}-${n}`;
	const answer = await store.sendMail(newMail(name, `reader-${n % 4}`, `letter ${nonce}`, {nonce}));
	say(answer.ok ? `acked ${nonce} ${answer.messages[0]?.id}` : `failed ${nonce}`);
}
store.close();
