/**
 * Where the demo plays: a temporary home with repositories, a crontab stand-in and a private tmux server. Nothing of the real
 * home, the real tmux server or the real crontab is touched, and `end` leaves nothing behind.
 */
import {mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import type {ProcessIdentity} from '../../db/types.ts';
import type {Config} from '../config.ts';
import {QueenError} from '../errors.ts';
import {systemProcesses} from '../processes/index.ts';
import {run} from '../run.ts';
import {cast} from './script.ts';

export type Stage = {
	readonly folder: string;
	readonly env: NodeJS.ProcessEnv;
	/** A process to end with the stage. */
	readonly adopt: (pid: number) => void;
	/** Ends what was started, by process id, and removes the folder. */
	readonly end: () => Promise<void>;
};

const crontab = `17 3 * * *   backup-db --to /var/backups
*/20 * * * * gym-sync
`;

/** Variables that would lead the demo's programs out of its folder, or to another name. */
const foreign = /^(TMUX|QUEEN_|WORKER_NAME$|HIVE|CLAUDE|XDG_|GIT_|KITTY_)/;

const environmentOf = (folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
	const home = path.join(folder, 'home');
	return {
		...Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name))),
		HOME: home,
		PATH: [path.join(folder, 'bin'), env['PATH'] ?? '/usr/bin:/bin'].join(path.delimiter),
		CLAUDE_CONFIG_DIR: path.join(home, '.claude'),
		HIVE_DB: path.join(home, '.claude/queen/queen.db'),
		TMUX_TMPDIR: path.join(folder, 'tmux'),
		XDG_CONFIG_HOME: path.join(home, '.config'),
		GIT_CONFIG_NOSYSTEM: '1',
		QUEEN_NARROW: '1',
	};
};

/** How the keeper likes to see it: the demo is where looks are tried. */
export type Looks = Partial<Pick<Config, 'theme' | 'glyphs' | 'colour'>>;

/** What the keeper of the demo wants to be done before a push: long enough to be seen. */
const config = {push: {gates: {moltbook: ['sleep 12']}}};

const furnish = (folder: string, looks: Looks): void => {
	for (const place of ['home/src', 'home/.config/queen', 'home/.claude/sessions', 'bin', 'tmux', 'origin'])
		mkdirSync(path.join(folder, place), {recursive: true, mode: 0o700});
	const identity = '[user]\n\tname = HiveQueen demo\n\temail = demo@example.invalid\n[init]\n\tdefaultBranch = main\n';
	writeFileSync(path.join(folder, 'home/.gitconfig'), identity);
	writeFileSync(path.join(folder, 'bin/crontab'), `#!/bin/sh\ncat <<'LINES'\n${crontab}LINES\n`, {mode: 0o755});
	writeFileSync(path.join(folder, 'home/.config/queen/config.json'), JSON.stringify({...looks, ...config}), {mode: 0o600});
	// A sister is a Node program under the name that tmux and ps would show for the real client.
	symlinkSync(process.execPath, path.join(folder, 'bin/claude'));
};

const must = async (file: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<string> => {
	const {code, stdout, stderr} = await run(file, args, {env, cwd, timeoutMs: 20_000, maxBytes: 1 << 20});
	if (code !== 0) throw new QueenError('refused', `the demo could not run ${file} ${args.join(' ')}: ${stderr.trim()}`);
	return stdout.trim();
};

/** One repository per project, and a clone or a worktree per sister, as real sisters have them. */
const makeRepositories = async (folder: string, env: NodeJS.ProcessEnv): Promise<void> => {
	const source = path.join(folder, 'home/src');
	for (const project of new Set(cast.map(part => part.project))) {
		const origin = path.join(folder, 'origin', project);
		await must('git', ['init', '--quiet', origin], env, folder);
		writeFileSync(path.join(origin, 'README.md'), `# ${project}\n`);
		await must('git', ['add', '.'], env, origin);
		await must('git', ['commit', '--quiet', '--message', 'first'], env, origin);
	}
	for (const part of cast) {
		const place = path.join(source, part.folder);
		await must('git', ['clone', '--quiet', path.join(folder, 'origin', part.project), place], env, folder);
		if (part.branch !== 'main') await must('git', ['switch', '--quiet', '--create', part.branch], env, place);
	}
};

const processes = systemProcesses();

/** A pid alone may be another's by the time we end it. */
const identityOf = (pid: number): ProcessIdentity | null => {
	const found = processes.get(pid);
	return found === null ? null : processes.identify(found);
};

const isGone = async (started: ProcessIdentity, ms: number): Promise<boolean> => {
	for (let waited = 0; waited < ms && processes.isAlive(started); waited += 20) await pause(20);
	return !processes.isAlive(started);
};

/** Asks a process that we started to end, and makes it after two seconds. */
const endProcess = async (started: ProcessIdentity): Promise<void> => {
	if (!processes.isAlive(started)) return;
	process.kill(started.pid, 'SIGTERM');
	if (!(await isGone(started, 2000))) process.kill(started.pid, 'SIGKILL');
	await isGone(started, 2000);
};

/** tmux on the demo's own socket; never the user's server. */
export const tmux = (stage: Pick<Stage, 'folder' | 'env'>, ...args: readonly string[]): Promise<string> =>
	must('tmux', ['-L', 'demo', '-f', '/dev/null', ...args], stage.env, stage.folder);

/** Starts the sisters: each a window of the private server, each a process of its own, told of as soon as it is there. */
const startSisters = async (stage: Pick<Stage, 'folder' | 'env'>, bin: string, adopt: Stage['adopt']): Promise<void> => {
	for (const [n, part] of cast.entries()) {
		const place = path.join(stage.folder, 'home/src', part.folder);
		const variables = [`HIVEQUEEN_DEMO_PART=${part.name}`, `HIVEQUEEN_DEMO_PID=${process.pid}`, `QUEEN_NAME=${part.name}`].flatMap(variable => [
			'-e',
			variable,
		]);
		// Without TMUX in her environment a real colony's scanner does not find its way to this server.
		const argv = ['--', 'env', '-u', 'TMUX', '-u', 'TMUX_PANE', path.join(stage.folder, 'bin/claude'), bin, 'demo'];
		const start = n === 0 ? ['new-session', '-d', '-s', 'demo', '-x', '110', '-y', '32'] : ['new-window', '-d', '-t', 'demo:'];
		const pane = await tmux(stage, ...start, '-P', '-F', '#{pane_pid} #{pid}', '-n', part.name, '-c', place, ...variables, ...argv);
		for (const pid of pane.split(' ')) adopt(Number(pid));
	}
};

const checkTools = async (env: NodeJS.ProcessEnv): Promise<void> => {
	for (const [tool, word] of [
		['tmux', '-V'],
		['git', '--version'],
	] as const) {
		await run(tool, [word], {env, timeoutMs: 5000, maxBytes: 4096}).catch(error => {
			throw new QueenError('refused', `queen demo plays in a private tmux server and needs ${tool}: install it and try again`, {cause: error});
		});
	}
};

/** Makes the stage and starts the play. `bin` is the built queen.cjs. Throws a `QueenError` that says what is missing. */
export const openStage = async (env: NodeJS.ProcessEnv, bin: string, looks: Looks = {}): Promise<Stage> => {
	await checkTools(env);
	const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'queen-demo-')));
	const setting = {folder, env: environmentOf(folder, env)};
	const started: ProcessIdentity[] = [];
	const adopt = (pid: number): void => {
		const identity = identityOf(pid);
		if (identity !== null) started.push(identity);
	};
	const end = async (): Promise<void> => {
		await Promise.all(started.map(endProcess));
		rmSync(folder, {recursive: true, force: true, maxRetries: 10, retryDelay: 50});
	};
	try {
		furnish(folder, looks);
		await makeRepositories(folder, setting.env);
		await startSisters(setting, bin, adopt);
	} catch (error) {
		await end();
		throw error;
	}
	return {...setting, adopt, end};
};
