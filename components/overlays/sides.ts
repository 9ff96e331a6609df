/** The box of one conflict: what it is, who is in it and says what, and what each changed in its files. */
import type {Conflict, Sanitized, Sister} from '../../db/types.ts';
import {ago} from '../../source/format/age.ts';
import {wrap} from '../fit.ts';
import {fitLine, piece} from '../line-text.tsx';
import type {Line, View} from '../pane.ts';
import type {DiffLine, Side, SidesFrame} from '../sides-frame.ts';
import type {Theme, Tone} from '../theme.ts';
import {statusGlyph, statusTone, statusWords, subjectOf} from '../words.ts';
import {knownFor, outdated, proposeYield} from '../yielding.ts';
import {innerWidth, type Screen, type TextBox} from './text-box.tsx';

/** The sides stand beside each other from this inner width on. */
const twoColumns = 120;
const widest = 196;
const labelCells = 12;

type X = Sanitized<Conflict>;
export type SidesSight = Omit<View, 'width' | 'height'> & {readonly sides: SidesFrame | null};

const tones: Readonly<Record<DiffLine['kind'], Tone>> = {file: 'strong', hunk: 'quiet', added: 'good', removed: 'danger', same: 'plain'};

const labelled = (label: string, text: string, width: number, tone: Tone = 'plain'): readonly Line[] =>
	text === ''
		? []
		: wrap(text, Math.max(10, width - labelCells)).map((line, index) => [piece((index === 0 ? label : '').padEnd(labelCells), 'quiet'), piece(line, tone)]);

function about(conflict: X, {facts, now, sides}: SidesSight, width: number): readonly Line[] {
	const moved = outdated(conflict, facts);
	const proposal = conflict.resolvedAt === null && moved === null ? proposeYield(conflict, knownFor(conflict, facts, sides)) : null;
	return [
		...labelled('what', conflict.detail, width),
		...labelled('what helps', conflict.resolvedAt === null && moved === null ? (conflict.next ?? '') : '', width, 'strong'),
		...labelled('now', moved ?? '', width),
		...labelled('files', conflict.files.join(', '), width),
		...labelled('since', `${ago(conflict.detectedAt, now)}, severity ${conflict.severity}`, width),
		...labelled('accepted', conflict.mutedWhy ?? '', width),
		...labelled('proposal', proposal ? `${proposal.yields.name} gives way: ${proposal.why} (p writes it to her)` : '', width),
	];
}

function holdings({name}: Sanitized<Sister>, {facts}: SidesSight): string {
	const held = facts.claims.filter(claim => claim.owner === name && !claim.stale).map(({resource}) => resource);
	return held.length > 0 ? `holds ${held.join(', ')}` : 'no claim';
}

/** Who she is, what she declared, what she holds, and what she changed. */
function sideLines(name: string, side: Side | null, sight: SidesSight, width: number): readonly Line[] {
	const {theme} = sight;
	const sister = sight.facts.sisters.find(one => one.name === name);
	const head: Line = sister
		? [
				piece(`${statusGlyph(sister, theme.glyphs)} `, statusTone(sister.status)),
				piece(sister.name, 'title'),
				piece(`  ${statusWords[sister.status]}`, statusTone(sister.status)),
				piece(sister.branch === null ? '' : `  ${sister.branch}${sister.dirty ? '*' : ''}`),
			]
		: [piece(name, 'title'), piece('  gone from the colony')];
	const said = sister ? [...labelled('declared', sister.task ?? 'nothing', width), ...labelled('', holdings(sister, sight), width)] : [];
	const note: readonly Line[] = side === null ? [[piece('reading what she changed ...', 'quiet')]] : side.note === null ? [] : [[piece(side.note, 'quiet')]];
	return [head, ...said, ...(side?.lines ?? []).map(({text, kind}): Line => [piece(text, tones[kind])]), ...note];
}

function beside(columns: readonly (readonly Line[])[], width: number, {glyphs, borders}: Theme): readonly Line[] {
	const each = Math.floor((width - 3 * (columns.length - 1)) / columns.length);
	const height = Math.max(...columns.map(lines => lines.length));
	return Array.from({length: height}, (_, row) =>
		columns.flatMap((lines, index) => [
			...(index === 0 ? [] : [piece(` ${borders.pane.left} `, 'quiet')]),
			...fitLine(lines[row] ?? [], each, glyphs.cut, index < columns.length - 1),
		]),
	);
}

/** The box without its keys: they depend on what they can do. `conflict` null: it is no longer known. */
export function sidesBox(conflict: X | null, sight: SidesSight, screen: Screen): Omit<TextBox, 'keys'> {
	const width = innerWidth(widest, screen);
	if (conflict === null)
		return {title: [piece('Conflict', 'strong')], note: [], lines: [[piece('It is gone: the row is no longer there.')]], width: 60, height: 8};
	const frame = sight.sides?.conflict === conflict.id ? sight.sides : null;
	const sideOf = (name: string): Side | null => frame?.sides.find(({sister}) => sister === name) ?? null;
	const isWide = width >= twoColumns && conflict.sisters.length === 2;
	const columnWidth = isWide ? Math.floor((width - 3) / 2) : width;
	const columns = conflict.sisters.map(name => sideLines(name, sideOf(name), sight, columnWidth));
	const below = isWide ? beside(columns, width, sight.theme) : columns.flatMap((lines, index) => (index === 0 ? lines : [[], ...lines]));
	const lines = [...about(conflict, sight, width), [], ...below];
	return {
		title: [piece(`#${conflict.id} ${conflict.type}`, 'strong'), piece(` ${subjectOf(conflict)}`)],
		note: [],
		lines,
		width: widest,
		height: Math.max(8, lines.length + 4),
	};
}
