/** Looks at the colony again and again: a line for each edge, a letter for each reminder that nobody sent yet. No model is asked anything. */
import type {Reminder, ReminderRules, ReminderVerdict, SaidEdge} from '../../db/types.ts';
import {cell} from '../sanitize.ts';
import type {Approved} from './approve.ts';
import {type Edge, edgesOf} from './edges.ts';
import type {Dashboard} from './facts.ts';

/** One about one thing in ten minutes, six to one sister within that time: what flickers must not fill an inbox. */
export const reminderRules: ReminderRules = {repeatMs: 10 * 60_000, most: 6, withinMs: 10 * 60_000};

/** What the loop says; `line` is one line, safe to print. */
export type Said =
	| {readonly what: 'edge'; readonly edge: Edge; readonly line: string}
	| {readonly what: 'cleared'; readonly kind: Edge['kind']; readonly about: string; readonly line: string}
	| {readonly what: 'reminded'; readonly kind: Reminder['what']; readonly about: string; readonly to: string; readonly message: number; readonly line: string}
	| {readonly what: 'approved'; readonly approved: Approved; readonly line: string};

/** What was said before this loop began, kept where the next one finds it. */
export type Memory = {
	load(): Promise<readonly SaidEdge[]>;
	keep(said: readonly SaidEdge[]): Promise<void>;
};

export type LoopDeps = {
	/** Without it everything that stands at the first look is said. */
	readonly memory?: Memory;
	look(): Promise<Dashboard>;
	remind(reminders: readonly Reminder[]): Promise<readonly ReminderVerdict[]>;
	approve(dashboard: Dashboard): Promise<readonly Approved[]>;
	say(said: Said): void;
	/** Milliseconds since the epoch, and on a clock that only goes forward. */
	wall(): number;
	mono(): number;
};

const subjectOf = ({kind, about}: SaidEdge): string => `${kind} ${about}`;
const isReminding = (kind: Edge['kind']): kind is Reminder['what'] => kind === 'blocked' || kind === 'stale' || kind === 'review';
const keyOf = ({what, about, edge, to}: Reminder): string => JSON.stringify([what, about, edge, to]);

const remindersOf = (edges: readonly Edge[]): readonly Reminder[] =>
	edges.flatMap(({kind, about, edge, reminders}) => (isReminding(kind) ? reminders.map(each => ({what: kind, about, edge, ...each})) : []));

/** What it means that an edge is over; null: nothing worth a line. */
const over: Readonly<Record<Edge['kind'], ((about: string) => string) | null>> = {
	blocked: about => `${about} is no longer blocked`,
	stale: about => `${about} shows signs of work again`,
	review: about => `review #${about} waits no longer`,
	ready: null,
	mail: null,
};

const things: Readonly<Record<Reminder['what'], (about: string) => string>> = {
	blocked: about => `${about}, who is blocked`,
	stale: about => `the silence of ${about}`,
	review: about => `review #${about}`,
};

const sayReminded = ({what, about, to}: Reminder, message: number): Said => {
	const line = cell(`ACTION reminded ${to} of ${things[what](about)} (#${message})`);
	return {what: 'reminded', kind: what, about, to, message, line};
};

const sayApproved = (approved: Approved): Said => {
	const {review, branch, requester, rule, paths} = approved;
	return {what: 'approved', approved, line: cell(`ACTION approved review #${review} (${branch} of ${requester}) under your rule ${rule}: ${paths.join(', ')}`)};
};

/** What began and what ended since the last look. */
function changes(before: ReadonlyMap<string, SaidEdge>, after: ReadonlyMap<string, Edge>): readonly Said[] {
	const begun = [...after].filter(([subject, {edge}]) => before.get(subject)?.edge !== edge).map(([, edge]): Said => ({what: 'edge', edge, line: edge.line}));
	const ended = [...before.values()].flatMap((edge): readonly Said[] => {
		const {kind, about} = edge;
		const sentence = after.has(subjectOf(edge)) ? null : (over[kind]?.(about) ?? null);
		return sentence === null ? [] : [{what: 'cleared', kind, about, line: cell(`CLEAR ${sentence}`)}];
	});
	return [...begun, ...ended];
}

const bySubject = <E extends SaidEdge>(edges: readonly E[]): ReadonlyMap<string, E> => new Map(edges.map(edge => [subjectOf(edge), edge]));

/** Sends what is due. Remembers until when a reminder is not to be tried again, so that the store is only asked when there is something to send. */
function createSender({remind, mono, say}: LoopDeps): (reminders: readonly Reminder[]) => Promise<void> {
	let settled: ReadonlyMap<string, number> = new Map();
	return async all => {
		const due = all.filter(each => (settled.get(keyOf(each)) ?? 0) <= mono());
		const verdicts = due.length === 0 ? [] : await remind(due);
		const next = new Map(all.flatMap(each => [[keyOf(each), settled.get(keyOf(each)) ?? 0] as const]));
		for (const [index, reminder] of due.entries()) {
			const verdict = verdicts[index];
			if (verdict === undefined) continue;
			// For good once it was sent, by whomever.
			next.set(keyOf(reminder), verdict.verdict === 'later' ? mono() + verdict.inMs : Number.POSITIVE_INFINITY);
			if (verdict.verdict === 'sent') say(sayReminded(reminder, verdict.message));
		}
		settled = next;
	};
}

/** Answers a function that looks once. Rejects with what the store says no to; nothing is lost then: the next look finds it again. */
export function createLoop(deps: LoopDeps): () => Promise<void> {
	let known: ReadonlyMap<string, SaidEdge> | null = null;
	const send = createSender(deps);
	return async () => {
		const dashboard = await deps.look();
		const approved = await deps.approve(dashboard);
		for (const each of approved) deps.say(sayApproved(each));
		const done = new Set(approved.map(({review}) => review));
		const edges = edgesOf({...dashboard, reviews: dashboard.reviews.filter(({id}) => !done.has(id))}, deps.wall());
		const now = bySubject(edges);
		known ??= bySubject((await deps.memory?.load()) ?? []);
		for (const said of changes(known, now)) deps.say(said);
		known = now;
		// Only now: whoever is killed before this line is told the same again.
		await deps.memory?.keep(edges);
		await send(remindersOf(edges));
	};
}
