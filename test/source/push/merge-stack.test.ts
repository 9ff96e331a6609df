/** `queen merge-stack` with a real remote, by the built program. The oracle is what git itself makes of the same by hand, and the remote. */
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import type {MergedStack} from '../../../source/actions/merge-stack.ts';
import {hivePaths} from '../../../source/paths.ts';
import {type Clone, isWhole, newPair, pushes, type World} from './clones.ts';
import {slowedGit} from './slowed-git.ts';
import {graceIsOver, pushLocks, start} from './started.ts';

type Stack = World & {readonly alice: Clone; readonly bob: Clone};

/** alice has a, b on a, c on b, and side on a that nobody merges now. bob pushed something of his. */
async function withStack(t: Pick<TestContext, 'after'>): Promise<Stack> {
	const world = await newPair(t);
	const {alice, bob} = world;
	await bob.commit('by bob', {'bob.txt': 'b\n', lines: 'a\nB\nc\nd\ne\n'});
	await pushes(bob);
	const {git} = alice;
	await git('switch', '--quiet', '--no-track', '-c', 'a');
	await alice.commit('a1', {lines: 'A\nb\nc\nd\ne\n'});
	await alice.commit('a2', {'a.txt': 'a\n'});
	await git('switch', '--quiet', '-c', 'side', '--track', 'a');
	await git('switch', '--quiet', '-c', 'b', '--track', 'a');
	await alice.commit('b1', {lines: 'A\nb\nC\nd\ne\n'});
	await git('switch', '--quiet', '--no-track', '-c', 'c');
	await alice.commit('c1', {'c.txt': 'c\n', lines: 'A\nb\nC\nd\nE\n'});
	return world;
}

const all = ['[Session alice] a1', '[Session alice] a2', '[Session alice] b1', '[Session alice] c1', '[Session bob] by bob', 'first'];

const subjects = async ({there}: World): Promise<readonly string[]> => (await there('log', '--format=%s', 'main')).split('\n');

const isLinear = async ({there}: World): Promise<void> => assert.equal(await there('rev-list', '--count', '--min-parents=2', 'main'), '0');

/** All that a plan must leave as it was: also the objects and the configuration. */
const everything = async (world: Stack): Promise<string> => {
	const {alice, there} = world;
	const config = readFileSync(path.join(alice.path, '.git/config'), 'utf8');
	return [await alice.picture(), await alice.git('count-objects', '-v'), await alice.git('for-each-ref'), await there('for-each-ref'), config].join('\n');
};

const statesOf = ({steps}: MergedStack): readonly string[] => steps.map(({branch, state}) => `${branch} ${state}`);

// Mutations seen red: the plan with the user's own store of objects; `retarget` that answers before it records; layers from the top down; layers without their base.
test('from the bottom up: first a plan that changes nothing, then each on what the remote has, and what stood on them stands on main', async t => {
	const world = await withStack(t);
	const {alice, there} = world;
	// The a of somebody else's repository is another one.
	for (const [key, value] of [
		['remote', 'fork'],
		['merge', 'refs/heads/a'],
	] as const)
		await alice.git('config', `branch.far.${key}`, value);
	await alice.git('branch', '--quiet', 'far');
	const before = await everything(world);
	const plan = await alice.queen('merge-stack', '--dry-run');
	assert.equal(plan.code, 0, plan.err);
	assert.match(
		plan.out,
		/^— a would go onto origin\/main \(2 commits rebased; healed: lines\); side, b would stand on it\n— b would .*healed: lines.*; c would.*\n— c would.*\n$/,
	);
	assert.equal(await everything(world), before);
	const branches = await alice.git('for-each-ref', 'refs/heads');
	const merged = await alice.queen('merge-stack');
	assert.equal(merged.code, 0, merged.out + merged.err);
	assert.match(
		merged.out,
		/^✓ a is in origin\/main at [0-9a-f]{9} \(2 commits rebased; healed: lines\); side, b stand on it\n✓ b is in origin\/main at [0-9a-f]{9} \(1 commit rebased; healed: lines\); c stands on it\n✓ c is in .*\n$/,
	);
	assert.deepEqual(await subjects(world), [...all.slice(0, 4).reverse(), ...all.slice(4)]);
	await isLinear(world);
	assert.equal(await there('show', 'main:lines'), 'A\nB\nC\nd\nE');
	assert.equal(await there('show', 'main~1:lines'), 'A\nB\nC\nd\ne');
	assert.equal(await alice.git('for-each-ref', 'refs/heads'), branches, 'no branch of hers moved');
	for (const child of ['side', 'b']) assert.equal(await alice.git('config', `branch.${child}.merge`), 'refs/heads/main');
	assert.equal(await alice.git('config', 'branch.far.merge'), 'refs/heads/a');
	const again = await alice.shell.json<MergedStack>('merge-stack', 'c');
	assert.deepEqual([again.ok, ...statesOf(again)], [true, 'a there already', 'b there already', 'c there already']);
	assert.deepEqual(await subjects(world), [...all.slice(0, 4).reverse(), ...all.slice(4)]);
	await isWhole(world, alice);
	assert.deepEqual(await pushLocks(alice), []);
});

// Mutation seen red: eachLayer that goes on after a failure (c is merged without b).
test('stops at the first that fails, says what to type, and goes on from there', async t => {
	const world = await withStack(t);
	const {alice, bob, there} = world;
	await bob.commit('clash', {lines: 'a\nB\nbob\nd\ne\n'});
	await pushes(bob);
	const planned = await alice.queen('merge-stack', '--dry-run', '--json');
	assert.equal(planned.code, 1);
	assert.deepEqual(statesOf(JSON.parse(planned.out) as MergedStack), ['a planned', 'b failed', 'c not done']);
	assert.match((await bob.queen('inbox')).out, / 0 unread/, 'a plan writes no letters');
	const stopped = await alice.queen('merge-stack');
	assert.equal(stopped.code, 1);
	assert.match(
		stopped.out,
		/^✓ a is in .*\n▲ b not merged: "\[Session alice\] b1" does not go onto main: lines \(changed in the same place.*\n— c not touched\n$/,
	);
	assert.match(await there('log', '-1', '--format=%s', 'main'), /a2$/);
	assert.match((await bob.queen('inbox')).out, /from alice.*lines/s);
	const typed = /Next: git fetch origin && (git rebase .*), settle it, (queen merge-stack c)\n$/.exec(stopped.err);
	assert.equal(typed?.[1], 'git rebase --update-refs --onto origin/main a c', stopped.err);
	await alice.git('fetch', '--quiet', 'origin');
	// It stops at the conflict, which she settles.
	await assert.rejects(alice.git(...(typed?.[1] ?? '').split(' ').slice(1)));
	alice.write('lines', 'A\nB\nbob and C\nd\ne\n');
	await alice.git('add', 'lines');
	await alice.git('-c', 'core.editor=true', 'rebase', '--continue');
	assert.equal((await alice.queen('merge-stack', 'c')).code, 0);
	assert.deepEqual([...(await subjects(world))].sort(), [...all, '[Session bob] clash'].sort());
	await isLinear(world);
	await isWhole(world, alice);
});

// Mutations seen red: requireFitting, requireLine and requireNoneMissing that answer nothing.
test('no stack, no guess: each is refused with what to do, and nothing changes', async t => {
	const world = await withStack(t);
	const {alice, bob} = world;
	const {git} = alice;
	const refused = async (sentence: RegExp, code: number, ...words: readonly string[]): Promise<void> => {
		const before = await everything(world);
		const ran = await alice.queen('merge-stack', ...words);
		assert.deepEqual([ran.code, sentence.test(ran.err)], [code, true], ran.out + ran.err);
		assert.equal((await everything(world)).replace(/^(count|size).*$/gm, ''), before.replace(/^(count|size).*$/gm, ''));
	};
	await refused(/There is no branch "nope" here/, 2, 'nope');
	await refused(/There is no branch "nowhere" at origin/, 1, '--into', 'nowhere');
	await refused(/cannot be the name of a branch/, 2, '--into=--force');
	await refused(/There is no branch "--force" here|--force/, 2, '--', '--force');
	await refused(/no remote "ext::sh -c x"/, 2, '--remote', 'ext::sh -c x');
	await git('switch', '--quiet', 'side');
	await alice.commit('s1', {'s.txt': 's\n'});
	await refused(/"b" and "side" do not stand on each other/, 1, 'b', 'side');
	await git('switch', '--quiet', '-c', 'joined', 'c');
	await git('merge', '--quiet', '--no-ff', '-m', 'both', 'side');
	await refused(/merge commits in "joined"/, 1);
	await git('push', '--quiet', 'origin', 'b');
	await bob.git('fetch', '--quiet');
	await bob.git('switch', '--quiet', 'b');
	await bob.commit('more', {more: 'm\n'});
	await bob.git('push', '--quiet', 'origin', 'HEAD:b');
	await refused(/"b" has other commits at origin than here/, 1, 'c');
	await git('push', '--quiet', '--force', 'origin', 'b');
	await git('switch', '--quiet', 'a');
	await git('commit', '--quiet', '--amend', '-m', 'a2, changed');
	await refused(/"b" was begun on "a", which was changed since.*git rebase a b/, 1, 'c');
});

// Mutations seen red: isReviewed answering false; firstFailing that goes on; closedGate left out.
test('what the keeper configured: reviews asked of all first, gates and her commands before anything is sent', async t => {
	const world = await withStack(t);
	const {alice, bob, shell, there} = world;
	const {config} = hivePaths(shell.env);
	const told = path.join(shell.folder, 'told');
	const configure = (push: object): void => {
		mkdirSync(path.dirname(config), {recursive: true});
		writeFileSync(config, JSON.stringify({push}));
	};
	const command = `echo "$QUEEN_STACK_BRANCH $QUEEN_STACK_FROM $QUEEN_STACK_INTO" >> '${told}'`;
	const tip = await there('rev-parse', 'main');
	configure({reviewed: ['app']});
	for (const branch of ['a', 'b']) {
		assert.equal((await alice.queen('review', 'request', '--to', 'bob', '--range', `main..${branch}`)).code, 0);
		assert.equal((await bob.queen('review', 'approve', branch === 'a' ? '1' : '2')).code, 0);
	}
	const unreviewed = await alice.queen('merge-stack');
	assert.equal(unreviewed.code, 1);
	assert.match(unreviewed.out, /— a not touched\n— b not touched\n▲ c not merged: Nobody asked for a review of "c" yet/);
	assert.equal(await there('rev-parse', 'main'), tip);
	configure({});
	const planned = await alice.queen('merge-stack', '--dry-run');
	assert.deepEqual([planned.code, /No review let c through/.test(planned.err), /let a|let b|, c/.test(planned.err)], [0, true, false], planned.err);
	configure({reviewed: ['app'], gates: {app: ['exit 3']}});
	const shut = await alice.queen('merge-stack', 'b');
	assert.match(shut.out, /▲ a not merged: The gate "exit 3" ended with 3/);
	configure({reviewed: ['app'], retarget: {app: [command, '[ "$QUEEN_STACK_BRANCH" != b ] || { echo the server is away; exit 4; }']}});
	const away = await alice.queen('merge-stack', 'b');
	assert.match(away.out, /▲ a not merged: .* for "b" ended with 4: the server is away\n/);
	assert.equal(await there('rev-parse', 'main'), tip);
	configure({reviewed: ['app'], retarget: {app: [command]}});
	assert.equal((await alice.queen('merge-stack', 'b')).code, 0);
	// What was noted before it failed is not asked for again.
	assert.equal(readFileSync(told, 'utf8'), 'side a main\nb a main\nb a main\n');
	assert.match(await there('log', '-1', '--format=%s', 'main'), /b1$/);
});

const isFull = process.env['HIVEQUEEN_FULL'] === '1';

async function killedAt(t: TestContext, call: number, when: 'before' | 'after'): Promise<number> {
	const world = await withStack(t);
	const {alice, shell, there} = world;
	const branches = await alice.git('for-each-ref', 'refs/heads');
	const slowed = slowedGit(path.join(shell.folder, 'slow'), shell.env, call, when, 'KILL');
	const run = start(alice, slowed.env, 'merge-stack');
	const ended = await run.ended;
	assert.equal(ended, call === 0 ? 0 : 'SIGKILL', run.said());
	const moment = `killed ${when} call ${call} (${slowed.words().at(-1)})`;
	await isWhole(world, alice);
	if ((await pushLocks(alice)).length > 0) {
		// Whoever looks first notices that its holder is gone.
		await alice.queen('merge-stack', '--timeout', '1s');
		graceIsOver(shell.db);
	}
	const again = await alice.queen('merge-stack');
	assert.equal(again.code, 0, `${moment}: ${again.out}${again.err}`);
	assert.deepEqual([...(await subjects(world))].sort(), [...all].sort(), moment);
	await isLinear(world);
	assert.equal(await there('show', 'main:lines'), 'A\nB\nC\nd\nE', moment);
	assert.equal(await alice.git('config', 'branch.side.merge'), 'refs/heads/main', moment);
	assert.equal(await alice.git('for-each-ref', 'refs/heads'), branches, moment);
	assert.deepEqual(await pushLocks(alice), []);
	await isWhole(world, alice);
	return slowed.calls();
}

// Mutation seen red: replayAll that makes anew what is there (after the kill a1 is there twice).
test('killed at any call of git: the same command goes on, nothing is there twice, nothing is lost', async t => {
	if (!isFull) {
		// In the middle of the second branch.
		await killedAt(t, 45, 'after');
		return;
	}
	const calls = await killedAt(t, 0, 'before');
	assert.ok(calls > 60, `${calls} calls of git`);
	// Before the next call is after this one, but for what is done in between without git.
	for (let call = 1; call <= calls; call += 3)
		await Promise.all([call, call + 1, call + 2].filter(each => each <= calls).map(each => killedAt(t, each, 'after')));
});
