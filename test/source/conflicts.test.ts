import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import fc from 'fast-check';
import type {Finding, Sister} from '../../db/types.ts';
import {detect, detectors} from '../../source/conflicts/index.ts';
import {at, claim, dispatch, facts, open, session, sister} from './scanner/builders.ts';

const one = (findings: readonly Finding[]): Finding => {
	assert.equal(findings.length, 1, JSON.stringify(findings));
	return findings[0] as Finding;
};
const found = (...sisters: readonly Sister[]): readonly Finding[] => detect(facts({sisters}));
/** What the detectors say when they get their own last finding back. */
const again = (before: readonly Finding[], ...sisters: readonly Sister[]): readonly Finding[] => detect(facts({sisters, open: before.map(open)}));

const here = (name: string, more: Partial<Sister> = {}): Sister => sister(name, more);
/** In a clone of the same project. */
const clone = (name: string, more: Partial<Sister> = {}): Sister => sister(name, {worktree: '/src/clone', repoId: '/src/clone/.git', ...more});

describe('shared-branch', () => {
	test('two clones on one branch, one at work: a conflict that names both and what to do', () => {
		const finding = one(found(clone('izabael'), here('iza-1', {status: 'working'})));
		assert.equal(finding.kind, 'conflict');
		assert.equal(finding.type, 'shared-branch');
		assert.deepEqual(finding.sisters, ['iza-1', 'izabael']);
		assert.equal(finding.branch, 'main');
		assert.equal(finding.detail, 'iza-1 and izabael both work on main in site: one of them should branch off');
	});

	// Mutation seen red: `isActive: true` in together.ts.
	test('two idle clean ones are a notice', () => assert.equal(one(found(here('a'), clone('b'))).kind, 'notice'));

	// Mutation seen red: `|| sister.dirty` left out of together.ts.
	test('uncommitted work alone makes it a conflict', () => assert.equal(one(found(here('a'), clone('b', {dirty: true}))).kind, 'conflict'));

	// Mutation seen red: isAtWork with waiting.
	test('an open question over a clean worktree is a notice', () => assert.equal(one(found(here('a'), clone('b', {status: 'waiting'}))).kind, 'notice'));

	// Mutation seen red: groupBy over all sisters, without isLiving.
	test('the gone do not count', () => assert.deepEqual(found(here('a', {status: 'working'}), clone('b', {status: 'gone', dirty: true})), []));

	// Mutation seen red: branchKey by repoId.
	test('clones meet by repoKey, namesakes do not', () => {
		const other = clone('b', {repoKey: 'example.org/other', status: 'working'});
		assert.deepEqual(found(here('a', {status: 'working'}), other), []);
		assert.equal(found(here('a', {status: 'working'}), clone('b')).length, 1);
	});

	// Mutation seen red: `branch ?? ''` in branchKey instead of null.
	test('a detached HEAD is on no branch', () => assert.deepEqual(found(here('a', {branch: null, dirty: true}), clone('b', {branch: null, dirty: true})), []));

	test('other branches, no conflict', () =>
		assert.deepEqual(found(here('a', {status: 'working'}), clone('b', {branch: 'izabael/guide', status: 'working'})), []));

	// Mutation seen red: `first` taken from `now` only in together.ts (the evidence of last time ignored).
	test('a commit since both are there turns the notice into a conflict, and the next commits change no evidence', () => {
		const start = found(here('a'), clone('b'));
		const committed = again(start, here('a', {head: 'bbb'}), clone('b'));
		assert.equal(one(committed).kind, 'conflict');
		assert.equal(one(committed).evidence, one(start).evidence);
		const further = again(committed, here('a', {head: 'ccc'}), clone('b'));
		assert.equal(one(further).evidence, one(start).evidence);
		assert.equal(one(further).key, one(start).key);
	});

	test('commits from before the other came do not count', () => {
		assert.deepEqual(found(here('a', {head: 'bbb'})), []);
		assert.equal(one(found(here('a', {head: 'bbb'}), clone('b'))).kind, 'notice');
	});

	// Mutation seen red: `sister.head ?? ''` replaced by leaving sides without a commit out.
	test('the first commit of an empty repository is one too', () => {
		const start = found(here('a', {head: null}), clone('b', {head: null}));
		assert.equal(one(start).kind, 'notice');
		assert.equal(one(again(start, here('a', {head: 'bbb'}), clone('b', {head: null}))).kind, 'conflict');
	});

	// Mutation seen red: the names put into the key.
	test('a third joins the same episode; who is there changes the evidence', () => {
		const two = one(found(here('a', {status: 'working'}), clone('b')));
		const three = one(again([two], here('a', {status: 'working'}), clone('b'), sister('c', {worktree: '/src/third'})));
		assert.equal(three.key, two.key);
		assert.deepEqual(three.sisters, ['a', 'b', 'c']);
		assert.notEqual(three.evidence, two.evidence);
		assert.match(three.detail, /^a, b and c all work on main in site: all but one should branch off$/);
	});

	// Mutation seen red: filesInBoth without `worktrees.size > 1`.
	test('the same file changed on both sides is high, with the files', () => {
		const finding = one(found(here('a', {dirty: true, changed: ['x.ts', 'y.ts']}), clone('b', {dirty: true, changed: ['y.ts', 'z.ts']})));
		assert.deepEqual(finding.files, ['y.ts']);
		assert.equal(finding.severity, 'high');
		assert.equal(one(found(here('a', {dirty: true, changed: ['x.ts']}), clone('b'))).severity, 'medium');
	});

	test('evidence that somebody else wrote into the database does no harm', () => {
		const start = one(found(here('a'), clone('b')));
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json()), evidence => {
				const after = detect(facts({sisters: [here('a'), clone('b')], open: [open({...start, evidence})]}));
				assert.equal(one(after).key, start.key);
			}),
		);
	});
});

describe('same-worktree', () => {
	// Mutation seen red: shared-branch without its `worktrees.size < 2`.
	test('replaces shared-branch where both stand in one worktree', () => {
		const finding = one(found(here('a', {status: 'working'}), here('b')));
		assert.equal(finding.type, 'same-worktree');
		assert.equal(finding.kind, 'conflict');
		assert.equal(finding.detail, 'a and b both work in the same worktree of site, on main: one of them should move to a worktree of her own');
	});

	test('two idle clean ones are a notice', () => assert.equal(one(found(here('a'), here('b'))).kind, 'notice'));

	test('a detached HEAD is a place all the same', () => {
		const finding = one(found(here('a', {branch: null, status: 'working'}), here('b', {branch: null})));
		assert.equal(finding.type, 'same-worktree');
		assert.match(finding.detail, /on a detached HEAD/);
	});

	test('two in one worktree and one in a clone: both are said', () => {
		const types = found(here('a', {status: 'working'}), here('b'), clone('c')).map(finding => [finding.type, finding.sisters]);
		assert.deepEqual(types, [
			['shared-branch', ['a', 'b', 'c']],
			['same-worktree', ['a', 'b']],
		]);
	});

	// Mutation seen red: sideOf by worktree alone: the switch then looks like a commit.
	test('a switch of branch begins the evidence anew within the same episode', () => {
		const start = one(found(here('a'), here('b')));
		const switched = one(again([start], here('a', {branch: 'x', head: 'bbb'}), here('b', {branch: 'x', head: 'bbb'})));
		assert.equal(switched.key, start.key);
		assert.equal(switched.kind, 'notice');
		assert.notEqual(switched.evidence, start.evidence);
	});

	test('outside any repository nothing is compared', () =>
		assert.deepEqual(found(here('a', {repoKey: null, worktree: null, dirty: true}), here('b', {repoKey: null, worktree: null})), []));
});

describe('identity-clash', () => {
	const clash = (...sessions: Parameters<typeof session>[]): readonly Finding[] =>
		detect(facts({sisters: [here('a')], sessions: sessions.map(each => session(...each))}));

	test('two living sessions under one name', () => {
		const finding = one(clash(['a', 5], ['a', 4]));
		assert.equal(finding.kind, 'conflict');
		assert.match(finding.detail, /^2 living sessions are called a \(pids 4 and 5\)/);
	});

	// Mutation seen red: `living` without the filter on endedAt.
	test('a session that ended is no clash, nor are two names', () => {
		assert.deepEqual(clash(['a', 5], ['a', 4, {endedAt: at}]), []);
		assert.deepEqual(clash(['a', 5], ['b', 4]), []);
	});

	// Mutation seen red: evidence from the number of sessions.
	test('another pair of processes is other evidence, whatever order the store gives', () => {
		const evidence = one(clash(['a', 5], ['a', 4])).evidence;
		assert.equal(one(clash(['a', 4], ['a', 5])).evidence, evidence);
		assert.notEqual(one(clash(['a', 4], ['a', 6])).evidence, evidence);
	});
});

describe('notices', () => {
	test('stale-claim: one for each claim that is not held, with what it means', () => {
		const claims = [
			claim(1),
			claim(2, {state: 'expired', stale: true, resource: 'src/db.ts', kind: 'path', repo: 'site', repoKey: 'k'}),
			claim(3, {state: 'quiet', stale: true}),
			claim(4, {state: 'orphaned', stale: true}),
			claim(5, {state: 'released', stale: true}),
		];
		const notices = detect(facts({claims}));
		assert.deepEqual(
			notices.map(notice => [notice.kind, notice.type, notice.detail.replace(/:.*/, '')]),
			[
				['notice', 'stale-claim', "iza-1's claim on src/db.ts in site has expired"],
				['notice', 'stale-claim', "iza-1's claim on deploy is quiet and still blocks"],
				['notice', 'stale-claim', "iza-1's claim on deploy is orphaned, its process is gone"],
			],
		);
		assert.equal(new Set(notices.map(notice => notice.key)).size, 3);
	});

	// Mutation seen red: patienceMs of 9 minutes, and `>` for `>=`.
	test('dispatch-untaken: from ten minutes on', () => {
		const sentAgo = (ms: number): readonly Finding[] =>
			detect(facts({dispatches: [dispatch(7, 'iza-1', {sentAt: new Date(Date.parse(at) - ms).toISOString()})]}));
		assert.deepEqual(sentAgo(600_000 - 1), []);
		assert.equal(one(sentAgo(600_000)).detail, 'nobody took dispatch #7 from queen within 10 minutes: iza-1 has not acked it');
	});

	// Mutation seen red: grouping by id.
	test('dispatch-untaken: to a group it is one job, and taken ones are no notice', () => {
		const sentAt = new Date(Date.parse(at) - 3_600_000).toISOString();
		const taken = {state: 'taken', takenBy: 'x', takenAt: at, workedAt: null, doneAt: null, declinedWhy: null} as const;
		const dispatches = [dispatch(7, 'b', {sentAt}), dispatch(8, 'a', {sentAt, group: 7}), dispatch(9, 'c', {sentAt, dispatch: taken})];
		assert.deepEqual(one(detect(facts({dispatches}))).sisters, ['a', 'b']);
	});
});

test('every detector finds what bears its name, and nothing in an empty colony', () => {
	assert.deepEqual(detect(facts()), []);
	assert.equal(new Set(detectors.map(detector => detector.type)).size, detectors.length);
});
