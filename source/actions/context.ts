import type {AddedContext} from '../../db/store.ts';
import type {ContextCategory, ContextEntry} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {findRepository} from '../repository.ts';
import {checkText, newNonce} from './text.ts';

export const contextCategories: readonly ContextCategory[] = ['decision', 'interface', 'warning', 'convention', 'discovery'];

/** Throws a usage error for a word that is none of them. */
export function categoryOf(word: string): ContextCategory {
	const known = contextCategories.find(category => category === word.toLowerCase());
	if (known === undefined) throw new QueenError('usage', `"${word}" is none of ${contextCategories.join(', ')}.`);
	return known;
}

export type NewEntry = {
	readonly body: string;
	readonly category: ContextCategory | null;
	readonly ttlMs: number | null;
	/** For the whole colony, wherever the caller stands. */
	readonly isForAll: boolean;
	readonly supersedes: number | null;
	/** Where it belongs, when that is not where the caller stands. */
	readonly place?: Place | null;
};

/** A repository, or with null for both the whole colony. */
export type Place = {readonly repo: string | null; readonly repoKey: string | null};

const noEntry = (id: number | null): QueenError => new QueenError('refused', `There is no entry #${id}. See them: queen context show --all`);

function refusal({reason, entry}: Extract<AddedContext, {ok: false}>, id: number | null): QueenError {
	if (reason === 'unknown') return noEntry(id);
	return new QueenError('refused', `#${id} was superseded already, by #${entry?.supersededBy}: supersede that one.`);
}

/** Writes something down for all in this repository, or outside of any for the whole colony. With `supersedes` it stands in place of that entry. */
export async function addEntry(context: Context, {body, category, ttlMs, isForAll, supersedes, place: given = null}: NewEntry): Promise<ContextEntry> {
	const text = checkText(body, 'the entry');
	const caller = await context.caller();
	const place = isForAll ? null : (given ?? findRepository(context.cwd));
	const added = await context.store.addContext({
		by: caller.name,
		byVerified: caller.verified,
		category,
		body: text,
		repo: place?.repo ?? null,
		repoKey: place?.repoKey ?? null,
		ttlMs,
		supersedes,
		nonce: newNonce(),
	});
	if (!added.ok) throw refusal(added, supersedes);
	return added.entry;
}

/** Ends an entry now, before its time or where it had none. It stays to be read with --all. */
export async function expireEntry(context: Context, id: number): Promise<ContextEntry> {
	const {name} = await context.caller();
	const ended = await context.store.expireContext(id, name);
	if (ended.ok) return ended.entry;
	if (ended.entry?.supersededBy != null) throw new QueenError('refused', `#${id} is over already: #${ended.entry.supersededBy} stands instead.`);
	if (ended.entry !== null) throw new QueenError('refused', `#${id} is expired already.`);
	throw noEntry(id);
}

export type EntryFilter = {
	/** Also what is superseded or expired. */
	readonly all: boolean;
	readonly everywhere: boolean;
	readonly category: ContextCategory | null;
	readonly words: readonly string[];
	readonly limit: number | null;
};

export type FoundEntries = {
	/** Folder name of the repository that was asked about; null outside of any. */
	readonly repo: string | null;
	readonly everywhere: boolean;
	readonly entries: readonly ContextEntry[];
	readonly total: number;
};

/** What was written down, newest first: of this repository and for the whole colony. Needs no identity. */
export async function findEntries(context: Context, {everywhere, ...filter}: EntryFilter): Promise<FoundEntries> {
	const place = everywhere ? null : findRepository(context.cwd);
	const found = await context.store.context({...filter, where: everywhere ? 'everywhere' : {repoKey: place?.repoKey ?? null}});
	return {repo: place?.repo ?? null, everywhere, ...found};
}
