/** When Node starts and when it does not: the flags are hints, never too few of them. */
import assert from 'node:assert/strict';
import {chmodSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import fc from 'fast-check';
import type {Claim} from '../../../db/types.ts';
import {claimInTheWay} from '../../../source/claim-in-the-way.ts';
import {claimNames} from '../../../source/claim-names.ts';
import {claimLine, hookFlags, repositoryFlag} from '../../../source/hooks/flags.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';
import {type Hive, makeRepository, newHive} from './hive.ts';

/** Puts a counter between the front and Node. */
const countStarts = (hive: Hive): (() => number) => {
	const counted = path.join(hive.shell.folder, 'starts');
	const program = path.join(hive.shell.folder, 'counting-node');
	writeFileSync(program, `#!/bin/sh\necho x >> '${counted}'\nexec '${process.execPath}' "$@"\n`);
	chmodSync(program, 0o755);
	const script = readFileSync(hive.places.front, 'utf8');
	writeFileSync(hive.places.front, script.replace(/^queen_node=.*$/m, `queen_node='${program}'`));
	return () => {
		const starts = existsSync(counted) ? readFileSync(counted, 'utf8').split('\n').length - 1 : 0;
		rmSync(counted, {force: true});
		return starts;
	};
};

// Mutations seen red: lowerMail left out of the handler; the owner's test left out of the front; claimLine that keeps no path.
test('Node starts only when there may be something to say', async t => {
	const hive = await newHive(t);
	const {shell, repo, client} = hive;
	const starts = countStarts(hive);
	const she = client('iza-1');
	const at = (name: string): string => path.join(repo, name);
	await she.fire('SessionStart');
	// Registering moved names about: she is looked up once more.
	await she.fire('UserPromptSubmit');
	starts();
	for (const event of ['UserPromptSubmit', 'Stop', 'Notification', 'PermissionRequest', 'PostToolUse', 'SessionEnd']) await she.fire(event);
	await she.edit(at('src/a.ts'));
	assert.equal(starts(), 0, 'nothing to say, nobody claims anything');

	const lib = makeRepository(path.join(shell.folder, 'lib'), shell.env);
	await Promise.all(Array.from({length: 20}, (_, n) => shell.as('iza-2').at(lib).says('claim', `src/${n}.ts`)));
	// A new sister: names are looked up once more.
	await she.fire('UserPromptSubmit');
	starts();
	await she.edit(at('src/a.ts'));
	assert.equal(starts(), 0, 'twenty claims in another repository');

	await shell.as('iza-1').at(repo).says('claim', 'src/a.ts');
	await she.edit(at('src/a.ts'));
	assert.equal(starts(), 0, 'her own claim');

	await shell.as('iza-2').at(repo).says('claim', 'docs/**/*.md');
	await shell.as('iza-2').at(repo).says('claim', 'src/b.ts');
	await she.edit(at('src/a.ts'));
	await she.edit(at('src/b.tsx'));
	await she.edit(at('docs.md'));
	assert.equal(starts(), 0, 'claims on other paths of her repository');
	assert.match((await she.edit(at('src/b.ts'))).denied ?? '', /iza-2/);
	assert.match((await she.edit(at('docs/deep/x.md'))).denied ?? '', /iza-2/);
	assert.equal(starts(), 2);

	await shell.as('iza-2').at(repo).says('release', 'src/b.ts');
	await she.edit(at('src/b.ts'));
	assert.equal(starts(), 1, 'a flag too many costs one start');
	await she.edit(at('src/b.ts'));
	assert.equal(starts(), 0, 'and is gone then');
	assert.match((await she.edit(at('docs/x.md'))).denied ?? '', /iza-2/, 'the others of that repository are still there');
	// A release may have told somebody: everybody looks once.
	await she.fire('UserPromptSubmit');
	starts();

	await shell.as('iza-2').says('tell', 'iza-3', 'not for iza-1');
	await she.fire('UserPromptSubmit');
	assert.equal(starts(), 0);
	await shell.as('iza-2').says('tell', 'iza-1', 'for her');
	await she.fire('UserPromptSubmit');
	await she.fire('UserPromptSubmit');
	assert.equal(starts(), 1);
});

test('a session that began before the hooks, or before anybody knew her, is met at its next event', async t => {
	const hive = await newHive(t);
	const she = hive.client(null);
	const starts = countStarts(hive);
	await she.fire('UserPromptSubmit');
	assert.equal(starts(), 1);
	await she.fire('UserPromptSubmit');
	assert.equal(starts(), 0, 'left alone');
	// She names herself in her shell: what `iam` does there.
	await she.run(
		`QUEEN_NAME=iza-9 '${process.execPath}' '${path.join(process.env['HIVEQUEEN_DIST'] ?? path.resolve(import.meta.dirname, '../../../dist'), 'iam.cjs')}' 'a name at last' >/dev/null`,
	);
	await hive.shell.says('tell', 'iza-9', 'welcome');
	assert.match((await she.fire('UserPromptSubmit')).context ?? '', /mail for iza-9: 1 new/);
	// One that has a name already is greeted with it.
	const named = await hive.client('iza-3').fire('UserPromptSubmit');
	assert.match(named.context ?? '', /know this session as iza-3/);
});

// Mutation seen red: claimLine that cuts a glob one segment too late.
test('the flag never misses: a path that a claim names is at or below where the claim begins', () => {
	const segment = fc.constantFrom('src', 'a', 'b.ts', '*', '**', '*.ts', '?', '[ab]', '{a,b}', '@x', 'b c', 'größe', '.');
	const plain = fc.constantFrom('src', 'a', 'b.ts', 'b', 'x', '@x', 'b c', 'größe');
	const join = (parts: readonly string[]): string => parts.join('/');
	fc.assert(
		fc.property(fc.array(segment, {minLength: 1, maxLength: 4}).map(join), fc.array(plain, {minLength: 1, maxLength: 4}).map(join), (claimed, file) => {
			if (!claimNames(claimed, file)) return;
			const [, ...begins] = claimLine('iza-1', claimed).split(' ');
			const prefix = begins.join(' ');
			assert.ok(prefix === '' || `${file}/`.startsWith(`${prefix}/`), `${claimed} names ${file}, and its flag says ${prefix}`);
		}),
		{numRuns: 3000},
	);
});

test('which paths a claim names', () => {
	const named: readonly (readonly [string, string, boolean])[] = [
		['src/*.ts', 'src/a.ts', true],
		['src/*.ts', 'src/a/b.ts', false],
		['src/*.ts', 'src/a.tsx', false],
		['**/*.test.ts', 'x.test.ts', true],
		['**/*.test.ts', 'src/a/x.test.ts', true],
		['src/**', 'src/a/b', true],
		['src/**', 'srcx/a', false],
		['src/**/x.ts', 'src/x.ts', true],
		['src', 'src/a/b', true],
		['src', 'src', true],
		['src', 'srcx', false],
		['.', 'any/thing', true],
		['src/[ab].ts', 'src/b.ts', true],
		['src/[!ab].ts', 'src/b.ts', false],
		['src/[a-c]?.ts', 'src/bx.ts', true],
		['{src,lib}/**', 'lib/x', true],
		['{a,{b,c}}.ts', 'c.ts', true],
		['app/[id].ts', 'app/[id].ts', true],
		['a\\*b', 'a*b', true],
		['a\\*b', 'axb', false],
	];
	for (const [claimed, file, expected] of named) assert.equal(claimNames(claimed, file), expected, `${claimed} and ${file}`);
});

test('no pattern takes long', () => {
	const letters = 'a'.repeat(3000);
	assert.equal(claimNames(`${'*a'.repeat(300)}b`, letters), false);
	assert.equal(claimNames(`${'**/a/'.repeat(50)}b`, 'a/'.repeat(150)), false);
	assert.equal(claimNames(`${'**/a/'.repeat(300)}b`, 'a/'.repeat(1500)), true, 'too many steps: the holder is asked');
	assert.equal(claimNames('{a,b}'.repeat(60), 'x'), true, 'too many choices: the holder is asked');
});

const claimOf = (more: Partial<Claim>): Claim => ({
	id: 1,
	kind: 'path',
	repo: 'app',
	repoId: '/w/app/.git',
	repoKey: 'k',
	resource: 'src',
	owner: 'iza-1',
	description: null,
	claimedAt: '2026-11-21T00:00:00.000Z',
	expiresAt: null,
	ttlMs: null,
	state: 'held',
	stale: false,
	staleWhy: null,
	blocks: true,
	auto: false,
	ignoreCase: false,
	lockFile: null,
	fence: 1,
	shared: false,
	releasedAt: null,
	...more,
});

// Mutation seen red: `blocks` not asked.
test('only claims in force of others on that path of that repository are in the way', () => {
	const file = {path: 'src/a.ts', repoKey: 'k'};
	const isInTheWay = (more: Partial<Claim>): boolean => claimInTheWay([claimOf(more)], file, 'iza-2') !== null;
	assert.equal(isInTheWay({}), true);
	assert.equal(isInTheWay({state: 'quiet', stale: true}), true);
	for (const state of ['expired', 'orphaned', 'released'] as const) assert.equal(isInTheWay({state, blocks: false}), false, state);
	// Orphaned a moment ago: its owner's last writes may still come.
	assert.equal(isInTheWay({state: 'orphaned', blocks: true}), true);
	assert.equal(isInTheWay({owner: 'iza-2'}), false);
	assert.equal(isInTheWay({repoKey: 'other'}), false);
	assert.equal(isInTheWay({kind: 'domain', resource: 'src/a.ts'}), false);
	assert.equal(isInTheWay({resource: 'lib'}), false);
});

test('flags: without hooks nothing is made; many lines become one; what is no name is not a file', t => {
	const folder = newFolder(newOwner(t));
	const flags = hookFlags(folder);
	flags.raiseMail('iza-1');
	flags.raiseMailOfAll();
	flags.raiseClaims('k', 'iza-1 src');
	flags.namesChanged();
	assert.deepEqual([flags.isInstalled(), existsSync(path.join(folder, 'flags'))], [false, false]);
	assert.notEqual(repositoryFlag('github.com/a/b'), repositoryFlag('github.com/a/c'));
	assert.match(repositoryFlag('x'.repeat(5000)), /^[0-9a-f]{16}$/);
});

test('flags of a busy repository', async t => {
	const hive = await newHive(t);
	const flags = hookFlags(hive.places.folder);
	for (let n = 0; n < 200; n += 1) flags.raiseClaims('k', `iza-1 src/${n}`);
	flags.raiseClaims('k', 'iza-1 src/0');
	assert.equal(flags.claimLines('k')?.length, 200);
	flags.raiseClaims('k', 'iza-1 src/200');
	assert.deepEqual(flags.claimLines('k'), ['*']);
	flags.raiseMail('../../escaped');
	flags.raiseMail('-x');
	assert.equal(existsSync(path.join(hive.places.folder, 'escaped')), false);
});
