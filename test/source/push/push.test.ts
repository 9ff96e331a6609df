/** `queen push`, `commit`, `pull` with a real remote, by the built program. */
import assert from 'node:assert/strict';
import {chmodSync, existsSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {pythonMistakes} from '../../../source/guard/syntax/python.ts';
import {hivePaths} from '../../../source/paths.ts';
import {runHere} from '../in-process.ts';
import {isRefused, isWhole, newPair, pushes} from './clones.ts';

// Mutation seen red: withSession answering the message as it is.
test("commit is the user's own git: her hook runs, its exit code is kept, the name stands in front", async t => {
	const {alice} = await newPair(t);
	alice.write('a', 'a\n');
	await alice.git('add', 'a');
	alice.write('.git/hooks/commit-msg', '#!/bin/sh\ngrep -q good "$1" || exit 9\n');
	chmodSync(path.join(alice.path, '.git/hooks/commit-msg'), 0o755);
	assert.equal((await alice.queen('commit', '-m', 'bad')).code, 1);
	assert.equal((await alice.queen('commit', 'good one')).code, 0);
	assert.equal(await alice.git('log', '-1', '--format=%s'), '[Session alice] good one');
	assert.equal((await alice.queen('commit', '-m', 'good, nothing staged')).code, 1);
	alice.write('a', 'b\n');
	alice.write('lines', 'mine\n');
	const nasty = '$(touch pwned) `x` "; --amend good\nsecond\n# third';
	assert.equal((await alice.queen('commit', '-m', nasty, 'a')).code, 0);
	assert.equal(await alice.git('log', '-1', '--format=%B'), `[Session alice] ${nasty}`);
	assert.deepEqual([await alice.git('diff', '--name-only'), existsSync(path.join(alice.path, 'pwned'))], ['lines', false]);
	assert.equal((await alice.queen('commit')).code, 2);
	assert.equal((await alice.queen('commit', '-m', 'good', '--', '--amend')).code, 1, 'a path, not an option');
});

// Mutations seen red: commitAnew with the committer as author; `move` that resets the index to the new commit (staged work is lost).
test('a push goes on top of what others pushed: their work under mine, author and date kept, what is not committed untouched', async t => {
	const world = await newPair(t);
	const {alice, bob, there} = world;
	await alice.commit('by alice', {lines: 'A\nb\nc\nd\ne\n', 'new file': 'x\n'});
	assert.match(await pushes(alice), /^✓ pushed [0-9a-f]{9} to origin\/main\n$/);
	await bob.git('config', 'user.name', 'B\u00f6b <b');
	await bob.commit('by bob\n\nbody  \n\n\nmore', {'b.txt': 'b\n'});
	await bob.git('commit', '--quiet', '--allow-empty', '-m', 'meant empty', '--date', '2001-02-03T04:05:06+0330');
	bob.write('README.md', 'staged\n');
	await bob.git('add', 'README.md');
	bob.write('README.md', 'staged and more\n');
	bob.write('untracked', 'u\n');
	const before = [await bob.git('diff', 'HEAD', '--', 'README.md'), await bob.git('diff', '--cached'), await bob.git('status', '--short')];
	const old = await bob.git('log', '-2', '--format=%an|%ae|%aI|%B');
	assert.match(await pushes(bob), /2 commits rebased/);
	assert.equal(await bob.git('log', '-2', '--format=%an|%ae|%aI|%B'), old);
	assert.deepEqual([await bob.git('diff', 'HEAD', '--', 'README.md'), await bob.git('diff', '--cached'), await bob.git('status', '--short')], before);
	assert.equal(bob.read('lines'), 'A\nb\nc\nd\ne\n');
	assert.equal(await there('log', '--format=%s', 'main'), 'meant empty\n[Session bob] by bob\n[Session alice] by alice\nfirst');
	assert.equal(await there('rev-parse', 'main'), await bob.git('rev-parse', 'HEAD'));
	assert.equal(await bob.git('rev-parse', 'origin/main'), await bob.git('rev-parse', 'HEAD'));
	assert.match(await pushes(bob), /nothing to push/);
	assert.match((await alice.queen('push')).out, /nothing to push/);
	assert.match((await alice.queen('claims')).out, /Nothing is claimed/);
	await isWhole(world, alice, bob);
});

// Mutation seen red: replayAll that does not leave out what is there (her line is changed twice: a conflict).
test('a commit that the remote has in other words is left out, also when somebody went on from it', async t => {
	const world = await newPair(t);
	const {alice, bob, there} = world;
	await alice.commit('the same', {lines: 'a\nB\nc\nd\ne\n'});
	await alice.commit('further', {lines: 'a\nB2\nc\nd\ne\n'});
	await pushes(alice);
	await bob.commit('same change', {lines: 'a\nB\nc\nd\ne\n'});
	await bob.commit('his own', {'b.txt': 'b\n'});
	assert.match(await pushes(bob), /1 commit rebased; 1 commit there already/);
	assert.equal(await there('log', '--format=%s', 'main'), '[Session bob] his own\n[Session alice] further\n[Session alice] the same\nfirst');
	assert.equal(bob.read('lines'), 'a\nB2\nc\nd\ne\n');
	await isWhole(world, bob);
});

// Mutation seen red: `healHunk` taking the side that is not empty (the seed's rule): bob's change of a line that alice deleted comes back.
test('a conflict: healed where each line has one author, else nothing changes and the owner gets one letter', async t => {
	const world = await newPair(t);
	const {alice, bob} = world;
	await alice.commit('first line', {lines: 'A\nb\nc\nd\ne\n'});
	await pushes(alice);
	await bob.commit('second line', {lines: 'a\nB\nc\nd\ne\n'});
	assert.match(await pushes(bob), /healed: lines/);
	assert.equal(bob.read('lines'), 'A\nB\nc\nd\ne\n');
	await alice.git('pull', '--quiet', '--rebase');
	await alice.commit('deleted', {lines: 'A\nB\nd\ne\n'});
	await pushes(alice);
	await bob.commit('changed', {lines: 'A\nB\nC!\nd\ne\n'});
	bob.write('README.md', 'dirty\n');
	const err = await isRefused(world, bob);
	assert.match(
		err,
		/"\[Session bob\] changed" does not go onto origin\/main: lines \(changed in the same place.*Told by mail: alice\. Next: git pull --rebase origin main/,
	);
	await isRefused(world, bob);
	assert.match((await alice.queen('inbox')).out, /1 unread for alice.*from bob.*push of main.*lines/s);
});

test('put together it must still be a file: a healed JSON that is none is refused', async t => {
	// Mutation seen red: heal without syntaxFindings.
	const world = await newPair(t);
	const {alice, bob} = world;
	await alice.commit('base', {'x.json': '{\n"a": [\n\n],\n"b": 2\n}\n'});
	await pushes(alice);
	await bob.git('pull', '--quiet', '--rebase');
	await alice.commit('an object', {'x.json': '{\n"a": {\n\n},\n"b": 2\n}\n'});
	await pushes(alice);
	await bob.commit('a member', {'x.json': '{\n"a": [\n1\n],\n"b": 2\n}\n'});
	assert.match(await isRefused(world, bob), /x\.json \(put together it is no valid file any more\)/);
});

test('the same for Python and TypeScript, as far as this machine reads them', async t => {
	const world = await newPair(t);
	const {alice, bob} = world;
	const files = (open: string, between: string, close: string) => ({
		'x.py': `y = 1\nx = ${open}\n${between}\n${close}\nz = 3\n`,
		'x.ts': `const y: number = 1;\nconst x = ${open}\n${between}\n${close};\n`,
	});
	await alice.commit('base', files('[', '', ']'));
	await pushes(alice);
	await bob.git('pull', '--quiet', '--rebase');
	await alice.commit('an object', files('{"a": 1,', '', '}'));
	await pushes(alice);
	await bob.commit('a member', files('[', '"b",', ']'));
	const {code, err} = await runHere(bob.shell, 'push');
	assert.equal(code, 1);
	const isPython = (await pythonMistakes([{path: 'x.py', text: 'x = {'}]))[0] !== null;
	// Mutations seen red: each of the two languages left out of the registry.
	for (const file of isPython ? ['x.py', 'x.ts'] : ['x.ts']) assert.ok(err.includes(`${file} (put together it is no valid file`), err);
});

test('what is in the way is said before anything is sent', async t => {
	// Mutation seen red: requireMovable that asks nothing.
	const world = await newPair(t);
	const {alice, bob} = world;
	await alice.commit('one', {lines: 'A\nb\nc\nd\ne\n', 'theirs.txt': 'alice\n'});
	await pushes(alice);
	await bob.commit('two', {'b.txt': 'b\n'});
	bob.write('lines', 'not committed\n');
	assert.match(await isRefused(world, bob), /uncommitted changes are in the way.*lines/);
	await bob.git('checkout', '--quiet', '--', 'lines');
	bob.write('theirs.txt', 'mine, untracked\n');
	assert.match(await isRefused(world, bob), /theirs\.txt/);
	assert.equal(bob.read('theirs.txt'), 'mine, untracked\n');
	await bob.git('clean', '-fq');
	await pushes(bob);
});

// Mutations seen red: refuseRewritten that answers nothing; the count of merges left out.
test('no guessing: a rewritten remote, merges, no common history, no such remote, hostile names', async t => {
	const world = await newPair(t);
	const {alice, bob, there} = world;
	await alice.commit('secret', {secret: 'x\n'});
	await pushes(alice);
	await bob.git('pull', '--quiet', '--rebase');
	await bob.commit('on top', {'b.txt': 'b\n'});
	await there('update-ref', 'refs/heads/main', 'main~1');
	await alice.git('reset', '--quiet', '--hard', 'HEAD~1');
	await alice.commit('instead', {other: 'x\n'});
	await pushes(alice);
	assert.match(await isRefused(world, bob), /rewritten/);
	await bob.git('reset', '--quiet', '--hard', 'HEAD~2');
	await bob.git('switch', '--quiet', '-c', 'side');
	await bob.commit('side', {side: 'x\n'});
	await bob.git('switch', '--quiet', 'main');
	await bob.commit('straight', {straight: 'x\n'});
	await bob.git('merge', '--quiet', '--no-ff', '-m', 'both', 'side');
	assert.match(await isRefused(world, bob), /1 merge commit .*git pull --no-rebase/);
	await bob.git('pull', '--quiet', '--no-rebase', '--no-edit', 'origin', 'main');
	await pushes(bob);
	for (const branch of ['--force', 'a..b', '-x', 'a b', 'x:refs/heads/y', 'refs/heads/../x', 'HEAD', '', '$(x).lock'])
		assert.match(await isRefused(world, bob, [`--branch=${branch}`], 2), /cannot be the name of a branch/, branch);
	for (const remote of ['--upload-pack=touch x', 'nope', '../x', 'ext::sh -c x'])
		assert.match(await isRefused(world, bob, [`--remote=${remote}`], 2), /no remote/);
	await bob.git('switch', '--quiet', '--orphan', 'lonely');
	await bob.commit('lonely', {l: 'l\n'});
	assert.match(await isRefused(world, bob, ['--branch', 'main']), /no commit in common/);
	const odd = 'x/$(touch\u00a0pwned);`id`&\u202e';
	await pushes(bob, '--branch', odd, '--new');
	assert.equal(await there('rev-parse', `refs/heads/${odd}`), await bob.git('rev-parse', 'HEAD'));
	assert.equal(existsSync(path.join(bob.path, 'pwned')), false);
});

// Mutations seen red: mayBeNew always true; hookSaid that answers null.
test('a mistyped branch makes none at the remote, and what a hook here says is passed on whole', async t => {
	const world = await newPair(t);
	const {alice, there} = world;
	await alice.git('switch', '--quiet', '-c', 'feat/x');
	await alice.commit('x', {x: 'x\n'});
	await pushes(alice);
	assert.match(await isRefused(world, alice, ['--branch', 'feat/y']), /There is no branch "feat\/y" at origin\..* queen push --branch feat\/y --new/);
	assert.equal((await there('for-each-ref', '--format=%(refname:short)', 'refs/heads/feat')).trim(), 'feat/x');
	await alice.commit('more', {x: 'xx\n'});
	writeFileSync(path.join(alice.path, '.git/hooks/pre-push'), '#!/bin/sh\necho "queen guard: stopped: fürst line" >&2\necho "    next: ask ann" >&2\nexit 1\n');
	chmodSync(path.join(alice.path, '.git/hooks/pre-push'), 0o755);
	const said = await isRefused(world, alice);
	assert.match(said, /queen guard: stopped: fürst line\n {4}next: ask ann\nThe "pre-push hook" ended with 1\. Nothing was pushed/);
	assert.doesNotMatch(said, /failed to push some refs/);
});

test('outside of a repository each of them says so, and what to do', async t => {
	const {shell} = await newPair(t);
	for (const words of [['git-status'], ['git-diff'], ['git-log'], ['commit', '-m', 'x'], ['push'], ['pull'], ['merge-stack', 'x']]) {
		const {code, err} = await shell.as('alice').queen(...words);
		assert.deepEqual([code, err], [1, 'There is no git repository here. Go into one (cd PATH), or make one: git init\n'], words[0]);
	}
});

// Mutations seen red: closedGate that answers null; gates run in the worktree instead of the copy (it sees the file that is not committed).
test("the keeper's gates see what would be pushed, and one that fails stops it; the remote's own refusal is said", async t => {
	const world = await newPair(t);
	const {alice, shell} = world;
	const {config} = hivePaths(shell.env);
	mkdirSync(path.dirname(config), {recursive: true});
	const gates = ['test ! -e uncommitted', 'test "$(cat gate)" = open || { echo the gate is shut; exit 3; }', 'test "$QUEEN_PUSH_BRANCH" = main'];
	writeFileSync(config, JSON.stringify({push: {gates: {app: gates, other: ['false']}}}));
	await alice.commit('shut', {gate: 'shut'});
	alice.write('uncommitted', 'x\n');
	assert.match(await isRefused(world, alice), /the gate is shut\n.* ended with 3\. Nothing was pushed/);
	await alice.commit('open', {gate: 'open'});
	await pushes(alice);
	world.hook('pre-receive', 'echo "not on a Friday" >&2; exit 1');
	await alice.commit('late', {late: 'x\n'});
	assert.match(await isRefused(world, alice), /did not take main: not on a Friday/);
});

// Mutation seen red: `undo` left out.
test('pull: refused with a dirty tree, brings the rest, and a conflict leaves no rebase behind', async t => {
	const {alice, bob} = await newPair(t);
	await alice.commit('one', {lines: 'A\nb\nc\nd\ne\n'});
	await pushes(alice);
	bob.write('lines', 'dirty\n');
	const dirty = await bob.queen('pull');
	assert.deepEqual([dirty.code, dirty.err.split('\n').length], [1, 2], dirty.err);
	assert.match(dirty.err, /uncommitted changes/);
	await bob.git('checkout', '--quiet', '--', 'lines');
	await bob.commit('mine', {'b.txt': 'b\n'});
	assert.equal((await bob.queen('pull')).code, 0);
	assert.equal(bob.read('lines'), 'A\nb\nc\nd\ne\n');
	await alice.commit('two', {lines: 'A2\nb\nc\nd\ne\n'});
	await pushes(alice);
	await bob.commit('clash', {lines: 'A3\nb\nc\nd\ne\n'});
	const before = await bob.picture();
	const clash = await bob.queen('pull');
	assert.equal(clash.code, 1);
	assert.match(clash.err, /Others changed the same lines in lines\. The pull was undone/);
	assert.equal(await bob.picture(), before);
	assert.match((await bob.queen('git-log')).out, /^[0-9a-f]+ \[Session bob\] clash\n/);
	bob.write('lines', 'x\u001b[31m\n');
	const diff = (await bob.queen('git-diff')).out;
	assert.ok(diff.includes('+x') && !diff.includes('\u001b'));
	assert.equal((await bob.queen('git-diff', '--staged')).out, '');
	assert.match((await bob.queen('git-status')).out, /modified: {3}lines/);
});
