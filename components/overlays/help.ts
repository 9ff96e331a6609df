/** All keys from the one table, those of the focused pane first, and what the signs mean. */

import {fit, wrap} from '../fit.ts';
import {keyName} from '../footer.ts';
import {bindings} from '../keymap.ts';
import {fitLine, lineWidth, piece} from '../line-text.tsx';
import type {Binding, Line} from '../pane.ts';
import {paneById, panes} from '../panes/index.ts';
import type {PaneId} from '../state.ts';
import type {Theme} from '../theme.ts';
import {innerWidth, keyHints, type Screen, type TextBox} from './text-box.tsx';

const widest = 116;
/** Two columns from this inner width on. */
const twoColumns = 96;
const keyCells = 13;

const groups: readonly (readonly [title: string, groups: readonly Binding['group'][]])[] = [
	['move', ['move']],
	['look', ['look']],
	['mail and claims', ['mail', 'claims']],
	['conflicts', ['conflicts']],
	['find', ['find']],
	['other', ['other']],
];

/** The whole sentence: its end is often what matters (asks first, by mail, in which pane). */
function entry(binding: Binding, theme: Theme, width: number): readonly Line[] {
	const keys = binding.id === 'pane' ? '1-6' : binding.keys.map(key => keyName(key, theme)).join(' ');
	return wrap(binding.help, Math.max(8, width - keyCells - 1)).map((text, index) => [
		piece(` ${fit(index === 0 ? keys : '', keyCells - 1, {mark: theme.glyphs.cut})} `, 'strong'),
		piece(text),
	]);
}

/** A heading and its keys; empty when there is none. */
function section(title: string, some: readonly Binding[], theme: Theme, width: number): readonly Line[] {
	return some.length === 0 ? [] : [[piece(title, 'title')], ...some.flatMap(binding => entry(binding, theme, width)), []];
}

function sections(pane: PaneId, theme: Theme, width: number): readonly (readonly Line[])[] {
	const own = paneById[pane].bindings;
	const here = [...own, ...bindings.filter(binding => binding.where.includes(pane) && !binding.where.includes('panes') && !own.includes(binding))];
	const anywhere = bindings.filter(binding => binding.where.includes('panes') && !here.includes(binding));
	const elsewhere = bindings.filter(binding => panesOf(binding).length > 0 && !here.includes(binding) && !binding.where.includes('panes'));
	const grouped = groups.map(([title, some]) =>
		section(
			title,
			anywhere.filter(binding => some.includes(binding.group)),
			theme,
			width,
		),
	);
	const others = elsewhere.map(binding => ({...binding, help: `${binding.help} (${panesOf(binding).join(', ')})`}));
	return [section(`in ${paneById[pane].title}`, here, theme, width), ...grouped, section('in other panes', others, theme, width)].filter(
		lines => lines.length > 0,
	);
}

/** Titles of the panes that have a binding of their own. */
const panesOf = (binding: Binding): readonly string[] => panes.filter(pane => binding.where.includes(pane.id)).map(pane => pane.title);

function legend({glyphs}: Theme, width: number): readonly Line[] {
	const signs: readonly (readonly [string, string])[] = [
		[glyphs.waiting, 'needs you'],
		[glyphs.working, 'working'],
		[glyphs.idle, 'idle'],
		[glyphs.starting, 'starting'],
		[glyphs.error, 'error'],
		[glyphs.gone, 'gone'],
		[glyphs.unknown, 'unknown'],
		[glyphs.beating, 'no process'],
		[glyphs.conflict, 'conflict'],
		[glyphs.calm, 'calm, settled'],
		[glyphs.unread, 'unread'],
		['!', 'urgent'],
		[glyphs.untaken, 'untaken work'],
		[glyphs.muted, 'no bell'],
		['@2', 'unread mails'],
		['#1', 'claims held'],
		['*', 'uncommitted changes'],
		['+3/-2', 'ahead/behind'],
		['claims 3!', 'one is stale'],
	];
	const lines: Line[] = [[piece('signs', 'title')]];
	let line: Line = [];
	for (const [sign, text] of signs) {
		const next: Line = [piece(' '), piece(sign, 'strong'), piece(` ${text}  `)];
		if (lineWidth(line) + lineWidth(next) > width && line.length > 0) {
			lines.push(line);
			line = next;
		} else line = [...line, ...next];
	}
	return [...lines, line];
}

/** Sections beside each other, split where the higher column is lowest. */
function beside(all: readonly (readonly Line[])[], width: number, theme: Theme): readonly Line[] {
	const half = Math.floor((width - 2) / 2);
	const height = (some: readonly (readonly Line[])[]): number => some.reduce((sum, lines) => sum + lines.length, 0);
	const higher = (at: number): number => Math.max(height(all.slice(0, at)), height(all.slice(at)));
	const split = all.reduce((best, _, at) => (higher(at) < higher(best) ? at : best), 0);
	const [one, two] = [all.slice(0, split).flat(), all.slice(split).flat()];
	return Array.from({length: Math.max(one.length, two.length)}, (_, index) => [
		...fitLine(one[index] ?? [], half, theme.glyphs.cut, true),
		piece('  '),
		...fitLine(two[index] ?? [], half, theme.glyphs.cut, false),
	]);
}

export function helpBox(pane: PaneId, theme: Theme, screen: Screen): TextBox {
	const width = innerWidth(widest, screen);
	const isWide = width >= twoColumns;
	const all = sections(pane, theme, isWide ? Math.floor((width - 2) / 2) : width);
	const lines = [...(isWide ? beside(all, width, theme) : all.flat()), ...legend(theme, width)];
	return {
		title: [piece(`Help: keys in ${paneById[pane].title}`, 'strong')],
		note: [],
		lines,
		keys: keyHints([
			['j k', 'scroll'],
			['Esc', 'close'],
		]),
		width: widest,
		height: lines.length + 4,
	};
}
