/**
 * A git directory of our own, in which merges are tried. It has its own objects and next to no configuration: no driver, filter, hook,
 * monitor or remote of anybody's repository exists in it, so none can run. Objects of the user's repository are lent to it only for commands
 * that read: a command that writes while it can see them touches the times of those that it would have written (git "freshens" them).
 */
import {createHash} from 'node:crypto';
import {mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {deflateSync} from 'node:zlib';
import {RunError, type RunResult, run} from '../run.ts';

export type ObjectFormat = 'sha1' | 'sha256';

export type GitCall = {
	/** Object directories that this command may read; never for one that writes objects. */
	readonly lent?: readonly string[];
	/** The worktree whose files and `.gitattributes` it reads. It runs there. */
	readonly worktree?: string;
	/** Name of an index file in the sandbox. */
	readonly index?: string;
	readonly input?: string;
	/** `key=value`, in force for this command only. */
	readonly config?: readonly string[];
	/** The file that says where a shallow history ends. */
	readonly shallow?: string;
	readonly signal: AbortSignal;
};

export type Sandbox = {
	readonly folder: string;
	readonly format: ObjectFormat;
	/** Answers with its exit status and what it printed. Rejects when git is missing, hangs, or prints without end. */
	tryGit(words: readonly string[], call: GitCall): Promise<RunResult>;
	/** Its output; rejects with git's own words when it fails. */
	git(words: readonly string[], call: GitCall): Promise<string>;
	/** Puts an object in without git; answers its id. */
	write(type: 'blob' | 'commit', content: string): string;
	/** The repository's own `info/attributes`: the only part of its git directory that merging depends on. */
	setAttributes(text: string): void;
};

/** Milliseconds for one git process, and bytes that it may print. */
const deadlineMs = 5000;
const maxOutput = 33_554_432;

/** An entry of a list of object directories: quoted as C does, so that `:` and `"` in a path end nothing. */
export const quoteEntry = (file: string): string => {
	const escaped = file.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n');
	return `"${escaped}"`;
};

const environment = (env: NodeJS.ProcessEnv, folder: string, {lent, worktree, index, shallow}: GitCall): NodeJS.ProcessEnv => ({
	// HOME and XDG_CONFIG_HOME only for the user's own attributes: her configuration is not read.
	...Object.fromEntries(['PATH', 'HOME', 'XDG_CONFIG_HOME'].flatMap(name => (env[name] === undefined ? [] : [[name, env[name]]]))),
	GIT_CONFIG_NOSYSTEM: '1',
	GIT_CONFIG_GLOBAL: '/dev/null',
	GIT_DIR: folder,
	GIT_OPTIONAL_LOCKS: '0',
	GIT_TERMINAL_PROMPT: '0',
	GIT_NO_LAZY_FETCH: '1',
	GIT_ALLOW_PROTOCOL: 'none',
	LC_ALL: 'C',
	...(lent === undefined ? {} : {GIT_ALTERNATE_OBJECT_DIRECTORIES: lent.map(quoteEntry).join(':')}),
	...(worktree === undefined ? {} : {GIT_WORK_TREE: worktree}),
	...(index === undefined ? {} : {GIT_INDEX_FILE: path.join(folder, index)}),
	...(shallow === undefined ? {} : {GIT_SHALLOW_FILE: shallow}),
});

const settings = (format: ObjectFormat): string => {
	const version = format === 'sha1' ? 0 : 1;
	const extension = format === 'sha1' ? '' : `[extensions]\n\tobjectformat = ${format}\n`;
	// Nothing in here outlives a crash, so nothing need be forced to the disk; no program is started to look after it.
	return `[core]\n\trepositoryformatversion = ${version}\n\tfsync = none\n\tfsmonitor = false\n\thooksPath = /dev/null\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n${extension}`;
};

const lastWords = (stderr: string, code: number): string => {
	const line = stderr.split('\n').find(one => /^(?:fatal|error): /.test(one)) ?? stderr.trim().split('\n')[0];
	return line ? line.replace(/^(?:fatal|error): /, '') : `git ended with ${code}`;
};

const prepare = (folder: string, format: ObjectFormat): void => {
	for (const name of ['objects/pack', 'refs/heads', 'info']) mkdirSync(path.join(folder, name), {recursive: true, mode: 0o700});
	writeFileSync(path.join(folder, 'HEAD'), 'ref: refs/heads/none\n');
	writeFileSync(path.join(folder, 'config'), settings(format));
};

/** Makes the folder into an empty sandbox. `env`: where git and the user's own attributes are found. */
export const createSandbox = (folder: string, format: ObjectFormat, env: NodeJS.ProcessEnv): Sandbox => {
	rmSync(folder, {recursive: true, force: true});
	prepare(folder, format);
	let attributes = '';

	const tryGit: Sandbox['tryGit'] = async (words, call) => {
		const config = (call.config ?? []).flatMap(setting => ['-c', setting]);
		const options = {
			env: environment(env, folder, call),
			cwd: call.worktree ?? folder,
			timeoutMs: deadlineMs,
			maxBytes: maxOutput,
			signal: call.signal,
			...(call.input === undefined ? {} : {input: call.input}),
		};
		try {
			return await run('git', [...config, ...words], options);
		} catch (error) {
			if (error instanceof RunError && error.reason === 'aborted') call.signal.throwIfAborted();
			throw error;
		}
	};

	const write: Sandbox['write'] = (type, content) => {
		const body = Buffer.from(content);
		const whole = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
		const id = createHash(format).update(whole).digest('hex');
		const place = path.join(folder, 'objects', id.slice(0, 2));
		mkdirSync(place, {recursive: true, mode: 0o700});
		const file = path.join(place, id.slice(2));
		writeFileSync(`${file}.new`, deflateSync(whole));
		renameSync(`${file}.new`, file);
		return id;
	};

	return {
		folder,
		format,
		tryGit,
		git: async (words, call) => {
			const {code, stdout, stderr} = await tryGit(words, call);
			if (code !== 0) throw new Error(lastWords(stderr, code));
			return stdout;
		},
		write,
		setAttributes: text => {
			if (text === attributes) return;
			writeFileSync(path.join(folder, 'info/attributes'), text);
			attributes = text;
		},
	};
};
