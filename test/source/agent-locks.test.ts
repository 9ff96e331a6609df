/** Lock files of other tools are read as claims of others (seed 5), whatever stands in them, and never touched. */
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import fc from 'fast-check';
import type {Claim} from '../../db/types.ts';
import {agentLocks} from '../../source/agent-locks.ts';
import {claimInTheWay} from '../../source/claim-in-the-way.ts';
import {newFolder, newOwner} from '../driver/cleanup.ts';

const started = Date.parse('2026-04-11T10:00:00Z');
const minute = 60_000;

const newWorktree = (t: TestContext) => {
	const worktree = newFolder(newOwner(t));
	const folder = path.join(worktree, '.agent-locks');
	mkdirSync(folder);
	const place = {worktree, repo: 'app', repoId: `${worktree}/.git`, repoKey: 'k'};
	return {
		folder,
		put: (name: string, value: unknown, changed = started) => {
			writeFileSync(path.join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
			utimesSync(path.join(folder, name), changed / 1000, changed / 1000);
		},
		read: (wall = started + minute): readonly Claim[] => agentLocks(place, wall),
		blocks: (file: string, who: string, wall = started + minute): string | null =>
			claimInTheWay(agentLocks(place, wall), {path: file, repoKey: 'k'}, who)?.owner ?? null,
	};
};

test('the form of the seed: who, what for, which files, how long', t => {
	const {put, read, blocks} = newWorktree(t);
	put('auth-module.lock', {agent: 'ani', task: 'refactor auth module', started: '2026-04-11T10:00:00Z', files: ['src/auth/*.ts', './lib'], ttl: 3600});
	const [claim, second] = read();
	assert.deepEqual(
		[claim?.owner, claim?.resource, claim?.description, claim?.expiresAt, claim?.lockFile, claim?.id, claim?.blocks],
		['ani', 'src/auth/*.ts', 'refactor auth module', '2026-04-11T11:00:00.000Z', '.agent-locks/auth-module.lock', 0, true],
	);
	assert.equal(second?.resource, 'lib');
	assert.equal(blocks('src/auth/a.ts', 'iza-1'), 'ani');
	assert.equal(blocks('lib/x/y.ts', 'iza-1'), 'ani');
	assert.equal(blocks('src/a.ts', 'iza-1'), null);
	assert.equal(blocks('src/auth/a.ts', 'ani'), null, 'her own');
	// Mutation seen red: the ttl taken for milliseconds.
	assert.equal(blocks('src/auth/a.ts', 'iza-1', started + 60 * minute - 1), 'ani');
	assert.equal(blocks('src/auth/a.ts', 'iza-1', started + 60 * minute), null);
	assert.deepEqual([read(started + 61 * minute)[0]?.state, read(started + 61 * minute)[0]?.stale], ['expired', true]);
});

test('a sentence, nothing at all, and names that stand for paths', t => {
	const {put, blocks} = newWorktree(t);
	put('auth-module.lock', 'ani is working on this\n');
	put('src-api-routes.ts.lock', {agent: 'Artem B.'});
	put('empty.lock', '');
	put('notes.txt', 'no lock');
	assert.equal(blocks('auth-module', 'x'), 'ani');
	assert.equal(blocks('auth/module/a.ts', 'x'), 'ani');
	assert.equal(blocks('auth/other', 'x'), null);
	// The pre-commit hook of the seed makes the name so: every / becomes -.
	assert.equal(blocks('src/api/routes.ts', 'x'), 'artem-b.');
	assert.equal(blocks('src/api-routes.ts', 'x'), 'artem-b.');
	assert.equal(blocks('empty', 'x'), 'unknown');
	assert.equal(blocks('notes.txt', 'x'), null);
	// Without a time of its own it counts from its last change, for an hour.
	assert.equal(blocks('auth-module', 'x', started + 59 * minute), 'ani');
	assert.equal(blocks('auth-module', 'x', started + 61 * minute), null);
});

test('whatever stands in such a folder: no error, nothing hangs, nothing is changed', t => {
	const {put, folder, read} = newWorktree(t);
	put('a.lock', {agent: 7, files: [1, null, '../../etc/passwd', '', 'x\0y'], ttl: -1, started: 'yesterday'});
	put('b.lock', '{"agent": "half');
	put('c.lock', '['.repeat(60_000));
	put('d.lock', 'x'.repeat(100_000));
	put('e.lock', [1, 2]);
	put('[x]*{a,b}.lock', {agent: 'ani'});
	mkdirSync(path.join(folder, 'f.lock'));
	// A pipe that nobody writes into: opening it would wait for ever.
	execFileSync('mkfifo', [path.join(folder, 'g.lock')]);
	symlinkSync('/dev/zero', path.join(folder, 'h.lock'));
	symlinkSync('nowhere', path.join(folder, 'i.lock'));
	const before = readdirSync(folder).map(name => [name, name < 'f' && name !== 'f.lock' ? readFileSync(path.join(folder, name), 'utf8').length : 0]);
	const claims = read();
	// Mutation seen red: isFile not asked (the pipe hangs).
	assert.ok(!claims.some(({lockFile}) => /[dfghi]\.lock$/.test(lockFile ?? '')));
	assert.ok(claims.every(({resource}) => !resource.includes('..') && !resource.includes('\0')));
	assert.deepEqual(
		readdirSync(folder).map(name => [name, name < 'f' && name !== 'f.lock' ? readFileSync(path.join(folder, name), 'utf8').length : 0]),
		before,
	);
	const other = newWorktree(t);
	fc.assert(
		fc.property(fc.oneof(fc.json(), fc.string()), text => {
			other.put('z.lock', text);
			for (const claim of other.read()) assert.equal(typeof claim.owner, 'string');
		}),
		{numRuns: 200},
	);
});

test('no folder, or no repository: nothing', t => {
	const worktree = newFolder(newOwner(t));
	assert.deepEqual(agentLocks({worktree, repo: 'app', repoId: 'x', repoKey: 'k'}, started), []);
	assert.deepEqual(agentLocks({worktree: null, repo: null, repoId: null, repoKey: null}, started), []);
});
