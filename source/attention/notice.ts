/** A notification in words. Pure; everything that comes from agents passes the sanitizer here, and has a bounded length. */
import type {IsoTime, Safe} from '../../db/types.ts';
import {cell} from '../sanitize.ts';
import type {Need, NeedKind} from './needs.ts';

/** What a program of the keeper's gets as JSON on stdin, and (title, text, count, kinds, who) in its environment. */
export type Notice = {
	readonly title: Safe;
	/** One line a need; at most five lines. */
	readonly text: readonly Safe[];
	readonly needs: readonly NoticeFact[];
};
export type NoticeFact = {
	readonly kind: NeedKind;
	readonly who: readonly Safe[];
	readonly words: Safe;
	readonly repo: Safe | null;
	readonly branch: Safe | null;
	readonly since: IsoTime;
};

const longest = 160;
const mostLines = 4;

/** Cut by whole characters; a cut surrogate pair would be two broken ones. */
function short(text: string): Safe {
	const letters = [...cell(text.slice(0, longest * 4)).trim()];
	return cell(letters.length <= longest ? letters.join('') : `${letters.slice(0, longest - 1).join('')}…`);
}

const toFact = ({kind, who, words, repo, branch, since}: Need): NoticeFact => ({
	kind,
	who: who.slice(0, 20).map(short),
	words: short(words),
	repo: repo === null ? null : short(repo),
	branch: branch === null ? null : short(branch),
	since,
});

const headings: Readonly<Record<NeedKind, (who: string) => string>> = {
	waiting: who => `${who} needs you`,
	error: who => `${who}: error`,
	mail: who => `urgent mail from ${who}`,
	conflict: who => `conflict: ${who}`,
};
const counted: Readonly<Record<NeedKind, readonly [one: string, many: string]>> = {
	waiting: ['sister needs you', 'sisters need you'],
	error: ['error', 'errors'],
	mail: ['urgent mail', 'urgent mails'],
	conflict: ['conflict', 'conflicts'],
};
const order = ['conflict', 'waiting', 'error', 'mail'] as const;

const headingOf = ({kind, who}: NoticeFact): string => headings[kind](who.join(', '));

/** `2 sisters need you, 1 conflict` */
const sum = (facts: readonly NoticeFact[]): string =>
	order
		.map(kind => [kind, facts.filter(fact => fact.kind === kind).length] as const)
		.filter(([, n]) => n > 0)
		.map(([kind, n]) => `${n} ${counted[kind][n === 1 ? 0 : 1]}`)
		.join(', ');

const lineOf = (fact: NoticeFact): Safe => cell(fact.words === '' ? headingOf(fact) : `${headingOf(fact)}: ${fact.words}`);

/** One notification about one or several needs. `needs` is not empty. */
export function noticeOf(needs: readonly Need[]): Notice {
	const facts = needs.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).map(toFact);
	const [first] = facts;
	if (first === undefined) throw new Error('a notification needs something to tell');
	if (facts.length === 1) return {title: cell(headingOf(first)), text: first.words === '' ? [] : [first.words], needs: facts};
	const more = facts.length - mostLines;
	return {title: cell(sum(facts)), text: [...facts.slice(0, mostLines).map(lineOf), ...(more > 0 ? [cell(`and ${more} more`)] : [])], needs: facts};
}
