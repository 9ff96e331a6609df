import assert from 'node:assert/strict';
import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it} from 'node:test';
import {Box, renderToString} from 'ink';
import {Peek, type PeekProps, peekExtent} from '../../components/overlays/peek.tsx';
import {peekWindow, squeeze} from '../../components/overlays/peek-screen.tsx';
import type {PeekFrame, Span} from '../../components/peek-frame.ts';
import {initialState} from '../../components/state.ts';
import {makeTheme} from '../../components/theme.ts';
import width from '../../components/width.ts';
import type {Sister, Snapshot} from '../../db/types.ts';
import {sanitize} from '../../source/sanitize.ts';
import {readAnsi} from '../../source/tui/ansi.ts';

const now = Date.parse('2026-11-21T10:00:00.000Z');
const ago = (ms: number): string => new Date(now - ms).toISOString();
const theme = makeTheme({colour: true, ascii: false});

const iza: Sister = {
	name: 'iza-3',
	displayName: 'iza-3',
	nameSource: 'given',
	agent: 'claude',
	status: 'waiting',
	detail: null,
	waitingFor: 'Allow Bash(rm -rf build)?',
	statusSource: 'state-file',
	statusSince: ago(252_000),
	evidence: [{source: 'state-file', said: 'waiting: Bash'}],
	task: 'Hunting the Falken mp3 trigger',
	taskSource: 'declared',
	taskSince: ago(31 * 60_000),
	repo: 'guide',
	repoId: '/g',
	repoKey: '/g',
	worktree: '/g',
	branch: 'izabael/guide-md',
	head: null,
	dirty: true,
	changed: ['a', 'b', 'c'],
	untracked: 1,
	ahead: 2,
	behind: 0,
	cwd: '/home/iz/src/guide',
	resume: null,
	terminal: {kind: 'tmux', socket: '/s', pane: '%12', server: '1'},
	pid: 1,
	beating: false,
	sessions: 1,
	unread: 1,
	claims: 1,
	lastSeen: ago(0),
	lastOutput: ago(252_000),
	activity: [],
};
const facts = sanitize({sisters: [iza], claims: [{owner: 'iza-3', resource: 'guide/ch02.md', stale: true}], conflicts: []} as unknown as Snapshot);

const span = (text: string, over: Partial<Span> = {}): Span => ({
	text,
	color: null,
	backgroundColor: null,
	bold: false,
	dim: false,
	italic: false,
	underline: false,
	inverse: false,
	...over,
});
const frame = (lines: PeekFrame['lines'], title = ['%12']): PeekFrame => ({sister: 'iza-3', title, lines, at: now});
const props = (over: Partial<PeekProps> = {}): PeekProps => ({
	name: 'iza-3',
	frame: frame([[span('hello')]]),
	scroll: 0,
	view: {facts, now, theme, ui: initialState},
	columns: 120,
	rows: 40,
	...over,
});

function draw(over: Partial<PeekProps> = {}): readonly string[] {
	const all = props(over);
	const drawn = renderToString(
		<Box width={all.columns} height={all.rows}>
			<Peek {...all} />
		</Box>,
		{columns: all.columns},
	);
	return drawn.replace(/\u001b\[[0-9;:]*m/g, '').split('\n');
}
const text = (over: Partial<PeekProps> = {}): string => draw(over).join('\n');
const numbered = (count: number): PeekFrame => frame(Array.from({length: count}, (_, index) => [span(`line ${index}.`)]));

describe('the peek', () => {
	it('shows her screen, and under it her question, task, mail, claims and repository', () => {
		const seen = text();
		assert.match(seen, /┏━ iza-3 {2}◆ needs you 4m {2}claude {2}%12 {2}izabael\/guide-md\* {2}~\/src\/guide ━+ live, read-only ━┓/);
		assert.match(seen, /hello/);
		assert.match(seen, /asks +Allow Bash\(rm -rf build\)\?/);
		assert.match(seen, /task +Hunting the Falken mp3 trigger \(declared 31m ago\) +1 unread +holds guide\/ch02\.md \(stale\)/);
		assert.match(seen, /git +guide: 3 changed, 1 untracked, 2 ahead of origin +last output 4m ago/);
		assert.match(seen, /Esc back +g jump \(answer there\) +t tell/);
	});

	// Mutations seen red: `frame?.pace` left out of either place in peek.tsx.
	it('says how fast she reads her mail, beside her screen and without one', () => {
		const pace = {letters: 12, surfacedMs: null, readMs: 125_000, ackedMs: 310_000};
		assert.match(text({frame: {...frame([[span('x')]]), pace}}), /mail +reads mail after 2m, acks after 5m \(12 letters\)/);
		assert.match(text({frame: {...frame([], ['pane %12 is gone']), pace}}), /reads mail after 2m, acks after 5m \(12 letters\)/);
		const shown = {letters: 1, surfacedMs: 4000, readMs: null, ackedMs: null};
		assert.match(text({frame: {...frame([[span('x')]]), pace: shown}}), /sees mail after 4s \(1 letter\)/);
		assert.doesNotMatch(text({frame: {...frame([[span('x')]]), pace: {letters: 0, surfacedMs: null, readMs: null, ackedMs: null}}}), /letter/);
	});

	it('says what it reads, and how old it is when it is not live', () => {
		assert.match(text({frame: null}), /reading \.\.\./);
		assert.match(text({frame: {...frame([[span('x')]]), at: now - 60_000}}), /read 1m ago/);
	});

	it('shows facts and evidence where there is no screen', () => {
		const seen = text({frame: frame([], ['pane %12 is gone'])});
		assert.match(seen, /pane %12 is gone/);
		assert.match(seen, /state-file: waiting: Bash/);
		assert.match(text({name: 'nobody', frame: frame([], ['she is gone from the colony'])}), /nobody {2}gone from the colony/);
	});

	// Mutation seen red: peekWindow() without `scroll`.
	it('shows the end of a screen and scrolls up from there, no further than its beginning', () => {
		const long = numbered(100);
		assert.match(text({frame: long}), /line 99\./);
		const {most, page} = peekExtent(props({frame: long}));
		assert.equal(most, 100 - page);
		const top = text({frame: long, scroll: most});
		assert.match(top, /line 0\./);
		assert.doesNotMatch(top, /line 99\./);
		assert.match(top, new RegExp(`${most} lines further down`));
		assert.deepEqual(draw({frame: long, scroll: most + 50}), draw({frame: long, scroll: most}));
		assert.deepEqual(peekExtent(props()), {most: 0, page});
	});

	// Mutation seen red: `best?.length ?? 1` replaced by `?? 0` (a gap vanishes), squeeze() the identity (the top is cut off).
	it('gives up blank lines before it cuts the top off', () => {
		const lines = [[span('top')], [], [], [], [span('middle')], [], [span('bottom')]];
		assert.equal(squeeze(lines, 7), lines);
		assert.deepEqual(
			squeeze(lines, 5).map(spans => spans[0]?.text ?? ''),
			['top', '', 'middle', '', 'bottom'],
		);
		assert.deepEqual(
			squeeze(lines, 2).map(spans => spans[0]?.text ?? ''),
			['top', '', 'middle', '', 'bottom'],
			'a gap stays a gap',
		);
		assert.deepEqual(
			peekWindow(squeeze(lines, 2), 2, 0).map(spans => spans[0]?.text ?? ''),
			['', 'bottom'],
		);
	});

	it('takes no colour from a screen under NO_COLOR', () => {
		const mono = makeTheme({colour: false, ascii: false});
		const all = props({frame: frame([[span('red', {color: 'red', bold: true})]]), view: {facts, now, theme: mono, ui: initialState}});
		const drawn = renderToString(<Peek {...all} />, {columns: 120});
		assert.doesNotMatch(drawn, /\u001b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])/);
	});

	// Mutation seen red: cutSpans() made to return its spans as they are.
	it('is a whole box at every size, for every real screen', () => {
		const folder = path.resolve(import.meta.dirname, '../screens');
		const files = globSync('claude-2.1.330/*.ansi', {cwd: folder}).slice(0, 12);
		assert.ok(files.length >= 5);
		const sizes = [
			[200, 60],
			[120, 40],
			[80, 24],
			[60, 10],
			[40, 6],
			[20, 5],
			[10, 3],
		] as const;
		for (const file of files) {
			const lines = readAnsi(readFileSync(path.join(folder, file), 'utf8'));
			for (const [columns, rows] of sizes) {
				const drawn = draw({frame: frame(lines), columns, rows});
				const box = drawn.filter(line => line.trim() !== '');
				const widths = new Set(box.map(line => width(line.trimEnd())));
				assert.equal(widths.size, 1, `${file} ${columns}x${rows}: ${[...widths]}\n${drawn.join('\n')}`);
				assert.equal(drawn.length, rows);
				assert.ok(
					box.slice(1, -1).every(line => /┃\s*$/u.test(line)),
					`${file} ${columns}x${rows}\n${drawn.join('\n')}`,
				);
			}
		}
	});
});
