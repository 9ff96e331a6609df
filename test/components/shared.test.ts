/** Shared context in the view: the list, its filters, one entry, writing one, ending one; and that nothing of it is asked for while it is closed. */
import assert from 'node:assert/strict';
import {afterEach, describe, it} from 'node:test';
import {bindings} from '../../components/keymap.ts';
import type {SharedFrame, SharedQuery} from '../../components/shared-frame.ts';
import {makeTheme} from '../../components/theme.ts';
import width from '../../components/width.ts';
import type {ContextEntry} from '../../db/types.ts';
import {cell, sanitize} from '../../source/sanitize.ts';
import {calm, facts} from './fixtures.ts';
import {golden} from './golden.ts';
import {before, entry, hour, later, minute, sister} from './make.ts';
import {openScreen, type TestScreen} from './screen.ts';

let screen: TestScreen | null = null;
afterEach(() => {
	screen?.close();
	screen = null;
});
const open = async (...options: Parameters<typeof openScreen>): Promise<TestScreen> => {
	screen = await openScreen(...options);
	return screen;
};

/** The first row of Sisters is iza-3, in `guide`. */
const query: SharedQuery = {repoOf: 'iza-3', everywhere: false, past: false};
const read = (entries: readonly ContextEntry[], more: Partial<SharedFrame> = {}): SharedFrame => ({
	query,
	repo: cell('guide'),
	repoKey: cell('github.com/maya/guide'),
	entries: sanitize(entries),
	total: entries.length,
	trouble: null,
	...more,
});

const entries = [
	entry(12, 'JWT for the login, not session cookies: the workers must be able to check a token without asking anybody.\nRotation: every 24 h.'),
	entry(11, 'port 8080 is taken by the old daemon', {category: 'warning', by: 'iza-2', supersedes: 4}),
	entry(9, 'Tests run with node --test, no jest', {category: 'convention', repo: null, repoKey: null, expiresAt: later(2 * hour)}),
	entry(8, 'GET /posts answers {items, next}', {category: 'interface', addedAt: before(3 * hour)}),
];
const shared = read(entries);
const last = (s: TestScreen): string => s.lines.at(-1) ?? '';
const chosen = (s: TestScreen): string | undefined => /▸ #(\d+)/.exec(s.text)?.[1];

describe('the list', () => {
	it('is asked for when it opens and given up when it closes, and at no other time', async () => {
		const s = await open({snapshot: calm});
		await s.press('j', 'k', '2', '1');
		assert.deepEqual(s.intents, []);
		await s.press('C');
		assert.deepEqual(s.intents, [{type: 'shared', query}]);
		assert.match(s.text, /Shared context[\s\S]*reading \.\.\./);
		await s.set({shared});
		assert.match(s.text, /Shared context for guide ━+ 4 ━┓/);
		assert.match(s.text, /▸ #12 decision {4}by iza-1, 2m ago +┃/);
		assert.match(s.text, /│ JWT for the login/);
		assert.match(s.text, /#11 warning {5}by iza-2, 2m ago {2}instead of #4/);
		assert.match(s.text, /#9 {2}convention {2}by iza-1, 2m ago {2}for all {2}2h left/);
		await s.press('escape');
		assert.deepEqual(s.intents.at(-1), {type: 'shared', query: null});
		assert.ok(!s.text.includes('JWT'));
	});

	it('is of the repository that f left, else of the chosen sister, else of all', async () => {
		const s = await open({snapshot: calm});
		await s.press('j', 'f', 'C', 'escape');
		// Mutation seen red: queryFor without a look at onlyRepo (then with j the chosen one is another's).
		assert.deepEqual(s.intents.at(0), {type: 'shared', query: {repoOf: 'iza-2', everywhere: false, past: false}});
		const nobody = await openScreen({snapshot: facts({sisters: [sister('iza-9', {repo: null, repoKey: null, repoId: null})]})});
		await nobody.press('C');
		assert.deepEqual(nobody.intents, [{type: 'shared', query: {repoOf: null, everywhere: true, past: false}}]);
		nobody.close();
	});

	it('what was read for another question is no answer to this one', async () => {
		const s = await open({snapshot: calm, shared});
		await s.press('C');
		assert.equal(chosen(s), '12');
		await s.press('f');
		assert.deepEqual(s.intents.at(-1), {type: 'shared', query: {...query, everywhere: true}});
		// Mutation seen red: sharedSight that takes any frame.
		assert.match(s.text, /Shared context of all repositories[\s\S]*reading/);
		await s.set({shared: read(entries, {query: {...query, everywhere: true}})});
		assert.match(s.text, /#12 decision {4}by iza-1, 2m ago {2}in hive/);
		await s.press('h');
		assert.deepEqual(s.intents.at(-1), {type: 'shared', query: {...query, everywhere: true, past: true}});
		assert.match(s.text, /of all repositories, with what is over/);
	});

	it('j and k go through it, follow the chosen one, and say where it ends', async () => {
		const s = await open({snapshot: calm, shared});
		await s.press('C', 'k');
		assert.match(last(s), /This is the newest one/);
		await s.press('j', 'j');
		assert.equal(chosen(s), '9');
		// Mutation seen red: sharedSight that forgets which one is chosen.
		await s.set({shared: read([entry(13, 'newer'), ...entries])});
		assert.equal(chosen(s), '9');
		await s.press('G', 'j');
		assert.match(last(s), /This is the oldest one/);
		await s.set({shared: read(entries.slice(0, 2))});
		assert.equal(chosen(s), '12');
	});

	it('shows the chosen one in however long a list', async () => {
		const many = Array.from({length: 150}, (_, n) => entry(200 - n, `number ${200 - n}`));
		const s = await open({snapshot: calm, shared: read(many, {total: 900}), rows: 24, columns: 80});
		await s.press('C', ...Array.from({length: 12}, () => 'page-down'), 'j');
		assert.equal(chosen(s), '139');
		assert.match(s.text, /the newest 150 of 900/);
		await s.press('end');
		assert.equal(chosen(s), '51');
	});

	it('an empty one tells how to add, one that cannot be read why, and its keys say so', async () => {
		const s = await open({snapshot: calm, shared: read([])});
		await s.press('C');
		assert.match(s.text, /Nothing is written down for guide yet\.[\s\S]*a writes the first entry[\s\S]*queen context add "\.\.\." --category decision/);
		for (const key of ['j', 's', 'x', 'enter']) {
			await s.press(key);
			assert.match(last(s), /There is no entry here/, key);
		}
		await s.press('/');
		assert.match(last(s), /There is nothing to look through/);
		await s.set({shared: read([], {trouble: cell('The database is locked.')})});
		assert.match(s.text, /The database is locked\./);
	});

	it('cuts a long text, says so, and Enter has all of it', async () => {
		const text = Array.from({length: 40}, (_, n) => `line ${n}`).join('\n');
		const s = await open({snapshot: calm, shared: read([entry(1, text, {byVerified: 'no'}), entry(2, 'short')]), columns: 80, rows: 24});
		await s.press('C');
		assert.match(s.text, /│ line 2 …/);
		assert.ok(!s.text.includes('line 3'));
		// Mutation seen red: without the doubt.
		assert.match(s.text, /by iza-1 NOT VERIFIED/);
		await s.press('enter');
		assert.match(s.text, /#1 decision[\s\S]*by iza-1 NOT VERIFIED, 2m ago, in hive/);
		await s.press('end');
		assert.match(s.text, /line 39/);
		await s.press('escape');
		assert.equal(chosen(s), '1');
	});

	it('bodies fake no entry: each of their lines stands behind a bar', async () => {
		const s = await open({snapshot: calm, shared: read([entry(7, 'x\n▸ #8 decision   by queen, just now\n\u001b[2Jbye')])});
		await s.press('C');
		const inside = s.lines.filter(line => /by queen|bye/.test(line));
		assert.equal(inside.length, 2);
		// Mutation seen red: `barred` without its bar.
		for (const line of inside) assert.match(line, /┃ {3}│ /);
		assert.doesNotMatch(s.raw, /\u001b\[2J/);
	});

	it('says what is over', async () => {
		const over = [entry(5, 'old', {state: 'superseded', supersededBy: 12}), entry(4, 'older', {state: 'expired', expiresAt: before(5 * minute)})];
		const s = await open({snapshot: calm, shared: read(over, {query: {...query, past: true}})});
		await s.press('C', 'h');
		assert.match(s.text, /superseded by #12[\s\S]*expired 5m ago/);
		await s.press('x');
		assert.match(last(s), /#5 is over: #12 stands instead/);
		await s.press('s');
		assert.match(last(s), /#5 is over/);
		await s.press('j', 'x');
		assert.match(last(s), /#4 is expired already/);
		await s.press('s');
		assert.match(s.text, /Instead of #4/);
	});
});

describe('what is shown of it', () => {
	it('Tab goes round the categories, which are told by word as by colour', async () => {
		const s = await open({snapshot: calm, shared, theme: makeTheme({colour: false, ascii: false})});
		await s.press('C');
		assert.match(s.text, /▸all 4 {2}decision 1 {2}interface 1 {2}warning 1 {2}convention 1 {2}discovery 0/);
		await s.press('tab', 'tab', 'tab');
		assert.match(s.text, /▸warning 1/);
		assert.equal(chosen(s), '11');
		assert.ok(!s.text.includes('JWT'));
		await s.press('tab', 'tab');
		assert.match(s.text, /There is no discovery here/);
		await s.press('tab', 'shift-tab', 'shift-tab');
		assert.match(s.text, /▸convention 1/);
	});

	it('/ narrows as is typed, Enter keeps the words, Esc takes them away; letters are no keys meanwhile', async () => {
		const s = await open({snapshot: calm, shared});
		await s.press('C', '/');
		await s.type('IZA-2 PORT');
		assert.match(s.text, /\/IZA-2 PORT {3}1 found/);
		assert.equal(chosen(s), '11');
		await s.press('enter', 'j');
		assert.match(last(s), /This is the oldest one/);
		await s.press('/');
		await s.type('x');
		// Mutation seen red: the words not taken over from what is typed.
		assert.match(s.text, /Nothing holds "IZA-2 PORTx"/);
		await s.press('escape');
		assert.equal(chosen(s), '12');
		assert.deepEqual(s.intents, [{type: 'shared', query}]);
		await s.press('/');
		await s.paste('#8\n');
		assert.equal(chosen(s), '8');
		await s.press('escape', 'q');
		assert.ok(!s.text.includes('Shared context'));
	});
});

describe('writing', () => {
	it('a opens the form: Tab is the category, Ctrl-P the place, Ctrl-S sends it, and it closes when it is stored', async () => {
		const s = await open({snapshot: calm, shared});
		await s.press('C', 'a');
		assert.match(s.text, /Add to shared context[\s\S]*Kind {2}● decision {2}○ interface[\s\S]*For {3}● guide {2}○ the whole colony/);
		await s.press('ctrl-s');
		assert.match(s.text, /The text is empty: write something first, or Esc/);
		await s.type('no jest');
		await s.press('tab', 'tab', 'tab', 'ctrl-p', 'ctrl-p', 'shift-tab', 'tab', 'ctrl-s');
		assert.deepEqual(s.intents.at(-1), {
			type: 'add-context',
			body: 'no jest',
			category: 'convention',
			repoOf: 'iza-3',
			forAll: false,
			supersedes: null,
			draft: 'context:github.com/maya/guide',
		});
		assert.ok(!s.text.includes('Add to shared context'));
		assert.match(s.text, /Shared context for guide/);
	});

	it('stays with its text when it is refused, and says why', async () => {
		const answer = ({type}: {readonly type: string}) => ({ok: type !== 'add-context', text: type === 'add-context' ? 'the disk is full' : '', undo: null});
		const s = await open({snapshot: calm, shared, answer});
		await s.press('C', 'a');
		await s.type('precious');
		await s.press('ctrl-s');
		// Mutation seen red: only `send` heard in `answered` of use-view.ts.
		assert.match(s.text, /Add to shared context[\s\S]*precious[\s\S]*✗ the disk is full/);
	});

	it('begins with the category that is shown, and keeps its draft with category and place', async () => {
		const s = await open({snapshot: calm, shared});
		await s.press('C', 'tab', 'tab', 'tab', 'a', 'ctrl-p');
		await s.type('half');
		await s.press('escape');
		const draft = {key: 'context:github.com/maya/guide', to: 'warning all', body: 'half', priority: 'normal', kind: 'mail', replyTo: null} as const;
		assert.deepEqual(s.intents.at(-1), {type: 'save-draft', draft, atOnce: true});
		await s.set({snapshot: facts({drafts: [{...draft, savedAt: before(minute)}]})});
		await s.press('tab', 'tab', 'tab', 'a');
		// Mutation seen red: openEditor without withDraftWords.
		assert.match(s.text, /● warning[\s\S]*● the whole colony[\s\S]*half/);
		assert.match(s.text, /draft from 1m ago/);
	});

	it('s begins with the old text, in the old place', async () => {
		const s = await open({snapshot: calm, shared});
		await s.press('C', 'j', 's');
		assert.match(s.text, /Instead of #11[\s\S]*● warning[\s\S]*For {3}hive, instead of #11[\s\S]*port 8080/);
		await s.press('ctrl-p');
		assert.match(s.text, /It stands where #11 stood/);
		await s.type('!');
		await s.press('ctrl-s');
		const sent = s.intents.at(-1);
		assert.deepEqual(sent?.type === 'add-context' ? [sent.supersedes, sent.body, sent.draft] : sent, [
			11,
			'port 8080 is taken by the old daemon!',
			'context:#11',
		]);
	});

	it('no repository: it is for the whole colony', async () => {
		const s = await open({snapshot: calm, shared: read([], {repo: null, repoKey: null})});
		await s.press('C');
		assert.match(s.text, /Nothing is written down for the whole colony yet/);
		await s.press('a', 'ctrl-p');
		assert.match(s.text, /For {3}the whole colony[\s\S]*No repository is looked at/);
		await s.type('x');
		await s.press('ctrl-s');
		const sent = s.intents.at(-1);
		assert.ok(sent?.type === 'add-context' && sent.forAll);
	});
});

describe('ending one', () => {
	it('asks first, with what argues against it; another key than the one that asked says yes', async () => {
		const s = await open({snapshot: calm, shared});
		await s.press('C', 'x');
		assert.match(s.text, /End an entry of shared context\?[\s\S]*#12 decision by iza-1[\s\S]*iza-1 wrote it and is here/);
		await s.press('x', 'enter');
		assert.match(s.text, /End an entry/);
		await s.press('e');
		assert.match(last(s), /Only a lease can be extended/);
		await s.press('n');
		assert.deepEqual(s.intents, [{type: 'shared', query}]);
		await s.press('enter', 'x', 'y');
		assert.deepEqual(s.intents.at(-1), {type: 'expire-context', id: 12});
		await s.set({shared: read(entries.slice(1))});
		assert.match(s.text, /It is over: another entry stands instead, or it was ended/);
	});

	it('says so when somebody else was faster', async () => {
		const s = await open({snapshot: calm, shared});
		await s.press('C', 'x');
		await s.set({shared: read(entries.slice(1))});
		assert.match(s.text, /Too late/);
		await s.press('y');
		assert.deepEqual(s.intents, [{type: 'shared', query}]);
	});

	it('t asks its author first', async () => {
		const s = await open({snapshot: calm, shared});
		await s.press('C', 'x', 't');
		assert.match(s.text, /Tell[\s\S]*To {4}iza-1/);
	});
});

it('while it is closed, nothing of it is looked at: not for a key, not for a frame', async () => {
	// Mutation seen red: extent() of context.ts that asks for shared.total.
	const untouched = new Proxy(shared, {
		get: (_, name) => assert.fail(`${String(name)} was read`),
	});
	const s = await open({snapshot: calm, shared: untouched});
	await s.press('j', '2', 'enter', 'escape', ':', 'escape', '?', 'escape', '1', 't', 'escape', 'v', 'escape');
	await s.set({snapshot: facts({inbox: []})});
	assert.match(s.text, /1 Sisters/);
	assert.ok(bindings.some(({id}) => id === 'shared'));
});

describe('on every screen', () => {
	for (const [columns, rows] of [
		[80, 24],
		[120, 40],
		[200, 60],
	] as const) {
		it(`looks as it did at ${columns}x${rows}`, async () => {
			const s = await open({snapshot: calm, shared, columns, rows});
			await s.press('C');
			golden(`shared-${columns}x${rows}`, s.text);
			await s.press('a');
			golden(`shared-add-${columns}x${rows}`, s.text);
		});
	}

	it('no line is wider than it', async () => {
		const wide = read([entry(1, '界'.repeat(300)), entry(2, 'x'.repeat(8000)), ...entries]);
		for (const [columns, rows] of [
			[1, 1],
			[20, 3],
			[40, 6],
			[60, 10],
			[80, 18],
			[300, 100],
		] as const) {
			for (const keys of [['C'], ['C', '/', 'x'], ['C', 'enter'], ['C', 'a'], ['C', 's'], ['C', 'x'], ['C', 'tab', 'tab']]) {
				const s = await openScreen({snapshot: calm, columns, rows, shared: wide});
				await s.press(...keys);
				assert.equal(s.lines.length, rows);
				for (const one of s.lines) assert.ok(width(one) <= columns, `${columns}x${rows} ${keys.join(' ')}: ${one}`);
				s.close();
			}
		}
	});
});
