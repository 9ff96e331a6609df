/**
 * Scans whenever it leads: `leader.ts FILE STALL`. Prints `led EPOCH PID` before and `wrote EPOCH PID` or `refused EPOCH PID` after
 * each pass; every tenth pass stalls for STALL milliseconds, longer than the lease.
 */
import {gitFacts, sighting} from '../world.ts';
import {open, say, self} from './common.ts';

/** Everybody sees the same session, on a branch that names the epoch: the colony's own log then tells in which order leaders wrote. */
const seen = (epoch: number) => sighting({host: self().host, bootId: 'this-boot', pid: 1, startTime: '1'}, {git: gitFacts({branch: `epoch-${epoch}`})});

const [file = '', stall = '0'] = process.argv.slice(2);
const leaseMs = 300;
const store = await open(file);
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
say('ready');
for (let pass = 1; ; pass += 1) {
	const seat = await store.lead(self(), leaseMs);
	if (seat.leader) {
		say(`led ${seat.epoch} ${process.pid}`);
		if (pass % 10 === 0) await pause(Number(stall));
		const written = await store.recordSightings({epoch: seat.epoch, sightings: [seen(seat.epoch)], complete: true});
		say(`${written ? 'wrote' : 'refused'} ${seat.epoch} ${process.pid}`);
	}
	await pause(20);
}
