/** A repository with an installed guard, and sisters that commit and push in it: what the stories of guards begin with. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import type {TestContext} from 'node:test';
import type {ColonyEvent, EventKind} from '../../../db/types.ts';
import {type GuardPlaces, guardPlaces} from '../../../source/guard/places.ts';
import type {Owner} from '../../driver/cleanup.ts';
import {newRepository, type Repository} from '../../driver/repository.ts';
import {newShell, type Ran, runProgram, type Shell} from '../../driver/shell.ts';

export type Guarded = {
	readonly shell: Shell;
	readonly owner: Owner;
	readonly repo: Repository;
	readonly places: GuardPlaces;
	/** git as this sister; null: as the human. */
	readonly git: (name: string | null, args: readonly string[], options?: {readonly cwd?: string; readonly env?: NodeJS.ProcessEnv}) => Promise<Ran>;
	/** The same, and it must end with 0; gives stderr. */
	readonly passes: (name: string | null, ...args: readonly string[]) => Promise<string>;
	/** The same, and it must be stopped; gives stderr. */
	readonly stopped: (name: string | null, ...args: readonly string[]) => Promise<string>;
	/** Writes files and stages them all. */
	readonly stage: (files: Readonly<Record<string, string>>) => Promise<void>;
};

/** `main` has one commit; HEAD is on alice/work. Nothing is installed yet. */
export const newUnguarded = async (t: Pick<TestContext, 'after'>): Promise<Guarded> => {
	const {shell, owner} = newShell(t);
	const repo = await newRepository(shell, 'app');
	await repo.git('switch', '-q', '-c', 'alice/work');
	const git: Guarded['git'] = (name, args, {cwd = repo.path, env = {}} = {}) =>
		runProgram('git', args, {env: {...shell.env, ...(name === null ? {} : {QUEEN_NAME: name}), ...env}, cwd, input: null});
	const must = async (isFine: (code: number) => boolean, name: string | null, args: readonly string[]): Promise<string> => {
		const {code, out, err} = await git(name, args);
		if (!isFine(code)) throw new Error(`git ${args.join(' ')} of ${name ?? 'the human'} ended with ${code}\n${out}${err}`);
		return err;
	};
	return {
		shell,
		owner,
		repo,
		places: guardPlaces(path.dirname(shell.db)),
		git,
		passes: (name, ...args) => must(code => code === 0, name, args),
		stopped: (name, ...args) => must(code => code === 1, name, args),
		stage: async files => {
			for (const [file, text] of Object.entries(files)) repo.write(file, text);
			await repo.git('add', '--all');
		},
	};
};

export const newGuarded = async (t: Pick<TestContext, 'after'>): Promise<Guarded> => {
	const guarded = await newUnguarded(t);
	await guarded.shell.at(guarded.repo.path).says('guard', 'install', '--yes');
	return guarded;
};

/** The log, without what the story is not about. */
export const eventsOf = async ({shell}: Guarded, kind: EventKind): Promise<readonly ColonyEvent[]> =>
	(await shell.json<ColonyEvent[]>('log')).filter(event => event.kind === kind);

export const textOf = (file: string): string => readFileSync(file, 'latin1');

/** bob holds it, in the repository's top. */
export const holds = (guarded: Guarded, what: string, ...more: readonly string[]): Promise<string> =>
	guarded.shell
		.as('bob')
		.at(guarded.repo.path)
		.says('claim', what, ...more);
