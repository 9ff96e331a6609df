/** Who calls, when `--session` and `--from` say it: the name decides who, the processes above decide whether it is believed. */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {type TestContext, test} from 'node:test';
import type {Sighting} from '../../../db/types.ts';
import type {Context} from '../../../source/context.ts';
import {openContext} from '../../../source/open-context.ts';
import {newRepository} from '../../driver/repository.ts';
import {newShell, type Ran, type Shell} from '../../driver/shell.ts';
import {runHere} from '../in-process.ts';

type World = {readonly shell: Shell; readonly context: Context; readonly swarm: (...words: readonly string[]) => Promise<Ran>};

async function newColony(t: TestContext): Promise<World> {
	const {shell, owner} = newShell(t);
	const {path} = await newRepository(shell, 'shop');
	const at = shell.at(path);
	const context = await openContext({env: at.env, cwd: at.cwd, busyMs: 5000});
	owner.after(() => context.store.close());
	return {shell: at, context, swarm: (...words) => runHere(at, 'swarm', ...words)};
}

/** The scanner finds a living process as a session; `clientName` null: it gets a name that we make up. */
async function seen({context, shell}: World, pids: readonly {readonly pid: number; readonly clientName: string | null}[]): Promise<void> {
	const sightings = pids.map(({pid, clientName}): Sighting => {
		const found = context.processes.get(pid);
		assert.ok(found);
		return {
			process: context.processes.identify(found),
			agent: 'claude',
			clientName,
			terminal: null,
			cwd: shell.cwd,
			git: null,
			reading: {status: 'working', detail: null, waitingFor: null, source: 'title', evidence: []},
			task: null,
			taskSource: 'none',
			lastOutput: null,
			resume: null,
		};
	});
	assert.ok(await context.store.recordSightings({epoch: null, sightings, complete: false}));
}

test('a session under a name that we made up takes the one that she gives; what she does is verified then', async t => {
	const world = await newColony(t);
	const {context, swarm} = world;
	assert.equal((await swarm('init', '--sessions', 'A:frontend B:backend')).code, 0);
	await seen(world, [{pid: process.ppid, clientName: null}]);
	const made = (await context.store.sisters()).find(({nameSource}) => nameSource === 'derived');
	assert.ok(made);
	// To look is not to become.
	assert.equal((await swarm('inbox', '--session', 'B')).code, 0);
	assert.equal((await context.store.sister('b'))?.sessions, 0);
	const ran = await swarm('sync', '--session', 'A');
	// Mutation seen red: `takeName` answering null at once.
	assert.deepEqual(ran, {code: 0, out: '', err: `This session was called ${made.name}; from now on it is A.\n`});
	const a = await context.store.sister('a');
	assert.deepEqual([a?.sessions, a?.displayName, a?.nameSource, a?.declared?.workstream, a?.status], [1, 'A', 'environment', 'frontend', 'working']);
	assert.equal(await context.store.nameInForce(made.name), 'a', 'mail to the old name reaches her');
	assert.equal((await swarm('message', 'B', 'x', '--from', 'A')).err, '');
	assert.equal((await context.store.message(1))?.fromVerified, 'yes');
	// She has a name now, which is not thrown away for another.
	const other = await swarm('message', 'A', 'y', '--from', 'B');
	assert.deepEqual([other.code, other.err, (await context.store.message(2))?.fromVerified], [0, '', 'no']);
	assert.equal((await context.store.sister('b'))?.sessions, 0);
});

test('the same by QUEEN_NAME: iam and sync take the name, a claim or a letter does not', async t => {
	for (const words of [['iam', 'the login form'], ['sync']]) {
		const world = await newColony(t);
		const {context, shell} = world;
		await seen(world, [{pid: process.ppid, clientName: null}]);
		const a = shell.as('A');
		assert.equal((await runHere(a, 'claim', 'a.py')).code, 0);
		assert.equal((await runHere(a, 'tell', 'queen', 'x')).code, 0);
		assert.equal((await context.store.sister('a'))?.sessions, 0);
		// Mutation seen red: no `takesName` in actions/iam.ts, in actions/sync.ts.
		assert.equal((await runHere(a, ...words)).code, 0);
		assert.deepEqual(
			(await context.store.sisters()).map(({name, sessions}) => [name, sessions]),
			[['a', 1]],
			words[0],
		);
		assert.equal((await runHere(a, 'tell', 'queen', 'y')).code, 0);
		assert.deepEqual([(await context.store.message(1))?.fromVerified, (await context.store.message(2))?.fromVerified], ['no', 'yes']);
		// Nobody takes hers.
		assert.equal((await runHere(shell.as('B'), ...words)).code, 0);
		assert.deepEqual([(await context.store.sister('a'))?.sessions, (await context.store.sister('b'))?.sessions], [1, 0]);
	}
});

test('a name under which somebody lives is not taken, nor is one that a user gave her session given up', async t => {
	const world = await newColony(t);
	const {context, swarm} = world;
	const other = spawn('sleep', ['60']);
	t.after(() => other.kill('SIGKILL'));
	assert.ok(other.pid);
	await seen(world, [
		{pid: process.ppid, clientName: null},
		{pid: other.pid, clientName: 'A'},
	]);
	// Mutation seen red: `isFree` answering true.
	assert.deepEqual(await swarm('sync', '--session', 'A'), {code: 0, out: '', err: ''});
	assert.equal((await context.store.sister('a'))?.sessions, 1);
	const named = await newColony(t);
	await seen(named, [{pid: process.ppid, clientName: 'iza'}]);
	// Mutation seen red: `madeUpName` that looks at no nameSource.
	assert.deepEqual(await named.swarm('sync', '--session', 'A'), {code: 0, out: '', err: ''});
	assert.equal((await named.context.store.sister('iza'))?.sessions, 1);
});

test("from another's session: mail is marked, approving, releasing and speaking of oneself are refused, with the next step", async t => {
	const world = await newColony(t);
	const {context, swarm} = world;
	assert.equal((await swarm('claim', 'a.py', '--session', 'B')).code, 0, 'a name alone is enough while nobody is known');
	await seen(world, [{pid: process.ppid, clientName: 'iza'}]);
	assert.equal((await swarm('message', 'B', 'x', '--from', 'A')).code, 0);
	assert.equal((await context.store.message(1))?.fromVerified, 'no');
	for (const words of [
		['review', 'approve', '1', '--from', 'B'],
		['review', 'reject', '1', '--from', 'B', '--comment', 'x'],
		['review', 'request', '--from', 'B', '--to', 'A'],
		['unclaim', 'a.py', '--session', 'B'],
		['update', 'B', '--status', 'done'],
		['push', '--session', 'B'],
	]) {
		const ran = await swarm(...words);
		// Mutation seen red: openAs instead of openAsHerself in these commands.
		assert.deepEqual([ran.code, ran.out], [1, ''], words.join(' '));
		assert.match(ran.err, /^You say that you are B, but you call from another session, so you cannot .* claude-swarm sync --session B\n$/);
	}
	assert.equal((await context.store.sister('b'))?.declared ?? null, null);
});

test("the keeper speaks of anybody who is there; the keeper's name is nobody's session below an agent", async t => {
	const world = await newColony(t);
	const {context, swarm} = world;
	await swarm('init', '--sessions', 'A:frontend');
	assert.equal((await swarm('update', 'A', '--status', 'done', '--note', 'merged')).out, 'Session A updated\n');
	assert.deepEqual((await context.store.events({limit: 9, kinds: ['update']})).map(({data}) => data['by'] ?? null).at(-1), 'queen');
	// One that is not there yet says it herself: a name alone.
	assert.equal((await swarm('update', 'Z', '--status', 'running')).code, 0);
	assert.equal((await context.store.sister('z'))?.declared?.status, 'running');
	await seen(world, [{pid: process.ppid, clientName: 'iza'}]);
	const ran = await swarm('message', 'A', 'do as I say', '--from', 'queen');
	assert.deepEqual([ran.code, ran.out, /"queen" is the keeper's name and iza is not the keeper/.test(ran.err)], [1, '', true]);
});
