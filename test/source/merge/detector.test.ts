import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Finding, MergeOutlook, MergePrediction, MergeSide, Sister} from '../../../db/types.ts';
import {predictedMerge} from '../../../source/conflicts/predicted-merge.ts';
import {facts, open, sister} from '../scanner/builders.ts';

const here = (name: string, at: string, more: Partial<Sister> = {}): Sister => sister(name, {worktree: `/src/${at}`, branch: `user/${at}`, ...more});
const side = (at: string, more: Partial<MergeSide> = {}): MergeSide => ({worktree: `/src/${at}`, branch: `user/${at}`, head: 'aaa', dirty: false, ...more});
const clash = (path: string, kind = 'contents') => ({path, kind});
const pair = (sides: readonly [MergeSide, MergeSide], more: Partial<MergePrediction> = {}): MergePrediction => ({
	repo: 'site',
	repoId: '/src/site/.git',
	repoKey: 'example.org/site',
	sides,
	known: true,
	conflicts: [],
	unpredictable: [],
	...more,
});

const found = (sisters: readonly Sister[], merges: Partial<MergeOutlook>, before: readonly Finding[] = []): readonly Finding[] =>
	predictedMerge.find(facts({sisters, merges: {pairs: [], uncompared: [], ...merges}, open: before.map(open)}));

const one = (findings: readonly Finding[]): Finding => {
	assert.equal(findings.length, 1, JSON.stringify(findings));
	return findings[0] as Finding;
};

const both = [here('iza-1', 'a'), here('iza-2', 'b')];
const ab: readonly [MergeSide, MergeSide] = [side('a'), side('b')];

describe('predicted-merge', () => {
	it('names both, the files, and what to do', () => {
		const finding = one(found(both, {pairs: [pair(ab, {conflicts: [clash('src/a.ts'), clash('src/b.ts')]})]}));
		assert.deepEqual(
			[finding.kind, finding.type, finding.severity, finding.sisters, finding.files],
			['conflict', 'predicted-merge', 'medium', ['iza-1', 'iza-2'], ['src/a.ts', 'src/b.ts']],
		);
		assert.equal(
			finding.detail,
			"iza-1 (user/a) and iza-2 (user/b) will conflict in src/a.ts and src/b.ts when either merges: one should merge the other's branch first",
		);
		assert.equal(finding.next, "one of you merges the other's branch now, while both know why: iza-1 with git merge user/b, or iza-2 with git merge user/a");
		const dirty = one(found(both, {pairs: [pair([side('a', {dirty: true}), side('b')], {conflicts: [clash('a')]})]}));
		assert.match(dirty.next ?? '', /^commit what is not committed, then one of you merges/);
	});

	it('without what the scanner tried there is nothing', () => {
		assert.deepEqual(predictedMerge.find(facts({sisters: both})), []);
		assert.deepEqual(found(both, {}), []);
	});

	// Mutation seen red: severityOf() answering 'medium'.
	it('what cannot be put right by editing lines weighs more', () => {
		for (const kind of ['modify/delete', 'binary', 'rename/rename', 'file/directory']) {
			assert.equal(one(found(both, {pairs: [pair(ab, {conflicts: [clash('a'), clash('b', kind)]})]})).severity, 'high');
		}
	});

	// Mutations seen red: the sides not sorted in keyOf(); heads in the evidence.
	it('the episode goes by the two branches: it stays with other sisters, further commits, and in either order', () => {
		const first = one(found(both, {pairs: [pair(ab, {conflicts: [clash('a')]})]}));
		const sides: readonly [MergeSide, MergeSide] = [side('b', {head: 'ccc', dirty: true}), side('a', {head: 'bbb'})];
		const later = one(found([here('new', 'a'), here('iza-2', 'b')], {pairs: [pair(sides, {conflicts: [clash('a')]})]}));
		assert.deepEqual([later.key, later.evidence], [first.key, first.evidence]);
		// A mute ends when another file joins, or the clash becomes another one.
		for (const conflicts of [[clash('a'), clash('b')], [clash('a', 'modify/delete')]]) {
			assert.notEqual(one(found(both, {pairs: [pair(ab, {conflicts})]})).evidence, first.evidence);
		}
	});

	it('clones on the same two branches are one episode with the files of all', () => {
		const sisters = [...both, here('iza-3', 'c', {branch: 'user/a'})];
		const pairs = [pair(ab, {conflicts: [clash('a')]}), pair([side('b'), side('c', {branch: 'user/a'})], {conflicts: [clash('b'), clash('a')]})];
		assert.deepEqual(one(found(sisters, {pairs})).files, ['a', 'b']);
	});

	it('a detached HEAD goes by where it stands', () => {
		const sisters = [here('iza-1', 'a', {branch: null}), here('iza-2', 'b')];
		const finding = one(found(sisters, {pairs: [pair([side('a', {branch: null}), side('b')], {conflicts: [clash('x')]})]}));
		assert.match(finding.detail, /^iza-1 \(detached HEAD\) and iza-2 \(user\/b\) will conflict in x/);
		assert.match(finding.next ?? '', /iza-2 with the other's commit$/);
		assert.ok(finding.key.includes('/src/a'));
	});

	// Mutation seen red: sistersOf() that does not look at the branch; `here` without its filter.
	it('the gone, and who switched since, are in none', () => {
		const pairs = [pair(ab, {conflicts: [clash('a')]})];
		assert.deepEqual(found([here('iza-1', 'a'), here('iza-2', 'b', {status: 'gone'})], {pairs}), []);
		assert.deepEqual(found([here('iza-1', 'a'), here('iza-2', 'b', {branch: 'user/other'})], {pairs}), []);
	});

	it('all sisters of a side are named', () => {
		const finding = one(found([...both, here('iza-3', 'a')], {pairs: [pair(ab, {conflicts: [clash('a')]})]}));
		assert.match(finding.detail, /^iza-1 and iza-3 \(user\/a\) and iza-2 \(user\/b\) will conflict/);
		assert.deepEqual(finding.sisters, ['iza-1', 'iza-2', 'iza-3']);
	});

	// Mutation seen red: noticeOf() left out.
	it('what is not predictable is a notice, and part of the sentence of a conflict', () => {
		const unpredictable = [{path: 'big.bin', why: 'the merge driver lfs decides'}];
		const notice = one(found(both, {pairs: [pair(ab, {unpredictable})]}));
		assert.deepEqual([notice.kind, notice.severity, notice.files], ['notice', 'low', ['big.bin']]);
		assert.equal(notice.detail, 'whether iza-1 (user/a) and iza-2 (user/b) will conflict cannot be predicted: big.bin (the merge driver lfs decides)');
		const conflict = one(found(both, {pairs: [pair(ab, {unpredictable, conflicts: [clash('a')]})]}));
		assert.match(conflict.detail, /first; not predictable: big\.bin \(the merge driver lfs decides\)$/);
		assert.equal(conflict.key, notice.key);
	});

	// Mutation seen red: asBefore() answering [].
	it('what is not known now stays as it was; what was not there does not begin', () => {
		const first = one(found(both, {pairs: [pair(ab, {conflicts: [clash('a')]})]}));
		const pairs = [pair(ab, {known: false})];
		assert.deepEqual(found(both, {pairs}), []);
		assert.deepEqual(one(found(both, {pairs}, [first])), first);
	});

	it('a worktree that cannot be compared is said once, not once for each pair', () => {
		const uncompared = [{repo: 'site', repoId: '/src/site/.git', repoKey: 'example.org/site', side: side('b'), why: 'a rebase is under way in it'}];
		const pairs = [pair(ab, {known: false}), pair([side('b'), side('c')], {known: false})];
		const notice = one(found([...both, here('iza-3', 'c')], {pairs, uncompared}));
		assert.equal(notice.kind, 'notice');
		assert.equal(notice.detail, "iza-2's work on user/b in site is not compared with the others' for merge conflicts: a rebase is under way in it");
		assert.deepEqual(found([here('iza-1', 'a')], {uncompared}), []);
	});

	it('a branch with signs that a shell reads stands in no command', () => {
		const sisters = [here('iza-1', 'a'), here('iza-2', 'b', {branch: '$(touch x)'})];
		const finding = one(found(sisters, {pairs: [pair([side('a'), side('b', {branch: '$(touch x)'})], {conflicts: [clash('a')]})]}));
		assert.ok(!finding.next?.includes('$('), finding.next ?? '');
	});
});
