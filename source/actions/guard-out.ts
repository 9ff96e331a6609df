/** All guards of this machine that ask this database, and their removal. */
import {planRecordedOut, takeOut} from '../guard/install.ts';
import {guardMachine} from '../guard/machine.ts';
import {placesOf, type Refusal} from '../guard/plan.ts';
import {readGuarded} from '../guard/record.ts';

export type GuardsOut = {
	/** Hooks that have lines of ours, or had them. */
	readonly hooks: readonly string[];
	/** Hooks that must be looked at by hand, and why. */
	readonly left: readonly Refusal[];
};

/** `remove`: do it. What cannot be taken out does not keep the others; such lines do nothing once our files are gone. */
export function guardsOut(env: NodeJS.ProcessEnv, remove: boolean): GuardsOut {
	const machine = guardMachine(env);
	const hooks: string[] = [];
	const left: Refusal[] = [];
	for (const entry of readGuarded(placesOf(machine))) {
		try {
			const {changes, refusals} = planRecordedOut(entry);
			left.push(...refusals);
			if (remove) takeOut(machine, changes, entry);
			hooks.push(...changes.map(({file}) => file.path));
		} catch (error) {
			left.push({file: entry.worktree, why: error instanceof Error ? error.message : String(error)});
		}
	}
	return {hooks, left};
}
