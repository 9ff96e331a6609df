/** The lines of `queen sync`, as claude-swarm printed them (seed 4). Pure. */
import type {ContextEntry, Message, Sanitized, SyncNews} from '../../db/types.ts';
import {carefulLine} from './careful.ts';

/**
 * A body between quotes on one line. Quotes and backslashes in it are escaped, so that the one unescaped quote ends it: no text can play the
 * beginning of another line, or a mark of ours behind it.
 */
const quoted = (body: string): string => `"${body.replace(/[\\"]/g, '\\$&').replace(/\s*\n\s*/g, ' ')}"`;

type Names = Sanitized<SyncNews>['displayNames'];

/** `B` for `b`: her own way of writing it, where it differs in nothing but case. Everything else could pretend to be somebody. */
function nameOf(name: string, names: Names): string {
	const written = Object.hasOwn(names, name) ? (names[name] ?? name) : name;
	return /^[\x21-\x7e]+$/.test(written) && written.toLowerCase() === name ? written : name;
}

/** What is more than a plain mail says so behind it; the seed has no such mail. */
function mailMarks({id, kind, priority, fromVerified, dispatch}: Sanitized<Message>): string {
	const marks = [
		fromVerified === 'no' ? 'NOT VERIFIED' : '',
		priority === 'urgent' || priority === 'high' ? priority.toUpperCase() : '',
		kind === 'dispatch' && dispatch?.state === 'open' ? `DISPATCH #${id}: queen ack ${id} takes it` : '',
	].filter(Boolean);
	return marks.length > 0 ? ` (${marks.join(', ')})` : '';
}

const mailLine = (message: Sanitized<Message>, names: Names): string => `MSG from=${nameOf(message.from, names)}: ${quoted(message.body)}${mailMarks(message)}`;

function contextMarks({supersedes, byVerified}: Sanitized<ContextEntry>): string {
	const marks = [byVerified === 'no' ? 'NOT VERIFIED' : '', supersedes === null ? '' : `instead of #${supersedes}`].filter(Boolean);
	return marks.length > 0 ? ` (${marks.join(', ')})` : '';
}

const contextLine = (entry: Sanitized<ContextEntry>, names: Names): string =>
	`CTX [${entry.category}] by=${nameOf(entry.by, names)}: ${quoted(entry.body)}${contextMarks(entry)}`;

function cutLines({more, older}: Sanitized<SyncNews>): readonly string[] {
	const next = [more.messages > 0 ? `${more.messages} message(s)` : '', more.context > 0 ? `${more.context} context` : ''].filter(Boolean);
	return [...(next.length > 0 ? [`+${next.join(', ')} more: queen sync`] : []), ...(older > 0 ? [`+${older} older context: queen context`] : [])];
}

/** Null when there is nothing to say. */
export function syncText(news: Sanitized<SyncNews>): string | null {
	const {messages, context, conflicts, displayNames} = news;
	if (messages.length + context.length + conflicts.length === 0) return null;
	const careful = carefulLine(conflicts);
	return [
		`[SYNC] ${messages.length} new message(s), ${context.length} new context${conflicts.length > 0 ? `, ${conflicts.length} conflict(s)` : ''}`,
		...messages.map(message => mailLine(message, displayNames)),
		...context.map(entry => contextLine(entry, displayNames)),
		...(careful === null ? [] : [careful]),
		...cutLines(news),
	].join('\n');
}
