/**
 * Lines and blocks as shapes instead of letters: fonts draw them with gaps between the rows, and differently on each machine.
 * Coordinates are shares of a cell: 0 to 1 from left to right and from top to bottom.
 */

type Ends = {readonly left?: true; readonly right?: true; readonly up?: true; readonly down?: true};

const ends: Readonly<Record<string, Ends>> = {
	'─': {left: true, right: true},
	'│': {up: true, down: true},
	'┌': {right: true, down: true},
	'┐': {left: true, down: true},
	'└': {right: true, up: true},
	'┘': {left: true, up: true},
	'├': {right: true, up: true, down: true},
	'┤': {left: true, up: true, down: true},
	'┬': {left: true, right: true, down: true},
	'┴': {left: true, right: true, up: true},
	'┼': {left: true, right: true, up: true, down: true},
};
const heavy: Readonly<Record<string, string>> = {'━': '─', '┃': '│', '┏': '┌', '┓': '┐', '┗': '└', '┛': '┘', '┣': '├', '┫': '┤', '┳': '┬', '┻': '┴', '╋': '┼'};
const round: Readonly<Record<string, Ends>> = {
	'╭': {right: true, down: true},
	'╮': {left: true, down: true},
	'╰': {right: true, up: true},
	'╯': {left: true, up: true},
};
const lowerBlocks = '▁▂▃▄▅▆▇█';
const shades: Readonly<Record<string, number>> = {'░': 0.25, '▒': 0.5, '▓': 0.75};

export type Box = {readonly x: number; readonly y: number; readonly width: number; readonly height: number};

const number = (value: number): string => String(Math.round(value * 100) / 100);

/** The half lines from the middle of a cell to its borders. */
const straight = (at: Ends, box: Box): string => {
	const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
	const parts: string[] = [];
	if (at.left || at.right) parts.push(`M${number(at.left ? box.x : x)} ${number(y)}H${number(at.right ? box.x + box.width : x)}`);
	if (at.up || at.down) parts.push(`M${number(x)} ${number(at.up ? box.y : y)}V${number(at.down ? box.y + box.height : y)}`);
	return parts.join('');
};

const curved = (at: Ends, box: Box): string => {
	const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
	const horizontal = at.left ? box.x : box.x + box.width;
	const vertical = at.up ? box.y : box.y + box.height;
	return `M${number(horizontal)} ${number(y)}Q${number(x)} ${number(y)} ${number(x)} ${number(vertical)}`;
};

/** The shape of a line or block character as an SVG element, or null for any other character. */
export const shapeOf = (char: string, box: Box, colour: string): string | null => {
	const path = (d: string, width: number): string => `<path d="${d}" stroke="${colour}" stroke-width="${width}" fill="none"/>`;
	if (round[char] !== undefined) return path(curved(round[char], box), 1.2);
	const light = ends[char];
	if (light !== undefined) return path(straight(light, box), 1.2);
	const heavyEnds = ends[heavy[char] ?? ''];
	if (heavyEnds !== undefined) return path(straight(heavyEnds, box), 2.8);
	const eighths = lowerBlocks.indexOf(char) + 1;
	const opacity = shades[char];
	if (char === '' || (eighths === 0 && opacity === undefined)) return null;
	const height = (box.height * (eighths || 8)) / 8;
	const faint = opacity === undefined ? '' : ` fill-opacity="${opacity}"`;
	return `<rect x="${number(box.x)}" y="${number(box.y + box.height - height)}" width="${number(box.width)}" height="${number(height)}" fill="${colour}"${faint}/>`;
};

export const isShape = (char: string): boolean => shapeOf(char, {x: 0, y: 0, width: 1, height: 1}, '') !== null;

/** Does it reach from the left border of its cell to the right one, so that two of them are one? */
export const isLong = (char: string): boolean => '─━▁▂▃▄▅▆▇█░▒▓'.includes(char);
