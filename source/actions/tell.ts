import type {Message, MessageKind, Priority} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {isKeeperName, keeperAddress, slug} from '../names.ts';
import {findRepository} from '../repository.ts';
import {checkText, newNonce} from './text.ts';

export type Letter = {
	/** Names, `@all`, `@repo`, `@waiting`, `@keeper`. */
	readonly to: readonly string[];
	readonly body: string;
	readonly priority: Priority;
	readonly kind: Exclude<MessageKind, 'notice'>;
	readonly replyTo: number | null;
	/** Key of the draft that this send finishes. */
	readonly draft?: string;
	/** Whose repository `@repo` means; without it: where the caller stands. */
	readonly repoOf?: string | null;
};
export type Sent = {readonly messages: readonly Message[] /** Names nobody has yet: stored all the same. */; readonly unknown: readonly string[]};

const groups: ReadonlySet<string> = new Set(['@all', '@repo', '@waiting']);

/** A recipient as it is stored. Throws a usage error for a group that does not exist and for a name of nothing but signs. */
export function recipient(text: string): string {
	const wanted = text.trim();
	if (groups.has(wanted)) return wanted;
	if (isKeeperName(wanted)) return keeperAddress;
	if (wanted.startsWith('@')) throw new QueenError('usage', `There is no group ${wanted}. Groups: @all, @repo, @waiting; @keeper is the keeper.`);
	// Without a letter that names can have, the slug would be somebody else's.
	if (!/[a-z0-9]/i.test(wanted.normalize('NFKD'))) throw new QueenError('usage', `"${wanted}" is no name. See who is there: queen status`);
	return slug(wanted);
}

async function repositoryOf(context: Context, sister: string | null): Promise<string> {
	const key = sister ? (await context.store.sister(sister))?.repoKey : findRepository(context.cwd)?.repoKey;
	if (key) return key;
	throw new QueenError(
		'refused',
		sister
			? `${sister} is in no repository, so @repo is nobody. Nothing was sent.`
			: 'You are in no repository, so @repo is nobody. Nothing was sent; go into one, or use @all.',
	);
}

/** Sends one letter: one row for each recipient. Refuses when a group is empty; names nobody has yet are stored and said. */
export async function tell(context: Context, letter: Letter): Promise<Sent> {
	const body = checkText(letter.body, 'the mail');
	const to = [...new Set(letter.to.map(recipient))];
	if (to.length === 0) throw new QueenError('usage', 'To whom? queen tell NAME "text"; see who is there: queen status');
	const caller = await context.caller();
	// Work that she hands to herself is followed like any other; a letter would only come back.
	if (letter.kind !== 'dispatch' && to.includes(caller.name))
		throw new QueenError('refused', `You are ${caller.name}: nothing was sent. What others should know: queen context add "..."; what you do: iam "..."`);
	const result = await context.store.sendMail({
		from: caller.name,
		fromVerified: caller.verified,
		to,
		repoKey: to.includes('@repo') ? await repositoryOf(context, letter.repoOf ?? null) : null,
		body,
		priority: letter.priority,
		kind: letter.kind,
		replyTo: letter.replyTo,
		nonce: newNonce(),
		...(letter.draft === undefined ? {} : {draft: letter.draft}),
	});
	if (!result.ok) throw new QueenError('refused', `Nobody is in ${to.join(', ')} right now; nothing was sent. See who is there: queen status`);
	return {messages: result.messages, unknown: result.unknown};
}

/** Answers a letter that I got or sent (the keeper: any). An unread one of mine counts as read then. */
export async function reply(context: Context, id: number, body: string, priority: Priority = 'normal'): Promise<Sent> {
	const text = checkText(body, 'the mail');
	const caller = await context.caller();
	const message = await context.store.message(id);
	if (!message) throw new QueenError('refused', `There is no mail #${id}. See yours: queen inbox --all`);
	const mine = message.to === caller.name;
	if (!mine && message.from !== caller.name && !caller.isKeeper)
		throw new QueenError('refused', `Mail #${id} went from ${message.from} to ${message.to}, not to you. Write to her: queen tell ${message.from} "..."`);
	const sent = await tell(context, {to: [mine || message.from !== caller.name ? message.from : message.to], body: text, priority, kind: 'mail', replyTo: id});
	if (mine && message.readAt === null) await context.store.markRead(caller.name, [id]);
	return sent;
}
