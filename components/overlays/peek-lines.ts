/** What stands around a watched terminal pane: title, facts, keys. Pure. */
import type {Sanitized, Sister} from '../../db/types.ts';
import {age, ago} from '../../source/format/age.ts';
import {cutTo, fit} from '../fit.ts';
import {hourStrip} from '../hour-strip.ts';
import {fitLine, lineWidth, piece, spread} from '../line-text.tsx';
import {paceText} from '../mail-pace.ts';
import type {Facts, Line, Piece} from '../pane.ts';
import type {Past, PeekFrame, Span} from '../peek-frame.ts';
import type {Theme} from '../theme.ts';
import width from '../width.ts';
import {plural, statusGlyph, statusTone, statusWords} from '../words.ts';

type S = Sanitized<Sister>;
export type PeekView = {readonly facts: Facts; readonly now: number; readonly theme: Theme /** Cells inside the box. */; readonly width: number};

const labelCells = 7;
/** Of a path in the title; its end says which repository it is. */
const pathCells = 32;
/** A frame older than this is not called live. */
const liveMs = 5000;

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
const ascii = /^[ -~]*$/;

/** Home written as the shell writes it; components do not know whose home it is, so only the usual shapes. */
const shortPath = (path: string): string => path.replace(/^\/(?:home\/[^/]+|root|Users\/[^/]+)(?=\/|$)/, '~');

export function peekTitle(name: string, sister: S | null, frame: PeekFrame | null, {now, theme}: PeekView): Line {
	if (!sister) return [piece(name, 'strong'), piece('  gone from the colony')];
	const status = piece(`  ${statusGlyph(sister, theme.glyphs)} ${statusWords[sister.status]} ${age(sister.statusSince, now)}`, statusTone(sister.status));
	const more = [
		sister.agent === 'none' ? '' : sister.agent,
		frame?.lines.length ? (frame.title[0] ?? '') : '',
		sister.branch === null ? '' : `${sister.branch}${sister.dirty ? '*' : ''}`,
		sister.cwd === null ? '' : cutTo(shortPath(sister.cwd), pathCells, 'middle', theme.glyphs.cut),
	].filter(Boolean);
	return [piece(name, 'strong'), status, piece(more.map(text => `  ${text}`).join(''))];
}

export function peekNote(frame: PeekFrame | null, now: number): Line {
	if (!frame) return [piece('reading ...', 'quiet')];
	const isLive = now - frame.at < liveMs;
	return [piece(isLive ? 'live, read-only' : `read ${ago(new Date(frame.at).toISOString(), now)}`, 'quiet')];
}

function gitText(sister: S): string {
	if (sister.repo === null) return 'not in a repository';
	const parts = [
		sister.changed.length > 0 ? `${sister.changed.length} changed` : '',
		sister.untracked > 0 ? `${sister.untracked} untracked` : '',
		sister.ahead ? `${sister.ahead} ahead of origin` : '',
		sister.behind ? `${sister.behind} behind` : '',
	].filter(Boolean);
	return `${sister.repo}: ${parts.length > 0 ? parts.join(', ') : 'clean'}`;
}

const labelled = (label: string, text: string): Line => [piece(fit(label, labelCells), 'quiet'), piece(text)];

/** Up to four lines under the screen: her question, her task with mail and claims, how fast she reads, her repository with the last output. */
export function peekFacts(sister: S, {facts, now, theme, width: cells}: PeekView, {pace = null, hour = null}: Partial<Past> = {}): readonly Line[] {
	const claims = facts.claims.filter(claim => claim.owner === sister.name).map(claim => `${claim.resource}${claim.stale ? ' (stale)' : ''}`);
	const declared = sister.taskSource === 'declared' ? ` (declared ${ago(sister.taskSince, now)})` : '';
	const holds = piece(`  ${sister.unread > 0 ? `${sister.unread} unread` : 'mail read'}   ${claims.length > 0 ? `holds ${claims.join(', ')}` : 'no claim'}`);
	const output = piece(`  last output ${ago(sister.lastOutput, now)}`);
	const speed = pace === null ? '' : paceText(pace);
	const question: readonly Line[] = sister.waitingFor === null ? [] : [[piece(fit('asks', labelCells), 'quiet'), piece(sister.waitingFor, 'attention')]];
	const strip = hour === null ? [] : hourStrip(hour, theme, cells - labelCells);
	return [
		...question,
		twoEnds(labelled('task', `${sister.task ?? 'she has not said'}${declared}`), holds, cells, theme),
		...(speed === '' ? [] : [labelled('mail', speed)]),
		...(strip.length === 0 ? [] : [[piece(fit('hour', labelCells), 'quiet'), ...strip]]),
		twoEnds(labelled('git', gitText(sister)), output, cells, theme),
	];
}

/** The right end gives way where it would take more than half of the line. */
function twoEnds(left: Line, right: Piece, cells: number, theme: Theme): Line {
	const mark = theme.glyphs.cut;
	return lineWidth([right]) > cells / 2 ? fitLine([...left, right], cells, mark, true) : spread(left, [right], cells, mark);
}

const keys: readonly (readonly [string, string])[] = [
	['Esc', 'back'],
	['g', 'jump'],
	['t', 'tell'],
	['PgUp/PgDn', 'scroll'],
];

export function peekHints(sister: S | null, scroll: number, cells: number): Line {
	const line: Piece[] = [];
	for (const [key, text] of keys) {
		const words = key === 'g' && sister?.status === 'waiting' ? 'jump (answer there)' : text;
		const gap = line.length === 0 ? '' : '   ';
		if (lineWidth(line) + gap.length + key.length + 1 + words.length > cells) break;
		line.push(piece(`${gap}${key}`, 'strong'), piece(` ${words}`));
	}
	if (scroll === 0) return line;
	return spread(line, [piece(`${plural(scroll, 'line')} further down`, 'attention')], cells, '');
}

/** Spans cut to so many cells; a grapheme that does not fit whole is left out. Answers the cells used. */
export function cutSpans(spans: readonly Span[], cells: number): {readonly spans: readonly Span[]; readonly used: number} {
	const kept: Span[] = [];
	let used = 0;
	for (const span of spans) {
		if (used >= cells) break;
		const text = headCells(span.text, cells - used);
		used += width(text);
		if (text !== '') kept.push(text === span.text ? span : {...span, text});
	}
	return {spans: kept, used};
}

function headCells(text: string, cells: number): string {
	if (ascii.test(text)) return text.slice(0, cells);
	let used = 0;
	let end = 0;
	for (const {index, segment} of graphemes.segment(text)) {
		used += width(segment);
		if (used > cells) break;
		end = index + segment.length;
	}
	return text.slice(0, end);
}
