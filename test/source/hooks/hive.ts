/** A home with installed hooks, a repository, and clients in it: what the stories of hooks begin with. */
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {TestContext} from 'node:test';
import {type HookPlaces, hookPlaces} from '../../../source/hooks/places.ts';
import type {Owner} from '../../driver/cleanup.ts';
import {newShell, type Shell} from '../../driver/shell.ts';
import {type FakeClient, startClient} from './client.ts';

export type Hive = {
	readonly shell: Shell;
	readonly owner: Owner;
	readonly repo: string;
	readonly settings: string;
	readonly places: HookPlaces;
	/** A client whose environment gives her that name; null: none. */
	readonly client: (name: string | null, options?: {readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly shell?: string}) => FakeClient;
	/** Lines of the spool, parsed. */
	readonly spool: () => readonly Readonly<Record<string, unknown>>[];
};

export const makeRepository = (folder: string, env: NodeJS.ProcessEnv): string => {
	mkdirSync(path.join(folder, 'src'), {recursive: true});
	execFileSync('git', ['init', '-q', '-b', 'main', folder], {env});
	writeFileSync(path.join(folder, 'src/a.ts'), 'a\n');
	return folder;
};

export const newHive = async (t: Pick<TestContext, 'after'>): Promise<Hive> => {
	const {shell, owner} = newShell(t);
	const repo = makeRepository(path.join(shell.folder, 'app'), shell.env);
	await shell.says('hooks', 'install', '--yes');
	const settings = path.join(shell.home, '.claude/settings.json');
	const places = hookPlaces(path.dirname(shell.db));
	return {
		shell,
		owner,
		repo,
		settings,
		places,
		client: (name, {cwd = repo, env = {}, shell: program} = {}) =>
			startClient(owner, {
				env: {...shell.env, ...(name === null ? {} : {QUEEN_NAME: name}), ...env},
				cwd,
				folder: shell.folder,
				settings,
				...(program === undefined ? {} : {shell: program}),
			}),
		spool: () =>
			existsSync(places.events)
				? readFileSync(places.events, 'utf8')
						.trim()
						.split('\n')
						.map(line => JSON.parse(line) as Record<string, unknown>)
				: [],
	};
};
