/** The last lines: hints of the focused pane from the key table, what is typed into the filter, or a toast; and the tabs of small screens. */
import {textOf} from './editor-text.ts';
import {inputLine} from './input-line.ts';
import {bindings} from './keymap.ts';
import {fitLine, lineWidth, piece} from './line-text.tsx';
import type {Binding, Facts, KeyContext, Line, Piece} from './pane.ts';
import {paneById, panes} from './panes/index.ts';
import type {PaneId, UiState} from './state.ts';
import type {Theme, Tone} from './theme.ts';

const named: Readonly<Record<string, string>> = {
	escape: 'Esc',
	tab: 'Tab',
	'shift-tab': 'Shift-Tab',
	'page-down': 'PgDn',
	'page-up': 'PgUp',
	home: 'Home',
	end: 'End',
	f5: 'F5',
};

/** A key as people write it: `⏎`, `Ctrl-S`, `PgDn`. */
export function keyName(key: string, theme: Theme): string {
	const {enter, up, down} = theme.glyphs;
	if (key === 'enter') return enter;
	if (key === 'up') return up;
	if (key === 'down') return down;
	if (key.startsWith('ctrl-')) return `Ctrl-${key.slice(5).toUpperCase()}`;
	return named[key] ?? key;
}

const keysOf = (binding: Binding, theme: Theme): string => (binding.id === 'pane' ? '1-6' : keyName(binding.keys[0] ?? '', theme));

/** These stay when there is no room for more: who knows them finds the rest. */
const last: ReadonlySet<string> = new Set(['help', 'quit']);

/** `⏎ peek  g jump  … ? help  q quit`: bindings of the focused pane, then those of all panes. */
export function hintLine(context: KeyContext, columns: number): Line {
	const {ui, theme} = context;
	const isOff = (binding: Binding): boolean => (binding.passing || binding.id === 'zoom') && binding.disabled(context) !== null;
	const shown = (binding: Binding): boolean => binding.label !== null && !isOff(binding);
	const here = paneById[ui.focus].bindings;
	const anywhere = bindings.filter(binding => binding.where.includes('panes') && !here.includes(binding));
	const order = [...anywhere.filter(binding => binding.passing), ...here, ...anywhere.filter(binding => !binding.passing && !last.has(binding.id))].filter(
		shown,
	);
	const tail = anywhere.filter(binding => last.has(binding.id));
	const hint = (binding: Binding): Line => [piece('  '), piece(keysOf(binding, theme), 'strong'), piece(` ${binding.label}`)];
	const ending = tail.flatMap(hint);
	const line: Piece[] = [];
	for (const binding of order) {
		const next = hint(binding);
		if (lineWidth(line) + lineWidth(next) + lineWidth(ending) > columns) break;
		line.push(...next);
	}
	return fitLine([...line, ...ending], columns + 1, theme.glyphs.cut, false).map((one, index) => (index === 0 ? piece(' ') : one));
}

/** The filter while it is typed. */
export function filterLine(ui: UiState, matches: number, theme: Theme, columns: number): Line {
	const {enter, down} = theme.glyphs;
	const keys: Line = [
		piece(`   ${matches} found   `),
		piece(enter, 'strong'),
		piece(' keep  '),
		piece('Esc', 'strong'),
		piece(' clear  '),
		piece(down, 'strong'),
		piece(' move '),
	];
	const input = inputLine(ui.filtering ?? textOf(''), Math.max(8, columns - lineWidth(keys) - 2));
	return fitLine([piece(' /', 'strong'), ...input, ...keys], columns, theme.glyphs.cut, false);
}

/** What just happened, for four seconds; with the way back while there is one. */
export function toastLine(ui: UiState, theme: Theme, columns: number): Line {
	const {toast, undo} = ui;
	if (!toast) return [];
	const sign = toast.ok ? piece(` ${theme.glyphs.calm} `, 'good') : piece(' ! ', 'attention');
	const back: Line = undo?.text === toast.text ? [piece('   '), piece('u', 'strong'), piece(' undo')] : [];
	return [...fitLine([sign, piece(toast.text, toast.ok ? 'plain' : 'attention')], columns - lineWidth(back), theme.glyphs.cut, false), ...back];
}

type Tab = {readonly id: PaneId; readonly number: number; readonly title: string; readonly count: string};

function tabsOf({counts}: Facts, dot: string): readonly Tab[] {
	const numbers: Readonly<Partial<Record<PaneId, string>>> = {
		inbox: counts.unread > 0 ? `${counts.unread}` : '',
		claims: counts.claims > 0 ? `${counts.claims}${counts.staleClaims > 0 ? '!' : ''}` : '',
		conflicts: counts.conflicts > 0 ? `${counts.conflicts}` : '',
	};
	return panes.map(({id, number, title}) => ({id, number, title, count: numbers[id] ? `${dot}${numbers[id]}` : ''}));
}

/** Letters of a name where there is no room for the whole of it: enough to know it by, and to find it again. */
const knownName = 5;
const shortName = 2;

/**
 * `▸1 Sisters 3/30  2 Inbox·2  3 Claims·3!`: the panes of a screen that shows one at a time. `place`: where the cursor stands among rows that
 * do not all show, or ''. Names get shorter before anything is left out.
 */
export function tabLine(facts: Facts, focus: PaneId, theme: Theme, columns: number, place = ''): Line {
	const tabs = tabsOf(facts, theme.glyphs.dot);
	const tone = (id: PaneId): Tone => (id === focus ? 'title' : id === 'conflicts' && facts.counts.conflicts > 0 ? 'danger' : 'plain');
	const line = (gap: string, nameOf: (tab: Tab) => string, at: string): Line =>
		tabs.map(tab => {
			const mark = tab.id === focus ? theme.glyphs.selected : ' ';
			return piece(
				`${tab.number === 1 ? '' : gap}${mark}${tab.number} ${nameOf(tab)}${tab.count}${tab.id === focus && at !== '' ? ` ${at}` : ''}`,
				tone(tab.id),
			);
		});
	const whole = ({title}: Tab): string => title;
	const known = ({id, title}: Tab): string => (id === focus ? title : title.slice(0, knownName));
	const short = ({title}: Tab): string => title.slice(0, shortName);
	const mixed = (tab: Tab): string => (tab.id === focus ? whole(tab) : short(tab));
	const lines: readonly Line[] = [
		[...line(' ', whole, place), piece('  Tab shows')],
		line(' ', whole, place),
		line('', whole, place),
		line('', known, place),
		line('', mixed, place),
		line('', mixed, ''),
		line('', short, ''),
	];
	return lines.find(one => lineWidth(one) <= columns) ?? fitLine(line('', short, ''), columns, theme.glyphs.cut, false);
}
