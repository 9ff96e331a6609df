/** A terminal's cells as an SVG picture that needs no font but a monospaced one. */
import {type Box, isLong, isShape, shapeOf} from './box-glyphs.ts';
import type {PictureCell} from './cells.ts';

const cell = {width: 8.4, height: 18, baseline: 13.5};
const margin = 12;
/** Grounds reach a little below their neighbours: a seam would show where two only touch. */
const overlap = 0.4;
const foreground = '#d8dee9';
const background = '#14161b';
const sixteen = [
	'#3b4252',
	'#f07178',
	'#a3d97b',
	'#f2c866',
	'#6fb3f2',
	'#c792ea',
	'#5fd3d3',
	'#d8dee9',
	'#7b8496',
	'#ff8b92',
	'#b9ec91',
	'#ffdc7d',
	'#8cc8ff',
	'#d9abff',
	'#7ce8e8',
	'#ffffff',
];

const ofPalette = (n: number): string => {
	if (n < 16) return sixteen[n] ?? foreground;
	const grey = 8 + (n - 232) * 10;
	if (n >= 232) return `rgb(${grey},${grey},${grey})`;
	const step = (i: number): number => (i === 0 ? 0 : 55 + i * 40);
	const m = n - 16;
	return `rgb(${step(Math.floor(m / 36))},${step(Math.floor(m / 6) % 6)},${step(m % 6)})`;
};

const colourOf = (name: string, fallback: string): string => {
	if (name === 'default') return fallback;
	return name.startsWith('#') ? name : ofPalette(Number(name));
};

const coloursOf = ({fg, bg, inverse}: PictureCell): {readonly ink: string; readonly paper: string | null} => {
	const ink = colourOf(fg, foreground);
	const paper = bg === 'default' ? null : colourOf(bg, background);
	return inverse ? {ink: paper ?? background, paper: ink} : {ink, paper};
};

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const number = (value: number): string => String(Math.round(value * 100) / 100);

type Run = {readonly cells: readonly PictureCell[]; readonly column: number; readonly columns: number};

/** Neighbours that look alike; a run of shapes never mixes with one of letters. */
const runsOf = (row: readonly PictureCell[]): readonly Run[] => {
	const runs: {cells: PictureCell[]; column: number; columns: number; look: string}[] = [];
	let column = 0;
	for (const one of row) {
		const {char, width, ...style} = one;
		const look = JSON.stringify([style, isShape(char), width]);
		const last = runs.at(-1);
		if (last?.look === look) {
			last.cells.push(one);
			last.columns += width;
		} else {
			runs.push({cells: [one], column, columns: width, look});
		}
		column += width;
	}
	return runs;
};

const attributesOf = ({bold, dim, italic, underline}: PictureCell): string =>
	[bold && ' font-weight="bold"', italic && ' font-style="italic"', underline && ' text-decoration="underline"', dim && ' opacity="0.65"']
		.filter(Boolean)
		.join('');

/** Equal shapes side by side that make one longer shape: separate ones would show a seam. */
const joined = (cells: readonly PictureCell[]): readonly {readonly char: string; readonly count: number}[] => {
	const groups: {char: string; count: number}[] = [];
	for (const {char} of cells) {
		const last = groups.at(-1);
		if (last?.char === char && isLong(char)) last.count++;
		else groups.push({char, count: 1});
	}
	return groups;
};

const shapesOf = (run: Run, box: Box, ink: string): string => {
	let {x} = box;
	const shapes: string[] = [];
	for (const {char, count} of joined(run.cells)) {
		const width = count * box.width;
		shapes.push(shapeOf(char, {...box, x, width}, ink) ?? '');
		x += width;
	}
	return shapes.join('');
};

const drawn = (run: Run, top: number): string => {
	const [first] = run.cells;
	if (first === undefined) return '';
	const {ink, paper} = coloursOf(first);
	const box: Box = {x: margin + run.column * cell.width, y: top, width: cell.width * first.width, height: cell.height};
	const width = run.columns * cell.width;
	const ground =
		paper === null ? '' : `<rect x="${number(box.x)}" y="${top}" width="${number(width + overlap)}" height="${cell.height + overlap}" fill="${paper}"/>`;
	if (isShape(first.char)) return ground + shapesOf(run, box, ink);
	const text = run.cells.map(({char}) => char).join('');
	if (text.trim() === '') return ground;
	const at = `x="${number(box.x)}" y="${number(top + cell.baseline)}" textLength="${number(width)}" fill="${ink}"`;
	return `${ground}<text ${at}${attributesOf(first)}>${escaped(text)}</text>`;
};

/** `title` is what a screen reader says of the picture. */
export const svgOf = (rows: readonly (readonly PictureCell[])[], title: string): string => {
	const columns = Math.max(1, ...rows.map(row => row.reduce((sum, {width}) => sum + width, 0)));
	const size = {width: Math.ceil(columns * cell.width + 2 * margin), height: rows.length * cell.height + 2 * margin};
	const body = rows.flatMap((row, y) => runsOf(row).map(run => drawn(run, margin + y * cell.height))).filter(part => part !== '');
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="14" xml:space="preserve">`,
		`<title>${escaped(title)}</title>`,
		`<rect width="100%" height="100%" rx="8" fill="${background}"/>`,
		...body,
		'</svg>',
		'',
	].join('\n');
};
