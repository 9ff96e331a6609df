/** `queen import` by its words: what it says, where it looks, and its exit codes. */
import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {connect} from '../../db/open.ts';
import type {Claim, ContextEntry, Review} from '../../db/types.ts';
import {newRepository, type Repository} from '../driver/repository.ts';
import {newShell, type Shell} from '../driver/shell.ts';
import {runHere} from './in-process.ts';

const hostile = '\u001b]0;owned\u0007 $(touch /tmp/owned)';

/** As claude-swarm leaves it in a project. */
function swarmIn(repository: Repository): string {
	const file = path.join(repository.path, '.claude-swarm/bus.db');
	mkdirSync(path.dirname(file));
	const connection = connect(file, {timeout: 0});
	connection.exec(`CREATE TABLE sessions (id TEXT PRIMARY KEY, workstream TEXT NOT NULL, status TEXT, branch TEXT, note TEXT, updated_at DATETIME, last_sync_at DATETIME);
		CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, from_id TEXT, to_id TEXT, body TEXT, type TEXT, status TEXT, created_at DATETIME);
		CREATE TABLE reviews (id INTEGER PRIMARY KEY AUTOINCREMENT, requester TEXT, reviewer TEXT, diff TEXT, status TEXT, comments TEXT, created_at DATETIME);
		CREATE TABLE file_claims (file_path TEXT PRIMARY KEY, session_id TEXT, claimed_at DATETIME);
		CREATE TABLE shared_context (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT, category TEXT, body TEXT, created_at DATETIME);
		INSERT INTO sessions VALUES ('A', 'frontend', 'running', 'feat/frontend', NULL, '2026-04-01 10:00:00', NULL);`);
	const run = (text: string, ...values: readonly string[]): unknown => connection.prepare(text).run(...values);
	run("INSERT INTO messages (from_id, to_id, body, status, created_at) VALUES ('B', 'A', ?, 'unread', '2026-04-01 10:00:00')", hostile);
	run(
		"INSERT INTO reviews (requester, reviewer, diff, status, comments, created_at) VALUES ('A', 'B', ?, 'approved', ?, '2026-04-01 10:00:00')",
		hostile,
		hostile,
	);
	// Three spellings of two files: claude-swarm gave each to whoever asked.
	for (const [file, who] of [
		['src/x.ts', 'A'],
		['./src/x.ts', 'B'],
		[path.join(repository.path, 'src\n/y.ts'), 'B'],
	] as const)
		run('INSERT INTO file_claims VALUES (?, ?, ?)', file, who, '2026-04-01 10:00:00');
	run("INSERT INTO shared_context (session_id, category, body, created_at) VALUES ('B', 'decision', ?, '2026-04-01 10:00:00')", hostile);
	connection.close();
	return file;
}

async function shopWith(shell: Shell): Promise<{readonly repository: Repository; readonly file: string}> {
	const repository = await newRepository(shell, 'shop');
	return {repository, file: swarmIn(repository)};
}

test('claude-swarm: from the project, once; paths are what the repository calls them', async t => {
	const {shell} = newShell(t);
	const {repository, file} = await shopWith(shell);
	const tried = await runHere(shell, 'import', 'claude-swarm', repository.path, '--dry-run');
	assert.deepEqual(
		[tried.code, tried.out],
		[0, `Would import from claude-swarm, ${file}, about shop: 1 sister, 1 mail, 2 claims, 1 entry of shared context, 1 closed review. Nothing was written.\n`],
	);
	assert.deepEqual(JSON.parse((await runHere(shell, 'claims', '--json')).out), []);
	const done = await runHere(shell, 'import', 'claude-swarm', file);
	assert.match(done.out, /^✓ imported from claude-swarm, .*: 1 sister, 1 mail, 2 claims, 1 entry of shared context, 1 closed review\n$/);
	// Mutation seen red: places that keep the text as it is written.
	assert.equal(done.err, "src/x.ts stayed out: b held it there, but here it is a's.\n");
	const claims = JSON.parse((await runHere(shell, 'claims', '--json')).out) as readonly Claim[];
	assert.deepEqual(
		claims.map(({kind, resource, owner, repo}) => [kind, resource, owner, repo]),
		[
			['path', 'src/x.ts', 'a', 'shop'],
			['path', 'src\n/y.ts', 'b', 'shop'],
		],
	);
	const again = await runHere(shell, 'import', 'claude-swarm', repository.path);
	assert.deepEqual([again.code, again.out], [0, `Nothing new in claude-swarm, ${file}: what it says is here already.\n`]);
});

test('text from there is stored as it was and shown harmless; an imported approval clears nothing', async t => {
	const {shell} = newShell(t);
	const {repository, file} = await shopWith(shell);
	const here = {env: shell.env, cwd: repository.path};
	await runHere(here, 'import', 'claude-swarm', file);
	const list = await runHere(here, 'review', 'list', '--all');
	assert.match(list.out, /#1 feat\/frontend by a, .*: closed \(approved\)/);
	const shown = await runHere(here, 'review', 'show', '1');
	assert.match(shown.out, /commits not known: it was imported/);
	assert.equal(shown.err, '');
	const context = await runHere(here, 'context');
	const inbox = await runHere({...here, env: {...shell.env, QUEEN_NAME: 'a'}}, 'inbox');
	// The sign for an escape character stands where it stood.
	for (const {out} of [shown, context, inbox]) assert.match(out, /[^\u001b]\]0;owned. \$\(touch \/tmp\/owned\)/);
	for (const {out} of [list, shown, context, inbox]) assert.doesNotMatch(out, /[\u001b\u0007]/);
	const [entry] = JSON.parse((await runHere(here, 'context', '--json')).out) as readonly ContextEntry[];
	assert.equal(entry?.body, hostile);
	const decided = await runHere({...here, env: {...shell.env, QUEEN_NAME: 'b'}}, 'review', 'reject', '1', 'no');
	assert.deepEqual([decided.code, decided.err], [1, '#1 was imported as closed; nothing changed. Ask anew: queen review request\n']);
	const [review] = JSON.parse((await runHere(here, 'review', 'list', '--all', '--json')).out) as readonly Review[];
	assert.deepEqual([review?.state, review?.verdict], ['superseded', 'approved']);
});

test('an imported approval stands in the way of no real request', async t => {
	const {shell} = newShell(t);
	const {repository, file} = await shopWith(shell);
	const branch = await repository.worktree('shop-a', 'feat/real');
	branch.write('x.txt', 'x\n');
	await branch.commit('real work');
	await runHere({env: {...shell.env, QUEEN_NAME: 'A'}, cwd: branch.path}, 'onboard');
	assert.equal((await runHere({env: {...shell.env, QUEEN_NAME: 'A'}, cwd: branch.path}, 'review', 'request', '--to', 'B')).code, 0);
	await runHere(shell, 'import', 'claude-swarm', file);
	for (const cwd of [repository.path, shell.home]) {
		// Mutation seen red: `ofName` without withCommits.
		assert.match((await runHere({env: shell.env, cwd}, 'merge-ok', 'A')).err, /^#1 of feat\/real waits for b/);
	}
	assert.equal((await runHere({env: {...shell.env, QUEEN_NAME: 'b'}, cwd: branch.path}, 'review', 'approve', '1')).code, 0);
	const ok = await runHere({env: shell.env, cwd: branch.path}, 'merge-ok', 'A');
	assert.deepEqual([ok.code, /#1, approved by b/.test(ok.out)], [0, true], ok.err);
});

test('without a repository paths stay out until it is named', async t => {
	const {shell} = newShell(t);
	const {file, repository} = await shopWith(shell);
	const moved = path.join(shell.home, 'moved.db');
	const connection = connect(file, {timeout: 0});
	connection.prepare('VACUUM INTO ?').run(moved);
	connection.close();
	const first = await runHere(shell, 'import', 'claude-swarm', moved);
	assert.match(first.err, /^2 claimed paths stayed out, because no repository is known: name it with --repo DIR \(src\/x\.ts, \.\/src\/x\.ts\)\.\n$/);
	const second = await runHere(shell, 'import', 'claude-swarm', moved, '--repo', repository.path, '--json');
	const {claims, mail, homeless, repo} = JSON.parse(second.out) as {claims: number; mail: number; homeless: readonly string[]; repo: string};
	assert.deepEqual([claims, mail, homeless, repo], [1, 0, [], 'shop']);
});

test('bad input: one sentence, the code of the contract, nothing written', async t => {
	const {shell} = newShell(t);
	const at = (name: string): string => path.join(shell.home, name);
	writeFileSync(at('text.db'), 'not a database '.repeat(100));
	mkdirSync(at('folder'));
	const hive = connect(at('hive.db'), {timeout: 0});
	hive.exec("CREATE TABLE workers (pid INTEGER PRIMARY KEY, name TEXT, task TEXT, updated_at TEXT); INSERT INTO workers VALUES (1, 'w', 't', 'now')");
	hive.close();
	const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
		[[], 2, /knows claude-swarm and hive/],
		[['agent-mail', at('hive.db')], 2, /knows claude-swarm and hive, not "agent-mail"/],
		[['hive'], 2, /From where\? queen import hive PATH/],
		[['hive', at('missing.db')], 2, /^There is no .*missing\.db: nothing was imported/],
		[['hive', at('folder')], 2, /No database of hive is in the folder/],
		[['claude-swarm', at('text.db')], 78, /is no SQLite database, or a damaged one: nothing was imported/],
		[['claude-swarm', at('hive.db')], 78, /is not the database of claude-swarm \(its tables are workers\)/],
		[['hive', at('hive.db'), '--repo', at('folder')], 2, /is in no git repository/],
		[['hive', at('hive.db'), 'x'], 2, /"x" is one word too many/],
		[['hive', shell.db], 78, /is the colony's own database/],
	];
	for (const [words, code, sentence] of cases) {
		const ran = await runHere(shell, 'import', ...words);
		assert.equal(ran.code, code, words.join(' '));
		assert.match(ran.err, sentence);
		assert.deepEqual([ran.out, ran.err.trimEnd().split('\n').length], ['', 1]);
	}
	// Mutation seen red: importFrom without keeperOnly.
	const sister = await runHere({...shell, env: {...shell.env, QUEEN_NAME: 'a'}}, 'import', 'hive', at('hive.db'));
	assert.deepEqual([sister.code, /^Only the keeper can import/.test(sister.err)], [1, true]);
	assert.equal((await runHere(shell, 'import', 'hive', at('hive.db'))).code, 0);
});
