/** Who is asked to give way: the first fact that tells the two apart decides. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Facts} from '../../components/pane.ts';
import type {SidesFrame} from '../../components/sides-frame.ts';
import {knownFor, proposeYield} from '../../components/yielding.ts';
import type {Conflict} from '../../db/types.ts';
import {letterToYield} from '../../source/format/conflict-letter.ts';
import {sanitize} from '../../source/sanitize.ts';
import {claim, conflict, facts, sister} from './fixtures.ts';

const both = conflict(21, {sisters: ['iza-1', 'iza-2'], files: ['src/db.ts']});
const since = (minute: number): string => `2026-11-21T10:0${minute}:00.000Z`;
type Some = Parameters<typeof sister>[1];
const colony = (one: Some, two: Some, claims: Facts['claims'] = []): Facts => {
	const same = {status: 'working', changed: ['src/db.ts'], untracked: 0, taskSince: since(1)} as const;
	return {...facts({sisters: [sister('iza-1', {...same, ...one}), sister('iza-2', {...same, ...two})]}), claims};
};
const proposed = (snapshot: Facts): string => {
	const proposal = proposeYield(sanitize(both), snapshot);
	return proposal === null ? 'nobody' : `${proposal.yields.name}: ${proposal.why}`;
};

describe('the letter to her', () => {
	const repo = {repo: 'hive', repoId: '/r/.git', repoKey: 'hive-key', worktree: '/r/one', branch: 'me/db', dirty: true} as const;
	const other = {repo: 'hive', repoId: '/r/.git', repoKey: 'hive-key', worktree: '/r/two', branch: 'me/cart', dirty: false, changed: ['a', 'b']} as const;
	const letter = (type: Conflict['type'], one: Some = repo, two: Some = other): string => {
		const known = colony(one, two);
		return letterToYield({...both, type, branch: one?.branch ?? null, next: 'one of you merges the other'}, known)?.body ?? '';
	};
	// Mutation seen red: factsOf() with its advice: "one of you merges now" stood above "work on something else".
	it('says one order only, and no other advice', () => {
		const body = letter('predicted-merge');
		assert.match(
			body,
			/^Please give way, iza-1: she changed 1 file, iza-2 2\.\nCommit your work, then git merge me\/cart \(or git rebase me\/cart\), resolve src\/db\.ts and commit\.\nThen tell iza-2/m,
		);
		assert.doesNotMatch(body, /What helps|one of you|branch of your own/);
	});
	// Mutation seen red: the other's uncommitted work not asked for: merged without it, the conflict stays.
	it('has the other commit first, where she has not', () => {
		assert.match(
			letter('file-collision', repo, {...other, dirty: true}),
			/^Ask iza-2 to commit \(queen tell iza-2 "\.\.\."\)\. Commit your work, then git merge me\/cart/m,
		);
	});
	it('fetches from another clone, and writes out nothing that a shell reads', () => {
		assert.match(letter('predicted-merge', repo, {...other, repoId: '/other/.git'}), /git fetch \/r\/two me\/cart && git merge FETCH_HEAD/);
		assert.match(letter('predicted-merge', repo, {...other, branch: 'x;rm'}), /merge iza-2's branch/);
		assert.doesNotMatch(letter('predicted-merge', repo, {...other, branch: '-x'}), /git merge -x/);
	});
	it('has an order for the other types, and else what the conflict advises', () => {
		assert.match(letter('shared-branch', {...repo, branch: 'feat/db'}, {...other, branch: 'feat/db'}), /git switch -c iza-1\/db/);
		assert.match(letter('same-worktree', repo, {...other, worktree: '/r/one'}), /git worktree add \.\.\/hive-iza-1 -b iza-1\/own/);
		assert.match(letter('claim-violation'), /git restore src\/db\.ts\), and go on when iza-2 has released it/);
		assert.match(letter('claim-overlap'), /What helps: one of you merges the other[\s\S]*do what helps on your side/);
	});
});

describe('who gives way', () => {
	// Mutation seen red: the questions in another order.
	it('she who holds no claim on it, whatever else', () => {
		const held = [sanitize(claim(1, 'src/db.ts', 'iza-2'))];
		assert.equal(proposed(colony({changed: ['a', 'b', 'c']}, {}, held)), 'iza-1: iza-2 holds a claim on it');
	});
	it('a stale claim counts for nothing', () => {
		const stale = [sanitize({...claim(1, 'src/db.ts', 'iza-2'), stale: true, state: 'expired' as const})];
		assert.equal(proposed(colony({changed: ['a', 'b', 'c']}, {}, stale)), 'iza-2: she changed 1 file, iza-1 3');
	});
	it('she who changed less', () => assert.equal(proposed(colony({changed: ['a', 'b']}, {})), 'iza-2: she changed 1 file, iza-1 2'));
	it('she who is not in the middle of her work', () => assert.equal(proposed(colony({}, {status: 'idle'})), 'iza-2: iza-1 is in the middle of her work'));
	it('she who began later', () => assert.equal(proposed(colony({taskSince: since(3)}, {})), 'iza-1: iza-2 began earlier'));
	// Mutation seen red: `seen` left out of standing(). The box said "changed 0 files" beside a file of hers.
	it('what the box of the conflict lists counts, also where the last scan did not see it yet', () => {
		const snapshot = colony({changed: []}, {changed: []});
		const file = (text: string) => ({text, kind: 'file'}) as const;
		const frame = sanitize({
			conflict: 21,
			sides: [
				{sister: 'iza-1', lines: [file('src/db.ts'), {text: '+x', kind: 'added'}], note: null},
				{sister: 'iza-2', lines: [file('a'), file('b')], note: null},
			],
		}) as SidesFrame;
		const known = knownFor(both, snapshot, frame);
		assert.equal(proposeYield(sanitize(both), known)?.why, 'she changed 1 file, iza-2 2');
		assert.match(letterToYield(both, known)?.body ?? '', /she changed 1 file, iza-2 2/);
		assert.equal(knownFor({id: 22}, snapshot, frame).seen, undefined, 'it is the box of another conflict');
	});
	// Mutation seen red: "it" for whatever she holds of it.
	it('says on which of the files she holds a claim', () => {
		const snapshot = colony({}, {}, [sanitize(claim(1, 'src/db.ts', 'iza-2'))]);
		const two = conflict(22, {sisters: ['iza-1', 'iza-2'], files: ['src/a.ts', 'src/db.ts']});
		assert.equal(proposeYield(sanitize(two), snapshot)?.why, 'iza-2 holds a claim on src/db.ts');
	});
	it('nobody, where only one is left', () => assert.equal(proposed(colony({}, {status: 'gone'})), 'nobody'));
});
