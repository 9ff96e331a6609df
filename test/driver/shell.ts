/**
 * A shell at the keeper's side: a home of its own and the built program. `queen` and `iam` run `dist/` as a user would.
 */
import {execFile} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {TestContext} from 'node:test';
import {newFolder, newOwner, type Owner} from './cleanup.ts';
import {dist, scrubbedEnvironment} from './environment.ts';
import {deadlineMs} from './wait.ts';

export type Ran = {readonly code: number; readonly out: string; readonly err: string};

export type Shell = {
	/** The story's folder: home, database, tmux sockets and repositories lie below it. */
	readonly folder: string;
	readonly home: string;
	readonly db: string;
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string;
	readonly queen: (...args: readonly string[]) => Promise<Ran>;
	readonly iam: (...args: readonly string[]) => Promise<Ran>;
	/** `queen …` that must end with 0; gives stdout. */
	readonly says: (...args: readonly string[]) => Promise<string>;
	/** `queen … --json`, parsed. */
	readonly json: <T>(...args: readonly string[]) => Promise<T>;
	/** The same shell under a sister's name, in another folder, with other variables, with text on stdin. */
	readonly as: (name: string) => Shell;
	readonly at: (cwd: string) => Shell;
	readonly with: (env: NodeJS.ProcessEnv) => Shell;
	readonly given: (input: string) => Shell;
};

type Settings = {
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string;
	readonly input: string | null /** Of a program that takes longer than ours. */;
	readonly timeoutMs?: number;
};

/** Runs a program to its end; rejects when it does not end by itself. */
export const runProgram = (file: string, args: readonly string[], settings: Settings): Promise<Ran> =>
	new Promise((resolve, reject) => {
		const options = {
			env: settings.env,
			cwd: settings.cwd,
			encoding: 'utf8',
			timeout: settings.timeoutMs ?? deadlineMs,
			killSignal: 'SIGKILL',
			maxBuffer: 64 << 20,
		} as const;
		const child = execFile(file, [...args], options, (error, out, err) => {
			if (error !== null && typeof error.code !== 'number') {
				reject(new Error(`${[file, ...args].join(' ')} ended by ${error.signal ?? error.message}\n${out}\n${err}`));
				return;
			}
			resolve({code: typeof error?.code === 'number' ? error.code : 0, out, err});
		});
		// A program that does not read its stdin may be gone before the text is written: that is its right.
		child.stdin?.on('error', () => {});
		child.stdin?.end(settings.input ?? '');
	});

const shellWith = (folder: string, settings: Settings): Shell => {
	const run = (bin: string, args: readonly string[]): Promise<Ran> => runProgram(process.execPath, [path.join(dist, bin), ...args], settings);
	const says = async (...args: readonly string[]): Promise<string> => {
		const ran = await run('queen.cjs', args);
		if (ran.code !== 0) throw new Error(`queen ${args.join(' ')} ended with ${ran.code}\n${ran.out}${ran.err}`);
		return ran.out;
	};
	return {
		folder,
		home: settings.env['HOME'] ?? '',
		db: settings.env['HIVE_DB'] ?? '',
		env: settings.env,
		cwd: settings.cwd,
		queen: (...args) => run('queen.cjs', args),
		iam: (...args) => run('iam.cjs', args),
		says,
		json: async <T>(...args: readonly string[]) => JSON.parse(await says(...args, '--json')) as T,
		as: name => shellWith(folder, {...settings, env: {...settings.env, QUEEN_NAME: name}}),
		at: cwd => shellWith(folder, {...settings, cwd}),
		with: env => shellWith(folder, {...settings, env: {...settings.env, ...env}}),
		given: input => shellWith(folder, {...settings, input}),
	};
};

/** Without git's own housekeeping after a commit: a process more each time, and nothing of it is looked at. */
const gitSettings = '[user]\n\tname = A Sister\n\temail = sister@example.invalid\n[init]\n\tdefaultBranch = main\n[maintenance]\n\tauto = false\n';

/** Everything that the program could write to or read from lies in a folder of this story. */
export const shellIn = (folder: string): Shell => {
	const home = path.join(folder, 'home');
	const tmux = path.join(folder, 'tmux');
	for (const place of [home, tmux]) mkdirSync(place, {mode: 0o700});
	writeFileSync(path.join(home, '.gitconfig'), gitSettings);
	const env = {
		...scrubbedEnvironment(home),
		CLAUDE_CONFIG_DIR: path.join(home, '.claude'),
		HIVE_DB: path.join(folder, 'hive/queen.db'),
		TMUX_TMPDIR: tmux,
		XDG_CONFIG_HOME: path.join(home, '.config'),
		XDG_STATE_HOME: path.join(home, '.local/state'),
		XDG_DATA_HOME: path.join(home, '.local/share'),
		XDG_CACHE_HOME: path.join(home, '.cache'),
		XDG_RUNTIME_DIR: folder,
		// Other tests' colonies run beside this one.
		QUEEN_NARROW: '1',
	};
	return shellWith(folder, {env, cwd: home, input: null});
};

/** A shell for a story that needs no terminal and no sister. */
export const newShell = (t: Pick<TestContext, 'after'>): {readonly shell: Shell; readonly owner: Owner} => {
	const owner = newOwner(t);
	return {shell: shellIn(newFolder(owner)), owner};
};
