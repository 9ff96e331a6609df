import assert from 'node:assert/strict';
import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {Span} from '../../../components/peek-frame.ts';
import {readAnsi} from '../../../source/tui/ansi.ts';

const runs = process.env['HIVEQUEEN_FULL'] ? 10_000 : 1000;
const plain = {color: null, backgroundColor: null, bold: false, dim: false, italic: false, underline: false, inverse: false};
const textOf = (lines: readonly (readonly Span[])[]): string => lines.map(spans => spans.map(({text}) => text).join('')).join('\n');
/** Everything that a terminal obeys, or that turns or hides text. */
const obeyed = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/u;
const colours = /^(?:(?:black|red|green|yellow|blue|magenta|cyan|white)(?:Bright)?|ansi256\((?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])\)|#[0-9a-f]{6})$/;

function assertHarmless(lines: readonly (readonly Span[])[]): void {
	for (const span of lines.flat()) {
		assert.doesNotMatch(span.text, obeyed);
		for (const colour of [span.color, span.backgroundColor]) if (colour !== null) assert.match(colour, colours);
	}
}

describe('a captured screen', () => {
	it('keeps colours and attributes, and carries them from line to line', () => {
		assert.deepEqual(readAnsi('\u001b[31;1mred\u001b[0m plain\n\u001b[38;5;174mrose\nstill\u001b[39m no'), [
			[
				{...plain, color: 'red', bold: true, text: 'red'},
				{...plain, text: ' plain'},
			],
			[{...plain, color: 'ansi256(174)', text: 'rose'}],
			[
				{...plain, color: 'ansi256(174)', text: 'still'},
				{...plain, text: ' no'},
			],
		]);
	});

	it('reads every way to write a colour', () => {
		const colour = (code: string): Span | undefined => readAnsi(`\u001b[${code}mx`)[0]?.[0];
		assert.equal(colour('95')?.color, 'magentaBright');
		assert.equal(colour('90')?.color, 'blackBright');
		assert.equal(colour('103')?.backgroundColor, 'yellowBright');
		assert.equal(colour('38;2;1;2;255')?.color, '#0102ff');
		assert.equal(colour('48:2::1:2:255')?.backgroundColor, '#0102ff');
		assert.equal(colour('38:2:1:2:255')?.color, '#0102ff');
		assert.equal(colour('38:5:9')?.color, 'redBright');
		assert.deepEqual(colour('58;5;9;1'), {...plain, bold: true, text: 'x'}, 'the colour of an underline is read over');
		assert.deepEqual(colour('38;5;999;1')?.color, null);
		assert.equal(colour('4:3')?.underline, true);
		assert.equal(colour('4;4:0')?.underline, false);
		assert.deepEqual(colour('1;2;22'), {...plain, text: 'x'});
	});

	it('draws the lines of old programs', () => {
		assert.equal(textOf(readAnsi('\u000elqk\u000f lqk')), '┌─┐ lqk');
	});

	// Mutation seen red: the alternative for OSC strings taken out of `escapes`; `cell(` taken out of push().
	it('drops what else a terminal would obey, and keeps the text around it', () => {
		const hostile = [
			['a\u001b]52;c;ZXZpbA==\u0007b', 'ab'],
			['a\u001b]0;title\u001b\\b', 'ab'],
			['a\u001b[?1049hb\u001b[2J\u001b[Hc', 'abc'],
			['a\u001bP1$r0m\u001b\\b', 'ab'],
			['a\u001b_Gi=1\u001b\\b', 'ab'],
			['a\u001b(0b', 'ab'],
			['a\u001bcb', 'ab'],
			['a\u001b]52;c;never ended', 'a52;c;never ended'],
			['a\u001b[', 'a'],
			['a\u001b', 'a'],
			['a\u009b31mb', 'a\ufffd31mb'],
			['a\u001b[31;\u0007mb', 'a␇mb'],
			['a\u202eb', 'a\ufffdb'],
			['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
		] as const;
		for (const [raw, seen] of hostile) assert.equal(textOf(readAnsi(raw)), seen, JSON.stringify(raw));
	});

	// Mutation seen red: `cell(` taken out of push().
	it('never lets a control character out, whatever comes in', () => {
		const pieces = fc.oneof(
			fc.constantFrom(
				'\u001b',
				'\u001b[',
				'\u001b]',
				'\u001bP',
				'\u0007',
				'\u001b\\',
				'\u009b',
				'\u009d',
				'\u000e',
				'\u000f',
				'38;5;',
				'48:2::',
				'1;31',
				'm',
				'H',
				'?1049h',
				'52;c;',
				';',
				':',
				'\n',
				'\r',
				'\u202e',
				'日',
				'q',
			),
			fc.string({unit: 'binary', maxLength: 8}),
		);
		fc.assert(
			fc.property(fc.array(pieces, {maxLength: 40}), parts => assertHarmless(readAnsi(parts.join('')))),
			{numRuns: runs},
		);
	});

	it('leaves out empty lines at its end, but no coloured one', () => {
		assert.equal(readAnsi('a\n\n  \n\n').length, 1);
		assert.equal(readAnsi('a\n\u001b[41m  \u001b[49m\n').length, 2);
		assert.deepEqual(readAnsi(''), []);
	});

	it('is bounded, however much comes', () => {
		const lines = readAnsi(`${'x'.repeat(1_000_000)}\n${'y\n'.repeat(5000)}`);
		assert.equal(lines.length, 1000);
		assert.equal(lines[0]?.[0]?.text.length, 4000);
	});
});

describe('the real screens of real clients', () => {
	const folder = path.resolve(import.meta.dirname, '../../screens');
	const files = globSync('*/*.ansi', {cwd: folder});
	it('are there', () => assert.ok(files.length >= 30, `${files.length} captures in ${folder}`));
	it('come out with their text and colours, and with nothing else', () => {
		for (const file of files) {
			const raw = readFileSync(path.join(folder, file), 'utf8');
			const lines = readAnsi(raw);
			assertHarmless(lines);
			// What tmux prints is text and SGR only: taking SGR away by hand must give the same text.
			const bare = raw.replace(/\u001b\[[0-9;:]*m/g, '').replace(/[\ufe00-\ufe0f]/g, '');
			const trimmed = (text: string): string =>
				text
					.split('\n')
					.map(line => line.trimEnd())
					.join('\n')
					.trimEnd();
			if (!/[\u000e\u000f]/.test(bare))
				assert.equal(trimmed(textOf(lines)).replaceAll('\ufffd', ''), trimmed(bare).replace(/[\u200b-\u200f\u2060-\u2064]/g, ''), file);
			assert.ok(raw.includes('\u001b[3') === lines.flat().some(span => span.color !== null) || !/\u001b\[(?:[0-9;]*;)?(?:3[0-8]|9[0-7])[;m]/.test(raw), file);
		}
	});
});
