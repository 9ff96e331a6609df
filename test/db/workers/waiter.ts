/**
 * Waits for one resource, holds it alone, gives it back: `waiter.ts FILE NAME RESOURCE PROOF`. Prints `queued TICKET`, `got FENCE`, `not alone` when
 * another holds it at the same time (both would make the file PROOF), `done`.
 */
import {closeSync, openSync, rmSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import type {Claim} from '../../../db/types.ts';
import {newClaim} from '../world.ts';
import {barrier, open, say, self} from './common.ts';

const [file = '', name = '', resource = '', proof = ''] = process.argv.slice(2);
const store = await open(file);

async function untilMine(ticket: number): Promise<Claim> {
	for (;;) {
		const turn = await store.turn(ticket);
		if (turn.state === 'granted') return turn.claim;
		if (turn.state === 'gone') throw new Error('the place was lost');
		while (!store.changed()) await pause(5);
	}
}

await barrier();
const queued = await store.queueClaim(newClaim(name, resource, {nonce: name}), 'wait', self());
if (queued.ok) throw new Error('it was free');
say(`queued ${queued.ticket}`);
store.changed();
const claim = await untilMine(queued.ticket);
say(`got ${claim.fence}`);
try {
	closeSync(openSync(proof, 'wx'));
} catch {
	say('not alone');
}
rmSync(proof, {force: true});
await store.release(claim.id, {name, verified: 'yes', force: false, why: null});
say('done');
store.close();
