/** The one way past, and everything that can be wrong on our side: a human is never stopped, and a sister not by our own fault. */
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {eventsOf, type Guarded, holds, newGuarded, newUnguarded} from './guarded.ts';

const isCommitted = async ({repo}: Guarded, file: string): Promise<boolean> =>
	(await repo.git('ls-tree', '-r', '-z', '--name-only', 'HEAD')).split('\0').includes(file);

// Mutations seen red: the event left out; a blank reason taken for one.
test('the one way past is written down, with its reason; a blank one is none', async t => {
	const guarded = await newGuarded(t);
	const {stage, git} = guarded;
	await holds(guarded, 'src/a.ts');
	await stage({'src/a.ts': 'a\n'});
	const bypass = (why: string) => git('alice', ['commit', '-qm', 'x'], {env: {QUEEN_BYPASS: why}});
	assert.equal((await bypass(' ')).code, 1);
	const {code, err} = await bypass('agreed with bob; token ghp_0123456789abcdefghijklmnopqrstuvwxyz12');
	assert.equal(code, 0, err);
	assert.match(err, /let through against claims, as you wish \("agreed with bob/);
	const [event] = await eventsOf(guarded, 'bypass');
	assert.deepEqual([event?.sister, event?.data['files'], event?.data['branch']], ['alice', 'src/a.ts', 'alice/work']);
	assert.match(String(event?.data['why']), /^agreed with bob; token (?!ghp_)/);
	assert.equal(await isCommitted(guarded, 'src/a.ts'), true);
	// With nothing to stop there is nothing to write down.
	await stage({'c.ts': 'c\n'});
	assert.equal((await bypass('just so')).err, '');
	assert.equal((await eventsOf(guarded, 'bypass')).length, 1);
});

// Mutation seen red: the front that starts Node for a human.
test('a human is let through also where the program is gone; a sister too, with one line and an alarm', async t => {
	const guarded = await newGuarded(t);
	const {stage, passes, places, shell, repo} = guarded;
	await holds(guarded, 'src/a.ts');
	const front = readFileSync(places.front, 'utf8');
	for (const [what, change] of [
		['Node is missing', front.replace(/^queen_node=.*$/m, "queen_node='/nowhere/node'")],
		['the clone was moved', front.replace(/^queen_bundle=.*$/m, "queen_bundle='/nowhere/dist/guard.cjs'")],
		['the program is broken', front.replace(/^queen_bundle=.*$/m, `queen_bundle='${path.join(repo.path, 'README.md')}'`)],
	] as const) {
		writeFileSync(places.front, change);
		await stage({'src/a.ts': `human, ${what}\n`});
		assert.equal(await passes(null, 'commit', '-qm', what), '', what);
		assert.throws(() => readFileSync(places.alarm), what);
		await stage({'src/a.ts': `alice, ${what}\n`});
		assert.match(await passes('alice', 'commit', '-qm', what), /queen guard: [^\n]*; nothing was checked\n$/, what);
		assert.match(readFileSync(places.alarm, 'utf8'), /gone|ended with/);
		const {code, out} = await shell.at(repo.path).queen('guard', 'status');
		assert.equal(code, 1);
		assert.match(out, /alarm/);
		rmSync(places.alarm);
	}
	renameSync(places.folder, `${places.folder}.moved`);
	await stage({'src/a.ts': 'no front at all\n'});
	assert.equal(await passes(null, 'commit', '-qm', 'x'), '');
	await stage({'src/a.ts': 'no front at all for her\n'});
	assert.match(await passes('alice', 'commit', '-qm', 'x'), /^queen guard: its script is gone[^\n]*\n$/);
});

// Mutation seen red: the front that stops on every code but 0.
test('a database that cannot be used stops nobody, and says so', async t => {
	const guarded = await newUnguarded(t);
	const {stage, passes, places, shell, repo} = guarded;
	await shell.at(repo.path).says('guard', 'install', '--yes');
	mkdirSync(shell.db, {recursive: true});
	await stage({'src/a.ts': 'a\n'});
	assert.match(await passes('alice', 'commit', '-qm', 'x'), /^queen guard: pre-commit could not look: [^\n]*; nothing was checked\n$/);
	assert.match(readFileSync(places.alarm, 'utf8'), /could not look/);
});

test('sisters that commit at the same moment in their own worktrees are each judged for themselves', async t => {
	const guarded = await newGuarded(t);
	const {repo, git} = guarded;
	await holds(guarded, 'src/1.ts');
	const trees = await [0, 1, 2, 3].reduce<Promise<readonly string[]>>(
		async (made, n) => [...(await made), (await repo.worktree(`t${n}`, `s${n}/x`)).path],
		Promise.resolve([]),
	);
	const ran = await Promise.all(
		trees.map(async (cwd, n) => {
			mkdirSync(path.join(cwd, 'src'));
			writeFileSync(path.join(cwd, `src/${n}.ts`), 'x\n');
			await git(null, ['add', '-A'], {cwd});
			return git(`s${n}`, ['commit', '-qm', 'x'], {cwd});
		}),
	);
	assert.deepEqual(
		ran.map(({code}) => code),
		[0, 1, 0, 0],
		ran.map(({err}) => err).join('\n'),
	);
});
