/** Takes over what another coordination program knows. Its file is only copied and read (db/foreign-file.ts). */
import {statSync} from 'node:fs';
import path from 'node:path';
import {readForeign} from '../../db/foreign-file.ts';
import {readHive} from '../../db/foreign-hive.ts';
import {readSwarm} from '../../db/foreign-swarm.ts';
import type {ClaimPlace, ForeignColony, Imported} from '../../db/types.ts';
import {claimTarget} from '../claim-target.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {findRepository, type Repository} from '../find-repository.ts';
import {keeperOnly} from './identity.ts';

export const importKinds = ['claude-swarm', 'hive'] as const;
export type ImportKind = (typeof importKinds)[number];

export type ImportWanted = {
	readonly kind: ImportKind;
	/** The database, or a folder in which it lies. */
	readonly path: string;
	/** The repository that it was about; null: the one in which it lies. */
	readonly repo: string | null;
	/** Only say what would come in. */
	readonly trial: boolean;
};

export type ImportDone = Imported & {
	readonly from: ForeignColony['from'];
	readonly file: string;
	readonly repo: string | null;
	readonly trial: boolean;
	/** Paths that were claimed and stayed out, because no repository is known in which they would mean a file. */
	readonly homeless: readonly string[];
};

/** Where the database lies in a folder that was given instead. */
const places: Readonly<Record<ImportKind, readonly string[]>> = {
	'claude-swarm': ['.claude-swarm/bus.db', 'bus.db'],
	hive: ['hive.db', '.hive/hive.db', 'queen.db', '.claude/queen/queen.db'],
};

const kindOf = (file: string): 'file' | 'folder' | null => {
	const stat = statSync(file, {throwIfNoEntry: false});
	return stat === undefined ? null : stat.isDirectory() ? 'folder' : 'file';
};

function locate(kind: ImportKind, given: string, cwd: string): string {
	const file = path.resolve(cwd, given);
	const what = kindOf(file);
	if (what === null) throw new QueenError('usage', `There is no ${file}: nothing was imported. Give the database: queen import ${kind} PATH`);
	if (what === 'file') return file;
	const found = places[kind].map(name => path.join(file, name)).find(each => kindOf(each) === 'file');
	if (found !== undefined) return found;
	throw new QueenError(
		'usage',
		`No database of ${kind} is in the folder ${file} (looked for ${places[kind].join(', ')}): nothing was imported. Give the file itself.`,
	);
}

/** claude-swarm keeps its database in a folder of the project. */
function repositoryOf(file: string, {repo}: ImportWanted, cwd: string): Repository | null {
	if (repo === null) return findRepository(path.dirname(file));
	const folder = path.resolve(cwd, repo);
	const found = kindOf(folder) === 'folder' ? findRepository(folder) : null;
	if (found === null) throw new QueenError('usage', `${folder} is in no git repository: nothing was imported. Usage: --repo DIR`);
	return found;
}

/** What the claims mean here: paths as their repository calls them, domains as they are. */
function claimPlaces(
	{from, claims}: ForeignColony,
	repository: Repository | null,
): {readonly known: ReadonlyMap<string, ClaimPlace>; readonly homeless: readonly string[]} {
	const known = new Map<string, ClaimPlace>();
	const homeless: string[] = [];
	for (const {key, text} of claims) {
		if (text === '') continue;
		const isPath = from === 'claude-swarm';
		if (isPath && repository === null && !path.isAbsolute(text)) {
			homeless.push(text);
			continue;
		}
		const {worktree: _, ...place} = claimTarget(`${isPath ? 'path' : 'domain'}:${text}`, repository?.worktree ?? '/');
		known.set(key, place);
	}
	return {known, homeless};
}

const readers = {'claude-swarm': readSwarm, hive: readHive} as const;

/**
 * Imports what is new there, all or nothing; only the keeper, because mail in others' names comes in. Throws a usage error for a path without a
 * database, a StoreError (`foreign`, exit 78) for one of another program.
 */
export async function importFrom(context: Context, wanted: ImportWanted): Promise<ImportDone> {
	await keeperOnly(context, 'import what another program stored', 'Ask her: queen tell @keeper "..."');
	const file = locate(wanted.kind, wanted.path, context.cwd);
	const repository = repositoryOf(file, wanted, context.cwd);
	const colony = readForeign(file, context.store.file, sql => readers[wanted.kind](sql, file));
	const {known, homeless} = claimPlaces(colony, repository);
	const place = repository && {repo: repository.repo, repoId: repository.repoId, repoKey: repository.repoKey};
	const options = {repository: wanted.kind === 'hive' ? null : place, places: known, trial: wanted.trial};
	const imported = await context.store.importColony(colony, options);
	return {...imported, from: colony.from, file, repo: options.repository?.repo ?? null, trial: wanted.trial, homeless};
}
