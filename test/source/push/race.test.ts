/** Clones (five, eight at full size) push at once through one bare remote, by real processes. Overlap is seen by the remote itself, from outside of queen. */
import assert from 'node:assert/strict';
import {type ChildProcess, fork} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import {isWhole, newWorld, type World} from './clones.ts';

const isFull = process.env['HIVEQUEEN_FULL'] === '1';
const rounds = Number(process.env['HIVEQUEEN_PUSH_ROUNDS'] ?? (isFull ? 200 : 2));
const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].slice(0, isFull ? 8 : 5);

/** Its next word; that it ended instead is one too. */
const said = (child: ChildProcess): Promise<unknown> =>
	new Promise(resolve => {
		const ended = (): void => resolve('ended');
		child.once('exit', ended);
		child.once('message', message => {
			child.off('exit', ended);
			resolve(message);
		});
	});

async function pusher(t: TestContext, world: World, name: string): Promise<ChildProcess> {
	const {path: cwd} = await world.clone(name);
	const child = fork(path.join(import.meta.dirname, 'pusher.ts'), [], {cwd, execArgv: [], env: {...world.shell.env, QUEEN_NAME: name}});
	t.after(() => child.kill('SIGKILL'));
	assert.equal(await said(child), 'ready');
	return child;
}

// Mutation seen red: a lock of another name for each (overlap seen by the remote, pushes in vain).
test(`${names.length} clones push at once, ${rounds} rounds: every commit is there, in one line, and never two at a time`, async t => {
	const world = await newWorld(t);
	const [busy, overlap, taken] = ['busy', 'overlap', 'taken'].map(file => path.join(world.shell.folder, file)) as [string, string, string];
	// A push is under way in the remote from here until its refs are moved.
	world.hook('pre-receive', `mkdir '${busy}' 2>/dev/null || echo twice >> '${overlap}'\nsleep 0.02\necho x >> '${taken}'`);
	world.hook('post-receive', `rmdir '${busy}' 2>/dev/null || echo gone >> '${overlap}'`);
	const children: ChildProcess[] = [];
	for (const name of names) children.push(await pusher(t, world, name));
	for (let round = 1; round <= rounds; round++) {
		const results = children.map(said);
		for (const child of children) child.send(round);
		assert.deepEqual(
			await Promise.all(results),
			names.map(() => 'pushed'),
		);
	}
	assert.equal(existsSync(overlap) ? readFileSync(overlap, 'utf8') : '', '');
	// No push was in vain: each was sent once, on top of the one before.
	assert.equal(readFileSync(taken, 'utf8').length / 2, rounds * names.length);
	const subjects = (await world.there('log', '--format=%s', 'main')).split('\n').sort();
	const wanted = names.flatMap(name => Array.from({length: rounds}, (_, index) => `[Session ${name}] ${index + 1}`));
	assert.deepEqual(subjects, [...wanted, 'first'].sort());
	assert.equal(await world.there('rev-list', '--count', '--min-parents=2', 'main'), '0');
	for (const child of children) child.disconnect();
	await isWhole(world);
	assert.match((await world.shell.queen('claims')).out, /Nothing is claimed/);
});
