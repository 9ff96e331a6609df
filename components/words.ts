/** Signs, tones and short words for what the database's closed sets mean; the words of statuses are in source/format/words.ts. */
import type {Conflict, Message, Sanitized, Sister, Status} from '../db/types.ts';
import type {Glyphs, Tone} from './theme.ts';

export {detailWords, statusWords} from '../source/format/words.ts';

const statusTones: Readonly<Record<Status, Tone>> = {
	waiting: 'attention',
	working: 'plain',
	idle: 'plain',
	starting: 'plain',
	error: 'danger',
	gone: 'plain',
	unknown: 'plain',
};

/** In which order groups of sisters stand: who needs the keeper first. */
export const statusOrder: readonly Status[] = ['waiting', 'error', 'working', 'starting', 'idle', 'unknown', 'gone'];

export const statusTone = (status: Status): Tone => statusTones[status];
export const statusGlyph = (sister: Sanitized<Sister>, glyphs: Glyphs): string =>
	sister.beating && sister.status !== 'gone' ? glyphs.beating : glyphs[sister.status];

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** What became of a dispatch, in a few words: `untaken`, `taken by iza-2`. */
export function dispatchWords(message: Sanitized<Message>): string {
	const facts = message.dispatch;
	if (!facts) return '';
	const who = facts.takenBy ?? '?';
	switch (facts.state) {
		case 'open':
			return 'untaken';
		case 'taken':
			return `taken by ${who}`;
		case 'working':
			return `${who} works on it`;
		case 'done':
			return `done by ${who}`;
		case 'declined':
			return `declined${facts.declinedWhy ? `: ${facts.declinedWhy}` : ''}`;
		case 'withdrawn':
			return 'withdrawn';
	}
}

/** Conflicts about where somebody stands, whatever files they have in common. */
const ofBranches: ReadonlySet<string> = new Set(['shared-branch', 'same-worktree']);

/** `main`, `src/db.ts`: what a conflict is about. */
export function subjectOf(conflict: Sanitized<Conflict>): string {
	if (ofBranches.has(conflict.type) && conflict.branch !== null) return conflict.branch;
	const [file, ...more] = conflict.files;
	if (file !== undefined) return more.length > 0 ? `${file} +${more.length}` : file;
	return conflict.branch ?? conflict.repo ?? '';
}

/** `14:05:28` in the keeper's own time zone. */
export const clockTime = (iso: string): string => {
	const date = new Date(iso);
	return Number.isNaN(date.getTime()) ? '--:--:--' : [date.getHours(), date.getMinutes(), date.getSeconds()].map(n => String(n).padStart(2, '0')).join(':');
};
