/**
 * `queen park`: what a sister does before she leaves, in order, stopping at the first thing that fails. Each step looks what is left to do, so that
 * the same command goes on where it stopped (research/coordination.md, 1.7: work lost between done and merged).
 */
import type {WaitOptions} from '../claim-wait.ts';
import type {Context} from '../context.ts';
import {trustedCaller} from './identity.ts';
import {answered, closed, noted, released} from './park-desk.ts';
import type {Found, Leaving, ParkWanted} from './park-step.ts';
import {committed, pushed} from './park-work.ts';
import {registerCaller} from './register.ts';

const steps = {commit: committed, push: pushed, claims: released, mail: answered, task: closed, note: noted} as const;
export type StepName = keyof typeof steps;

/** planned: in a dry run. */
export type ParkStep = Omit<Found, 'state'> & {readonly step: StepName; readonly state: Found['state'] | 'planned' | 'not done'};
export type Parked = {readonly ok: boolean; readonly name: string; readonly dryRun: boolean; readonly steps: readonly ParkStep[]; readonly next: string | null};

const names = Object.keys(steps) as readonly StepName[];

/** A dry run looks at all of them: what stops one does not hide the others. */
async function walk(leaving: Leaving): Promise<readonly ParkStep[]> {
	const {dryRun} = leaving.wanted;
	const walked: ParkStep[] = [];
	for (const step of names) {
		if (!dryRun && walked.some(({state}) => state === 'failed')) {
			walked.push({step, state: 'not done', said: '', next: null});
			continue;
		}
		const found = await steps[step](leaving);
		walked.push({step, ...found, state: dryRun && found.state === 'done' ? 'planned' : found.state});
	}
	return walked;
}

/** The keeper does not leave: a usage error. Refused under `verified: no`: it would be another's claims and jobs. */
export async function park(context: Context, wanted: ParkWanted, waiting: WaitOptions): Promise<Parked> {
	const caller = await trustedCaller(context, 'park');
	const name = wanted.dryRun && !caller.isKeeper ? await context.store.nameInForce(caller.name) : (await registerCaller(context)).sister.name;
	const walked = await walk({context, caller: {...caller, name}, wanted, waiting});
	const stopped = walked.find(({state}) => state === 'failed');
	return {ok: stopped === undefined, name, dryRun: wanted.dryRun, steps: walked, next: stopped?.next ?? null};
}
