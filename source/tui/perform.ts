/** Does what a key asked of the outside and says what came of it. Everything is done by the same actions that the commands use. */
import type {Intent, Outcome} from '../../components/intents.ts';
import type {SharedQuery} from '../../components/shared-frame.ts';
import type {AckResult} from '../../db/store.ts';
import {claim, extend, release, undoRelease} from '../actions/claims.ts';
import {resolveConflict} from '../actions/conflicts.ts';
import {addEntry, expireEntry, type Place} from '../actions/context.ts';
import {ack, recall, withdraw} from '../actions/mail.ts';
import {mute, unmute} from '../actions/mute.ts';
import {decideReview} from '../actions/review.ts';
import {tell} from '../actions/tell.ts';
import type {Context} from '../context.ts';
import {duration} from '../format/age.ts';
import {resumeLine} from '../format/resume.ts';
import {staleWords} from '../format/review.ts';
import {cell} from '../sanitize.ts';
import type {Drafts} from './drafts.ts';
import type {Edited} from './edit-outside.ts';

export type PerformDeps = {
	readonly context: Context;
	readonly drafts: Drafts;
	/** Why keys that act are off, in words; null: they are not. */
	readonly watchesOnly: string | null;
	/** Runs an operation again while another process holds the database. */
	retry<T>(operation: () => Promise<T>): Promise<T>;
	/** Shows our own write at once. */
	refresh(): Promise<void>;
	allMail(on: boolean): void;
	peek(sister: string | null, beside: boolean): void;
	sides(conflict: number | null): void;
	/** Reads the diff of a review. */
	reviewDiff(review: number | null): void;
	/** Reads what was written down for all. */
	shared(query: SharedQuery | null): void;
	/** The keeper is here: notes it after a while. */
	looked(): void;
	/** Puts text into the clipboard of the keeper's terminal. */
	copy(text: string): void;
	editOutside(body: string): Promise<Edited>;
	/** `agreed`: she was told what it does with her terminal, and goes. */
	jump(sister: string, agreed: boolean): Promise<Outcome>;
	/** Asks the scanner for a complete pass; null when that was done, else why not. */
	rescan(): string | null;
	suspend(): Promise<void>;
	quit(): void;
};

type Of<T extends Intent['type']> = Extract<Intent, {type: T}>;

const done = (text: string, undo: Intent | null = null): Outcome => ({ok: true, text: cell(text), undo});
const refused = (text: string): Outcome => ({ok: false, text: cell(text), undo: null});
const silent = done('');
const numbers = (ids: readonly number[]): string => ids.map(id => `#${id}`).join(' ');

async function send(intent: Of<'send'>, {context, drafts, retry}: PerformDeps): Promise<Outcome> {
	// What is not stored yet is stored now: until the mail is committed, the draft is the only place that has it.
	await drafts.flush();
	const {to, body, priority, kind, replyTo, draft, repoOf} = intent;
	const {messages, unknown} = await retry(() => tell(context, {to, body, priority, kind, replyTo, draft, repoOf}));
	if (replyTo !== null) await opened(replyTo, context);
	const ids = messages.map(message => message.id);
	const later = unknown.length > 0 ? ` (no such sister yet: ${unknown.join(', ')})` : '';
	const what = kind === 'dispatch' ? 'dispatched' : 'sent';
	return done(`${numbers(ids)} ${what} to ${messages.map(message => message.to).join(', ')}${later}`, {type: 'recall', ids});
}

/** Opening or answering a mail to her is reading it. */
async function opened(id: number, context: Context): Promise<void> {
	const message = await context.store.message(id);
	const {name} = await context.caller();
	if (message?.to === name && message.readAt === null) await context.store.markRead(name, [id]);
}

async function takeBack({ids}: Of<'recall'>, {context, retry}: PerformDeps): Promise<Outcome> {
	const {recalled, read, reopened} = await retry(() => recall(context, ids));
	if (read.length > 0) return refused(`${numbers(read)} was read already${recalled.length > 0 ? `; ${numbers(recalled)} taken back` : ''}`);
	return done(`${numbers(recalled)} taken back${reopened.length > 0 ? `; ${numbers(reopened)} is unread again` : ''}`);
}

const ackWords: Readonly<Record<AckResult['outcome'], (result: AckResult) => string>> = {
	acked: ({id, message}) => (message?.kind === 'dispatch' ? `#${id} taken` : `#${id} acked`),
	already: ({id}) => `#${id} was acked already`,
	declined: ({id}) => `#${id} was declined`,
	unknown: ({id}) => `there is no mail #${id}`,
	'not-yours': ({id}) => `#${id} is not addressed to you`,
	taken: ({id, takenBy}) => `#${id} was taken by ${takenBy ?? 'another'}`,
};

const ackIsFinal = 'An ack cannot be taken back: its sender may have seen it. The mail stays in the Inbox.';

async function acknowledge({ids}: Of<'ack'>, {context, retry}: PerformDeps): Promise<Outcome> {
	const results = await retry(() => ack(context, ids));
	const text = results.map(result => ackWords[result.outcome](result)).join('; ');
	return results.every(({outcome}) => outcome === 'acked' || outcome === 'already') ? {...done(text), final: ackIsFinal} : refused(text);
}

async function takeClaim({resource, why, ttlMs}: Of<'claim'>, {context, retry}: PerformDeps): Promise<Outcome> {
	const result = await retry(() => claim(context, {resource, why, ttlMs, shared: false}));
	if (!result.ok) return refused(`${result.holder.resource} is held by ${result.holder.owner}${result.holderTask ? `: ${result.holderTask}` : ''}`);
	return done(`#${result.claim.id} ${result.claim.resource} ${result.outcome === 'granted' ? 'is yours' : 'renewed'}`, {type: 'release', id: result.claim.id});
}

async function giveBack({id}: Of<'release'>, {context, retry}: PerformDeps): Promise<Outcome> {
	const {resource, owner} = await retry(() => release(context, `#${id}`));
	const {name} = await context.caller();
	return done(`${resource} released${owner === name ? '' : `, ${owner} has mail about it`}`, {type: 'undo-release', id});
}

async function decide({review: id, verdict, why}: Of<'decide-review'>, {context, retry}: PerformDeps): Promise<Outcome> {
	const review = await retry(() => decideReview(context, id, verdict, why));
	const stale = verdict === 'approved' ? staleWords(review) : '';
	return done(`#${id} ${verdict}, ${review.requester} has mail about it${stale === '' ? '' : `; it is stale already: ${stale}`}`);
}

/** As it is stored: what is shown is for reading. Null: the caller's own place. */
async function placeOf(sister: string | null, {context}: PerformDeps): Promise<Place | null> {
	if (sister === null) return null;
	const found = await context.store.sister(sister);
	if (!found?.repoKey) throw new Error(`Nobody knows the repository of ${sister} any more: Ctrl-P writes it down for the whole colony.`);
	return {repo: found.repo, repoKey: found.repoKey};
}

async function writeDown(intent: Of<'add-context'>, deps: PerformDeps): Promise<Outcome> {
	const {body, category, repoOf, forAll, supersedes, draft} = intent;
	const {context, drafts, retry} = deps;
	// Until the entry is stored, the draft is the only place that has its text.
	await drafts.flush();
	const place = forAll || supersedes !== null ? null : await placeOf(repoOf, deps);
	const entry = await retry(() => addEntry(context, {body, category, ttlMs: null, isForAll: forAll, supersedes, place}));
	await drafts.drop(draft);
	const where = entry.repo === null ? 'for the whole colony' : `for ${entry.repo}`;
	return done(`#${entry.id} ${entry.category} written down ${where}${supersedes === null ? '' : `, instead of #${supersedes}`}`);
}

async function simple(intent: Intent, deps: PerformDeps): Promise<Outcome | null> {
	const {context, retry} = deps;
	switch (intent.type) {
		case 'withdraw':
			await retry(() => withdraw(context, intent.id));
			return done(`dispatch #${intent.id} withdrawn`);
		case 'undo-release': {
			const {resource, owner} = await retry(() => undoRelease(context, intent.id));
			return done(`${owner} holds ${resource} again`);
		}
		case 'extend': {
			const {resource} = await retry(() => extend(context, `#${intent.id}`, intent.byMs));
			return done(`${resource} extended by ${duration(intent.byMs)}`);
		}
		case 'mute': {
			const {name} = await retry(() => mute(context, intent.sister, intent.forMs));
			const long = intent.forMs === null ? '' : ` for ${duration(intent.forMs)}`;
			return done(`no bell or notification about ${name}${long}`, {type: 'unmute', sister: name});
		}
		case 'unmute':
			await retry(() => unmute(context, intent.sister));
			return done(`bell and notifications about ${intent.sister} again`);
		case 'expire-context': {
			const {id} = await retry(() => expireEntry(context, intent.id));
			return done(`#${id} is over: no sister is told of it any more`);
		}
		case 'resolve': {
			const {id} = await retry(() => resolveConflict(context, intent.id, intent.why));
			return done(`conflict #${id} accepted until something changes`);
		}
		default:
			return null;
	}
}

/** Intents that write to the colony. Null: not one of them. */
async function act(intent: Intent, deps: PerformDeps): Promise<Outcome | null> {
	switch (intent.type) {
		case 'send':
			return send(intent, deps);
		case 'recall':
			return takeBack(intent, deps);
		case 'ack':
			return acknowledge(intent, deps);
		case 'claim':
			return takeClaim(intent, deps);
		case 'release':
			return giveBack(intent, deps);
		case 'decide-review':
			return decide(intent, deps);
		case 'add-context':
			return writeDown(intent, deps);
		default:
			return simple(intent, deps);
	}
}

/** Intents that change only what is looked at, or her own drafts. Null: not one of them. */
async function look(intent: Intent, deps: PerformDeps): Promise<Outcome | null> {
	switch (intent.type) {
		case 'save-draft':
			deps.drafts.keep(intent.draft);
			if (intent.atOnce) await deps.drafts.flush();
			return silent;
		case 'drop-draft':
			await deps.drafts.drop(intent.key);
			return silent;
		case 'peek':
			deps.peek(intent.sister, intent.beside === true);
			return silent;
		case 'sides':
			deps.sides(intent.conflict);
			return silent;
		case 'review-diff':
			deps.reviewDiff(intent.review);
			return silent;
		case 'shared':
			deps.shared(intent.query);
			return silent;
		case 'looked':
			deps.looked();
			return silent;
		case 'read':
			// Whoever only watches reads over the keeper's shoulder.
			if (deps.watchesOnly !== null) return silent;
			await deps.retry(() => opened(intent.id, deps.context));
			await deps.refresh();
			return silent;
		case 'copy-resume': {
			// As it is stored: what is shown is for reading.
			const sister = await deps.context.store.sister(intent.sister);
			const line = sister && resumeLine(sister);
			if (!line) return refused(`Nobody knows how to resume the session of ${intent.sister}.`);
			deps.copy(line);
			return done(`Copied: ${line}`);
		}
		case 'edit-outside': {
			const edited = await deps.editOutside(intent.body);
			return edited.ok ? {...silent, edited: {key: intent.key, body: edited.body}} : refused(edited.why);
		}
		case 'jump':
			return deps.jump(intent.sister, intent.agreed === true);
		case 'all-mail':
			deps.allMail(intent.on);
			await deps.refresh();
			return silent;
		case 'rescan': {
			const why = deps.rescan();
			return why === null ? done('Looking again.') : refused(why);
		}
		case 'suspend':
			await deps.suspend();
			return silent;
		case 'quit':
			deps.quit();
			return silent;
		default:
			return null;
	}
}

/** The sentence of an error; its cause is for `queen doctor`. */
const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What the view calls for every intent. Never rejects: what goes wrong is the outcome's sentence. */
export function createPerform(deps: PerformDeps): (intent: Intent) => Promise<Outcome> {
	return async intent => {
		try {
			const looked = await look(intent, deps);
			if (looked) return looked;
			if (deps.watchesOnly !== null) return refused(deps.watchesOnly);
			const outcome = await act(intent, deps);
			await deps.refresh();
			return outcome ?? refused(`nobody knows how to ${intent.type}`);
		} catch (error) {
			return refused(sentence(error));
		}
	};
}
