/** A conflict is as old as the last complete scan; who meanwhile did what was asked of her is not asked again. */
import assert from 'node:assert/strict';
import {afterEach, describe, it} from 'node:test';
import type {Facts} from '../../components/pane.ts';
import {letterToAll, letterToYield} from '../../source/format/conflict-letter.ts';
import {outdated} from '../../source/format/still-true.ts';
import {facts} from './fixtures.ts';
import {conflict, sister} from './make.ts';
import {openScreen, type TestScreen} from './screen.ts';

let screen: TestScreen | null = null;
afterEach(() => {
	screen?.close();
	screen = null;
});

type Some = Parameters<typeof sister>[1];
const shared = conflict(21, {next: 'whoever has less branches off'});
const colony = (one: Some, two: Some = {}): Facts =>
	facts({
		sisters: [sister('izabael', {worktree: '/src/a', ...two}), sister('iza-1', {worktree: '/src/b', ...one})],
		conflicts: [shared],
		counts: {unread: 0, unreadAll: 0, openDispatches: 0, conflicts: 1, notices: 0, claims: 0, staleClaims: 0},
	});

describe('what a conflict was found by', () => {
	// Mutations seen red: onBranch() always true; the repository not compared; a gone one counted as there.
	const table: readonly (readonly [string, Some, string | null])[] = [
		['both are still there', {}, null],
		['she branched off', {branch: 'iza/own'}, 'seen so at the last complete scan; now iza-1 is on iza/own'],
		['her HEAD is detached', {branch: null}, 'seen so at the last complete scan; now iza-1 is on no branch'],
		['she is gone', {status: 'gone'}, 'seen so at the last complete scan; now iza-1 is gone'],
		['on a branch of that name elsewhere', {repoKey: 'elsewhere'}, 'seen so at the last complete scan; now they stand apart'],
	];
	for (const [what, some, text] of table) it(what, () => assert.equal(outdated(shared, colony(some)), text));

	it('one worktree: by where they stand', () => {
		const one = conflict(4, {type: 'same-worktree'});
		assert.equal(outdated(one, colony({worktree: '/src/a'})), null);
		// Mutation seen red: same-worktree judged by the branch.
		assert.equal(outdated(one, colony({worktree: '/src/c'})), 'seen so at the last complete scan; now izabael is in /src/a, iza-1 is in /src/c');
	});

	it('of three, two are enough', () => {
		const three = conflict(5, {sisters: ['izabael', 'iza-1', 'cody']});
		const {sisters} = colony({branch: 'iza/own'});
		assert.equal(outdated(three, {sisters: [...sisters, sister('cody')]}), null);
	});

	it('other kinds are not judged here', () => assert.equal(outdated(conflict(6, {type: 'file-collision'}), colony({branch: 'x'})), null));
});

describe('nobody is asked to do what she has done', () => {
	const moved = colony({branch: 'iza/own'});

	it('the letter to both says how it is now, and what no longer helps is left out; there is none that asks one', () => {
		assert.match(letterToAll(shared, moved), /two worktrees\.\n\(seen so at the last complete scan; now iza-1 is on iza\/own\)\n/);
		assert.doesNotMatch(letterToAll(shared, moved), /What helps/);
		assert.match(letterToAll(shared, colony({})), /What helps: whoever has less branches off/);
		// Mutation seen red: outdated() not asked in letterToYield().
		assert.equal(letterToYield(shared, moved), null);
		assert.notEqual(letterToYield(shared, colony({})), null);
	});

	it('the box of both sides says so and proposes nothing; p says why', async () => {
		screen = await openScreen({snapshot: moved});
		await screen.press('4', 'enter');
		assert.match(screen.text, /now {9}seen so at the last complete scan; now iza-1 is on iza\/own/);
		assert.doesNotMatch(screen.text, /proposal/);
		assert.doesNotMatch(screen.text, /p propose/);
		await screen.press('p');
		assert.match(screen.lines.at(-1) ?? '', /#21 was seen so at the last complete scan; now iza-1 is on iza\/own\./);
	});

	it('while it holds, it is proposed', async () => {
		screen = await openScreen({snapshot: colony({})});
		await screen.press('4', 'enter');
		assert.match(screen.text, /proposal {2}/);
		assert.match(screen.text, /p propose/);
	});
});
