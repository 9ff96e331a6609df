/** The last hour of a sister as a row of signs, one for each minute; colour only where she needed the keeper. */
import type {Status} from '../db/types.ts';
import {piece} from './line-text.tsx';
import type {Piece} from './pane.ts';
import type {Theme} from './theme.ts';
import {statusTone} from './words.ts';

/** ` now` at its end says which way time goes. */
const nowCells = 4;

/** The newest minutes that fit into so many cells; nothing where none is known. */
export function hourStrip(hour: readonly (Status | null)[], theme: Theme, cells: number): readonly Piece[] {
	if (hour.every(status => status === null)) return [];
	const pieces: Piece[] = [];
	for (const status of hour.slice(-Math.max(1, cells - nowCells))) {
		const sign = status === null ? theme.glyphs.rule : status === 'idle' ? theme.glyphs.dot : theme.glyphs[status];
		const tone = status === null ? 'quiet' : statusTone(status);
		const last = pieces.at(-1);
		if (last?.tone === tone) pieces[pieces.length - 1] = piece(last.text + sign, tone);
		else pieces.push(piece(sign, tone));
	}
	return [...pieces, piece(' now', 'quiet')];
}
