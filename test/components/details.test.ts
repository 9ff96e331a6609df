/** What stands behind Enter and in questions reads as words: what helps, what was read, since when, and no innards. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {makeTheme} from '../../components/theme.ts';
import {before, calm, claim, conflict, event, facts, inConflict, message} from './fixtures.ts';
import {later, minute, second} from './make.ts';
import {closedAfterEach, type TestScreen} from './screen.ts';

const open = closedAfterEach();

const footer = (s: TestScreen): string => s.lines.at(-1) ?? '';
const kinds = (s: TestScreen): readonly string[] => s.intents.map(intent => intent.type);

describe('both sides of a conflict', () => {
	const helps = 'iza-1 makes a worktree of her own: git worktree add ../hive-iza-1';
	// Mutation seen red: sides.ts without `next`.
	for (const kind of ['conflict', 'notice'] as const) {
		it(`say near the top what helps: a ${kind}`, async () => {
			const snapshot = facts({
				sisters: [...inConflict.sisters],
				conflicts: [conflict(21, {kind, next: helps})],
				counts: {...calm.counts, conflicts: kind === 'conflict' ? 1 : 0, notices: 1},
			});
			const s = await open({snapshot, columns: 100, rows: 24});
			await s.press('4', 'enter');
			const top = s.lines.findIndex(line => line.includes('#21 shared-branch'));
			const at = s.lines.findIndex(line => line.includes(`what helps  ${helps}`));
			assert.ok(at > top && at <= top + 3, s.text);
		});
	}
});

describe('the detail of a mail', () => {
	// Mutation seen red: the intent left out of lookAt.
	it('is reading it, when it is to her', async () => {
		const s = await open();
		await s.press('2', 'enter');
		assert.deepEqual(s.intents, [{type: 'read', id: 147}]);
		await s.press('escape', 'G', 'enter');
		assert.deepEqual(kinds(s), ['read']);
	});

	it('is not reading it for another', async () => {
		const mail = [message(5, {to: 'iza-2'})];
		const s = await open({snapshot: facts({mail, inbox: []})});
		await s.press('A', 'enter');
		assert.match(s.text, /not read yet/);
		assert.ok(!kinds(s).includes('read'));
	});
});

describe('no innards', () => {
	it('an event says its facts in words', async () => {
		const data = {resource: 'src/a.ts', ttlMs: null, kind: 'path', shared: false, fence: 67, repo: 'hive'};
		const s = await open({snapshot: facts({events: [event(1, second, 'claim', 'iza-2', data)]})});
		await s.press('6', 'enter');
		assert.doesNotMatch(s.text, /ttlMs|null|false|fence|kind /);
		assert.match(s.text, /what {8,}src\/a\.ts/);
		assert.match(s.text, /repository +hive/);
	});

	// Mutation seen red: lengths of time as bare numbers.
	it('and lengths of time as people write them', async () => {
		const s = await open({snapshot: facts({events: [event(1, second, 'claim', 'iza-2', {resource: 'src/a.ts', ttlMs: 30 * minute, shared: true})]})});
		await s.press('6', 'enter');
		assert.match(s.text, /lease +30m/);
		assert.match(s.text, /shared +yes/);
	});

	it('a claim has no fence, and a push says where to', async () => {
		const push = claim(9, 'push:/tmp/remotes/shop.git', 'iza-2', {kind: 'domain', repo: null, repoId: null, repoKey: null});
		const s = await open({snapshot: facts({claims: [push]})});
		await s.press('3', 'enter');
		assert.doesNotMatch(s.text, /fence|guarded actions|push:/);
		assert.match(s.text, /push to \/tmp\/remotes\/shop\.git/);
	});
});

describe('the question before a release', () => {
	const ask = async (some: Parameters<typeof claim>[3]): Promise<string> => {
		const s = await open({snapshot: facts({claims: [claim(1, 'src/db.ts', 'iza-2', some)]})});
		await s.press('3', 'R');
		return s.text;
	};

	// Mutations seen red: heldFor() without what is left; "stale because" always there.
	it('says since when and what is left, and why only where there is a why', async () => {
		const text = await ask({claimedAt: before(29 * minute), ttlMs: 45 * minute, expiresAt: later(15 * minute + second)});
		assert.match(text, /src\/db\.ts {3}held by iza-2 {3}taken 29m ago, 15m left of 45m/);
		assert.doesNotMatch(text, /stale because/);
		assert.match(text, /but +it is not stale: she may rely on it/);
	});

	it('says that it ran out, or has no end', async () => {
		const over = {claimedAt: before(36 * minute), expiresAt: before(6 * minute), state: 'expired', stale: true, staleWhy: 'its lease ran out'} as const;
		assert.match(await ask(over), /taken 36m ago, for 30m[\s\S]*stale because +its lease ran out 6m ago/);
		assert.match(await ask({ttlMs: null, expiresAt: null}), /taken 20m ago, without an end/);
	});
});

describe('sentences', () => {
	// Mutation seen red: reasonElsewhere() with placesOf().
	it('a key that works elsewhere names the pane and its number', async () => {
		const s = await open();
		await s.press('r');
		assert.match(footer(s), /! r: answer the selected mail\. It works in Inbox \(2\)\./);
		await s.press('2', 'R');
		assert.match(footer(s), /! R: free a claim \(asks first\)\. It works in Sisters \(1\) and Claims \(3\)\./);
	});

	it('the palette repeats what it does not find', async () => {
		const s = await open();
		await s.press(':', ...'zzqq');
		assert.match(s.text, /No action matches "zzqq"/);
		await s.press('enter');
		assert.match(footer(s), /No action matches "zzqq": other words, or Esc\./);
	});
});

describe('keys', () => {
	// Mutation seen red: `unzoom` without a label.
	it('a zoomed pane says how to get all panes back', async () => {
		const s = await open({columns: 80, rows: 24});
		assert.doesNotMatch(footer(s), /all panes/);
		await s.press('3', '+');
		assert.match(footer(s), /- all panes/);
		assert.doesNotMatch(footer(s), /\+ zoom/);
	});

	// Mutation seen red: ctrl-c in dispatch.ts that always quits.
	it('Ctrl-C in a form closes the form and keeps the draft; the next one leaves', async () => {
		const s = await open();
		await s.press('t', 'H', 'i', 'ctrl-c');
		assert.ok(!kinds(s).includes('quit'), s.text);
		assert.ok(kinds(s).includes('save-draft'));
		assert.match(footer(s), /Draft kept/);
		await s.press('ctrl-c');
		assert.equal(kinds(s).at(-1), 'quit');
	});

	it('Ctrl-C in a question of one line closes it', async () => {
		const s = await open();
		await s.press('c', 'x', 'ctrl-c');
		assert.deepEqual(kinds(s), []);
		await s.press('?', 'ctrl-c');
		assert.deepEqual(kinds(s), ['quit']);
	});
});

// Mutation seen red: `A` for a conflict.
it('where signs are letters a conflict is !! and unread *', async () => {
	const s = await open({snapshot: inConflict, columns: 80, rows: 24, theme: makeTheme({colour: false, ascii: true})});
	assert.match(s.lines[0] ?? '', /!! 2 CONFLICTS/);
	assert.match(s.text, /!! 4 Conflicts/);
	assert.match(s.text, /# !! shared-branch /);
	assert.match(s.text, /\| \* #147 /);
});
