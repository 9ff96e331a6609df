/** One short line for a segment of tmux's status line. Pure. */
import type {Sanitized, Snapshot} from '../../db/types.ts';
import {cell} from '../sanitize.ts';
import {conflictNumber} from './words.ts';

/** Cells that the segment takes at most. */
const widest = 60;
const longestName = 20;

export type TmuxSigns = {
	readonly needs: string;
	readonly works: string;
	readonly idles: string;
	readonly mail: string;
	readonly conflict: string;
	readonly calm: string;
};
export const tmuxSigns = (unicode: boolean): TmuxSigns =>
	unicode
		? {needs: '◆', works: '●', idles: '○', mail: '@', conflict: '▲', calm: '✓'}
		: {needs: '!', works: '*', idles: 'o', mail: '@', conflict: 'A', calm: 'v'};

/** tmux reads `#(command)`, `#[style]` and `#{variable}` in what it prints: doubled, a `#` is a letter. */
const escaped = (text: string): string => text.replaceAll('#', '##');

function cut(text: string, most: number): string {
	const letters = [...text];
	return letters.length <= most ? text : letters.slice(0, most).join('');
}

/** `◆1 iza-3 ●2 ○1 @2 ✓0`. What is 0 is left out, the conflicts never; `?` where they are not known, `✓0?` where not everything could be read. */
export function tmuxLine(snapshot: Sanitized<Pick<Snapshot, 'sisters' | 'counts' | 'colony'>>, signs: TmuxSigns, now: number): string {
	const {sisters, counts, colony} = snapshot;
	const waiting = sisters.filter(({status}) => status === 'waiting').toSorted((a, b) => a.statusSince.localeCompare(b.statusSince));
	const number = (status: string): number => sisters.filter(sister => sister.status === status).length;
	const some = (sign: string, n: number): readonly string[] => (n === 0 ? [] : [`${sign}${n}`]);
	const isKnown = !conflictNumber(colony, counts, now).startsWith('conflicts ?');
	const none = `${signs.calm}0${colony.unread.length === 0 ? '' : '?'}`;
	const conflicts = !isKnown ? `${signs.conflict}?` : counts.conflicts === 0 ? none : `${signs.conflict}${counts.conflicts}`;
	const parts = [
		conflicts,
		...some(signs.needs, waiting.length),
		...waiting.slice(0, 1).map(({name}) => cut(name, longestName)),
		...some(signs.works, number('working')),
		...some(signs.idles, number('idle')),
		...some(signs.mail, counts.unread),
	];
	return escaped(cut(cell(parts.join(' ')), widest));
}
