/** A repository with worktrees, and a watch over their merges. */
import {chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {TestContext} from 'node:test';
import type {GitFacts, MergePrediction} from '../../../db/types.ts';
import {createGitReader, type GitReader} from '../../../source/git.ts';
import {createMergeWatch, type MergeReport, type MergeWatch} from '../../../source/merge/watch.ts';
import {newRepository, type Repository} from '../../driver/repository.ts';
import {newShell, type Shell} from '../../driver/shell.ts';

export const never = new AbortController().signal;

export type MergeWorld = {
	readonly shell: Shell;
	readonly app: Repository;
	/** Worktrees on branches of these names, beside the repository. */
	readonly a: Repository;
	readonly b: Repository;
	readonly reader: GitReader;
	/** Where the sandboxes lie. */
	readonly folder: string;
	readonly newWatch: (more?: {readonly budgetMs?: number; readonly maxPacks?: number; readonly env?: NodeJS.ProcessEnv; mono?(): number}) => MergeWatch;
	readonly facts: (...places: readonly Repository[]) => Promise<readonly GitFacts[]>;
	/** The prediction for `a` and `b` by a watch that knows nothing yet; null: they merge cleanly. */
	readonly predict: () => Promise<MergePrediction | null>;
	readonly report: (watch: MergeWatch, ...places: readonly Repository[]) => Promise<MergeReport>;
};

const lines = (name: string): string => Array.from({length: 30}, (_, at) => `${name} ${at}\n`).join('');

/** A line of a file of `newMergeWorld` that is changed. */
export const changed = (name: string, line: number, text: string): string => lines(name).replace(`${name} ${line}\n`, `${text}\n`);

/** `one.txt`, `two.txt` and `src/three.ts` of 30 lines each, in a repository with the worktrees `a` and `b`. `before`: what stands in its first commit beside. */
export const newMergeWorld = async (t: TestContext, before: Readonly<Record<string, string>> = {}): Promise<MergeWorld> => {
	const {shell} = newShell(t);
	const app = await newRepository(shell, 'app');
	for (const name of ['one.txt', 'two.txt', 'src/three.ts']) app.write(name, lines(name));
	for (const [name, text] of Object.entries(before)) app.write(name, text);
	await app.commit('files');
	const a = await app.worktree('a', 'user/a');
	const b = await app.worktree('b', 'user/b');
	const reader = createGitReader(shell.env);
	const folder = path.join(shell.folder, 'merges');
	const newWatch: MergeWorld['newWatch'] = (more = {}) => {
		const watch = createMergeWatch({folder, reader, env: shell.env, mono: () => performance.now(), budgetMs: 60_000, ...more});
		t.after(() => watch.close());
		return watch;
	};
	const facts: MergeWorld['facts'] = async (...places) => (await Promise.all(places.map(place => reader.facts(place.path, never)))).filter(one => one !== null);
	const report: MergeWorld['report'] = async (watch, ...places) => watch.refresh(await facts(...places), never);
	const predict = async (): Promise<MergePrediction | null> => {
		const watch = newWatch();
		const {outlook} = await report(watch, a, b);
		watch.close();
		return outlook.pairs[0] ?? null;
	};
	return {shell, app, a, b, reader, folder, newWatch, facts, predict, report};
};

/** Everything below a folder with its content, size, mode, times and inode: nothing may differ after we looked. */
export const everything = (folder: string): readonly string[] =>
	['', ...(readdirSync(folder, {recursive: true}) as string[])].sort().map(name => {
		const file = path.join(folder, name);
		const facts = statSync(file, {bigint: true});
		const content = facts.isFile() ? readFileSync(file).toString('base64') : '';
		return `${name} ${facts.ino} ${facts.size} ${facts.mode} ${facts.mtimeNs} ${facts.ctimeNs} ${content}`;
	});

/** `src/a.ts contents` for each conflict. */
export const filesOf = (pair: MergePrediction | null): readonly string[] => pair?.conflicts.map(({path: file, kind}) => `${file} ${kind}`) ?? [];
/** `big.bin: why` for each file. */
export const unpredictable = (pair: MergePrediction | null): readonly string[] => pair?.unpredictable.map(({path: file, why}) => `${file}: ${why}`) ?? [];

/** A `git` in front of the real one that writes down how it was called. */
export const countingGit = (shell: Shell): {readonly env: NodeJS.ProcessEnv; readonly calls: () => readonly string[]} => {
	const bin = path.join(shell.folder, 'bin');
	const log = path.join(shell.folder, 'calls');
	mkdirSync(bin);
	writeFileSync(log, '');
	writeFileSync(path.join(bin, 'git'), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\nPATH='${shell.env['PATH']}' exec git "$@"\n`);
	chmodSync(path.join(bin, 'git'), 0o755);
	return {
		env: {...shell.env, PATH: `${bin}:${shell.env['PATH']}`},
		calls: () => {
			const calls = readFileSync(log, 'utf8')
				.split('\n')
				.filter(line => line !== '');
			writeFileSync(log, '');
			return calls;
		},
	};
};
