import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {Box, renderToString} from 'ink';
import {type Editor, type EditorAction, type EditorWorld, edit, openEditor} from '../../components/editor.ts';
import {bodyColumns, Compose} from '../../components/overlays/compose.tsx';
import {composeLines} from '../../components/overlays/compose-lines.ts';
import {makeTheme} from '../../components/theme.ts';
import width from '../../components/width.ts';
import type {Safe, Sanitized, Sister} from '../../db/types.ts';

const runs = process.env['HIVEQUEEN_FULL'] ? 1000 : 100;
const now = Date.parse('2026-11-21T10:00:00.000Z');
const theme = makeTheme({colour: true, ascii: false});
const safe = (text: string): Safe => text as Safe;
const sister = (name: string, status: Sister['status']): Sanitized<Sister> =>
	({name: safe(name), agent: 'claude', status, repo: safe('guide'), repoKey: safe('guide')}) as Sanitized<Sister>;
const sisters = [sister('iza-2', 'working'), sister('iza-3', 'waiting'), sister('cody', 'idle'), sister('iza-0', 'gone')];

const open = (to: readonly string[], over: Partial<Parameters<typeof openEditor>[0]> = {}): Editor =>
	openEditor({key: 'tell:', kind: 'mail', replyTo: null, quote: [], repoOf: 'iza-2', to, ...over}, []);

type Size = {readonly columns: number; readonly rows: number};
const worldOf = ({columns}: Size): EditorWorld => ({sisters, keeper: 'queen', columns: bodyColumns(columns)});
const after = (editor: Editor, size: Size, ...actions: readonly EditorAction[]): Editor =>
	actions.reduce((state, action) => edit(state, action, worldOf(size)).editor ?? assert.fail('closed'), editor);

/** The screen as rows of text, without colours. */
function screen(editor: Editor, size: Size, savedAt: string | null = null): readonly string[] {
	const {columns, rows} = size;
	const drawn = renderToString(
		<Box width={columns} height={rows}>
			<Compose editor={editor} world={worldOf(size)} theme={theme} now={now} savedAt={savedAt} columns={columns} rows={rows} />
		</Box>,
		{columns},
	);
	return drawn.replace(/\u001b\[[0-9;]*m/g, '').split('\n');
}
const text = (...args: Parameters<typeof screen>): string => screen(...args).join('\n');

const usual: Size = {columns: 80, rows: 24};
const type = (words: string): EditorAction => ({type: 'insert', text: words});
const tab: EditorAction = {type: 'next-field', back: false};

describe('the mail form on the screen', () => {
	it('has its title by what it is, and the draft’s age only when the database has it', () => {
		assert.match(text(open(['iza-2']), usual), /┏━ Tell ━+┓/);
		assert.match(text(open(['iza-2'], {kind: 'dispatch'}), usual), /┏━ Dispatch ━+┓/);
		const reply = text(open(['iza-2'], {replyTo: 147, quote: [safe('PR #8 is up')]}), usual);
		assert.match(reply, /┏━ Reply #147 ━+┓/);
		assert.match(reply, /> PR #8 is up/);
		const written = after(open(['iza-2']), usual, type('x'));
		assert.match(text(written, usual), /draft not saved yet/);
		assert.match(text(written, usual, new Date(now - 12_000).toISOString()), /draft saved 10s ago/);
	});

	it('completes in a list of its own', () => {
		const typed = after(open(['iza-2']), usual, type('x'), tab, type(', co'));
		assert.match(text(typed, usual), /▸ cody +claude +○ idle +│ {3}Tab takes it/);
		assert.match(text(after(open([]), usual, type('zed')), usual), /nobody by that name yet/);
	});

	it('says who will not read it soon', () => {
		assert.match(text(open(['iza-2']), usual), /iza-2 reads at her next turn/);
		assert.match(text(open(['iza-0']), usual), /iza-0 is gone: it waits until she is back/);
		assert.match(text(open(['zed']), usual), /zed: no such sister yet/);
		assert.match(text(open(['iza-3']), usual), /iza-3 reads after her question is answered/);
	});

	it('says why it was not sent, and how much too long it is', () => {
		assert.match(text(after(open(['iza-2']), usual, {type: 'send'}), usual), /✗ The body is empty/);
		assert.match(text(after(open(['iza-2']), usual, type('x'.repeat(9000))), usual), /9000 of 8192 bytes/);
	});

	// Mutation seen red: `row.start + index === at` replaced by `index === at` in rowWithCursor (the second row).
	it('shows the cursor where the next character goes, in the field that has the keys only', () => {
		const cursors = (editor: Editor): readonly string[] =>
			composeLines({editor, world: worldOf(usual), theme, now, width: 74, height: 16})
				.flat()
				.filter(piece => piece.tone === 'cursor')
				.map(piece => piece.text);
		const written = after(open(['iza-2']), usual, type('ab\ncd日'));
		assert.deepEqual(cursors(written), [' ']);
		assert.deepEqual(cursors(after(written, usual, {type: 'move', to: 'left'})), ['日']);
		assert.deepEqual(cursors(after(written, usual, {type: 'move', to: 'line-start'})), ['c']);
		assert.deepEqual(cursors(after(written, usual, tab, {type: 'move', to: 'start'})), ['i']);
	});

	it('keeps the text and how it stands on the smallest screens', () => {
		for (const rows of [3, 4, 6, 8, 10]) {
			const drawn = text(after(open(['iza-2']), {columns: 40, rows}, type('hello')), {columns: 40, rows});
			if (rows >= 5) assert.match(drawn, /hello/, `${rows} rows`);
			if (rows >= 6) assert.match(drawn, /iza-2 reads/, `${rows} rows`);
		}
	});

	// Mutation seen red: `sided(` left out (rows of another width); drawn() replaced by the grapheme itself (a family of emoji).
	it('is a whole box at every size, whatever is written', () => {
		const pieces = fc.array(fc.constantFrom('a', 'word ', '\n', '\t', '日本', '👩‍👩‍👧', 'e\u0301', '\u001b[2J', 'x'.repeat(90), '🇩🇪', '\u202e', 'ﷺ'), {
			maxLength: 30,
		});
		const steps = fc.array(fc.constantFrom<EditorAction>(tab, {type: 'move', to: 'up'}, {type: 'move', to: 'start'}, {type: 'enter'}, {type: 'send'}), {
			maxLength: 4,
		});
		fc.assert(
			fc.property(pieces, steps, fc.integer({min: 8, max: 200}), fc.integer({min: 3, max: 60}), (words, keys, columns, rows) => {
				const size = {columns, rows};
				const editor = after(open(['iza-2']), size, type(words.join('')), ...keys.filter(key => key.type !== 'send'));
				const lines = screen(editor, size);
				assert.equal(lines.length, rows);
				const box = lines.filter(line => line.trim() !== '');
				const widths = new Set(box.map(line => width(line.trimEnd())));
				assert.equal(widths.size, 1, `${columns}x${rows}: ${[...widths]}\n${lines.join('\n')}`);
				assert.ok([...widths].every(cells => cells <= columns));
				assert.ok(
					box.slice(1, -1).every(line => /^\s*┃.*┃\s*$/u.test(line)),
					lines.join('\n'),
				);
			}),
			{numRuns: runs},
		);
	});
});
