/**
 * The play: what four sisters do, as data. `after` is in seconds since the step before; a step is one thing a real sister
 * would do in her terminal. When the steps are over she goes on with `loop`, again and again. Who does anything is at work
 * from then on, until she rests: the queen takes what happens around a sister who rests for somebody else's doing. Who rested
 * says what she is about to do a few seconds before, so that a look can fall in between.
 */

export type Step = {readonly after: number} & (
	| {readonly do: 'work' | 'rest'; readonly say: string}
	/** Asks for leave to run a command, and waits. */
	| {readonly do: 'ask'; readonly command: string}
	| {readonly do: 'queen' | 'iam'; readonly args: readonly string[]}
	| {readonly do: 'git'; readonly args: readonly string[]}
	| {readonly do: 'write'; readonly file: string; readonly text: string}
);

export type Part = {
	readonly name: string;
	readonly project: string;
	/** Below ~/src; two sisters of one project have a clone each. */
	readonly folder: string;
	readonly branch: string;
	readonly steps: readonly Step[];
	readonly loop: readonly Step[];
};

const reads = (lines: readonly string[], every: number): readonly Step[] => lines.map(say => ({after: every, do: 'work', say}));

/** She asks for what another has, gives up, and asks again: two minutes in all. */
const waits: readonly Step[] = [1, 2, 3, 4, 5, 6].map(() => ({after: 3, do: 'queen', args: ['claim', 'izabael-com-deploy', '--wait', '--timeout', '17s']}));

const izabael: Part = {
	name: 'izabael',
	project: 'izabael.com',
	folder: 'izabael.com',
	branch: 'main',
	steps: [
		{after: 0, do: 'iam', args: ['HIVE QUEEN: dispatching 3 sisters']},
		{after: 0.2, do: 'work', say: 'I look at who works on what.'},
		{after: 0.2, do: 'queen', args: ['claim', 'izabael-com-deploy', '--why', 'the deploy is mine until PR #8 is in']},
		{
			after: 0.2,
			do: 'queen',
			args: ['context', 'add', 'Until PR #8 is in, only izabael deploys: two deploys at once left half of the pages old.', '--category', 'decision'],
		},
		{after: 0.4, do: 'queen', args: ['tell', 'iza-2', 'when phase 10 is up, tell the queen', '--dispatch']},
		{after: 0.6, do: 'queen', args: ['tell', 'queen', 'QUEEN DISPATCH: "A Hive of Butterflies" is written, may I publish?', '--urgent']},
		{after: 0.5, do: 'write', file: 'content/hive.md', text: '# A Hive of Butterflies\n'},
	],
	loop: reads(['The draft reads well.', 'I check the links of the post.', 'I wait for PR #8.'], 4),
};

const iza1: Part = {
	name: 'iza-1',
	project: 'izabael.com',
	folder: 'izabael.com-1',
	branch: 'izabael/state-handles',
	steps: [
		{after: 0.2, do: 'iam', args: ['tidying the state handles']},
		{after: 0.4, do: 'queen', args: ['tell', 'queen', 'PR #8 is up, phase 10 state handles. ready for your review when you have a break.']},
		{
			after: 0.2,
			do: 'queen',
			args: ['context', 'add', 'GET /state/:handle answers {handle, seen, by}. `seen` is in UTC; 404 where nobody has that handle.', '--category', 'interface'],
		},
		{after: 0.3, do: 'work', say: 'PR #8 is up. I go back to main for a moment.'},
		// Two sisters on one branch of one project: the conflict.
		{after: 2, do: 'git', args: ['switch', '--quiet', 'main']},
		// Another file than hers: a second conflict would only hide what the first one says.
		{after: 0.2, do: 'write', file: 'content/bees.md', text: '# A Hive of Bees\n'},
		{after: 0.2, do: 'rest', say: 'content/bees.md is written, on main.'},
	],
	loop: [
		{after: 12, do: 'work', say: 'The deploy is not mine: I ask for it and wait.'},
		...waits,
		{after: 3, do: 'work', say: 'The queen saw two of us on main. I put my file aside and go back to my branch.'},
		{after: 5, do: 'git', args: ['stash', '--quiet', '--include-untracked']},
		{after: 0.2, do: 'git', args: ['switch', '--quiet', 'izabael/state-handles']},
		{after: 5, do: 'rest', say: 'Back on izabael/state-handles.'},
		{after: 12, do: 'work', say: 'I ask for the deploy again and wait.'},
		...waits,
		{after: 3, do: 'work', say: 'Back to main with my file, for a moment.'},
		{after: 5, do: 'git', args: ['switch', '--quiet', 'main']},
		{after: 0.2, do: 'git', args: ['stash', 'pop', '--quiet']},
		{after: 5, do: 'rest', say: 'content/bees.md stands on main again.'},
	],
};

const iza2: Part = {
	name: 'iza-2',
	project: 'moltbook',
	folder: 'moltbook',
	branch: 'izabael/phase10-state-handles',
	steps: [
		{after: 0.4, do: 'iam', args: ['Phase 10 + building the relay strategy']},
		{after: 0.3, do: 'queen', args: ['claim', 'src/db.ts', '--ttl', '30m', '--why', 'migrating the sessions table']},
		{after: 0.3, do: 'work', say: 'I migrate the sessions table.'},
		{
			after: 0.3,
			do: 'queen',
			args: [
				'context',
				'add',
				'The sessions table is being migrated.\nRead it through sessionOf() until version 10 is in.',
				'--category',
				'warning',
				'--ttl',
				'2h',
			],
		},
		{after: 1, do: 'queen', args: ['tell', 'iza-1', 'migrated, src/db.ts is yours in half an hour']},
		{after: 0.4, do: 'write', file: 'src/db.ts', text: 'export const version = 10;\n'},
		{after: 0.2, do: 'git', args: ['add', '.']},
		{after: 0.2, do: 'git', args: ['commit', '--quiet', '--message', 'phase 10']},
		{after: 0.2, do: 'write', file: 'src/relay.ts', text: 'export const relays = [];\n'},
	],
	loop: [
		...reads(['I write the relay.', 'Two tests are red, I look at them.', 'Green again.', 'I add a case for a lost relay.'], 3),
		{after: 0.2, do: 'git', args: ['commit', '--quiet', '--allow-empty', '--message', 'one more case']},
		// Its gate takes a while (stage.ts): the push stands among the claims meanwhile.
		{after: 2, do: 'queen', args: ['push']},
	],
};

const iza3: Part = {
	name: 'iza-3',
	project: 'guide',
	folder: 'guide',
	branch: 'izabael/guide-md',
	steps: [
		{after: 0.3, do: 'iam', args: ['Hunting the Falken mp3 trigger']},
		{after: 0.2, do: 'queen', args: ['claim', 'guide/ch02.md', '--ttl', '45m']},
		{after: 0.3, do: 'work', say: 'I found two call sites of greetingMp3(); the second one is dead code.'},
		{after: 0.2, do: 'queen', args: ['context', 'add', 'greetingMp3() has two call sites; the one in js/falken.js is dead code.', '--category', 'discovery']},
		{after: 0.3, do: 'write', file: 'guide/ch02.md', text: '# Chapter 2\n'},
		{after: 0.6, do: 'ask', command: 'rm -rf build'},
	],
	loop: [],
};

export const cast: readonly Part[] = [izabael, iza1, iza2, iza3];
