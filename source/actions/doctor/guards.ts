/** Guards of repositories: where they were installed they shall work, in every worktree. */
import {existsSync} from 'node:fs';
import {ago} from '../../format/age.ts';
import {hookPlacesOf, repositoryAt} from '../../guard/hook-places.ts';
import {guardMachine} from '../../guard/machine.ts';
import {type GuardMachine, placesOf} from '../../guard/plan.ts';
import {type Guarded, readGuarded} from '../../guard/record.ts';
import {type GuardReport, guardReport, readGuardAlarm} from '../../guard/report.ts';
import {type Check, messageOf, note, ok, problem} from './types.ts';

const again = (worktree: string): string => `queen guard install --repo ${worktree}`;

const stateWords = {
	absent: 'has lost our lines (husky writes its files anew at npm install)',
	old: 'is from another queen or place',
	off: 'is not executable',
} as const;

function checkReport(worktree: string, {places, without, stray, front, program}: GuardReport): Check | null {
	const bad = places.find(({state}) => state !== 'installed');
	if (bad && bad.state !== 'installed') return problem('guard', `${bad.file} ${stateWords[bad.state]}`, again(worktree));
	if (front.state !== 'current')
		return problem('guard', `the script ${front.path} is ${front.state === 'old' ? 'from another queen' : 'gone'}`, again(worktree));
	if (!program.exists) return problem('guard', `${program.bundle} is gone`, again(worktree));
	const [first] = without;
	if (first) return note('guard', `${first.worktree} is not guarded: ${first.why}`);
	return stray[0] === undefined
		? null
		: note('guard', `${stray[0]} has lines of ours that git does not run any more`, `queen guard uninstall --repo ${worktree}`);
}

async function checkOne(machine: GuardMachine, {worktree}: Guarded): Promise<Check | null> {
	if (!existsSync(worktree)) return note('guard', `${worktree} was guarded and is not there any more`);
	try {
		const place = await repositoryAt(worktree, machine.env);
		return checkReport(worktree, guardReport(machine, await hookPlacesOf(place, machine.env)));
	} catch (error) {
		return problem('guard', messageOf(error), `queen guard status --repo ${worktree}`);
	}
}

export async function checkGuards(env: NodeJS.ProcessEnv): Promise<readonly Check[]> {
	const machine = guardMachine(env);
	const guarded = readGuarded(placesOf(machine));
	if (guarded.length === 0) return [note('guard', 'no repository is guarded: a commit of a claimed file goes through', 'queen guard install')];
	const alarm = readGuardAlarm(machine);
	const found = (await Promise.all(guarded.map(entry => checkOne(machine, entry)))).filter(check => check !== null);
	if (alarm !== null) found.unshift(problem('guard', `${ago(alarm.at, machine.wall)}: ${alarm.sentence}`, again(guarded[0]?.worktree ?? '.')));
	return found.length > 0 ? found : [ok('guard', `installed in ${guarded.map(({worktree}) => worktree).join(', ')}`)];
}
