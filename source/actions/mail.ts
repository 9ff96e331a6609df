import type {AckResult, Recalled} from '../../db/store.ts';
import type {Draft, Message} from '../../db/types.ts';
import type {Caller, Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {keeperOnly, trustedCaller} from './identity.ts';
import {checkText} from './text.ts';

export type Inbox = {
	readonly caller: Caller;
	readonly messages: readonly Message[];
	/** How many there are without the limit, and how many of all are unread. */
	readonly total: number;
	readonly unread: number;
};

/** My mail, unread first. Marks nothing: call `markPrinted` when it was shown. */
export async function inbox(context: Context, options: {readonly all: boolean; readonly limit: number | null}): Promise<Inbox> {
	const caller = await context.caller();
	return {caller, ...(await context.store.inbox(caller.name, options))};
}

/** What was printed is read (RULES.md, Mail: after it was printed). Answers how many became read. */
export async function markPrinted(context: Context, {caller, messages}: Inbox): Promise<readonly number[]> {
	const ids = messages.filter(message => message.readAt === null).map(message => message.id);
	if (ids.length > 0) await context.store.markRead(caller.name, ids);
	return ids;
}

/** Takes note of mail; of a dispatch: takes the job. */
export async function ack(context: Context, ids: readonly number[]): Promise<readonly AckResult[]> {
	const caller = await context.caller();
	return context.store.ack(caller.name, ids);
}

/** Says no to a dispatch, with a reason that its sender gets. */
export async function decline(context: Context, ids: readonly number[], why: string): Promise<readonly AckResult[]> {
	const declineWhy = checkText(why, 'the reason');
	const caller = await context.caller();
	return context.store.ack(caller.name, ids, {declineWhy});
}

/** Takes back my own mail while it is unread. */
export async function recall(context: Context, ids: readonly number[]): Promise<Recalled> {
	const caller = await trustedCaller(context, 'take mail back');
	return context.store.recall(caller.name, ids);
}

/** The keeper takes a dispatch back. */
export async function withdraw(context: Context, id: number): Promise<void> {
	const caller = await keeperOnly(context, 'withdraw a dispatch', 'Ask her: queen tell @keeper "..."');
	if (await context.store.withdraw(id, caller.name)) return;
	throw new QueenError('refused', `#${id} is no dispatch that is still open. See: queen status`);
}

export const saveDraft = (context: Context, draft: Omit<Draft, 'savedAt'>): Promise<void> => context.store.saveDraft(draft);
export const dropDraft = (context: Context, key: string): Promise<void> => context.store.dropDraft(key);
