/** Behind a filter no pane contradicts the header: what is hidden is said where it would stand, and Esc takes every filter away. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {claim, conflict, facts, message, sister} from './fixtures.ts';
import {closedAfterEach, openScreen, type TestScreen} from './screen.ts';

const open = closedAfterEach();

const guide = {repo: 'guide', repoId: '/src/guide/.git', repoKey: 'github.com/maya/guide'} as const;
const shop = {repo: 'shop', repoId: '/src/shop/.git', repoKey: 'github.com/maya/shop'} as const;
const ofShop = conflict(1, {repo: 'shop', repoId: '/src/shop/.git', sisters: ['iza-2', 'iza-3'], branch: 'till'});
const push = claim(9, 'push:github.com/maya/shop', 'iza-2', {kind: 'domain', repo: null, repoId: null, repoKey: null});

const snapshot = facts({
	sisters: [sister('iza-1', {...guide, status: 'idle'}), sister('iza-2', {...shop, status: 'waiting', waitingFor: 'a or b?'}), sister('iza-3', shop)],
	inbox: [message(7, {from: 'iza-2'}), message(8, {from: 'iza-3'})],
	claims: [{...claim(1, 'src/guide.ts', 'iza-1'), ...guide}, push],
	conflicts: [ofShop],
	counts: {unread: 2, unreadAll: 2, openDispatches: 0, conflicts: 1, notices: 0, claims: 2, staleClaims: 0},
});

const onlyGuide = ['j', 'j', 'f'] as const;
const boxOf = (s: TestScreen, title: string): readonly string[] => {
	const top = s.lines.findIndex(line => line.includes(title));
	const height = s.lines.slice(top).findIndex(line => /^[╰┗]/.test(line));
	return s.lines.slice(top, top + height + 1);
};

describe('only one repository', () => {
	// Mutations seen red: stripStyle() in layout.ts that always answers 'strip'; head() in panes/conflicts.ts without the hidden ones.
	it('the strip says what is hidden, and is red only for conflicts that show', async () => {
		const s = await open({snapshot, columns: 80, rows: 24});
		assert.match(s.text, /┏━ ▲ 4 Conflicts/);
		await s.press(...onlyGuide);
		assert.match(s.lines[0] ?? '', /▲ 1 CONFLICT/);
		const box = boxOf(s, '4 Conflicts');
		assert.match(box[0] ?? '', /^╭─ 4 Conflicts/);
		assert.match(box.join('\n'), /1 conflict in another repository: f shows all/);
		assert.equal(box.length, 3);
	});

	it('a conflict that shows keeps it red; the others are counted under it', async () => {
		const here = conflict(2, {...guide, sisters: ['iza-1', 'iza-9'], branch: 'intro'});
		const s = await open({snapshot: {...snapshot, ...facts({...snapshot, conflicts: [ofShop, here], counts: {...snapshot.counts, conflicts: 2}})}});
		await s.press(...onlyGuide);
		const box = boxOf(s, '4 Conflicts').join('\n');
		assert.match(box, /^┏━ ▲ 4 Conflicts/);
		assert.match(box, /1 conflict in another repository: f shows all[\s\S]*intro/);
	});

	it('a notice alone is no red strip', async () => {
		const notice = conflict(3, {...guide, kind: 'notice', type: 'stale-claim', sisters: ['iza-1'], branch: null, files: ['a.ts']});
		const s = await open({snapshot: facts({...snapshot, conflicts: [ofShop, notice]})});
		await s.press(...onlyGuide);
		const box = boxOf(s, '4 Conflicts').join('\n');
		assert.match(box, /^╭/);
		assert.match(box, /1 conflict in another repository/);
	});

	// Mutation seen red: elsewhere() in pane-lines.ts that answers null.
	it('empty panes say how many are elsewhere', async () => {
		const s = await open({snapshot, columns: 120, rows: 40});
		await s.press(...onlyGuide, '!');
		assert.match(boxOf(s, '1 Sisters').join('\n'), /None in guide; 1 elsewhere \(f shows all\)/);
		assert.match(boxOf(s, '2 Inbox').join('\n'), /None in guide; 2 elsewhere \(f shows all\)/);
		assert.doesNotMatch(s.text, /Nobody needs you|No unread mail/);
	});

	// Mutations seen red: isIn() in rows.ts with every domain; onlyNote() without the question whether something is hidden.
	it('is said only over panes where it hides something, and hides the push of another repository', async () => {
		const s = await open({snapshot, columns: 120, rows: 40});
		await s.press(...onlyGuide);
		assert.doesNotMatch(s.text, /push shop/);
		assert.match(s.lines.find(line => line.includes('3 Claims')) ?? '', /only guide · 1 of 2/);
		const half = await openScreen({snapshot, columns: 80, rows: 24});
		await half.press(...onlyGuide);
		assert.match(half.lines.find(line => line.includes('3 Claims')) ?? '', /2 Inbox ─+ only guide · 0 of 2 ─╮╭─ 3 Claims ─+ only guide · 1 of 2 ─╮/);
		half.close();
		assert.doesNotMatch((s.lines.find(line => line.includes('5 Crons')) ?? '').split('5 Crons')[1] ?? '', /only guide/);
	});
});

// Mutation seen red: `show-all` in state.ts that leaves `onlyRepo`.
describe('Esc', () => {
	for (const keys of [['f'], ['!'], ['/', 'i', 'enter'], ['2', '/', 'i', 'enter', '1'], ['f', '!', '/', 'i', 'enter']]) {
		it(`takes away ${keys.join(' ')}`, async () => {
			const s = await open({snapshot});
			const before = s.text;
			await s.press('j', 'k');
			const all = s.text;
			await s.press(...keys);
			assert.notEqual(s.text, all);
			await s.press('escape');
			assert.equal(s.text, all);
			assert.equal(before, all);
		});
	}

	it('says so when there is none', async () => {
		const s = await open({snapshot});
		await s.press('escape');
		assert.match(s.lines.at(-1) ?? '', /There is no filter to clear; q quits/);
	});
});
