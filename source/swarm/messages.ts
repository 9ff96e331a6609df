import type {Message, MessageKind, Review} from '../../db/types.ts';
import {inbox as read} from '../actions/mail.ts';
import {reply as answer, recipient, tell} from '../actions/tell.ts';
import {idOf, textOf} from '../commands/input.ts';
import type {Call} from '../commands/types.ts';
import type {Context} from '../context.ts';
import {toSecond} from '../format/plain.ts';
import {block, cell} from '../sanitize.ts';
import {openAs} from './session.ts';
import type {Answer, SwarmCommand} from './types.ts';
import {flagOf, namesIn, tableFor} from './words.ts';

const waits = (unknown: readonly string[]): readonly string[] =>
	unknown.map(name => `Nobody is called ${cell(name)} yet; the mail waits until somebody is. See who is there: claude-swarm status`);

async function runMessage(call: Call): Promise<Answer> {
	const [to = '', ...words] = call.args;
	const letter = {to: [recipient(to)], body: await textOf(call, words), priority: 'normal', kind: 'mail', replyTo: null} as const;
	const context = await openAs(call, flagOf(call, 'from'));
	const {messages, unknown} = await tell(context, letter);
	const [only] = messages;
	const name = await namesIn(context);
	const lines = messages.map(each => `Message #${each.id} sent to ${messages.length === 1 && only?.to !== to ? cell(to) : name(each.to)}`);
	return {lines, tone: 'green', data: {messages, unknown}, notes: waits(unknown)};
}

async function runReply(call: Call): Promise<Answer> {
	const [id = '', ...words] = call.args;
	const number = idOf(id, 'a message');
	const body = await textOf(call, words);
	const context = await openAs(call, flagOf(call, 'from'));
	if ((await context.store.message(number)) === null)
		return {lines: [`Message #${number} not found`], tone: 'red', data: null, notes: ['See yours: queen inbox --all'], code: 1};
	const {messages, unknown} = await answer(context, number, body);
	const name = await namesIn(context);
	return {lines: messages.map(each => `Reply #${each.id} sent to ${name(each.to)}`), tone: 'green', data: {messages, unknown}, notes: waits(unknown)};
}

const kinds: Readonly<Record<MessageKind, string>> = {mail: 'message', dispatch: 'dispatch', notice: 'notification'};

/** How many letters a plain table shows. */
const most = 20;

async function reviewsOf({store}: Context, reviewer: string): Promise<readonly Review[]> {
	const {reviews} = await store.reviews({which: 'pending', limit: null});
	return reviews.filter(review => review.reviewer === reviewer).toReversed();
}

function reviewLines(reviews: readonly Review[], name: (name: string) => string): readonly string[] {
	if (reviews.length === 0) return [];
	const each = reviews.map(({id, requester}) => `  Review #${id} from ${name(requester)} — run: claude-swarm review show ${id}`);
	return [`You have ${reviews.length} pending review(s) to action`, ...each, ''];
}

async function runInbox(call: Call): Promise<Answer> {
	const typed = flagOf(call, 'session');
	const context = await openAs(call, typed);
	const {caller, messages, total} = await read(context, {all: false, limit: call.json ? null : most});
	const reviews = await reviewsOf(context, caller.name);
	const data = {messages, reviews};
	if (messages.length === 0 && reviews.length === 0) return {lines: ['No unread messages or pending reviews'], tone: 'dim', data};
	const name = await namesIn(context);
	const row = ({id, from, body, kind, sentAt}: Message) => [cell(String(id)), name(from), block(body), cell(kinds[kind]), cell(toSecond(sentAt))];
	const unread = messages.length === 0 ? [] : tableFor(call, `Inbox for ${cell(typed)}`, ['ID', 'From', 'Body', 'Type', 'Time'], messages.map(row));
	const more = total > messages.length ? [`+${total - messages.length} more: claude-swarm inbox --session ${cell(typed)} --json`] : [];
	return {lines: [...reviewLines(reviews, name), ...unread], data, notes: more};
}

export const message: SwarmCommand = {
	words: 'message',
	places: ['TO', 'TEXT'],
	required: ['from'],
	optional: [],
	same: 'the line; a name that nobody has yet is taken',
	different: 'that nobody has the name is said on stderr, and TO may be @all, @repo, @waiting or @keeper',
	run: runMessage,
};

export const inbox: SwarmCommand = {
	words: 'inbox',
	places: [],
	required: ['session'],
	optional: [],
	same: 'reviews that wait, then the table of unread messages; nothing is marked as read',
	different: 'a long text is folded, never cut off; at most 20 messages',
	run: runInbox,
};

export const reply: SwarmCommand = {
	words: 'reply',
	places: ['ID', 'TEXT'],
	required: ['from'],
	optional: [],
	same: 'marks the message as read and answers its sender; exit 1 when there is none',
	different: "only mail that she got or sent: there anybody answers, and marks as read, anybody's",
	run: runReply,
};
