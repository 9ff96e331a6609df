/** What the mail form is while it writes an entry of shared context: a category instead of recipients, a place instead of a priority. Pure. */
import type {ContextCategory} from '../db/types.ts';
import type {Intent} from './intents.ts';
import {categories} from './shared.ts';

export type EntryForm = {
	readonly category: ContextCategory;
	/** Folder name of the repository that it is about; null: there is none. */
	readonly repo: string | null;
	/** For the whole colony. */
	readonly forAll: boolean;
	/** The entry that it stands instead of; it has that one's place. */
	readonly supersedes: number | null;
};

const forAllWord = 'all';

/** A draft keeps them where a mail keeps its recipients: `warning`, `warning all`. */
export const draftWords = ({category, forAll}: EntryForm): string => (forAll ? `${category} ${forAllWord}` : category);

/** What `draftWords` wrote; a word that is no category changes nothing. */
export function withDraftWords(form: EntryForm, words: string): EntryForm {
	const [first, second] = words.split(' ');
	const category = categories.find(one => one === first);
	if (category === undefined) return form;
	return form.supersedes === null ? {...form, category, forAll: form.repo === null || second === forAllWord} : {...form, category};
}

export const nextCategory = (form: EntryForm, by: 1 | -1): EntryForm => ({
	...form,
	category: categories[(categories.indexOf(form.category) + by + categories.length) % categories.length] ?? form.category,
});

/** Why its place stays as it is; null: it can be the other one. */
export function fixedPlace({supersedes, repo}: EntryForm): string | null {
	if (supersedes !== null) return `It stands where #${supersedes} stood.`;
	return repo === null ? 'No repository is looked at: it is for the whole colony.' : null;
}

export const otherPlace = (form: EntryForm): EntryForm => ({...form, forAll: !form.forAll});

export const addIntent = ({category, forAll, supersedes}: EntryForm, {body, repoOf, draft}: {body: string; repoOf: string | null; draft: string}): Intent => ({
	type: 'add-context',
	body,
	category,
	repoOf,
	forAll,
	supersedes,
	draft,
});
