/**
 * `npm test`: Node's own runner over test/**, in an environment that knows nothing of the developer's machine.
 *   node test/run.ts [--full] [part of a path ...]
 * `--full` runs the long suites at full size (HIVEQUEEN_FULL=1), the default a tenth of it.
 * A skipped or a todo test is a failure: what is not run is not known to work.
 */
import {globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {run} from 'node:test';
import {spec} from 'node:test/reporters';
import {setTimeout as pause} from 'node:timers/promises';
import {apartFromAgents} from './driver/apart.ts';
import {root, scrubbedEnvironment} from './driver/environment.ts';
import {leftBehind} from './driver/left-behind.ts';

const words = process.argv.slice(2);
const isFull = words.includes('--full');
const parts = words.filter(word => !word.startsWith('-'));
const strange = words.find(word => word.startsWith('-') && word !== '--full');

/** What takes longest, as measured: begun first, or the last of them would run alone at the end. */
const longest = [
	'stories/every-key-in-boxes.test.ts',
	'source/push/push.test.ts',
	'source/push/merge-stack.test.ts',
	'stories/demo.test.ts',
	'source/hooks/robust.test.ts',
	'stories/attention.test.ts',
	'stories/every-key-in-panes.test.ts',
	'source/guard/install.test.ts',
].map(file => path.join('test', file));
const rank = (file: string): number => (longest.includes(file) ? longest.indexOf(file) : longest.length);

/** Files to run: everything but the bench and the end-to-end tests with a real client, or what the given parts of a path match. */
const files = (): string[] =>
	globSync(['test/**/*.test.ts', 'test/**/*.test.tsx'], {cwd: root, exclude: ['test/bench/**', 'test/e2e/**']})
		.filter(file => parts.length === 0 || parts.some(part => file.includes(part)))
		.sort()
		.sort((a, b) => rank(a) - rank(b))
		.map(file => path.join(root, file));

/**
 * HOME, TMPDIR and all that a test may write to by default lie in one folder, which is looked over and removed at the end. Two hundred
 * processes load the same TypeScript: only the first of them compiles it.
 */
const makeHome = (folder: string): NodeJS.ProcessEnv => {
	const home = path.join(folder, 'home');
	const temporary = path.join(folder, 't');
	for (const place of [home, temporary]) mkdirSync(place);
	writeFileSync(path.join(home, '.gitconfig'), '[user]\n\tname = A Test\n\temail = test@example.invalid\n[init]\n\tdefaultBranch = main\n');
	return {
		...scrubbedEnvironment(home),
		TMPDIR: temporary,
		HIVEQUEEN_FULL: isFull ? '1' : '',
		HIVEQUEEN_TEST_RUN: folder,
		NODE_COMPILE_CACHE: path.join(folder, 'compiled'),
	};
};

/** A socket's path may have 107 bytes, and below the machine's own folder stand a run's, a story's and tmux's. */
const longestTmp = 40;

/** How long a process may take to end that was told to by the last test: a view's scanner ends after the view. */
const endMs = 20_000;

const stillThere = async (folder: string): Promise<readonly string[]> => {
	const deadline = performance.now() + endMs;
	for (;;) {
		const found = leftBehind(folder);
		if (found.length === 0 || performance.now() > deadline) return found;
		await pause(100);
	}
};

const runAll = async (folder: string): Promise<boolean> => {
	let isGood = true;
	const complain = (sentence: string): void => {
		isGood = false;
		process.stderr.write(`✖ ${sentence}\n`);
	};
	const chosen = files();
	if (chosen.length === 0) complain(`no test file matches ${parts.join(' ') || 'test/**/*.test.ts'}`);
	const events = run({
		files: chosen,
		// Stories wait for other processes more than they compute; inotify and the like are limited on machines with many cores.
		concurrency: Math.min(os.availableParallelism() * 2, 16),
		// Only for what hangs: on a loaded machine a file may take many times as long as on a quiet one.
		timeout: isFull ? 2_400_000 : 600_000,
		execArgv: ['--import', path.join(root, 'test/setup.mjs')],
		cwd: root,
		env: makeHome(folder),
	});
	events.on('test:fail', () => {
		isGood = false;
	});
	for (const type of ['test:pass', 'test:fail'] as const) {
		events.on(type, event => {
			if (event.skip !== undefined && event.skip !== false) complain(`skipped, which is a failure here: ${event.name}`);
			if (event.todo !== undefined && event.todo !== false) complain(`todo, which is a failure here: ${event.name}`);
		});
	}
	await new Promise<void>((resolve, reject) => {
		events.on('error', reject);
		events.compose(spec).on('end', resolve).on('error', reject).pipe(process.stdout, {end: false});
	});
	for (const process_ of await stillThere(folder)) complain(`left running by a test: ${process_}`);
	return isGood;
};

if (strange !== undefined) {
	process.stderr.write(`test/run.ts knows no ${strange}: node test/run.ts [--full] [part of a path ...]\n`);
	process.exitCode = 2;
} else if (apartFromAgents(import.meta.filename)) {
	const folder = mkdtempSync(path.join(os.tmpdir().length > longestTmp ? '/tmp' : os.tmpdir(), 'hq-'));
	try {
		process.exitCode = (await runAll(folder)) ? 0 : 1;
	} finally {
		rmSync(folder, {recursive: true, force: true, maxRetries: 20, retryDelay: 100});
	}
}
