/** Whose commits are judged, and under whose name (RULES.md, "Who is calling"). A real process that is called like a client stands for one. */
import assert from 'node:assert/strict';
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {test} from 'node:test';
import {dist} from '../../driver/environment.ts';
import {type FakeClient, startClient} from '../hooks/client.ts';
import {eventsOf, type Guarded, newGuarded} from './guarded.ts';

const clientIn = ({owner, shell, repo}: Guarded, name: string | null, env: NodeJS.ProcessEnv = {}): FakeClient =>
	startClient(owner, {env: {...shell.env, ...(name === null ? {} : {QUEEN_NAME: name}), ...env}, cwd: repo.path, folder: shell.folder, settings: '/nowhere'});

const commit = async (client: FakeClient, prefix = ''): Promise<{readonly code: number; readonly err: string}> => client.run(`${prefix} git commit -qm x`);

// Mutations seen red: queen_among_agents() that always answers no; committerOf() that takes an unknown agent for a human.
test('an agent is judged also without a name; the same shell without an agent above it is not', async t => {
	const guarded = await newGuarded(t);
	const {shell, repo, stage, passes} = guarded;
	await shell.as('bob').at(repo.path).says('claim', 'src/a.ts');
	await stage({'src/a.ts': 'a\n'});
	const {code, err} = await commit(clientIn(guarded, null));
	assert.equal(code, 1);
	assert.match(err, /^queen guard: this commit of an agent that nobody knows was stopped\.\n/);
	assert.match(err, /queen onboard/);
	const [event] = await eventsOf(guarded, 'guard');
	assert.deepEqual([event?.sister, event?.data['by']], ['?', 'an agent that nobody knows']);
	await passes(null, 'commit', '-qm', 'human');
});

test('a sister that is known by her process needs no name, and her claims are hers', async t => {
	const guarded = await newGuarded(t);
	const {stage} = guarded;
	const queen = (words: string): string => `node '${dist}/queen.cjs' ${words} > /dev/null`;
	const alice = clientIn(guarded, 'alice');
	assert.equal((await alice.run(queen('iam "at work"'))).code, 0);
	assert.equal((await alice.run(queen('claim src/a.ts'))).code, 0);
	await stage({'src/a.ts': 'a\n'});
	assert.deepEqual(await commit(alice, 'unset QUEEN_NAME;'), {code: 0, out: '', err: '', context: null, denied: null});
	await stage({'src/a.ts': 'b\n'});
	assert.match((await commit(clientIn(guarded, 'carol'))).err, /alice holds #1/);
});

// Mutation seen red: holder: name, whatever ancestry says.
test("another's name opens nothing: the claims of that other stay in the way", async t => {
	const guarded = await newGuarded(t);
	const {stage, shell, repo} = guarded;
	const queen = `node '${dist}/queen.cjs' iam "at work" > /dev/null`;
	const alice = clientIn(guarded, 'alice');
	await alice.run(queen);
	await shell.as('bob').at(repo.path).says('claim', 'src/a.ts');
	await stage({'src/a.ts': 'a\n'});
	const {code, err} = await commit(alice, 'QUEEN_NAME=bob');
	assert.equal(code, 1);
	assert.match(err, /this commit of bob \(in truth the session of alice\) was stopped/);
	assert.equal((await eventsOf(guarded, 'guard')).at(-1)?.data['verified'], 'no');
	// Nor does the keeper's name.
	assert.match((await commit(alice, 'QUEEN_NAME=queen')).err, /this commit of alice was stopped/);
});

test("the keeper's own name makes a human no sister", async t => {
	const {stage, git, shell, repo, places} = await newGuarded(t);
	await shell.as('bob').at(repo.path).says('claim', 'src/a.ts');
	writeFileSync(places.front, readFileSync(places.front, 'utf8').replace(/^queen_node=.*$/m, "queen_node='/nowhere/node'"));
	for (const name of ['', 'queen', '@keeper']) {
		await stage({'src/a.ts': `${name}\n`});
		const {code, err} = await git(null, ['commit', '-qm', 'x'], {env: {QUEEN_NAME: name}});
		assert.deepEqual([code, err], [0, ''], name);
	}
	await stage({'src/a.ts': 'worker\n'});
	assert.match((await git(null, ['commit', '-qm', 'x'], {env: {WORKER_NAME: 'carol'}})).err, /nothing was checked/);
	rmSync(places.alarm);
	assert.equal(existsSync(places.alarm), false);
});
