import assert from 'node:assert/strict';
import {test} from 'node:test';
import xterm from '@xterm/headless';
import fc from 'fast-check';
import {block, cell, sanitize, toJson} from '../../source/sanitize.ts';
import {hostile} from '../hostile.ts';

/** Everything that no terminal may get from an agent. Written here on its own, not taken from the sanitizer. */
const forbidden =
	/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u0600-\u0605\ud800-\udfff\u{e0000}-\u{e0fff}]/u;

/** Text made of the worst: controls, openers and ends of sequences, marks, joiners, halves of characters, and some plain letters. */
const nasty = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				'\u001b',
				'[',
				']',
				'0;',
				'52;c;',
				'\u0007',
				'\u009b',
				'\u009d',
				'2J',
				'a',
				'é',
				'漢',
				' ',
				'\n',
				'\r',
				'\r\n',
				'\t',
				'\u0301',
				'\u200d',
				'\u200c',
			),
			fc.constantFrom(
				'م',
				'ي',
				'क',
				'्',
				'👍',
				'🏽',
				'\ufe0f',
				'\ufe0e',
				'\u202e',
				'\u2066',
				'\ud83d',
				'\ude00',
				'\u{e0041}',
				'\u{e0100}',
				'\u034f',
				'\ufeff',
				'\u2028',
				'\uffff',
				'\ufff9',
				'\u0600',
				'\u0085',
			),
			fc.string({unit: 'binary', maxLength: 4}),
		),
		{maxLength: 24},
	)
	.map(parts => parts.join(''));

const runs = {numRuns: Number(process.env['HIVEQUEEN_RUNS'] ?? 3000)};

test('nothing that a terminal could obey, and nothing that hides, comes out', () => {
	// Mutation seen red: each of \p{Cc}, \p{Cf}, \p{Cs}, \p{Default_Ignorable_Code_Point} taken out of the sanitizer's class.
	fc.assert(
		fc.property(nasty, text => {
			assert.doesNotMatch(cell(text), forbidden);
			assert.doesNotMatch(cell(text), /\n/);
			assert.doesNotMatch(block(text), forbidden);
		}),
		runs,
	);
});

test('what was sanitized is sanitized: a second pass changes nothing', () => {
	// Mutation seen red: C0 shown as '', so that what stood apart meets.
	fc.assert(
		fc.property(nasty, text => {
			assert.equal(cell(cell(text)), cell(text));
			assert.equal(block(block(text)), block(text));
		}),
		runs,
	);
});

test('plain text is left alone', () => {
	fc.assert(
		fc.property(fc.string({unit: 'grapheme-ascii', maxLength: 80}), text => {
			assert.equal(cell(text), text);
			assert.equal(block(text), text);
		}),
		runs,
	);
	for (const text of ['Grüße, łódź, Ελλάδα, привет', '漢字かな交じり文', 'שלום עולם', 'สวัสดีครับ', '✓ ▲ ◆ · … — “quoted”', '🦋 📬 ⚡'])
		assert.equal(cell(text), text);
});

test('controls are replaced, never removed: two halves cannot meet', () => {
	// Mutation seen red: `shown` answering '' for C0.
	assert.equal(cell('\u001b[\u001b[2J'), '␛[␛[2J');
	assert.equal(cell('a\u0000b\u007fc\u009bd'), 'a␀b␡c\uFFFDd');
	assert.equal(cell('safe\rEVIL'), 'safe␍EVIL');
	assert.equal(cell('x\ud800y'), 'x\uFFFDy');
	fc.assert(
		fc.property(fc.array(fc.constantFrom('\u001b', '\u0007', '\u009b', '\u202e', '\u{e0041}', '\ud800', 'x')), parts => {
			assert.equal([...cell(parts.join(''))].length, parts.length);
		}),
		runs,
	);
});

test('a cell is one line; a block keeps its lines', () => {
	assert.equal(cell('one\ntwo\r\nthree\tfour'), 'one two three four');
	assert.equal(block('one\ntwo\r\nthree'), 'one\ntwo\nthree');
	assert.equal(block('a\tb\n\tc'), 'a       b\n        c');
});

test('joiners stay where they are spelling, and nowhere else', () => {
	for (const text of ['می‌خواهم', 'क्‍ष', 'නවීන ශ්‍රී']) assert.equal(cell(text), text);
	assert.equal(cell('👩\u200d👩\u200d👧'), '👩\uFFFD👩\uFFFD👧');
	assert.equal(cell('a\u200dم'), 'a\uFFFDم');
	assert.equal(cell('\u200dabc'), '\uFFFDabc');
	assert.equal(cell('a\u200d\u200db'), 'a\uFFFD\uFFFDb');
});

test('marks cannot pile up, and cannot sit on what stands left of the text', () => {
	// Mutation seen red: mostMarks = 40.
	const zalgo = cell(`a${'\u0301'.repeat(50)}b`);
	assert.equal(zalgo, `a${'\u0301'.repeat(4)}b`);
	assert.equal(cell('\u0301x'), '\uFFFDx');
	assert.equal(block('a\n\u0301x'), 'a\n\uFFFDx');
});

test('10 kB of hostile text takes time in proportion to its length', () => {
	// An expression that goes back and forth would not end in the life of this test.
	for (const piece of ['\u0301', '\u200d', 'क्\u200d', '\u001b]52;c;', '👍🏽', '\ufe0f', '\ud83d', 'e\u0301\u200d']) {
		const text = piece.repeat(Math.ceil(20_000 / piece.length));
		assert.ok(cell(text).length <= text.length);
		assert.doesNotMatch(block(text), forbidden);
	}
});

test('sanitize goes deep, keeps lines of bodies only, and gives back what needs no change', () => {
	const plain = {name: 'iza-1', list: [{body: 'two\nlines', n: 1}], none: null};
	assert.equal(sanitize(plain), plain);
	assert.deepEqual(sanitize({name: 'a\nb', inner: [{body: 'a\n\u001bb', task: '\u0007'}]}), {name: 'a b', inner: [{body: 'a\n␛b', task: '␇'}]});
});

test('at any depth, among any number of plain texts, no hostile text is passed over', () => {
	// Mutations seen red: `unusual` without its escapes; without its range of letters.
	const text = fc.oneof({weight: 3, arbitrary: fc.string({unit: 'grapheme-ascii'})}, nasty, fc.constantFrom('\\', '"', '\\n', '\u2028', '\ud800', '\u007f'));
	const {tree} = fc.letrec(tie => ({
		tree: fc.oneof(
			{maxDepth: 5, withCrossShrink: true},
			text,
			fc.array(tie('tree'), {maxLength: 3}),
			fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('tree')),
		),
	}));
	const each = (value: unknown): unknown => {
		if (typeof value === 'string') return cell(value);
		if (Array.isArray(value)) return value.map(each);
		return Object.fromEntries(Object.entries(value as object).map(([name, part]) => [name, each(part)]));
	};
	const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
	fc.assert(
		fc.property(tree, value => assert.deepEqual(plain(sanitize(value)), plain(each(value)))),
		runs,
	);
});

test('JSON says exactly what was stored, in characters that no terminal obeys', () => {
	// Mutation seen red: `escapeInJson` without \p{Cf}.
	fc.assert(
		fc.property(fc.string({unit: 'binary', maxLength: 30}), nasty, (a, b) => {
			const text = toJson({a, b});
			assert.doesNotMatch(text, forbidden);
			assert.doesNotMatch(text, /\n/);
			assert.deepEqual(JSON.parse(text), {a, b});
		}),
		runs,
	);
});

/** A real terminal parser: what the text did to it beside the cells of its own row. */
async function onTerminal(
	text: string,
): Promise<{title: string; replies: string; rows: readonly string[]; bells: number; cursor: readonly [number, number]; clipboard: string[]}> {
	const terminal = new xterm.Terminal({cols: 60, rows: 8, allowProposedApi: true, scrollback: 0});
	let title = 'before';
	let replies = '';
	let bells = 0;
	const clipboard: string[] = [];
	terminal.onTitleChange(changed => {
		title = changed;
	});
	terminal.onData(data => {
		replies += data;
	});
	terminal.onBell(() => {
		bells++;
	});
	terminal.parser.registerOscHandler(52, data => {
		clipboard.push(data);
		return true;
	});
	terminal.parser.registerOscHandler(8, data => {
		clipboard.push(data);
		return true;
	});
	await new Promise<void>(resolve => terminal.write(`first row\r\n\r\n| ${text}`, resolve));
	const rows = Array.from({length: 8}, (_, y) => terminal.buffer.active.getLine(y)?.translateToString(true) ?? '');
	const cursor = [terminal.buffer.active.cursorX, terminal.buffer.active.cursorY] as const;
	terminal.dispose();
	return {title, replies, rows, bells, cursor, clipboard};
}

test('a real terminal is not touched by any of the corpus: title, clipboard, bell, replies, other rows', async () => {
	let acted = 0;
	for (const [name, text] of Object.entries(hostile)) {
		const short = [...text].slice(0, 40).join('');
		const seen = await onTerminal(cell(short));
		assert.equal(seen.title, 'before', name);
		assert.equal(seen.replies, '', name);
		assert.equal(seen.bells, 0, name);
		assert.deepEqual(seen.clipboard, [], name);
		assert.equal(seen.rows[0], 'first row', name);
		assert.equal(seen.rows[1], '', name);
		assert.ok(seen.rows[2]?.startsWith('| '), name);
		const raw = await onTerminal(short);
		if (raw.title !== 'before' || raw.replies || raw.bells || raw.clipboard.length > 0 || raw.rows[0] !== 'first row' || !raw.rows[2]?.startsWith('| '))
			acted++;
	}
	// The corpus is worth something: raw, a good part of it acts on this same terminal.
	assert.ok(acted >= 8, `only ${acted} of the corpus act when they are raw`);
});
