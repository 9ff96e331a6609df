/** What was written down for all: the list, and one entry with its whole text. Its bodies can fake neither another entry nor a line of ours. */
import {ago, timeLeft} from '../../source/format/age.ts';
import {wrap} from '../fit.ts';
import {inputLine} from '../input-line.ts';
import {lineWidth, piece} from '../line-text.tsx';
import type {Line, Piece, View} from '../pane.ts';
import {categories, categoryTone, type SharedSight, sharedSight, shortCategory} from '../shared.ts';
import type {SeenEntry, SharedFrame, SharedOverlay} from '../shared-frame.ts';
import type {Theme} from '../theme.ts';
import {visibleRows} from '../window.ts';
import {innerWidth, type Screen, type TextBox} from './text-box.tsx';

/** Wider lines are hard to read. */
const widest = 100;
/** In front of every line of a body. */
const barCells = 4;
/** From this inner width on the category is a word, below it its first letters. */
const wordCells = 46;

type Sight = Omit<View, 'width' | 'height'>;
type ListSight = Sight & {readonly frame: SharedFrame | null};

const barred = (text: string, {borders}: Theme): Line => [piece(`  ${borders.pane.left} `, 'quiet'), piece(text)];

/** Remembered: it is the same at every key. As many lines as are asked for, and whether there are more. */
const broken = new WeakMap<SeenEntry, {readonly width: number; readonly most: number; readonly lines: readonly string[]; readonly isCut: boolean}>();

function bodyOf(entry: SeenEntry, width: number, most: number): {readonly lines: readonly string[]; readonly isCut: boolean} {
	const known = broken.get(entry);
	if (known?.width === width && known.most === most) return known;
	// Only what can be seen is broken: a letter has at least half a cell.
	const part = entry.body.slice(0, most * width * 2);
	const all = wrap(part, width);
	const made = {width, most, lines: all.slice(0, most), isCut: all.length > most || part.length < entry.body.length};
	broken.set(entry, made);
	return made;
}

function marks(entry: SeenEntry, now: number): readonly string[] {
	if (entry.state === 'superseded') return [`superseded by #${entry.supersededBy}`];
	if (entry.state === 'expired') return [`expired ${ago(entry.expiresAt, now)}`];
	const instead = entry.supersedes === null ? [] : [`instead of #${entry.supersedes}`];
	return entry.expiresAt === null ? instead : [...instead, `${timeLeft(entry.expiresAt, now)} left`];
}

/** Which repository, where that does not go without saying. */
function placeOf({repo, repoKey}: SeenEntry, everywhere: boolean): string {
	if (repoKey === null) return '  for all';
	return everywhere ? `  in ${repo}` : '';
}

const doubt = ({byVerified}: SeenEntry): readonly Piece[] => (byVerified === 'no' ? [piece(' NOT VERIFIED', 'danger')] : []);

/** What a row of the list depends on besides its entry. */
type Row = {readonly isChosen: boolean; readonly everywhere: boolean; readonly idCells: number};

/** `idCells`: of the longest number, so that what stands behind it is in one column. */
function headOf(entry: SeenEntry, {isChosen, everywhere, idCells}: Row, {now, theme}: Sight, width: number): Line {
	const kind = width < wordCells ? shortCategory(entry.category) : entry.category.padEnd(10);
	return [
		piece(`${isChosen ? theme.glyphs.selected : ' '} ${`#${entry.id}`.padEnd(idCells)} `, 'strong'),
		piece(kind, categoryTone(entry.category)),
		piece(`  by ${entry.by}`),
		...doubt(entry),
		piece(`, ${ago(entry.addedAt, now)}${placeOf(entry, everywhere)}`),
		...marks(entry, now).map(text => piece(`  ${text}`, entry.state === 'current' ? 'plain' : 'strong')),
	];
}

/** Lines of a body in the list; a high screen has more. */
const bodyRows = (rows: number): number => (rows >= 40 ? 6 : rows >= 18 ? 3 : 1);

function entryLines(entry: SeenEntry, row: Row, sight: ListSight, screen: Screen): readonly Line[] {
	const width = innerWidth(widest, screen);
	const {lines, isCut} = bodyOf(entry, Math.max(1, width - barCells - 2), bodyRows(screen.rows));
	const more = (index: number): string => (isCut && index === lines.length - 1 ? ` ${sight.theme.glyphs.more}` : '');
	return [headOf(entry, row, sight, width), ...lines.map((text, index) => barred(`${text}${more(index)}`, sight.theme))];
}

/** `▸all 12  decision 5  interface 2 …`, shorter where the words have no room. */
function tabs({category}: SharedOverlay, found: readonly SeenEntry[], theme: Theme, width: number): Line {
	const count = (wanted: string): number => found.filter(entry => entry.category === wanted).length;
	const tab = (name: string, number: number, isChosen: boolean, tone: Piece['tone']): Line => [
		piece(`${isChosen ? theme.glyphs.selected : ' '}${name}`, isChosen ? tone : 'plain'),
		piece(` ${number} `),
	];
	const line = (words: boolean): Line => [
		...tab('all', found.length, category === null, 'strong'),
		...categories.flatMap(one => tab(words ? one : shortCategory(one), count(one), category === one, categoryTone(one))),
	];
	const whole = line(true);
	return lineWidth(whole) <= width ? whole : line(false);
}

const whose = (frame: SharedFrame | null, everywhere: boolean): string =>
	everywhere ? 'of all repositories' : frame?.repo ? `for ${frame.repo}` : 'for the whole colony';

function nothing({category, words}: SharedOverlay, frame: SharedFrame | null): readonly Line[] {
	if (frame === null) return [[piece('reading ...', 'quiet')]];
	if (frame.trouble !== null) return [[piece(frame.trouble, 'danger')]];
	if (frame.entries.length === 0)
		return [
			[piece(`Nothing is written down ${whose(frame, frame.query.everywhere)} yet.`)],
			[],
			[piece('a', 'strong'), piece(' writes the first entry: a decision, an interface, a warning that')],
			[piece('all who work here should know. A sister does it with:')],
			[piece('queen context add "..." --category decision')],
		];
	const kind = category === null ? '' : ` among ${category}s`;
	return [
		[piece(words.trim() === '' ? `There is no ${category} here.` : `Nothing${kind} holds "${words.trim()}".`)],
		[piece('Tab', 'strong'), piece(' shows another kind, '), piece('/', 'strong'), piece(' looks for other words.')],
	];
}

/** Rows above the entries: the categories, the words, air; less on a low screen. */
function top(overlay: SharedOverlay, {found, shown}: SharedSight, sight: ListSight, screen: Screen): readonly Line[] {
	const {theme} = sight;
	const width = innerWidth(widest, screen);
	const input: Line = overlay.typing ? inputLine(overlay.typing, Math.max(8, width - 14)) : [piece(overlay.words)];
	const filter: readonly Line[] = overlay.typing || overlay.words !== '' ? [[piece('/', 'strong'), ...input, piece(`  ${shown.length} found`, 'quiet')]] : [];
	const air: readonly Line[] = screen.rows >= 12 ? [[]] : [];
	return screen.rows >= 8 || overlay.category !== null ? [tabs(overlay, found, theme, width), ...filter, ...air] : filter;
}

/** Without its keys: they depend on what they can do. */
export function sharedBox(overlay: SharedOverlay, sight: ListSight, screen: Screen): Omit<TextBox, 'keys'> {
	const seen = sharedSight(overlay, sight.frame);
	const {frame, shown, chosen} = seen;
	const {everywhere, past} = overlay.query;
	const air = screen.rows >= 18 ? 1 : 0;
	const all = frame?.entries ?? [];
	// Newest first: the first one has the highest number.
	const idCells = `#${all[0]?.id ?? ''}`.length;
	const linesOf = (entry: SeenEntry): readonly Line[] => entryLines(entry, {isChosen: entry.id === chosen?.id, everywhere, idCells}, sight, screen);
	const heightOf = (entry: SeenEntry): number => linesOf(entry).length + air;
	const head = top(overlay, seen, sight, screen);
	// Borders and keys are taken off, and what stays of the screen around a box.
	const room = Math.max(1, (screen.rows >= 18 ? screen.rows - 4 : screen.rows) - 3 - head.length);
	const {start, end} = visibleRows(
		shown.map(heightOf),
		shown.findIndex(entry => entry.id === chosen?.id),
		0,
		room + air,
	);
	const list = shown.slice(start, end).flatMap((entry, index) => [...(index > 0 && air > 0 ? [[]] : []), ...linesOf(entry)]);
	const total = frame?.total ?? 0;
	const count = total > all.length ? `the newest ${all.length} of ${total}` : shown.length < total ? `${shown.length} of ${total}` : `${total}`;
	return {
		title: [piece('Shared context', 'strong'), piece(` ${whose(frame, everywhere)}${past ? ', with what is over' : ''}`)],
		note: frame === null ? [] : [piece(count, 'quiet')],
		lines: [...head, ...(shown.length === 0 ? nothing(overlay, frame) : list)].slice(0, head.length + room),
		width: widest,
		// By all that was read, so that the box keeps its size while one types.
		height: Math.max(12, head.length + all.reduce((sum, entry) => sum + heightOf(entry), 0) + 4),
	};
}

/** `entry` null: it is not among those that are looked at any more. */
export function entryBox(entry: SeenEntry | null, sight: Sight, screen: Screen): Omit<TextBox, 'keys'> {
	if (entry === null)
		return {
			title: [piece('Shared context', 'strong')],
			note: [],
			lines: [
				[piece('It is over: another entry stands instead, or it was ended.')],
				[],
				[piece('h', 'strong'), piece(' in the list shows it with what is over.')],
			],
			width: 76,
			height: 8,
		};
	const {now, theme} = sight;
	const width = innerWidth(widest, screen);
	const body = wrap(entry.body, Math.max(1, width - barCells)).map(text => barred(text, theme));
	const lines: readonly Line[] = [
		[
			piece(`by ${entry.by}`),
			...doubt(entry),
			piece(`, ${ago(entry.addedAt, now)}, ${entry.repoKey === null ? 'for the whole colony' : `in ${entry.repo}`}`),
			...marks(entry, now).map(text => piece(`  ${text}`, 'strong')),
		],
		[],
		...body,
	];
	return {
		title: [piece(`#${entry.id} `, 'strong'), piece(entry.category, categoryTone(entry.category))],
		note: [],
		lines,
		width: widest,
		height: Math.max(8, lines.length + 4),
	};
}
