/** What a sister's commit is asked, with the git of this machine. */
import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import type {Claim} from '../../../db/types.ts';
import {openContext} from '../../../source/open-context.ts';
import {dist} from '../../driver/environment.ts';
import {newRepository} from '../../driver/repository.ts';
import {startClient} from '../hooks/client.ts';
import {eventsOf, holds, newGuarded} from './guarded.ts';

// Mutation seen red: the front ending with 0 where Node ended with 3.
test('a file that another claimed is not committed; its holder and the human commit it', async t => {
	const guarded = await newGuarded(t);
	const {stage, stopped, passes, shell} = guarded;
	await holds(guarded, 'src/**', '--why', 'login', '--ttl', '1h');
	await shell.as('bob').says('iam', 'rewriting "auth"');
	await stage({'src/a.ts': 'a\n', 'docs/b.md': 'b\n'});
	const said = await stopped('alice', 'commit', '-qm', 'both');
	assert.match(said, /^queen guard: this commit of alice was stopped\.\n {2}bob holds #1 on "src\/\*\*", until \d\d:\d\dZ \(\d+m left\)\./);
	assert.match(
		said,
		/Her reason: "login"\. Her task: "rewriting 'auth'"\.\n {4}src\/a\.ts\n {4}next: queen tell bob 'May I commit src\/a\.ts\?'\n {6}or: git restore --staged -- ':\/src\/a\.ts'\n/,
	);
	assert.match(said, /QUEEN_BYPASS="why" git commit/);
	assert.match(said, /--no-verify cannot be written down/);
	const [event] = await eventsOf(guarded, 'guard');
	assert.deepEqual([event?.sister, event?.data['hook'], event?.data['rules'], event?.data['files']], ['alice', 'pre-commit', 'claims', 'src/a.ts']);
	// The command that was told, as it was told.
	await guarded.git(null, ['restore', '--staged', '--', ':/src/a.ts']);
	assert.equal(await passes('alice', 'commit', '-qm', 'the rest'), '');
	await stage({'src/a.ts': 'a\n'});
	assert.equal(await passes('bob', 'commit', '-qm', 'hers'), '');
	await stage({'src/a.ts': 'human\n'});
	assert.equal(await passes(null, 'commit', '-qm', 'human'), '');
	await stage({'src/a.ts': 'again\n'});
	await stopped('alice', 'commit', '-qm', 'no');
	await shell.as('bob').says('release', '1');
	await passes('alice', 'commit', '-qm', 'released');
});

test('what nobody holds any more, what is shared, and what is off stops nobody', async t => {
	const guarded = await newGuarded(t);
	const {stage, stopped, passes, shell, repo} = guarded;
	await holds(guarded, 'src/a.ts', '--shared');
	await stage({'src/a.ts': 'a\n'});
	await stopped('alice', 'commit', '-qm', 'not shared with her');
	await shell.as('alice').at(repo.path).says('claim', 'src/a.ts', '--shared');
	await passes('alice', 'commit', '-qm', 'shared');
	await holds(guarded, 'src/b.ts');
	await stage({'src/b.ts': 'b\n'});
	const config = path.join(shell.home, '.config/queen/config.json');
	mkdirSync(path.dirname(config), {recursive: true});
	writeFileSync(config, '{"guard": {"claims": "warn"}}');
	assert.match(await passes('alice', 'commit', '-qm', 'said'), /let through, but:\n {2}bob holds/);
	writeFileSync(config, '{"guard": {"claims": "off"}}');
	await stage({'src/b.ts': 'bb\n'});
	assert.equal(await passes('alice', 'commit', '-qm', 'off'), '');
});

// Mutations seen red: auto weighed like a claim; lock files left out.
test('an automatic lease is only said; a lock file of another tool is a claim', async t => {
	const guarded = await newGuarded(t);
	const {stage, stopped, passes, shell, repo, owner} = guarded;
	const bob = startClient(owner, {env: {...shell.env, QUEEN_NAME: 'bob'}, cwd: repo.path, folder: shell.folder, settings: '/nowhere'});
	assert.equal((await bob.run(`node '${dist}/queen.cjs' iam elsewhere > /dev/null`)).code, 0);
	const {store, processes} = await openContext({env: shell.env, cwd: repo.path, busyMs: 5000});
	const own = processes.get(bob.pid);
	assert.ok(own);
	const repoId = path.join(repo.path, '.git');
	const edit = {process: processes.identify(own), repo: 'app', repoId, repoKey: repoId, worktree: repo.path, path: 'src/a.ts', at: new Date().toISOString()};
	await store.recordSightings({epoch: null, sightings: [], complete: false, leaseEdits: true, edits: [edit]});
	store.close();
	const [lease] = await shell.at(repo.path).json<Claim[]>('claims');
	assert.equal(lease?.auto, true, 'there is a lease to be asked about');
	await stage({'src/a.ts': 'a\n'});
	assert.match(
		await passes('alice', 'commit', '-qm', 'x'),
		/let through, but:\n {2}bob edited it lately: her automatic lease #\d+ on "src\/a\.ts" lasts until/,
	);
	repo.write('.agent-locks/db.lock', JSON.stringify({agent: 'ani', task: 'migrations', files: ['db/*.ts'], started: new Date().toISOString(), ttl: 600}));
	repo.write('.git/info/exclude', '.agent-locks\n');
	await stage({'db/a.ts': 'a\n', 'db/deep/b.ts': 'b\n'});
	const said = await stopped('alice', 'commit', '-qm', 'x');
	assert.match(
		said,
		/ani has locked "db\/\*\.ts" by \.agent-locks\/db\.lock, until [^\n]* Her reason: "migrations"\.\n {4}db\/a\.ts\n {4}next: queen tell ani/,
	);
	assert.doesNotMatch(said, /deep/);
});

// Mutation seen red: the staged paths asked for with renames.
test('both sides of a rename, and a deletion, are changes of a claimed file', async t => {
	const guarded = await newGuarded(t);
	const {stage, stopped, passes, repo, git} = guarded;
	await stage({'src/a.ts': 'one\ntwo\nthree\n', 'lib/b.ts': 'one\ntwo\nthree\nfour\n', 'c.ts': 'c\n'});
	await passes(null, 'commit', '-qm', 'files');
	await holds(guarded, 'src');
	await repo.git('mv', 'src/a.ts', 'a.ts');
	assert.match(await stopped('alice', 'commit', '-qm', 'away'), /src\/a\.ts\n/);
	await git(null, ['reset', '-q', '--hard']);
	mkdirSync(path.join(repo.path, 'src'), {recursive: true});
	await repo.git('mv', 'lib/b.ts', 'src/b.ts');
	assert.match(await stopped('alice', 'commit', '-qm', 'into'), /src\/b\.ts\n/);
	await git(null, ['reset', '-q', '--hard']);
	await repo.git('rm', '-q', 'src/a.ts');
	assert.match(await stopped('alice', 'commit', '-qm', 'gone'), /src\/a\.ts\n/);
	await git(null, ['reset', '-q', '--hard']);
	await repo.git('rm', '-q', 'c.ts');
	await passes('alice', 'commit', '-qm', 'hers');
});

// Mutation seen red: GIT_INDEX_FILE not handed on to git.
test('what counts is the index of this very commit: -a, single files, an amendment', async t => {
	const guarded = await newGuarded(t);
	const {stage, stopped, passes, repo} = guarded;
	await stage({'src/a.ts': 'a\n', 'b.ts': 'b\n'});
	await passes(null, 'commit', '-qm', 'files');
	await holds(guarded, 'src');
	repo.write('src/a.ts', 'changed\n');
	await stopped('alice', 'commit', '-aqm', 'all');
	await stopped('alice', 'commit', '-qm', 'that file', 'src/a.ts');
	// Staged, and yet no part of the commit of another file.
	await repo.git('add', 'src/a.ts');
	repo.write('b.ts', 'changed\n');
	await passes('alice', 'commit', '-qm', 'only b', 'b.ts');
	await stopped('alice', 'commit', '-q', '--amend', '--no-edit');
	await repo.git('restore', '--staged', 'src/a.ts');
	await passes('alice', 'commit', '-q', '--amend', '-m', 'another message');
});

// Mutation seen red: the key of claims left as it was stored.
test('a deeper folder, a linked worktree, another clone with the same origin: one name for one file', async t => {
	const guarded = await newGuarded(t);
	const {stage, repo, git, shell} = guarded;
	await stage({'src/deep/a.ts': 'a\n'});
	await guarded.passes(null, 'commit', '-qm', 'files');
	const tree = await repo.worktree('tree', 'alice/tree');
	await holds(guarded, 'src/deep/a.ts');
	tree.write('src/deep/a.ts', 'changed\n');
	const there = {cwd: path.join(tree.path, 'src/deep')};
	assert.match((await git('alice', ['commit', '-aqm', 'x'], there)).err, /bob holds #1[\s\S]*src\/deep\/a\.ts/);
	assert.equal((await git(null, ['commit', '-aqm', 'x'], there)).code, 0);
	// Added after the claim was made: the repository is still the same one.
	await repo.git('remote', 'add', 'origin', 'https://example.invalid/app.git');
	tree.write('src/deep/a.ts', 'changed again\n');
	assert.equal((await git('alice', ['commit', '-aqm', 'x'], there)).code, 1);
	assert.ok((await shell.at(tree.path).says('guard', 'status')).includes(path.join(repo.path, '.git/hooks/pre-commit')));
});

const odd = {
	umlaut: 'src/Grüße.ts',
	decomposed: 'src/Gru\u0308n.ts',
	'line break': 'src/two\nlines.ts',
	escape: 'src/\u001b]0;owned\u0007\u001b[2J.ts',
	bidi: 'src/\u202Egnp.ts',
	quote: `src/it's "q" $(touch pwned) \`touch pwned\`.ts`,
	dash: '-rf',
	'looks like magic': ':(top)x.ts',
	space: ' lead.ts',
} as const;

for (const [what, file] of Object.entries(odd)) {
	// Mutation seen red: the path printed without the sanitizer.
	test(`an odd path is found, and shown without harm: ${what}`, async t => {
		const guarded = await newGuarded(t);
		const {stage, stopped, shell, repo} = guarded;
		await shell.as('bob').at(repo.path).says('claim', '--', `path:./${file}`);
		await stage({[file]: 'x\n'});
		const said = await stopped('alice', 'commit', '-qm', 'x');
		assert.match(said, /bob holds #1/);
		assert.doesNotMatch(said, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
		assert.equal(said.split('\n').filter(line => line.includes('next:')).length, 1);
		const [event] = await eventsOf(guarded, 'guard');
		assert.equal(String(event?.data['files']).normalize('NFC'), file.normalize('NFC'));
	});
}

test('a submodule is a path like others', async t => {
	const guarded = await newGuarded(t);
	const {shell, repo, stopped, passes} = guarded;
	const lib = await newRepository(shell, 'lib');
	await repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', lib.path, 'vendor/lib');
	await passes('alice', 'commit', '-qm', 'added');
	const inside = path.join(repo.path, 'vendor/lib');
	await guarded.git(null, ['commit', '-q', '--allow-empty', '-m', 'on'], {cwd: inside});
	await holds(guarded, 'vendor/**');
	await repo.git('add', 'vendor/lib');
	assert.match(await stopped('alice', 'commit', '-qm', 'moved on'), /vendor\/lib\n/);
});
