/**
 * Facts of git worktrees, read without harm: no lock, no object written, no program of the repository run (RULES.md,
 * "Repository"; research/reliability.md F8). A worktree in which nothing changed costs no git process.
 */
import {existsSync} from 'node:fs';
import path from 'node:path';
import {simpleGit} from 'simple-git';
import type {GitFacts, WorktreeSigns} from '../db/types.ts';
import {brokenGit, configuredUpstream, describeRepository, type GitPlace, headBranch, locateGit} from './find-repository.ts';
import {closedWhy, requireOwn} from './git-access.ts';
import {indexFingerprint, refsFingerprint, type WatchList, watchList, worktreeFingerprint} from './git-fingerprint.ts';
import {createRangeReader, type RangeReader} from './git-range.ts';
import {createdFiles, createSignsReader, writtenFiles} from './git-signs.ts';
import {type GitStatus, parseStatus} from './git-status.ts';

/** Milliseconds for one git process, and bytes that it may print. */
export const gitDeadlineMs = 2000;
const maxOutput = 16_777_216;
/** What a sister's row keeps of her changed files, and what the detectors look at. */
const maxChanged = 200;
const maxLookedAt = 2000;
const maxRemembered = 300;

export type GitReader = RangeReader & {
	/** Facts of the worktree around a folder; null outside of any. Rejects with a sentence when the repository cannot be read. */
	facts(cwd: string, signal: AbortSignal): Promise<GitFacts | null>;
	/**
	 * A patch of these paths, from the commit at which the heads parted (HEAD where they share none) to what lies in the worktree. Rejects with
	 * a sentence. Paths are names, never patterns.
	 */
	patch(cwd: string, heads: readonly string[], paths: readonly string[], signal: AbortSignal): Promise<string>;
	/** What else the radar wants to know of a worktree whose facts were read; null for any other. Rejects like `facts`. */
	signs(cwd: string, signal: AbortSignal): Promise<WorktreeSigns | null>;
	/** `git config --list -z` as it is in force in a worktree. */
	config(worktree: string, signal: AbortSignal): Promise<string>;
	/** `git status --porcelain=v2 -z` with every single untracked file, and submodules whose commit moved. */
	work(worktree: string, signal: AbortSignal): Promise<string>;
	/** How many git processes this reader has started: tests assert that a quiet worktree needs none. */
	processesStarted(): number;
};

/** Settings that could run a program or reach the network, taken out of the repository's hands. */
const harmless = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'protocol.allow=never'];

const gitVariables = {
	GIT_OPTIONAL_LOCKS: '0',
	GIT_TERMINAL_PROMPT: '0',
	GIT_NO_LAZY_FETCH: '1',
	GIT_ALLOW_PROTOCOL: 'none',
} as const;

/** Where the user's own settings lie (her excludes, her safe.directory); nothing else of our environment. */
const userVariables = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'] as const;

const environment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
	...Object.fromEntries(userVariables.filter(name => env[name] !== undefined).map(name => [name, env[name]])),
	...gitVariables,
	LC_ALL: 'C',
});

type Git = {
	readonly run: (cwd: string, config: readonly string[], words: readonly string[], signal: AbortSignal) => Promise<string>;
	readonly started: () => number;
};

/** What git said, in words, without its "fatal: ". */
const reasonOf = (error: unknown): string => {
	const text = error instanceof Error ? error.message : String(error);
	if (/spawn git ENOENT/.test(text)) return 'git was not found in PATH';
	const line = text.split('\n').find(one => /^(?:fatal|error): /.test(one)) ?? text.trim().split('\n')[0] ?? '';
	return line.replace(/^(?:fatal|error): /, '');
};

/** Runs git through simple-git, ended at the deadline or when it prints too much; rejects then with why. */
const createGit = (env: NodeJS.ProcessEnv): Git => {
	let started = 0;
	const run: Git['run'] = async (cwd, config, words, signal) => {
		const stop = new AbortController();
		const deadline = AbortSignal.timeout(gitDeadlineMs);
		const ended = AbortSignal.any([signal, deadline, stop.signal]);
		const git = simpleGit({
			baseDir: cwd,
			abort: ended,
			config: [...harmless, ...config],
			allowEnvironment: [...Object.keys(gitVariables), ...userVariables],
			unsafe: {
				allowUnsafeFsMonitor: true,
				allowUnsafeHooksPath: true,
				allowUnsafeFilter: true,
				allowUnsafeProtocolOverride: true,
				allowUnsafeConfigPaths: true,
			},
		}).env(environment(env));
		let bytes = 0;
		git.outputHandler((_command, stdout) => {
			stdout.on('data', (chunk: Buffer) => {
				bytes += chunk.length;
				if (bytes > maxOutput) stop.abort();
			});
		});
		started += 1;
		// simple-git waits for the process; a git that does not heed its end must not hold us up.
		const given = new Promise<never>((_, reject) => ended.addEventListener('abort', () => reject(new Error('ended')), {once: true}));
		try {
			return await Promise.race([git.raw([...words]), given]);
		} catch (error) {
			if (signal.aborted) throw error;
			if (deadline.aborted) throw new Error(`git gave no answer within ${gitDeadlineMs / 1000} s`, {cause: error});
			if (stop.signal.aborted) throw new Error(`git printed more than ${maxOutput} bytes`, {cause: error});
			throw new Error(reasonOf(error), {cause: error});
		}
	};
	return {run, started: () => started};
};

/** Every filter that is configured anywhere, switched off: `git status` would run it. */
const filtersOff = async (git: Git, worktree: string, signal: AbortSignal): Promise<readonly string[]> => {
	const listed = await git.run(worktree, [], ['config', '--name-only', '-z', '--list'], signal);
	const names = new Set(listed.split('\0').flatMap(key => /^filter\.(.+)\.[^.]+$/s.exec(key)?.[1] ?? []));
	return [...names].flatMap(name => {
		// `-c` ends the key at the first `=`: such a filter could not be switched off, so the repository is left alone.
		if (/[=\n]/.test(name)) throw new Error('it configures a filter whose name holds "=" or a line break, which cannot be switched off');
		return [`filter.${name}.clean=`, `filter.${name}.smudge=`, `filter.${name}.process=`, `filter.${name}.required=false`];
	});
};

const statusWords = [
	'--no-optional-locks',
	'status',
	'--porcelain=v2',
	'--branch',
	'-z',
	'--untracked-files=normal',
	'--ignore-submodules=all',
	'--no-renames',
];

const workWords = ['--no-optional-locks', 'status', '--porcelain=v2', '--branch', '-z', '--untracked-files=all', '--ignore-submodules=dirty', '--no-renames'];

type Tracked = {readonly index: string; readonly paths: readonly string[]};

type Known = {
	readonly facts: GitFacts;
	readonly upstream: string | null;
	readonly tracked: Tracked;
	/** Null: this worktree cannot be watched, and is read at each asking. */
	readonly watch: WatchList | null;
	readonly refs: string;
	readonly files: string;
	readonly written: Pick<WorktreeSigns, 'changed' | 'created'>;
};

const toFacts = (place: GitPlace, status: GitStatus): GitFacts => ({
	...describeRepository(place),
	branch: headBranch(place) ?? status.branch,
	head: status.head,
	dirty: status.changed.length > 0 || status.untracked > 0,
	changed: status.changed.slice(0, maxChanged),
	untracked: status.untracked,
	ahead: status.ahead,
	behind: status.behind,
});

/** The tracked paths, asked of git only when the index changed. */
const trackedPaths = async (git: Git, place: GitPlace, known: Known | undefined, signal: AbortSignal): Promise<Tracked> => {
	const index = indexFingerprint(place);
	if (known?.tracked.index === index) return known.tracked;
	if (!existsSync(path.join(place.gitDir, 'index'))) return {index, paths: []};
	const listed = await git.run(place.worktree, [], ['ls-files', '-z'], signal);
	return {index, paths: listed.split('\0').filter(file => file !== '')};
};

const isUnchanged = (place: GitPlace, known: Known): boolean =>
	known.watch !== null && known.refs === refsFingerprint(place, headBranch(place), known.upstream) && known.files === worktreeFingerprint(known.watch);

const read = async (git: Git, place: GitPlace, known: Known | undefined, signal: AbortSignal): Promise<Known> => {
	const off = await filtersOff(git, place.worktree, signal);
	const tracked = await trackedPaths(git, place, known, signal);
	const watch = watchList(place.worktree, tracked.paths);
	// Fingerprints are taken before the status: what changes while git reads is then seen the next time.
	const files = watch === null ? '' : worktreeFingerprint(watch);
	const branch = headBranch(place);
	const expected = branch === null ? null : configuredUpstream(place, branch);
	const refs = refsFingerprint(place, branch, expected);
	const status = parseStatus(await git.run(place.worktree, off, statusWords, signal));
	const facts = toFacts(place, status);
	const written = {changed: writtenFiles(place.worktree, status.changed.slice(0, maxLookedAt)), created: createdFiles(place.worktree, status.created)};
	// Another upstream than its configuration says (it has none there any more): nothing is compared, the next asking reads again.
	return {facts, upstream: status.upstream, tracked, watch, refs: status.upstream === expected ? refs : '', files, written};
};

const patchWords = [
	'--no-optional-locks',
	'--literal-pathspecs',
	'diff',
	'--no-ext-diff',
	'--no-textconv',
	'--no-color',
	'--no-renames',
	'--ignore-submodules=all',
];
const commitId = /^[0-9a-f]{40,64}$/;

/** Where the heads parted; HEAD where that is not known (other clones have commits that are not here). */
const parting = async (git: Git, worktree: string, heads: readonly string[], signal: AbortSignal): Promise<string> => {
	const known = heads.filter(head => commitId.test(head));
	if (known.length < 2) return 'HEAD';
	try {
		const base = (await git.run(worktree, [], ['merge-base', '--octopus', ...known], signal)).trim();
		return commitId.test(base) ? base : 'HEAD';
	} catch (error) {
		if (signal.aborted) throw error;
		// It ends with 1 where the histories share nothing, and with 128 where a commit is not here.
		return 'HEAD';
	}
};

/** A reader with a memory of the worktrees it has read. `env`: where git and the user's own git settings are found. */
export const createGitReader = (env: NodeJS.ProcessEnv = process.env): GitReader => {
	const git = createGit(env);
	const remembered = new Map<string, Known>();
	const underWay = new Map<string, Promise<GitFacts>>();

	const factsOf = async (place: GitPlace, signal: AbortSignal): Promise<GitFacts> => {
		requireOwn(place);
		const known = remembered.get(place.worktree);
		if (known && isUnchanged(place, known)) return known.facts;
		const fresh = await read(git, place, known, signal);
		if (remembered.size >= maxRemembered) remembered.clear();
		remembered.set(place.worktree, fresh);
		return fresh.facts;
	};

	/** Sisters in one worktree ask at the same time: it is read once. */
	const shared = (place: GitPlace, signal: AbortSignal): Promise<GitFacts> => {
		const running = underWay.get(place.worktree);
		if (running) return running;
		const reading = factsOf(place, signal).finally(() => underWay.delete(place.worktree));
		underWay.set(place.worktree, reading);
		return reading;
	};

	const facts = async (cwd: string, signal: AbortSignal): Promise<GitFacts | null> => {
		signal.throwIfAborted();
		const closed = closedWhy(cwd);
		// Whether a repository is there cannot be said then: it is not taken for none.
		if (closed !== null) throw new Error(`The repository at ${cwd} could not be read: its folder could not be looked at (${closed}).`);
		const broken = brokenGit(cwd);
		if (broken !== null) throw new Error(`Repository ${broken} could not be read: its .git is damaged or closed to us.`);
		const place = locateGit(cwd);
		if (place === null) return null;
		try {
			return await shared(place, signal);
		} catch (error) {
			if (signal.aborted) throw error;
			throw new Error(`Repository ${place.worktree} could not be read: ${reasonOf(error)}.`, {cause: error});
		}
	};

	const patch: GitReader['patch'] = async (cwd, heads, paths, signal) => {
		const place = locateGit(cwd);
		if (place === null) throw new Error(`${cwd} is no git worktree any more.`);
		requireOwn(place);
		try {
			const off = await filtersOff(git, place.worktree, signal);
			const base = await parting(git, place.worktree, heads, signal);
			return await git.run(place.worktree, off, [...patchWords, base, '--', ...paths], signal);
		} catch (error) {
			if (signal.aborted) throw error;
			throw new Error(`What she changed could not be read: ${reasonOf(error)}.`, {cause: error});
		}
	};

	const readSigns = createSignsReader((worktree, words, signal) => git.run(worktree, [], words, signal));
	const signs: GitReader['signs'] = async (cwd, signal) => {
		const place = locateGit(cwd);
		const known = place === null ? undefined : remembered.get(place.worktree);
		if (place === null || known === undefined) return null;
		try {
			return await readSigns(place, {...known.facts, ...known.written}, signal);
		} catch (error) {
			if (signal.aborted) throw error;
			throw new Error(`Repository ${place.worktree} could not be read: ${reasonOf(error)}.`, {cause: error});
		}
	};

	const config: GitReader['config'] = (worktree, signal) => git.run(worktree, [], ['config', '--list', '-z'], signal);
	const work: GitReader['work'] = async (worktree, signal) => git.run(worktree, await filtersOff(git, worktree, signal), workWords, signal);

	const ranges = createRangeReader((worktree, words, signal) => git.run(worktree, [], words, signal), requireOwn);
	return {facts, patch, signs, config, work, ...ranges, processesStarted: git.started};
};
