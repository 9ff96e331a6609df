/** Merges, rebases, main, and how branches are called. */
import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {newRepository} from '../../driver/repository.ts';
import {holds, newGuarded} from './guarded.ts';

// Mutation seen red: the heads of a merge left out.
test('a merge brings what others did; what she made of a conflict is hers', async t => {
	const guarded = await newGuarded(t);
	const {stage, stopped, passes, repo, git} = guarded;
	await stage({'src/a.ts': 'one\n', 'src/b.ts': 'one\n'});
	await passes(null, 'commit', '-qm', 'base');
	await repo.git('branch', 'bob/work');
	await stage({'src/a.ts': 'of alice\n'});
	await passes(null, 'commit', '-qm', 'of alice');
	await repo.git('switch', '-q', 'bob/work');
	await stage({'src/a.ts': 'of bob\n', 'src/b.ts': 'of bob\n'});
	await passes(null, 'commit', '-qm', 'of bob');
	await repo.git('switch', '-q', 'alice/work');
	await holds(guarded, 'src/b.ts');
	assert.notEqual((await git('alice', ['merge', '-q', 'bob/work'])).code, 0, 'a conflict');
	await stage({'src/a.ts': 'of both\n'});
	// src/b.ts is staged as bob has it.
	await passes('alice', 'commit', '-qm', 'merged');
	await git(null, ['reset', '-q', '--hard', 'HEAD^']);
	await git('alice', ['merge', '-q', 'bob/work']);
	await stage({'src/a.ts': 'of both\n', 'src/b.ts': 'hers after all\n'});
	assert.match(await stopped('alice', 'commit', '-qm', 'merged'), /src\/b\.ts\n/);
});

test('during a rebase no branch is judged, on main neither; a claimed file that she changes there is', async t => {
	const guarded = await newGuarded(t);
	const {stage, stopped, passes, repo, git} = guarded;
	await stage({'src/a.ts': 'one\n', 'b.ts': 'one\n'});
	await passes(null, 'commit', '-qm', 'first of two');
	await stage({'b.ts': 'two\n'});
	await passes(null, 'commit', '-qm', 'second of two');
	const edit = {env: {GIT_SEQUENCE_EDITOR: "sed -i 's/^pick/edit/'"}};
	assert.equal((await git('alice', ['rebase', '-q', '-i', 'HEAD~2'], edit)).code, 0);
	assert.equal((await git(null, ['symbolic-ref', '-q', 'HEAD'])).code, 1, 'stopped in the middle');
	await stage({'c.ts': 'more\n'});
	assert.equal(await passes('alice', 'commit', '-qm', 'in between'), '');
	await holds(guarded, 'src/a.ts');
	await stage({'src/a.ts': 'hers\n'});
	assert.match(await stopped('alice', 'commit', '-q', '--amend', '--no-edit'), /src\/a\.ts\n/);
	await repo.git('reset', '-q', '--hard');
	const {code, err} = await git('alice', ['-c', 'core.editor=true', 'rebase', '--continue']);
	assert.equal(code, 0, err);
	assert.ok(!err.includes('queen guard'), err);
});

// Mutation seen red: a detached HEAD taken for main.
test('a detached HEAD is no branch', async t => {
	const guarded = await newGuarded(t);
	await guarded.repo.git('switch', '-q', '--detach');
	await guarded.stage({'b.ts': 'b\n'});
	assert.equal(await guarded.passes('alice', 'commit', '-qm', 'x'), '');
});

// Mutation seen red: isMain() that knows no default of the remote.
test('sisters do not commit on main, whatever it is called; the first commit must be somewhere', async t => {
	const guarded = await newGuarded(t);
	const {stage, stopped, passes, repo, shell} = guarded;
	await stage({'b.ts': 'b\n'});
	await repo.git('switch', '-q', 'main');
	const said = await stopped('alice', 'commit', '-qm', 'x');
	assert.match(said, /main takes commits by its keeper and by merges only[\s\S]*next: git switch -c alice\/short-description\n/);
	await repo.git('branch', '-q', '-m', 'main', 'develop');
	// Not the default of anything, only a name that is no user/short-description.
	assert.match(await passes('alice', 'commit', '-qm', 'x'), /let through, but:\n {2}The branch "develop" is not called as branches are here/);
	await repo.git('update-ref', 'refs/remotes/origin/develop', 'HEAD');
	await repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/develop');
	await stage({'b.ts': 'bb\n'});
	await stopped('alice', 'commit', '-qm', 'x');
	await passes(null, 'commit', '-qm', 'the human');
	const empty = await newRepository(shell, 'empty');
	await shell.at(empty.path).says('guard', 'install', '--yes');
	await empty.git('update-ref', '-d', 'HEAD');
	assert.equal((await guarded.git('alice', ['commit', '-qm', 'first'], {cwd: empty.path})).code, 0);
	assert.equal((await guarded.git('alice', ['commit', '-q', '--allow-empty', '-m', 'second'], {cwd: empty.path})).code, 1);
});

test('names of branches: said, or forbidden, or as the keeper wants them; a hostile one is shown without harm', async t => {
	const guarded = await newGuarded(t);
	const {stage, stopped, passes, repo, shell} = guarded;
	const config = path.join(shell.home, '.config/queen/config.json');
	mkdirSync(path.dirname(config), {recursive: true});
	await repo.git('switch', '-q', '-c', "x'$(touch$IFS'pwned)\u202E\u009b31m");
	await stage({'b.ts': 'b\n'});
	const said = await passes('alice', 'commit', '-qm', 'x');
	assert.match(said, /The branch "x'\$\(touch/);
	assert.doesNotMatch(said, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
	writeFileSync(config, '{"guard": {"branch": "deny", "branchPattern": "(?:topic|fix)-\\\\d+"}}');
	await repo.git('switch', '-q', '-c', 'alice/fine-before');
	await stage({'b.ts': 'bb\n'});
	await stopped('alice', 'commit', '-qm', 'x');
	await repo.git('switch', '-q', '-c', 'topic-12');
	assert.equal(await passes('alice', 'commit', '-qm', 'x'), '');
	writeFileSync(config, '{"guard": {"branchPattern": "("}}');
	// A configuration that cannot be used never stops anybody by what it meant.
	await stage({'b.ts': 'bbb\n'});
	await passes('alice', 'commit', '-qm', 'x');
});
