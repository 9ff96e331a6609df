import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
	cellsOf,
	type Deletion,
	drawn,
	type EditorText,
	insert,
	type Movement,
	move,
	remove,
	rowAt,
	rowsOf,
	textOf,
	visible,
} from '../../components/editor-text.ts';

const runs = process.env['HIVEQUEEN_FULL'] ? 10_000 : 1000;

/** What the text field must do, written as plainly as it can be: an array of characters and an index. Only one-cell characters. */
type Model = {readonly chars: readonly string[]; readonly at: number; readonly goal: number | null};

const startOf = ({chars, at}: Model): number => chars.slice(0, at).lastIndexOf('\n') + 1;
const endOf = ({chars, at}: Model): number => {
	const end = chars.indexOf('\n', at);
	return end === -1 ? chars.length : end;
};
const isSpace = (char: string | undefined): boolean => char === ' ' || char === '\n';

function wordLeft({chars, at}: Model): number {
	let to = at;
	while (to > 0 && isSpace(chars[to - 1])) to--;
	while (to > 0 && !isSpace(chars[to - 1])) to--;
	return to;
}

function wordRight({chars, at}: Model): number {
	let to = at;
	while (to < chars.length && isSpace(chars[to])) to++;
	while (to < chars.length && !isSpace(chars[to])) to++;
	return to;
}

function vertical(model: Model, by: number): Model {
	const lines = model.chars.join('').split('\n');
	const before = model.chars.slice(0, model.at).join('').split('\n');
	const here = before.length - 1;
	const goal = model.goal ?? before[here]!.length;
	const there = Math.max(0, Math.min(lines.length - 1, here + by));
	if (there === here) return {...model, goal};
	const start = lines.slice(0, there).reduce((sum, line) => sum + line.length + 1, 0);
	return {...model, at: start + Math.min(goal, lines[there]!.length), goal};
}

function movedTo(model: Model, to: Movement): Model {
	const places: Record<Exclude<Movement, 'up' | 'down' | 'page-up' | 'page-down'>, () => number> = {
		left: () => Math.max(0, model.at - 1),
		right: () => Math.min(model.chars.length, model.at + 1),
		'word-left': () => wordLeft(model),
		'word-right': () => wordRight(model),
		'line-start': () => startOf(model),
		'line-end': () => endOf(model),
		start: () => 0,
		end: () => model.chars.length,
	};
	if (to === 'up') return vertical(model, -1);
	if (to === 'down') return vertical(model, 1);
	if (to === 'page-up') return vertical(model, -8);
	if (to === 'page-down') return vertical(model, 8);
	return {...model, at: places[to](), goal: null};
}

function without(model: Model, from: number, to: number): Model {
	return {chars: model.chars.filter((_, index) => index < from || index >= to), at: from, goal: null};
}

function deleted(model: Model, what: Deletion): Model {
	const {at, chars} = model;
	const start = startOf(model);
	const end = endOf(model);
	if (what === 'left') return without(model, Math.max(0, at - 1), at);
	if (what === 'right') return without(model, at, Math.min(chars.length, at + 1));
	if (what === 'word-left') return without(model, wordLeft(model), at);
	if (what === 'line-left') return without(model, start === at ? Math.max(0, at - 1) : start, at);
	return without(model, at, end === at ? Math.min(chars.length, at + 1) : end);
}

type Key = {readonly insert: string} | {readonly move: Movement} | {readonly remove: Deletion};
const movements: readonly Movement[] = [
	'left',
	'right',
	'word-left',
	'word-right',
	'up',
	'down',
	'line-start',
	'line-end',
	'start',
	'end',
	'page-up',
	'page-down',
];
const deletions: readonly Deletion[] = ['left', 'right', 'word-left', 'line-left', 'line-right'];
const keys = (pieces: fc.Arbitrary<string>): fc.Arbitrary<readonly Key[]> =>
	fc.array(
		fc.oneof(
			{weight: 4, arbitrary: pieces.map(text => ({insert: text}))},
			{weight: 3, arbitrary: fc.constantFrom(...movements).map(to => ({move: to}))},
			{weight: 2, arbitrary: fc.constantFrom(...deletions).map(what => ({remove: what}))},
		),
		{maxLength: 60, size: 'max'},
	);

const press = (state: EditorText, key: Key, columns: number): EditorText => {
	if ('insert' in key) return insert(state, key.insert);
	return 'move' in key ? move(state, key.move, columns) : remove(state, key.remove);
};
const pressModel = (model: Model, key: Key): Model => {
	if ('insert' in key)
		return {chars: [...model.chars.slice(0, model.at), ...key.insert, ...model.chars.slice(model.at)], at: model.at + key.insert.length, goal: null};
	return 'move' in key ? movedTo(model, key.move) : deleted(model, key.remove);
};

/** Pieces in which graphemes are longer than a character, and a cursor could stand inside of one. */
const hard = fc.constantFrom('a', ' ', '\n', 'é', 'e\u0301', '\u0301', '日', '👩‍👩‍👧', '👩', '\u200d', '🇩', '🇪', '\ufe0f', 'क्षि', '\t', '👍🏽');
const boundaries = (text: string): ReadonlySet<number> => {
	const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
	return new Set([...[...segmenter.segment(text)].map(({index}) => index), text.length]);
};

describe('a text with a cursor', () => {
	// Mutation seen red: `go(wordBefore(text, at))` replaced by `go(before(text, at))` in move(); `goal: null` left out in `go`.
	it('does with every key what a plain list of characters does', () => {
		fc.assert(
			fc.property(keys(fc.string({unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 6})), sequence => {
				let state = textOf('');
				let model: Model = {chars: [], at: 0, goal: null};
				for (const key of sequence) {
					state = press(state, key, Number.POSITIVE_INFINITY);
					model = pressModel(model, key);
					assert.deepEqual({text: state.text, at: state.at}, {text: model.chars.join(''), at: model.at}, JSON.stringify(key));
				}
			}),
			{numRuns: runs},
		);
	});

	// Mutation seen red: `snap` made the identity function.
	it('never stands inside a grapheme, whatever is typed where', () => {
		fc.assert(
			fc.property(keys(hard), fc.integer({min: 1, max: 12}), (sequence, columns) => {
				let state = textOf('');
				for (const key of sequence) {
					state = press(state, key, columns);
					assert.ok(boundaries(state.text).has(state.at), `${JSON.stringify(state)} after ${JSON.stringify(key)}`);
				}
			}),
			{numRuns: runs},
		);
	});

	it('takes a family of emoji away with one Backspace', () => {
		assert.equal(remove(textOf('a👩‍👩‍👧'), 'left').text, 'a');
		assert.equal(remove(textOf('e\u0301'), 'left').text, '');
	});

	it('keeps the column over a short row, also when rows are soft', () => {
		const text = 'abcdef\nab\nabcdef';
		const up = move(move(textOf(text), 'up', 40), 'up', 40);
		assert.equal(up.at, 6);
		const soft = textOf('one two three');
		const [first] = rowsOf(soft.text, 8);
		assert.deepEqual(first, {start: 0, end: 8});
		assert.equal(move(soft, 'up', 8).at, 5, 'three ends at column 5; column 5 of the row above');
	});
});

describe('rows of a text', () => {
	// Mutation seen red: `index > 0` left out (an empty row for a wide character: it never ends).
	it('cover the text without a gap, fit their width, and begin nowhere inside a grapheme', () => {
		fc.assert(
			fc.property(fc.array(hard, {maxLength: 40}), fc.integer({min: 1, max: 12}), (pieces, columns) => {
				const text = visible(pieces.join(''));
				const rows = rowsOf(text, columns);
				let next = 0;
				for (const [index, row] of rows.entries()) {
					assert.equal(row.start, next, 'each row begins where the last one ended');
					assert.ok(boundaries(text).has(row.end));
					const seen = text.slice(row.start, row.end).replace(/[ \t]+$/, '');
					const graphemes = [...new Intl.Segmenter(undefined, {granularity: 'grapheme'}).segment(seen)];
					const cells = graphemes.reduce((sum, {segment}) => sum + cellsOf(segment), 0);
					assert.ok(cells <= columns || graphemes.length === 1, `${cells} cells in ${columns}: ${JSON.stringify(seen)}`);
					next = text[row.end] === '\n' ? row.end + 1 : row.end;
					assert.ok(index === rows.length - 1 || row.end > row.start || text[row.end] === '\n', 'only an empty line makes an empty row');
				}
				assert.equal(rows.at(-1)?.end, text.length);
			}),
			{numRuns: runs},
		);
	});

	// Mutation seen red: `space > start ? space : …` made to break always inside the word.
	it('break behind a space, and inside a word only where it is longer than a row', () => {
		const broken = (text: string, columns: number): readonly string[] => rowsOf(text, columns).map(({start, end}) => text.slice(start, end));
		assert.deepEqual(broken('one twothree four', 8), ['one ', 'twothree ', 'four']);
		assert.deepEqual(broken('twothreefour x', 8), ['twothree', 'four x']);
	});

	it('has the cursor in the next row at a soft break', () => {
		const rows = rowsOf('one two three', 8);
		assert.equal(rowAt(rows, 7), 0);
		assert.equal(rowAt(rows, 8), 1);
	});
});

const controls = [...Array.from({length: 0xa0}, (_, code) => String.fromCharCode(code)), '\u202e', '\u2066', '\ud800', '\r\n'];

describe('text that is pasted', () => {
	// Mutation seen red: the replacement of C0 characters left out; C1 left out of the class.
	it('holds no character that a terminal obeys, and loses none of its length in characters', () => {
		fc.assert(
			fc.property(fc.string({unit: fc.oneof(fc.constantFrom(...controls), fc.string({unit: 'binary', minLength: 1, maxLength: 1})), maxLength: 200}), text => {
				const seen = visible(text);
				assert.doesNotMatch(seen, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
				assert.ok(seen.isWellFormed());
				assert.equal([...seen].length, [...text.replace(/\r\n/g, '\n')].length);
			}),
			{numRuns: runs},
		);
	});

	it('shows what it was', () => {
		assert.equal(visible('a\r\nb\rc'), 'a\nb\nc');
		assert.equal(visible('\u001b]52;c;eA==\u0007'), '␛]52;c;eA==␇');
		assert.equal(visible('x\u202ey\ud800'), 'x\ufffdy\ufffd');
		assert.equal(visible('\tkeep'), '\tkeep');
	});

	it('is drawn without what terminals disagree about', () => {
		assert.equal(drawn('👩‍👩‍👧'), '👩');
		assert.equal(drawn('👍🏽'), '👍');
		assert.equal(drawn('\t'), '    ');
		assert.equal(drawn('\u0301'), '\ufffd');
		assert.equal(drawn(`a${'\u0301'.repeat(50)}`), `a${'\u0301'.repeat(4)}`);
	});
});
