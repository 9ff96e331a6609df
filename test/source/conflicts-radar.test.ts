/** The detectors of the radar on plain facts: what opens them, and the near miss beside it. */
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import fc from 'fast-check';
import type {Facts} from '../../db/store.ts';
import type {Base, Claim, Finding, FindingType, HeadMove, MergeOutlook, MergePrediction, MergeSide, Message, Sister, WorktreeSigns} from '../../db/types.ts';
import {claimInTheWay} from '../../source/claim-in-the-way.ts';
import {claimsNear} from '../../source/conflicts/claims-near.ts';
import {detect} from '../../source/conflicts/index.ts';
import {ago, at, claim, dispatch, edit, facts, open, session, signs, sister} from './scanner/builders.ts';

const key = 'example.org/site';
/** In a worktree and on a branch of her own. */
const her = (name: string, more: Partial<Sister> = {}): Sister =>
	sister(name, {worktree: `/src/${name}`, branch: `iza/${name}`, statusSince: ago(30), dirty: (more.changed ?? []).length > 0, ...more});
const place = (name: string, more: Partial<WorktreeSigns> = {}): WorktreeSigns => signs({worktree: `/src/${name}`, ...more});

const of = (type: FindingType, given: Partial<Facts>): readonly Finding[] => detect(facts(given)).filter(finding => finding.type === type);
const one = (type: FindingType, given: Partial<Facts>): Finding => {
	const found = of(type, given);
	assert.equal(found.length, 1, JSON.stringify(found));
	return found[0] as Finding;
};
const silent = (type: FindingType, given: Partial<Facts>, why: string): void => assert.deepEqual(of(type, given), [], why);
const path = (id: number, owner: string, resource: string, more: Partial<Claim> = {}): Claim => {
	const blocks = more.state === undefined || more.state === 'held' || more.state === 'quiet';
	return claim(id, {kind: 'path', owner, resource, repo: 'site', repoId: '/src/site/.git', repoKey: key, claimedAt: ago(20), blocks, ...more});
};

describe('file-collision', () => {
	const ann = her('ann', {changed: ['a.ts', 'b.ts']});
	const bea = her('bea', {changed: ['b.ts']});

	test('one file changed in two worktrees; two files are none', () => {
		const found = one('file-collision', {sisters: [ann, bea]});
		assert.deepEqual([found.kind, found.sisters, found.files, found.severity], ['conflict', ['ann', 'bea'], ['b.ts'], 'medium']);
		silent('file-collision', {sisters: [ann, her('bea', {changed: ['c.ts']})]}, 'another file');
		silent('file-collision', {sisters: [ann, her('bea', {changed: ['b.ts'], repoKey: 'example.org/other'})]}, 'another repository');
		silent('file-collision', {sisters: [ann, her('bea', {changed: ['b.ts'], status: 'gone'})]}, 'she is gone');
	});

	// Mutation seen red: changedAt with the row's list alone.
	test('of very many changed files the row keeps the first ones; all others count too', () => {
		const all = Array.from({length: 230}, (_, n) => `f/${String(n).padStart(3, '0')}.ts`);
		const many = her('ann', {changed: all.slice(0, 200)});
		const worktrees = [place('ann', {changed: all.map(file => ({path: file, at: null, size: 1}))})];
		const beyond = her('bea', {changed: ['f/229.ts']});
		assert.deepEqual(one('file-collision', {sisters: [many, beyond], worktrees}).files, ['f/229.ts']);
		assert.deepEqual(one('claim-violation', {sisters: [many, her('bea')], worktrees, claims: [path(1, 'bea', 'f/229.ts')]}).files, ['f/229.ts']);
		const whole = one('claim-violation', {sisters: [many, her('bea')], worktrees, claims: [path(1, 'bea', 'f')]});
		assert.deepEqual([whole.files.length, /and 227 more in site/.test(whole.detail)], [200, true], whole.detail);
	});

	// Mutation seen red: the first `count` of the folders without `+ 1`.
	test('claims that cannot name a file are not compared with it, and none that does is left out', () => {
		const texts = ['src', 'src/a.ts', 'SRC/b.ts', 'src/**', 'src/{a,b}.ts', '*.ts', '.', 'lib/[id]/x.ts', './src/a.ts', 'src/a/**/*.ts', '/src/a.ts'];
		const files = ['src/a.ts', 'src/b.ts', 'a.ts', 'src/a/deep/c.ts', 'lib/[id]/x.ts', 'lib/i/x.ts', '/src/a.ts', 'README.md'];
		fc.assert(
			fc.property(fc.subarray(texts), fc.constantFrom(...files), fc.boolean(), (chosen, file, ignoreCase) => {
				const claims = chosen.map((text, n) => path(n + 1, 'ann', text, {ignoreCase}));
				const written = {path: file, repoKey: key};
				assert.deepEqual(claimInTheWay(claimsNear(claims)(file), written, 'bea'), claimInTheWay(claims, written, 'bea'));
			}),
		);
		assert.deepEqual(
			claimsNear([path(1, 'ann', 'lib'), path(2, 'ann', 'src/**')])('src/a.ts').map(({id}) => id),
			[2],
		);
	});

	test('precedence: same-worktree and shared-branch say it with the file, and then it is not said twice', () => {
		silent('file-collision', {sisters: [ann, her('bea', {changed: ['b.ts'], worktree: '/src/ann', branch: 'iza/ann'})]}, 'same-worktree');
		const sisters = [ann, her('bea', {changed: ['b.ts'], branch: 'iza/ann'})];
		silent('file-collision', {sisters}, 'shared-branch');
		const told = one('shared-branch', {sisters});
		assert.deepEqual(told.files, ['b.ts']);
		// Mutation seen red: isToldByBranch without the mute.
		const accepted = {...open(told), mutedWhy: 'we pair'};
		assert.equal(of('file-collision', {sisters, open: [accepted]}).length, 1, 'who accepted the branch has not accepted the file');
	});

	test('a claim names who gives way: then claim-violation says it', () => {
		const claims = [path(1, 'ann', 'b.ts')];
		silent('file-collision', {sisters: [ann, bea], claims}, 'ann holds it');
		assert.equal(of('file-collision', {sisters: [ann, bea], claims: [path(1, 'ann', 'b.ts', {auto: true})]}).length, 1, 'a lease does not say it');
		assert.equal(of('file-collision', {sisters: [ann, bea], claims: [path(1, 'cat', 'b.ts')]}).length, 1, 'a third one holds it');
	});

	test('written by two within minutes, committed since or outside of any repository', () => {
		const sisters = [her('ann'), her('bea')];
		const edits = [edit('ann', 'x.ts', {worktree: '/src/ann', at: ago(8)}), edit('bea', 'x.ts', {worktree: '/src/bea', at: ago(1)})];
		assert.deepEqual([one('file-collision', {sisters, edits}).files, one('file-collision', {sisters, edits}).severity], [['x.ts'], 'high']);
		// Mutations seen red: editMs of an hour; areApart always true.
		silent('file-collision', {sisters, edits: [{...edits[0], at: ago(11)} as (typeof edits)[0] & object, edits[1] as (typeof edits)[1] & object]}, 'long ago');
		silent('file-collision', {sisters, edits: [edit('ann', 'x.ts'), edit('ann', 'x.ts', {worktree: '/src/bea'})]}, 'one sister twice');
		const outside = [edit('ann', '/home/k/CLAUDE.md', {repoKey: null, worktree: null}), edit('bea', '/home/k/CLAUDE.md', {repoKey: null, worktree: null})];
		assert.match(one('file-collision', {sisters, edits: outside}).detail, /within minutes: the later one may write over the earlier$/);
		const together = sisters.map(each => ({...each, worktree: '/src/ann', branch: null}));
		silent('file-collision', {sisters: together, edits: edits.map(each => ({...each, worktree: '/src/ann'}))}, 'same-worktree says it');
		assert.equal(
			of('file-collision', {sisters: [her('ann', {changed: ['x.ts']}), her('bea')], edits: edits.slice(1)}).length,
			1,
			'one changed, the other wrote',
		);
	});

	test('new files count, but no leftovers, no copies, and nothing of a merge in progress', () => {
		const sisters = [her('ann', {dirty: true}), her('bea', {dirty: true})];
		const made = (file: string, more: object = {}) => ({path: file, at: ago(3), size: 5, ...more});
		const both = (file: string, more: object = {}): Partial<Facts> => ({
			sisters,
			worktrees: [place('ann', {created: [made(file)]}), place('bea', {created: [made(file, {at: ago(2), ...more})]})],
		});
		assert.equal(one('file-collision', both('src/new.ts')).severity, 'low');
		for (const file of ['x.log', '.env', '.claude/settings.json', 'a/node_modules/x.js', 'x.py~', 'pkg/__pycache__/a.py'])
			silent('file-collision', both(file), file);
		silent('file-collision', both('src/new.ts', {at: ago(3)}), 'of one time and size: copied');
		silent('file-collision', {sisters: [ann, bea], worktrees: [place('bea', {isMerging: true})]}, 'bea is in the middle of a merge');
	});

	test('all files of the same sisters are one episode, which goes by one of its files as long as that collides', () => {
		const two = one('file-collision', {sisters: [ann, her('bea', {changed: ['a.ts', 'b.ts']})]});
		assert.deepEqual([two.files, two.key], [['a.ts', 'b.ts'], JSON.stringify(['file-collision', key, 'a.ts'])]);
		const only = one('file-collision', {sisters: [ann, bea]});
		const again = one('file-collision', {sisters: [ann, her('bea', {changed: ['a.ts', 'b.ts']})], open: [open(only)]});
		// Mutation seen red: anchorOf takes the first file always.
		assert.equal(again.key, only.key);
		const third = of('file-collision', {sisters: [ann, bea, her('cat', {changed: ['a.ts']})]});
		assert.deepEqual(
			third.map(({sisters, files}) => [sisters, files]),
			[
				[['ann', 'cat'], ['a.ts']],
				[['ann', 'bea'], ['b.ts']],
			],
		);
	});

	test('more work on the same files is no new evidence', () => {
		const before = one('file-collision', {sisters: [ann, bea]}).evidence;
		assert.equal(
			one('file-collision', {
				sisters: [
					{...ann, head: 'ccc', changed: ['b.ts', 'z.ts']},
					{...bea, status: 'working'},
				],
			}).evidence,
			before,
		);
	});

	describe('beside the predicted merges', () => {
		const side = (name: string): MergeSide => ({worktree: `/src/${name}`, branch: `iza/${name}`, head: 'aaa', dirty: true});
		const outlook = (...paths: readonly string[]): MergeOutlook => {
			const conflicts = paths.map(file => ({path: file, kind: 'contents'}));
			const pair = (a: string, b: string): MergePrediction => ({
				repo: 'site',
				repoId: '/src/site/.git',
				repoKey: key,
				sides: [side(a), side(b)],
				known: true,
				conflicts,
				unpredictable: [],
			});
			return {pairs: paths.length === 0 ? [] : [pair('ann', 'bea'), pair('ann', 'cat'), pair('bea', 'cat')], uncompared: []};
		};
		const types = (given: Partial<Facts>): readonly string[] => detect(facts(given)).map(({type}) => type);

		test('what will clash is said by predicted-merge, what merges as it stands is low', () => {
			assert.deepEqual(types({sisters: [ann, bea], merges: outlook('b.ts')}), ['predicted-merge']);
			assert.equal(one('file-collision', {sisters: [ann, bea], merges: outlook()}).severity, 'low');
			assert.equal(
				one('file-collision', {sisters: [ann, bea], merges: outlook('x.ts')}).severity,
				'medium',
				'another file of the pair clashes: this one was not judged',
			);
		});

		test('a crowd is one file-collision, not one merge for each pair; unless that was accepted', () => {
			const crowd = [ann, bea, her('cat', {changed: ['b.ts']})];
			// Mutation seen red: withoutToldMerges that answers all.
			assert.deepEqual(types({sisters: crowd, merges: outlook('b.ts')}), ['file-collision']);
			const accepted = {...open(one('file-collision', {sisters: crowd})), mutedWhy: 'we know'};
			assert.equal(of('predicted-merge', {sisters: crowd, merges: outlook('b.ts'), open: [accepted]}).length, 3);
			assert.equal(of('predicted-merge', {sisters: crowd, merges: outlook('b.ts', 'c.ts')}).length, 3, 'and one file more');
		});

		test('what a claim or a shared branch names already is not said a second time', () => {
			assert.deepEqual(types({sisters: [ann, bea], merges: outlook('b.ts'), claims: [path(1, 'ann', 'b.ts')]}), ['claim-violation']);
		});

		test('leftovers that nobody has added are nobody’s merge', () => {
			const sisters = [her('ann', {dirty: true}), her('bea', {dirty: true})];
			const worktrees = ['ann', 'bea'].map(name => place(name, {created: [{path: '.env', at: ago(Math.random()), size: 3}]}));
			assert.deepEqual(types({sisters, worktrees, merges: outlook('.env')}), []);
			// Mutation seen red: isNobodys without `made`.
			assert.deepEqual(types({sisters, merges: outlook('.github/ci.yml')}), ['predicted-merge'], 'committed on both');
		});
	});

	test('files that a program makes anew are low', () => {
		const sisters = [her('ann', {changed: ['package-lock.json']}), her('bea', {changed: ['package-lock.json']})];
		assert.equal(one('file-collision', {sisters}).severity, 'low');
	});

	test('sixty-four sisters in one lock file are one conflict', () => {
		const sisters = Array.from({length: 64}, (_, n) => her(`s${n}`, {changed: ['package-lock.json', `own-${n}.ts`]}));
		assert.equal(one('file-collision', {sisters}).sisters.length, 64);
	});
});

describe('claim-violation', () => {
	const claims = [path(1, 'ann', 'src/auth/**')];
	const bea = her('bea', {changed: ['src/auth/a.ts', 'c.ts']});

	test('a change of another’s claimed path; the owner, a free path and an ended claim are none', () => {
		const found = one('claim-violation', {sisters: [her('ann'), bea], claims});
		assert.deepEqual([found.kind, found.severity, found.sisters, found.files], ['conflict', 'high', ['ann', 'bea'], ['src/auth/a.ts']]);
		silent('claim-violation', {sisters: [her('ann', {changed: ['src/auth/a.ts']})], claims}, 'the owner');
		silent('claim-violation', {sisters: [her('bea', {changed: ['src/b.ts']})], claims}, 'a free path');
		for (const state of ['expired', 'orphaned', 'released'] as const)
			silent('claim-violation', {sisters: [bea], claims: [path(1, 'ann', 'src/auth/**', {state})]}, state);
		// Mutation seen red: spoken() with all claims.
		silent('claim-violation', {sisters: [bea], claims: [path(1, 'ann', 'src/auth/**', {auto: true})]}, 'a lease only warns');
		assert.equal(of('claim-violation', {sisters: [bea], claims: [path(1, 'ann', 'src/auth/**', {state: 'quiet'})]}).length, 1, 'a quiet one still blocks');
		silent('claim-violation', {sisters: [{...bea, repoKey: 'example.org/other'}], claims}, 'another repository');
	});

	test('in a worktree that the owner shares only a hook can tell whose change it is', () => {
		const sisters = [her('ann', {changed: ['src/auth/a.ts']}), her('bea', {changed: ['src/auth/a.ts'], worktree: '/src/ann', branch: 'iza/ann'})];
		silent('claim-violation', {sisters, claims}, 'it may be the owner’s');
		assert.deepEqual(one('claim-violation', {sisters, claims, edits: [edit('bea', 'src/auth/a.ts', {worktree: '/src/ann'})]}).sisters, ['ann', 'bea']);
		silent('claim-violation', {sisters, claims, edits: [edit('ann', 'src/auth/a.ts', {worktree: '/src/ann'})]}, 'the owner wrote it');
		silent(
			'claim-violation',
			{sisters: [her('ann'), bea], claims, edits: [edit('ann', 'src/auth/a.ts', {worktree: '/src/bea'})]},
			'the owner wrote into bea’s worktree',
		);
	});

	test('by hooks also what was committed since, but not what was written before the claim', () => {
		const sisters = [her('ann'), her('bea')];
		assert.equal(of('claim-violation', {sisters, claims, edits: [edit('bea', 'src/auth/a.ts', {at: ago(5)})]}).length, 1);
		// Mutation seen red: without claimedAt.
		silent(
			'claim-violation',
			{sisters, claims: [path(1, 'ann', 'src/auth/**', {claimedAt: ago(2)})], edits: [edit('bea', 'src/auth/a.ts', {at: ago(5)})]},
			'claimed later',
		);
	});

	test('one episode for a claim; a further file is no new evidence, a new grant is', () => {
		const found = one('claim-violation', {sisters: [bea], claims});
		const more = one('claim-violation', {sisters: [her('bea', {changed: ['src/auth/a.ts', 'src/auth/b.ts']})], claims});
		assert.deepEqual([more.key, more.evidence, more.files.length], [found.key, found.evidence, 2]);
		assert.notEqual(one('claim-violation', {sisters: [bea], claims: [path(1, 'ann', 'src/auth/**', {fence: 9})]}).evidence, found.evidence);
	});
});

describe('claim-overlap', () => {
	test('two owners of one thing', () => {
		const found = one('claim-overlap', {claims: [path(1, 'ann', 'src'), path(2, 'bea', 'src/a.ts')]});
		assert.deepEqual([found.kind, found.sisters, found.files], ['conflict', ['ann', 'bea'], ['src', 'src/a.ts']]);
		assert.match(found.next ?? '', /^one of them lets go: queen release 2/);
		assert.equal(of('claim-overlap', {claims: [claim(1, {owner: 'ann'}), claim(2, {owner: 'bea'})]}).length, 1, 'a domain');
	});

	test('near misses', () => {
		const pairs: readonly (readonly [string, Claim, Claim])[] = [
			['one owner', path(1, 'ann', 'src'), path(2, 'ann', 'src/a.ts')],
			['both shared', path(1, 'ann', 'src', {shared: true}), path(2, 'bea', 'src/a.ts', {shared: true})],
			['one has ended', path(1, 'ann', 'src', {state: 'expired'}), path(2, 'bea', 'src/a.ts')],
			['two folders', path(1, 'ann', 'src'), path(2, 'bea', 'test')],
			['two repositories', path(1, 'ann', 'src'), path(2, 'bea', 'src', {repoKey: 'other', repoId: '/o/.git'})],
			['a domain and a path of one name', claim(1, {owner: 'ann', resource: 'src'}), path(2, 'bea', 'src')],
			['a lease', path(1, 'ann', 'src', {auto: true}), path(2, 'bea', 'src')],
		];
		for (const [why, a, b] of pairs) silent('claim-overlap', {claims: [a, b]}, why);
	});

	test('the repository got another key, or came into being after the claim', () => {
		const before = path(1, 'ann', 'src/a.ts', {repoKey: '/src/site/.git'});
		assert.equal(of('claim-overlap', {claims: [before, path(2, 'bea', 'src')]}).length, 1);
		const outside = path(1, 'ann', '/src/bea/src/a.ts', {repo: null, repoId: null, repoKey: null});
		assert.equal(of('claim-overlap', {claims: [outside, path(2, 'bea', 'src')], sisters: [her('bea')]}).length, 1);
		silent('claim-overlap', {claims: [{...outside, resource: '/elsewhere/src/a.ts'}, path(2, 'bea', 'src')], sisters: [her('bea')]}, 'it lies elsewhere');
	});
});

const move = (message: string, more: Partial<HeadMove> = {}): HeadMove => ({from: 'aaa1111', to: 'bbb2222', at: ago(2), message, ...more});
const sessions = [session('ann', 1, {startedAt: ago(60)}), session('cat', 2, {startedAt: ago(10)})];

describe('head-moved', () => {
	const both = (moves: readonly HeadMove[], more: Partial<Sister> = {changed: ['a.ts']}): Partial<Facts> => ({
		sisters: [her('ann', more), her('cat', {...more, worktree: '/src/ann'})],
		sessions,
		worktrees: [place('ann', {moves, head: moves.at(-1)?.to ?? null})],
	});
	const jump = move('checkout: moving from iza/ann to main');

	test('a switch or a reset under two of whom one has work there', () => {
		assert.deepEqual(one('head-moved', both([jump])).sisters, ['ann', 'cat']);
		assert.equal(one('head-moved', both([move('reset: moving to HEAD~1')])).severity, 'high');
		assert.equal(of('head-moved', both([jump], {status: 'working'})).length, 1, 'both are at work');
	});

	test('near misses', () => {
		for (const message of [
			'commit: x',
			'rebase (finish): returning to refs/heads/x',
			'merge main: Fast-forward',
			'pull: Fast-forward',
			'checkout: moving from main to main',
		])
			silent('head-moved', both([move(message)]), message);
		silent('head-moved', both([move('reset: moving to HEAD', {to: 'aaa1111'})]), 'a reset that unstages only');
		silent('head-moved', both([jump], {}), 'nothing is at stake');
		// Mutation seen red: allHereSince counts from the first of them on.
		silent('head-moved', both([{...jump, at: ago(20)}]), 'before the other came');
		silent('head-moved', both([jump, move('checkout: moving from main to iza/ann')]), 'and back again');
		silent('head-moved', {...both([jump]), sisters: [her('ann', {changed: ['a.ts']})]}, 'she is alone: she did it');
	});

	test('moved from outside: the log of HEAD does not know the commit that git reads', () => {
		const given = (head: string, more: Partial<Sister> = {changed: ['a.ts']}): Partial<Facts> => ({
			sisters: [her('ann', {head, ...more})],
			sessions,
			worktrees: [place('ann', {moves: [move('commit: hers')], head: 'ccc3333'})],
		});
		assert.match(one('head-moved', given('ccc3333')).detail, /^iza\/ann in site was moved from bbb2222 to ccc3333 from outside ann's worktree/);
		silent('head-moved', given('bbb2222'), 'git read the old one: a commit is just being written');
		silent('head-moved', given('ccc3333', {}), 'nothing of hers is there');
	});
});

// Mutation seen red: the sentence for sisters who stand apart: "ann, bea and cat all changed a.ts, each in a worktree of her own".
test('file-collision: where two share a worktree, only the worktree is said to be changed, unless a hook saw who wrote', () => {
	const sisters = [her('ann', {changed: ['a.ts']}), her('bea', {changed: ['a.ts'], worktree: '/src/ann', branch: 'iza/ann'}), her('cat', {changed: ['a.ts']})];
	const said = (edits: Facts['edits']): string => one('file-collision', {sisters, edits}).detail;
	assert.match(said([]), /^a\.ts in \S+ is changed in the worktree of ann and bea and in cat's: who merges second meets the other$/);
	assert.match(said([edit('bea', 'a.ts', {worktree: '/src/ann'})]), /in the worktree of ann and bea \(written by bea\) and in cat's/);
	assert.doesNotMatch(said([edit('cat', 'a.ts')]), /written by/);
});

describe('external-activity', () => {
	const commit = move('commit: by nobody', {at: ago(2)});
	const idle: Partial<Sister> = {status: 'idle', statusSince: ago(30), changed: ['a.ts'], pid: 5};
	const given = (more: Partial<Sister> = {}, around: Partial<Facts> = {}, moves: readonly HeadMove[] = [commit]): Partial<Facts> => ({
		sisters: [her('ann', {...idle, ...more})],
		worktrees: [place('ann', {moves, head: moves.at(-1)?.to ?? null})],
		...around,
	});
	const shells = (cwd: string, until = ago(2)): Partial<Facts> => ({bystanders: {shells: [{cwd, until}], gits: []}});

	test('HEAD moves while she stands still: a conflict with work in her hands, else a notice', () => {
		assert.equal(one('external-activity', given()).kind, 'conflict');
		assert.equal(one('external-activity', given({status: 'waiting'})).kind, 'conflict');
		assert.equal(one('external-activity', given({changed: []})).kind, 'notice');
		assert.equal(one('external-activity', given({changed: [], taskSource: 'declared'})).kind, 'conflict');
	});

	test('silent wherever it could have been she or the keeper', () => {
		silent('external-activity', given({status: 'working'}), 'she works');
		silent('external-activity', given({statusSince: ago(1)}), 'she worked until a moment ago');
		silent('external-activity', given({statusSince: ago(2)}), 'the status says so a little late');
		silent('external-activity', given({detail: 'background'}), 'a shell of hers runs in the background');
		silent('external-activity', given({status: 'unknown'}), 'nobody knows what she does');
		silent('external-activity', given({beating: true}), 'a beat says nothing');
		silent('external-activity', given({lastOutput: ago(1)}), 'something came out of her terminal: perhaps a command typed with !');
		silent(
			'external-activity',
			given({}, {sisters: [her('ann', idle), her('cat', {worktree: '/src/ann', status: 'working', pid: 6})]}),
			'another stands there and works',
		);
		silent('external-activity', given({}, shells('/src/ann/sub')), 'the keeper has a shell there');
		silent('external-activity', given({}, shells('/src/ann', ago(2.5))), 'she had one there a moment before');
		silent('external-activity', given({}, {watchedSince: null}), 'nobody was looking');
		silent('external-activity', given({}, {watchedSince: ago(1)}), 'we looked only later');
		silent('external-activity', given({}, {bystanders: null}), 'processes cannot be seen');
		silent('external-activity', given({statusSince: ago(120)}, {watchedSince: ago(200)}, [{...commit, at: ago(61)}]), 'long ago');
	});

	test('a shell elsewhere or long before does not excuse it', () => {
		for (const around of [shells('/src/annex'), shells('/src'), shells('/src/ann', ago(5))]) assert.equal(of('external-activity', given({}, around)).length, 1);
	});

	// Mutation seen red: mayBeKeepers() not asked: the keeper's own git -C, from her terminal in the repository, was a counted conflict.
	test('with the keeper at a terminal elsewhere in the repository it is a notice: it may have been she', () => {
		const top = her('ann').repoId?.replace(/\/\.git$/, '') ?? assert.fail();
		assert.equal(one('external-activity', given({}, shells(`${top}/sub`))).kind, 'notice');
		assert.equal(one('external-activity', given({}, shells(top, ago(5)))).kind, 'conflict', 'she had left before');
		assert.equal(one('external-activity', given({}, shells(`${top}-other`))).kind, 'conflict');
	});

	// Mutation seen red: newsOf without `known`.
	test('what was found stays true for a single scan that cannot know it, until she works', () => {
		const found = one('external-activity', given());
		assert.equal(one('external-activity', given({}, {watchedSince: null, open: [open(found)]})).evidence, found.evidence);
		silent('external-activity', given({statusSince: ago(0)}, {open: [open(found)]}), 'she has worked since');
	});

	test('files written by nobody are a notice', () => {
		const worktrees = [
			place('ann', {
				changed: [
					{path: 'a.ts', at: ago(1), size: 3},
					{path: 'b.ts', at: ago(40), size: 3},
				],
			}),
		];
		const found = one('external-activity', given({}, {worktrees}));
		assert.deepEqual([found.kind, found.files], ['notice', ['a.ts']]);
	});
});

describe('stash-foreign', () => {
	const stash = [{commit: 'abcdef1234567890', branch: 'iza/ann', at: ago(5), files: ['a.ts']}];
	const given = (beas: readonly string[] = [], entries = stash, anns: readonly string[] = []): Partial<Facts> => ({
		sisters: [her('ann', {changed: anns}), her('bea', {changed: beas})],
		sessions,
		worktrees: [place('ann', {stash: entries}), place('bea', {stash: entries})],
	});
	const notice = open(one('stash-foreign', given()));

	test('a notice; near misses', () => {
		assert.equal(notice.kind, 'notice');
		silent('stash-foreign', {...given(), sisters: [her('ann')]}, 'nobody else is there');
		silent('stash-foreign', given([], [{...stash[0]!, branch: 'main'}]), 'nobody of ours stands on that branch');
		silent('stash-foreign', given([], [{...stash[0]!, at: ago(90)}]), 'from before she came');
	});

	test('taken by another: a conflict that stays; taken back by its owner: nothing', () => {
		const taken = one('stash-foreign', {...given(['a.ts'], []), open: [notice]});
		assert.deepEqual([taken.kind, taken.sisters, taken.key], ['conflict', ['ann', 'bea'], notice.key]);
		assert.equal(one('stash-foreign', {...given(['a.ts'], []), open: [open(taken)]}).kind, 'conflict');
		silent('stash-foreign', {...given([], []), open: [open(taken)]}, 'bea has committed it');
		// Mutation seen red: a stash that was found with somebody stays among the lost ones.
		const cats = {...given([], []), sisters: [her('ann'), her('bea'), her('cat', {changed: ['a.ts']})]};
		silent(
			'stash-foreign',
			{...cats, open: [open({...taken, evidence: taken.evidence.replace('["/src/bea"]', '["/src/bea","/src/cat"]')})]},
			'cat changed that file herself, later',
		);
		silent('stash-foreign', {...given([], [], ['a.ts']), open: [notice]}, 'she has it back');
		silent('stash-foreign', {...given(['b.ts'], []), open: [notice]}, 'dropped; bea changed something else');
		const busy = open(one('stash-foreign', given(['a.ts'])));
		// Mutation seen red: popperOf without `clean`.
		silent('stash-foreign', {...given(['a.ts'], []), open: [busy]}, 'bea had changed that file before');
	});

	test('evidence that somebody else wrote into the database does no harm', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json()), evidence => {
				assert.equal(of('stash-foreign', {...given(), open: [{...notice, evidence}]}).length, 1);
				assert.ok(of('external-activity', {...given(), open: [{...notice, evidence}]}).length === 0);
			}),
		);
	});
});

describe('notices', () => {
	const base = (more: Partial<Base> = {}): Base => ({
		name: 'main',
		commit: 'fff0000',
		movedAt: ago(5),
		behind: 1,
		behindSince: ago(5),
		files: ['a.ts'],
		...more,
	});
	const given = (more: Partial<Sister>, line: Partial<Base> = {}): Partial<Facts> => ({
		sisters: [her('ann', more)],
		sessions,
		worktrees: [place('ann', {base: base(line)})],
	});

	test('base-stale: the same file, very much, or long ago; with work in her hands', () => {
		assert.deepEqual(one('base-stale', given({changed: ['a.ts']})).files, ['a.ts']);
		silent('base-stale', given({changed: ['b.ts']}), 'another file, one commit');
		silent('base-stale', given({}), 'her tree is clean');
		silent('base-stale', given({changed: ['a.ts'], branch: null}), 'she only looks at an old commit');
		silent('base-stale', given({changed: ['a.ts']}, {behind: 0, behindSince: null}), 'she has it all');
		assert.equal(of('base-stale', given({changed: ['b.ts']}, {behind: 50})).length, 1);
		assert.equal(of('base-stale', given({changed: ['b.ts']}, {behindSince: ago(3 * 24 * 60)})).length, 1);
	});

	test('a ref with signs that a shell reads stands in no command', () => {
		assert.ok(!one('base-stale', given({changed: ['a.ts']}, {name: 'origin/$(touch x)'})).next?.includes('$('));
	});

	test('main-push: main moved while she was here; base-stale says it where it is worse', () => {
		assert.equal(one('main-push', given({})).branch, 'main');
		silent('main-push', given({changed: ['a.ts']}), 'base-stale says it');
		silent('main-push', given({}, {behind: 0, behindSince: null}), 'she took it over');
		// Mutation seen red: without allHereSince.
		silent('main-push', {...given({}, {movedAt: ago(30)}), sessions: [session('ann', 1, {startedAt: ago(10)})]}, 'before she came');
		silent('main-push', {...given({}, {movedAt: ago(61)}), sessions: [session('ann', 1, {startedAt: ago(200)})]}, 'no news any more');
		silent('main-push', given({}, {movedAt: null}), 'nobody logs when it moved');
	});

	test('index-lock-stuck: older than a minute, and no git there', () => {
		const locked = (since: string, gits: readonly string[] | null = []): Partial<Facts> => ({
			sisters: [her('ann')],
			worktrees: [place('ann', {lockedSince: since})],
			bystanders: {shells: [], gits},
		});
		assert.equal(one('index-lock-stuck', locked(ago(1))).kind, 'notice');
		silent('index-lock-stuck', locked(ago(0.9)), 'young');
		silent('index-lock-stuck', locked(ago(9), ['/src/ann/sub']), 'a git works there');
		silent('index-lock-stuck', locked(ago(9), null), 'a git is somewhere that we cannot see');
		assert.equal(of('index-lock-stuck', locked(ago(9), ['/src/annex'])).length, 1);
	});

	test('unread-urgent: one notice for a letter, with the living who have not read it', () => {
		const urgent = (id: number, to: string, more: Partial<Message> = {}): Message =>
			dispatch(id, to, {kind: 'mail', priority: 'urgent', dispatch: null, sentAt: ago(10), group: 7, ...more});
		const sisters = [her('ann'), her('bea')];
		assert.deepEqual(one('unread-urgent', {sisters, urgent: [urgent(7, 'bea'), urgent(8, 'ann')]}).sisters, ['ann', 'bea']);
		silent('unread-urgent', {sisters, urgent: [urgent(7, 'ann', {sentAt: ago(9.9)})]}, 'just sent');
		silent('unread-urgent', {sisters, urgent: [urgent(7, 'gone')]}, 'she does not live');
		silent('unread-urgent', {sisters, urgent: [urgent(7, 'ann', {readAt: at})]}, 'read');
		silent('unread-urgent', {sisters, urgent: [{...dispatch(7, 'ann', {sentAt: ago(10)}), priority: 'urgent'}]}, 'dispatch-untaken says it');
	});
});

test('every finding says what to do, and files and names come from the facts', () => {
	const everything = facts({
		sisters: [her('ann', {changed: ['a.ts']}), her('bea', {changed: ['a.ts']}), her('cat', {worktree: '/src/ann'})],
		claims: [path(1, 'dora', 'a.ts'), path(2, 'eva', 'a.ts'), claim(3, {state: 'quiet', stale: true})],
	});
	const found = detect(everything);
	assert.ok(new Set(found.map(({type}) => type)).size >= 3);
	for (const {type, next, detail} of found) {
		assert.ok((next ?? '').length > 10, `${type} has a next step`);
		assert.ok(!detail.includes('undefined') && !detail.includes('null'), detail);
	}
});
