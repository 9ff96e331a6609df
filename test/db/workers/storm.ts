/** Writes for ever until it is killed: `storm.ts FILE NAME`. Prints `tried NONCE` before and `acked NONCE` after each dispatch. */
import {newClaim, newMail} from '../world.ts';
import {open, say} from './common.ts';

const [file = '', name = ''] = process.argv.slice(2);
const store = await open(file);
say('ready');
for (let n = 0; ; n += 1) {
	const nonce = `${name}-${n}`;
	say(`tried ${nonce}`);
	const answer = await store.sendMail(newMail(name, ['a', 'b'], nonce, {nonce, kind: 'dispatch'}));
	if (answer.ok) say(`acked ${nonce}`);
	const claim = await store.claim(newClaim(name, `thing-${n % 7}`, {nonce: `c-${nonce}`}));
	if (claim.ok) await store.release(claim.claim.id, {name, verified: 'yes', force: false, why: null});
}
