/** A bare remote with one commit on main, and clones of it, each with a sister in it: what the stories of pushes begin with. */
import assert from 'node:assert/strict';
import {chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {TestContext} from 'node:test';
import type {Owner} from '../../driver/cleanup.ts';
import {newShell, type Ran, runProgram, type Shell} from '../../driver/shell.ts';

export type Clone = {
	readonly name: string;
	readonly path: string;
	readonly shell: Shell;
	readonly git: (...args: readonly string[]) => Promise<string>;
	readonly queen: (...args: readonly string[]) => Promise<Ran>;
	readonly write: (file: string, text: string) => void;
	readonly read: (file: string) => string;
	/** Writes files and commits them as she would. */
	readonly commit: (message: string, files: Readonly<Record<string, string>>) => Promise<void>;
	/** Everything that a refused push must leave as it was. */
	readonly picture: () => Promise<string>;
};

export type World = {
	readonly shell: Shell;
	readonly owner: Owner;
	readonly remote: string;
	/** git in the remote. */
	readonly there: (...args: readonly string[]) => Promise<string>;
	readonly clone: (name: string) => Promise<Clone>;
	/** A hook of the remote. */
	readonly hook: (name: string, script: string) => void;
};

export const gitAt =
	(cwd: string, env: NodeJS.ProcessEnv) =>
	async (...args: readonly string[]): Promise<string> => {
		const ran = await runProgram('git', args, {env, cwd, input: null});
		assert.equal(ran.code, 0, `git ${args.join(' ')}: ${ran.out}${ran.err}`);
		return ran.out.trimEnd();
	};

const cloneAt = (folder: string, name: string, from: Shell): Clone => {
	const shell = from.as(name).at(folder);
	const git = gitAt(folder, from.env);
	const at = (file: string): string => path.join(folder, file);
	const write = (file: string, text: string): void => {
		mkdirSync(path.dirname(at(file)), {recursive: true});
		writeFileSync(at(file), text, 'latin1');
	};
	return {
		name,
		path: folder,
		shell,
		git,
		queen: (...args) => shell.queen(...args),
		write,
		read: file => readFileSync(at(file), 'latin1'),
		commit: async (message, files) => {
			for (const [file, text] of Object.entries(files)) write(file, text);
			await git('add', '--', ...Object.keys(files));
			const {code, out, err} = await shell.queen('commit', '-m', message);
			assert.equal(code, 0, out + err);
		},
		picture: async () =>
			[
				await git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads'),
				await git('rev-parse', '--symbolic-full-name', 'HEAD'),
				await git('status', '--porcelain=v2', '--untracked-files=all'),
				await git('diff', 'HEAD'),
				await git('stash', 'list'),
				String(['rebase-merge', 'rebase-apply', 'MERGE_HEAD', 'index.lock'].filter(file => existsSync(path.join(folder, '.git', file)))),
			].join('\n--\n'),
	};
};

export const newWorld = async (t: Pick<TestContext, 'after'>): Promise<World> => {
	const {shell, owner} = newShell(t);
	const folder = realpathSync(shell.folder);
	const remote = path.join(folder, 'app.git');
	await gitAt(folder, shell.env)('init', '--quiet', '--bare', remote);
	const world: World = {
		shell,
		owner,
		remote,
		there: gitAt(remote, shell.env),
		clone: async name => {
			const place = path.join(folder, name, 'app');
			await gitAt(folder, shell.env)('clone', '--quiet', remote, place);
			return cloneAt(place, name, shell);
		},
		hook: (name, script) => {
			const file = path.join(remote, 'hooks', name);
			mkdirSync(path.dirname(file), {recursive: true});
			writeFileSync(file, `#!/bin/sh\n${script}\n`);
			chmodSync(file, 0o755);
		},
	};
	const first = await world.clone('first');
	first.write('README.md', 'app\n');
	first.write('lines', 'a\nb\nc\nd\ne\n');
	await first.git('add', '.');
	await first.git('commit', '--quiet', '-m', 'first');
	await first.git('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
	return world;
};

/** Two sisters' clones. */
export const newPair = async (t: Pick<TestContext, 'after'>): Promise<World & {readonly alice: Clone; readonly bob: Clone}> => {
	const world = await newWorld(t);
	return {...world, alice: await world.clone('alice'), bob: await world.clone('bob')};
};

export const pushes = async ({queen}: Clone, ...more: readonly string[]): Promise<string> => {
	const {code, out, err} = await queen('push', ...more);
	assert.equal(code, 0, out + err);
	return out;
};

/** Must end with 1 (or the code that is given) and change nothing here and there; gives stderr. */
export const isRefused = async (world: World, clone: Clone, args: readonly string[] = [], wanted = 1): Promise<string> => {
	const pictures = async (): Promise<readonly string[]> => [await clone.picture(), await world.there('for-each-ref')];
	const before = await pictures();
	const {code, out, err} = await clone.queen('push', ...args);
	assert.equal(code, wanted, out + err);
	assert.deepEqual(await pictures(), before, 'nothing changed');
	return err;
};

export const isWhole = async (world: World, ...clones: readonly Clone[]): Promise<void> => {
	await world.there('fsck', '--strict', '--no-dangling');
	for (const {git} of clones) await git('fsck', '--strict', '--no-dangling');
};
