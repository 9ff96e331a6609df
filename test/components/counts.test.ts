/** Numbers agree with rows, rows that do not show are counted, and what is narrow is cut where it costs least. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openEditor} from '../../components/editor.ts';
import {composeFoot, composeLines} from '../../components/overlays/compose-lines.ts';
import {makeTheme} from '../../components/theme.ts';
import type {Sister} from '../../db/types.ts';
import {sanitize} from '../../source/sanitize.ts';
import {before, calm, claim, conflict, crowd, facts, now, sister} from './fixtures.ts';
import {minute} from './make.ts';
import {closedAfterEach, type TestScreen} from './screen.ts';

const open = closedAfterEach();

const rowOf = (s: TestScreen, name: string): string => s.lines.find(line => line.includes(` ${name} `)) ?? '';

describe('what she says of herself', () => {
	const says = (status: string, note: string | null): NonNullable<Sister['declared']> => ({status, note, workstream: null, since: before(12 * minute)});
	const sisters = [
		sister('ann', {declared: says('ready', 'all green')}),
		sister('bea', {declared: says('blocked', 'waiting on the schema')}),
		sister('cleo', {declared: says('blocked', null), task: 'the login', taskSource: 'declared'}),
		sister('dora', {declared: says('blocked', 'needs a key'), status: 'waiting', waitingFor: 'a or b?'}),
		sister('eva', {declared: says('running', null), task: 'the cart', taskSource: 'declared'}),
	];

	// Mutations seen red: doing() in panes/sisters.ts without `declared`; without isBlocked().
	it('is what she does where she has no task; blocked is in the row in any case', async () => {
		for (const columns of [80, 120]) {
			const s = await open({snapshot: {...calm, sisters: sanitize(sisters)}, columns, rows: 40});
			assert.match(rowOf(s, 'ann'), /ready: all green/);
			assert.match(rowOf(s, 'bea'), /blocked 12m: waiting on the/);
			assert.match(rowOf(s, 'cleo'), /blocked: the login/);
			assert.match(rowOf(s, 'dora'), /blocked 12m: needs a key/);
			assert.match(rowOf(s, 'eva'), /the cart/);
			assert.doesNotMatch(rowOf(s, 'eva'), /running/);
			assert.doesNotMatch(s.text, /no task/);
			s.close();
		}
	});
});

describe('small screens', () => {
	// Mutation seen red: narrowed() in pane-lines.ts left out.
	it('at 40x12 the age has its cells and the text is cut', async () => {
		const s = await open({columns: 40, rows: 12});
		assert.match(rowOf(s, 'iza-1'), /no task: she has not … 21m$/);
		assert.match(rowOf(s, 'cody'), /rate limiter for \/posts now$/);
	});

	// Mutation seen red: tabLine() without the short names.
	it('tabs keep names: whole at 60 columns, short at 40', async () => {
		const wide = await open({columns: 60, rows: 12});
		assert.match(wide.lines.at(-2) ?? '', /^▸1 Sisters 2 Inbox·2 3 Claims·4! 4 Conflicts 5 Crons 6 Live/);
		wide.close();
		const s = await open({columns: 40, rows: 12});
		assert.match(s.lines.at(-2) ?? '', /^▸1 Sisters 2 In·2 3 Cl·4! 4 Co 5 Cr 6 Li$/);
	});

	it('and say where the cursor is, when not all rows show', async () => {
		const s = await open({columns: 80, rows: 12, snapshot: crowd(30)});
		await s.press('j', 'j');
		assert.match(s.lines.at(-2) ?? '', /▸1 Sisters 3\/30/);
	});

	// Mutations seen red: `least` of compact() in layout.ts; the variants with the total in header.ts.
	it('80x24 with 30 sisters and a conflict: every pane has a row, the header says how many', async () => {
		const many = crowd(30);
		const snapshot = facts({...many, conflicts: [conflict(1)], counts: {...many.counts, conflicts: 1}});
		const s = await open({columns: 80, rows: 24, snapshot});
		assert.match(s.lines[0] ?? '', /30 sisters/);
		assert.match(s.lines[0] ?? '', /▲ 1 CONFLICT/);
		const top = s.lines.findIndex(line => line.includes('2 Inbox'));
		assert.match(s.lines[top + 1] ?? '', /#\d+ .*││.*src\/file/);
		assert.match(s.lines[top + 2] ?? '', /#\d+ .*││.*src\/file/);
	});
});

describe('numbers and rows', () => {
	// Mutation seen red: note() of panes/claims.ts without them.
	it('Claims names what is not counted', async () => {
		const push = claim(9, 'push:github.com/maya/hive', 'iza-2', {kind: 'domain', repo: null, repoId: null, repoKey: null});
		const auto = [claim(1, 'a.ts', 'iza-1', {auto: true}), claim(2, 'b.ts', 'iza-1', {auto: true})];
		const s = await open({snapshot: facts({claims: [...auto, push], counts: {...calm.counts, claims: 0, staleClaims: 0}})});
		assert.match(s.text, /3 Claims ─+ 0 · 2 auto · 1 push ─╮/);
	});

	// Mutation seen red: `range` of paneLines() always null.
	it('a pane says in its border which rows show', async () => {
		const s = await open({columns: 120, rows: 40, snapshot: crowd(30)});
		assert.match(s.text, /╰─+ 1-\d+ of 30 ─╯/);
		assert.match(s.text, /╰─+ 1-\d+ of 90 ─╯╰─+ 1-\d+ of 60 ─╯/);
		await s.press('G');
		assert.match(s.text, /╰─+ \d+-30 of 30 ─╯/);
		s.close();
		const all = await open({columns: 120, rows: 40});
		assert.doesNotMatch(all.text, / of \d+ ─╯/);
	});
});

describe('the mail form', () => {
	const body = Array.from({length: 40}, (_, line) => `line ${line + 1}`).join('\n');
	const editor = {...openEditor({key: 'k', kind: 'mail', replyTo: null, quote: [], repoOf: null, to: ['iza-1'], body}, []), field: 'body' as const};
	const viewOf = (width: number, height: number): Parameters<typeof composeLines>[0] => ({
		editor,
		world: {sisters: calm.sisters, keeper: 'queen', columns: width - 3, rows: height} as Parameters<typeof composeLines>[0]['world'],
		theme: makeTheme({colour: true, ascii: false}),
		now,
		width,
		height,
	});
	const text = (view: Parameters<typeof composeLines>[0]): string =>
		composeLines(view)
			.map(line => line.map(one => one.text).join(''))
			.join('\n');

	// Mutation seen red: hintLines() with one line.
	it('keeps all its keys at 40x12', () => {
		const shown = text(viewOf(36, 10));
		for (const key of ['Ctrl-S send', 'Ctrl-E', 'Esc keep draft', 'Ctrl-X throw away']) assert.ok(shown.includes(key), shown);
	});

	// Mutation seen red: composeFoot() always empty.
	it('says which lines of a long text show', async () => {
		assert.match(
			composeFoot(viewOf(70, 18))
				.map(one => one.text)
				.join(''),
			/^\d+-\d+ of 40$/,
		);
		const s = await open({columns: 40, rows: 12});
		await s.press('t');
		await s.paste(body);
		assert.match(s.lines.at(-1) ?? '', /┗━+ \d+-40 of 40 ━┛/);
	});
});
