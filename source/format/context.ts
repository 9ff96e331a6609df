/** What was written down for all, as text. Its bodies can fake neither another entry nor a line of ours. */
import type {ContextEntry, Sanitized} from '../../db/types.ts';
import {ago, timeLeft} from './age.ts';
import {fenced, type LetterStyle} from './letter.ts';
import {paint} from './plain.ts';

type Entry = Sanitized<ContextEntry>;
type Style = LetterStyle & {readonly now: number};

const doubts = {yes: '', unknown: '', no: " (NOT VERIFIED: written from another sister's session)"} as const;

function marksOf(entry: Entry, now: number): string {
	const marks = [
		entry.supersedes === null ? '' : `instead of #${entry.supersedes}`,
		entry.state === 'superseded' ? `SUPERSEDED by #${entry.supersededBy}` : '',
		entry.state === 'expired' ? `EXPIRED ${ago(entry.expiresAt, now)}` : '',
		entry.state === 'current' && entry.expiresAt !== null ? `${timeLeft(entry.expiresAt, now)} left` : '',
	].filter(Boolean);
	return marks.length > 0 ? ` (${marks.join(', ')})` : '';
}

/** `  #3 [decision] by iza-1, 3h ago (instead of #1)` and the body below. `several`: entries of more than one place stand together. */
export function entryText(entry: Entry, style: Style, several: boolean): string {
	const where = several ? ` for ${entry.repo ?? 'the whole colony'}` : '';
	const doubt = paint(doubts[entry.byVerified], 'red', style.colour && entry.byVerified === 'no');
	const first = `  #${entry.id} [${entry.category}] by ${entry.by}${doubt}, ${ago(entry.addedAt, style.now)}${where}${marksOf(entry, style.now)}`;
	return `${entry.state === 'current' ? first : paint(first, 'dim', style.colour)}\n${fenced(entry.body, style)}`;
}

/** Cells of a body in a list that must stay short. */
const shortText = 160;

/** `  [decision] iza-1: JWT for auth, not session cookies` on one line. */
export function shortEntry({category, by, body}: Entry): string {
	const line = body.replace(/\s*\n\s*/g, ' ');
	const text = line.length > shortText ? `${line.slice(0, shortText).toWellFormed()}...` : line;
	return `  [${category}] ${by}: ${text}`;
}
