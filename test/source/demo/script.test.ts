/** The play has one conflict, and accuses nobody: what the radar would find is decided by what the script does, and when. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {cast, type Part, type Step} from '../../../source/demo/script.ts';

/** A look of the scanner falls in between. */
const seenAfter = 2.5;
const changes = ({do: what}: Step): boolean => what === 'git' || what === 'write';

/** Her steps from the end of the first lap on, twice round: from there she may have rested before. */
const laps = ({steps, loop}: Part): readonly Step[] => [...steps, ...loop, ...loop];

test('nobody changes anything while the queen believes that she rests', () => {
	for (const part of cast) {
		let rests = false;
		let saidSoFor = 0;
		for (const step of laps(part)) {
			saidSoFor += step.after;
			if (step.do === 'rest') rests = true;
			else if (step.do !== 'ask' && rests) {
				// Mutation seen red: iza-1's `work` before her `git stash` left out of the loop (the radar then says external-activity).
				assert.ok(!changes(step), `${part.name} rests, and then: ${JSON.stringify(step)}`);
				rests = false;
				saidSoFor = 0;
			}
			if (changes(step) && part.steps.indexOf(step) < 0 && saidSoFor < 60) assert.ok(saidSoFor >= seenAfter, `${part.name}: ${JSON.stringify(step)}`);
		}
	}
});

test('no file is written by two sisters of one project: branches are the one conflict', () => {
	const written = cast.flatMap(({name, project, steps, loop}) =>
		[...steps, ...loop].flatMap(step => (step.do === 'write' ? [{name, file: `${project}/${step.file}`}] : [])),
	);
	// Mutation seen red: iza-1 writes content/hive.md too (predicted-merge comes and goes while she stashes).
	for (const {name, file} of written)
		assert.deepEqual(
			written.filter(other => other.file === file && other.name !== name),
			[],
			file,
		);
	assert.ok(written.length > 3);
});

test('two of one project stand on one branch for longer than the radar needs to be sure', () => {
	const sharing = cast.filter(({project}) => cast.filter(other => other.project === project).length > 1);
	assert.deepEqual(
		sharing.map(({name}) => name),
		['izabael', 'iza-1'],
	);
	const loop = sharing.find(({name}) => name === 'iza-1')?.loop ?? [];
	const leaves = loop.findIndex(step => step.do === 'git' && step.args[0] === 'stash');
	// Seconds that her claims wait at least; a complete pass comes at least every minute and a half, and two of them settle a conflict.
	const waited = (steps: readonly Step[]): number => steps.reduce((sum, step) => sum + step.after + (step.do === 'queen' ? 17 : 0), 0);
	// Mutation seen red: three waits in place of six.
	assert.ok(leaves > 0 && waited(loop.slice(0, leaves)) > 100 && waited(loop.slice(leaves)) > 100);
});
