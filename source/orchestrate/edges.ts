/** What of a dashboard is worth a line when it begins, and who is to be reminded of it. Pure; the lines are sanitized here, the letters are stored raw. */
import type {Reminder, Review, Sister} from '../../db/types.ts';
import {age, duration} from '../format/age.ts';
import {blockedText, readyText} from '../format/declared.ts';
import {keeperAddress} from '../names.ts';
import {cell, sanitize} from '../sanitize.ts';
import type {Dashboard} from './facts.ts';

export type Edge = {
	readonly kind: 'blocked' | 'stale' | 'review' | 'ready' | 'mail';
	/** A name, or a number: with the kind it is what the edge is about. */
	readonly about: string;
	/** Which time of it. */
	readonly edge: string;
	/** One line, safe to print. */
	readonly line: string;
	readonly reminders: readonly Omit<Reminder, 'what' | 'about' | 'edge'>[];
};

const longestQuote = 300;

/**
 * Words of an agent in a letter that comes from another: on one line, between marks that they cannot end. Nobody is to take them for words of the
 * keeper's.
 */
export function quoted(text: string): string {
	const flat = text
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.replaceAll('"', "'")
		.trim();
	return `"${flat.length > longestQuote ? `${flat.slice(0, longestQuote).toWellFormed()}...` : flat}"`;
}

const living = ({status}: Sister): boolean => status !== 'gone';

/** Is that one here to read a letter? The keeper always is. */
const isHere = (name: string, sisters: readonly Sister[]): boolean => name === keeperAddress || sisters.some(sister => sister.name === name && living(sister));

/** Those of the others whom she names, as a word of their own: `waiting on B for types`. A letter alone is a name only as a capital: `a` is a word. */
function named(note: string | null, me: string, sisters: readonly Sister[]): readonly string[] {
	const words = (note ?? '').split(/[^A-Za-z0-9._-]+/).map(word => word.replace(/^[.-]+|[.-]+$/g, ''));
	const spoken = new Set(words.map(word => (word.length === 1 ? word : word.toLowerCase())));
	const isNamed = (name: string): boolean => spoken.has(name.length === 1 ? name.toUpperCase() : name);
	return sisters.filter(sister => sister.name !== me && isNamed(sister.name)).map(({name}) => name);
}

/** To those who can help: whom she names, and who has her review to do. The reader sees the line, and writes no letter to herself. */
function ofBlocked(sister: Sister, {reader, sisters, reviews}: Dashboard, now: number): Edge {
	const {name, declared} = sister;
	const note = declared?.note ?? null;
	const waits = reviews.filter(({requester}) => requester === name);
	const who = [...new Set([...named(note, name, sisters), ...waits.map(({reviewer}) => reviewer)])].filter(
		to => to !== reader && to !== name && isHere(to, sisters),
	);
	const says = note === null ? '' : ` Her words: ${quoted(note)}.`;
	const body = (to: string): string => {
		const review = waits.find(({reviewer}) => reviewer === to);
		const next = review === undefined ? `queen tell ${name} "..."` : `queen review show ${review.id}`;
		return `${name} says that she is blocked.${says} Can you help? ${next}`;
	};
	return {
		kind: 'blocked',
		about: name,
		edge: declared?.since ?? '',
		line: cell(`ALERT blocked: ${blockedText(sanitize(sister), now)}`),
		reminders: who.map(to => ({to, body: body(to)})),
	};
}

/** To herself, and to those whose reviews she has: they may ask somebody else. */
function ofStale(sister: Sister, {reader, reviews, sisters}: Dashboard, now: number): Edge {
	const {name, lastSign = null, declared, task} = sister;
	const silent = age(lastSign, now);
	const says = declared ? `says ${declared.status}` : `declared ${quoted(task ?? '')}`;
	const own = living(sister)
		? [
				{
					to: name,
					body: `No sign of work from you for ${silent}, and you still count as at work. At it: queen sync. Done: queen update --status done. Stuck: queen update --status blocked --note "..."`,
				},
			]
		: [];
	const waiting = reviews
		.filter(({reviewer, requester}) => reviewer === name && requester !== reader && isHere(requester, sisters))
		.map(({id, requester}) => ({
			to: requester,
			body: `${name}, who has your review #${id}, has shown no sign of work for ${silent}. Somebody else: queen review request --to NAME`,
		}));
	return {
		kind: 'stale',
		about: name,
		edge: lastSign ?? '',
		line: cell(`STALE ${name}${living(sister) ? '' : ' (gone)'}: no sign of work for ${silent} (${says})`),
		reminders: [...own, ...waiting],
	};
}

/** To the reviewer while she is here (the keeper always is), else to who asked. */
function ofReview(review: Review, {reader, sisters}: Dashboard, now: number): Edge {
	const {id, branch, requester, reviewer, requestedAt, repo} = review;
	const waited = duration(now - Date.parse(requestedAt));
	const canRead = isHere(reviewer, sisters) || reviewer === reader;
	const body = canRead
		? `Review #${id} of ${quoted(branch)} in ${quoted(repo)} by ${requester} has waited ${waited} for you: queen review show ${id}`
		: `${reviewer}, who has your review #${id} of ${quoted(branch)}, is not here. Somebody else: queen review request --to NAME`;
	const to = canRead ? reviewer : requester;
	return {
		kind: 'review',
		about: String(id),
		edge: requestedAt,
		line: cell(`REVIEW #${id} ${branch} of ${requester} has waited ${waited} for ${reviewer}${canRead ? '' : ' (not here)'}: queen review show ${id}`),
		reminders: to !== reader && isHere(to, sisters) ? [{to, body}] : [],
	};
}

const ofReady = (sister: Sister): Edge => ({
	kind: 'ready',
	about: sister.name,
	edge: sister.declared?.since ?? '',
	line: cell(`READY ${readyText(sanitize(sister))}`),
	reminders: [],
});

const longestMail = 120;

/** Everything that stands now, what is to be done first at the beginning. */
export function edgesOf(dashboard: Dashboard, now: number): readonly Edge[] {
	const {blocked, stale, reviews, late, ready, mail} = dashboard;
	return [
		...blocked.map(sister => ofBlocked(sister, dashboard, now)),
		...stale.map(sister => ofStale(sister, dashboard, now)),
		...reviews.filter(({id}) => late.includes(id)).map(review => ofReview(review, dashboard, now)),
		...ready.map(ofReady),
		...mail.map(({id, from, body, priority}): Edge => {
			const short = cell(body);
			const text = short.length > longestMail ? `${short.slice(0, longestMail).toWellFormed()}...` : short;
			return {
				kind: 'mail',
				about: String(id),
				edge: String(id),
				line: `INBOX #${id} from ${cell(from)}${priority === 'urgent' ? ' URGENT' : ''}: ${text}`,
				reminders: [],
			};
		}),
	];
}
