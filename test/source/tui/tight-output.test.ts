import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import xterm from '@xterm/headless';
import fc from 'fast-check';
import {createTight} from '../../../source/tui/tight-output.ts';

const runs = process.env['HIVEQUEEN_FULL'] ? 3000 : 200;
const [columns, rows] = [24, 8];

type Drawn = {readonly text: string; readonly cursor: string};

/** Each cell as it looks: of an empty one only what shows on it. */
function cellOf(cell: xterm.IBufferCell | undefined): string {
	if (!cell) return '?';
	const char = cell.getChars();
	const behind = `${cell.getBgColorMode()} ${cell.getBgColor()} ${cell.isInverse() > 0} ${cell.isUnderline() > 0} ${cell.isStrikethrough() > 0}`;
	if ((char === '' || char === ' ') && cell.getWidth() > 0) return cell.isInverse() ? `␣ ${behind} ${cell.getFgColor()}` : `␣ ${behind}`;
	return `${char} ${cell.getWidth()} ${behind} ${cell.getFgColorMode()} ${cell.getFgColor()} ${cell.isBold() > 0} ${cell.isDim() > 0} ${cell.isItalic() > 0} ${cell.isInvisible() > 0}`;
}

/** What a terminal shows after these writes; a last letter tells the look that is left. */
async function drawn(writes: readonly string[]): Promise<Drawn> {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, convertEol: true});
	const write = (text: string): Promise<void> => new Promise(resolve => terminal.write(text, resolve));
	for (const text of writes) await write(text);
	const {active} = terminal.buffer;
	const cursor = `${active.cursorX} ${active.cursorY}`;
	await write('\u001b[1;1HX');
	const cells: string[] = [];
	for (let row = 0; row < rows; row++)
		for (let column = 0; column < columns; column++) cells.push(`${row},${column} ${cellOf(active.getLine(row)?.getCell(column))}`);
	terminal.dispose();
	return {text: cells.join('\n'), cursor};
}

async function looksTheSame(writes: readonly string[]): Promise<void> {
	const tight = createTight(() => rows);
	const fewer = writes.map(tight);
	assert.deepEqual(await drawn(fewer), await drawn(writes), JSON.stringify({writes, fewer}));
}

const sgr = fc
	.oneof(
		fc.constantFrom('0', '', '1', '2', '22', '3', '23', '4', '24', '7', '27', '8', '28', '9', '29', '31', '36', '39', '42', '49', '90', '97', '104'),
		fc.constantFrom('38;5;208', '48;5;17', '38;2;1;2;3', '48;2;9;8;7', '1;31', '0;7', '22;39', '1;2;22', '4:3', '58;5;1', '53', '21', '5'),
	)
	.map(codes => `\u001b[${codes}m`);
const text = fc.oneof(
	{weight: 3, arbitrary: fc.constantFrom('a', 'iza-1', '│', '▸', '日本', 'é', 'e\u0301', '👩‍👩‍👧')},
	{weight: 3, arbitrary: fc.integer({min: 1, max: 9}).map(count => ' '.repeat(count))},
	// A mark without a letter before it in the same look is drawn by every terminal as it likes.
	{weight: 1, arbitrary: fc.constantFrom('   \u0301', ' \u0301a', '      \u200d')},
);
/** As much of it as one line surely takes: what is not written stays as it is. */
const fitting = (parts: readonly string[]): string => {
	let cells = 0;
	const fits = (part: string): boolean => {
		if (part < ' ') return true;
		cells += part.length * 2;
		return cells <= 20;
	};
	return parts.filter(fits).join('');
};
/** A line of at most 20 cells; its looks end with it, as Ink's do. */
const line = fc.array(fc.oneof(text, sgr), {maxLength: 6}).map(parts => `${fitting(parts)}\u001b[0m`);
/** As Ink writes: back to the top, then each line left alone or written from a column on. */
const lineChange = fc.oneof(
	{weight: 2, arbitrary: fc.constant('\u001b[E')},
	{weight: 2, arbitrary: fc.tuple(fc.integer({min: 1, max: 4}), line).map(([column, rest]) => `\u001b[${column}G\u001b[K${rest}\r\n`)},
);
const frame = fc.array(lineChange, {minLength: rows - 1, maxLength: rows - 1}).map(lines => `\u001b[?2026h\u001b[${rows - 1}A${lines.join('')}\u001b[?2026l`);
/** What nobody writes in this order: nothing may go wrong all the same. */
const strange = fc
	.array(
		fc.oneof(
			text,
			sgr,
			fc.constantFrom('\r', '\n', '\r\n', '\u001b[E', '\u001b[2E', '\u001b[K', '\u001b[1K', '\u001b[2K', '\u001b[J', '\u001b[3G', '\u001b[A', '\u001b[B'),
			fc.constantFrom(
				'\u001b[2;3H',
				'\u001b[H',
				'\u001b[7A',
				'\u001b[99A',
				'\u001b[?25l',
				'\u001b[4C',
				'\u001b7',
				'\u001b8',
				'\u001b[2X',
				'\u001b[1@',
				'\u001b[P',
				'\u001b[L',
			),
			fc.constantFrom('\u001b]8;;http://a\u0007', '\u001b]8;;\u0007', '\u001b]0;title\u001b\\', '\u001b[2J'),
		),
		{maxLength: 14},
	)
	.map(fitting);

describe('fewer bytes', () => {
	// Mutations seen red: showsOnBlanks() without inverse; the bg before `K` not looked at; joinsWhatIsBefore not looked at;
	// flush() left out at the end; `22` left out of weight(); `moves + 1` without the one; `top` not written before something else.
	// Mutation seen red: a move within the line forgotten where no line is known.
	it('draw the same screen, frame after frame', async () => {
		await fc.assert(fc.asyncProperty(fc.array(frame, {minLength: 1, maxLength: 4}), looksTheSame), {numRuns: runs});
	});
	it('draw the same whatever comes', async () => {
		await fc.assert(fc.asyncProperty(fc.array(strange, {minLength: 1, maxLength: 4}), looksTheSame), {numRuns: runs});
	});

	it('are written for a key in a list', () => {
		const tight = createTight(() => 40);
		const before = `\u001b[39A${'\u001b[E'.repeat(7)}\u001b[2G\u001b[K\u001b[36m\u001b[39m  iza-1${' '.repeat(30)}idle\u001b[36m│\u001b[39m\r\n${'\u001b[E'.repeat(31)}`;
		assert.equal(tight(before), '\u001b[8;2H\u001b[K  iza-1\u001b[30Cidle\u001b[36m│\r\n\u001b[31E\u001b[m');
	});
	// Mutations seen red: `isErased` not ended by a line's end; `isLink` not looked at; steps written at a line's end.
	it('step over blanks only where nothing is, and not at all before a line ends', async () => {
		await looksTheSame(['\u001b[2;1Habcdefghij', '\u001b[H\u001b[Kx\r\n          ']);
		const tight = createTight(() => 40);
		assert.equal(tight('\u001b[Ka       b          \r\n       c'), '\u001b[Ka\u001b[7Cb\r\n       c');
		const link = '\u001b[K\u001b]8;;http://a\u0007a       b\u001b]8;;\u0007';
		assert.equal(tight(link), link);
	});
	// Mutation seen red: beginPlain() left out: nothing is stepped over any more after a program was hosted.
	it('are written again after somebody else had the terminal', () => {
		const tight = createTight(() => 40);
		tight('\u001b[?1049l');
		assert.equal(tight('\u001b[?2026h\u001b[K          a'), '\u001b[?2026h\u001b[m\u001b[K\u001b[10Ca');
	});
	it('leave alone what is not understood', () => {
		const tight = createTight(() => 40);
		for (const output of ['\u001b[4:3m', '\u001b[>4;1m', '\u001bPq#0;2\u001b\\', '\u001b]52;c;aGk=\u0007', '\u001b[?1049h\u001b[2J', '\u001b'])
			assert.equal(tight(output), output);
	});
});
