/** Claims every domain once: `race.ts FILE NAME DOMAINS`. Prints `won DOMAIN FENCE`, `lost DOMAIN HOLDER`. */
import {newClaim} from '../world.ts';
import {barrier, open, say} from './common.ts';

const [file = '', name = '', domains = '0'] = process.argv.slice(2);
const store = await open(file);
await barrier();
for (let domain = 0; domain < Number(domains); domain += 1) {
	const answer = await store.claim(newClaim(name, `domain-${domain}`, {nonce: `${name}-${domain}`}));
	say(answer.ok ? `won ${answer.claim.resource} ${answer.claim.fence}` : `lost domain-${domain} ${answer.holder.owner}`);
}
store.close();
