/** Automatic leases, from the silent hook of one client to the warning of another; lock files of other tools at the moment of the edit. */
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import type {Claim, Sighting} from '../../../db/types.ts';
import {createGitReader} from '../../../source/git.ts';
import {withSpool} from '../../../source/hooks/fold.ts';
import {openContext} from '../../../source/open-context.ts';
import {createScanner} from '../../../source/scanner/scan.ts';
import type {FakeClient} from './client.ts';
import {type Hive, newHive} from './hive.ts';

/** A leader that sees these clients and nothing else: one pass folds in what their hooks wrote down. */
async function newLeader(t: TestContext, {shell, repo}: Hive, clients: readonly FakeClient[], leaseEdits = true) {
	const context = await openContext({env: shell.env, cwd: repo, busyMs: 5000});
	t.after(() => context.store.close());
	const {store, clock, processes} = context;
	const sightings = clients.flatMap(({pid}): readonly Sighting[] => {
		const found = processes.get(pid);
		return found === null
			? []
			: [
					{
						process: processes.identify(found),
						agent: 'claude',
						clientName: null,
						terminal: null,
						cwd: repo,
						git: null,
						reading: {status: 'working', detail: null, waitingFor: null, source: 'title', evidence: []},
						task: null,
						taskSource: 'none',
						lastOutput: null,
						resume: null,
					},
				];
	});
	const reader = createGitReader(shell.env);
	const look = async (_thorough: boolean, signal: AbortSignal) => {
		const git = await reader.facts(repo, signal);
		return {sightings: sightings.map(each => ({...each, git})), unplaced: [], sawEverybody: true, looked: [], unread: []};
	};
	const looker = withSpool({look}, path.dirname(shell.db), () => clock.wall());
	const scanner = createScanner({store, clock, looker, crons: async () => [], detect: () => [], epoch: () => null, pid: process.pid, leaseEdits});
	return {
		store,
		pass: async (): Promise<void> => {
			assert.equal((await scanner.fast(new AbortController().signal))?.accepted, true);
		},
	};
}

const wrote = (client: FakeClient, file: string) =>
	client.fire('PostToolUse', JSON.stringify({session_id: 'e7c1', cwd: '/', hook_event_name: 'PostToolUse', tool_name: 'Edit', tool_input: {file_path: file}}));

const leases = (claims: readonly Claim[]): readonly string[] => claims.map(({owner, resource, auto}) => `${owner} ${resource}${auto ? ' auto' : ''}`);

// Mutations seen red: leaseEdits not handed to the store by scan.ts; raiseAutomatic left out of the store with flags; claims in the place of autoClaims in handlers.ts.
test('who edits a file holds it for a while: another is warned before she writes there, and stopped only by a word', async t => {
	const hive = await newHive(t);
	const {client, shell, repo} = hive;
	const [one, two, nameless] = [client('iza-1'), client('iza-2'), client(null)];
	for (const each of [one, two]) await each.fire('SessionStart');
	const leader = await newLeader(t, hive, [one, two, nameless]);
	await leader.pass();
	const file = path.join(repo, 'src/a.ts');
	// She is known by her card from here on: only a flag brings her hook to look at claims.
	for (let n = 0; n < 2; n += 1) assert.equal((await two.edit(path.join(repo, 'README.md'))).out, '');
	assert.equal((await wrote(one, file)).out, '', 'the silent way says nothing');
	await wrote(nameless, path.join(repo, 'src/keeper.ts'));
	await leader.pass();
	assert.deepEqual(leases(await leader.store.claims()), ['iza-1 src/a.ts auto']);
	assert.equal((await one.edit(file)).out, '', 'her own');
	const warned = await two.edit(file);
	assert.equal(warned.denied, null);
	assert.match(
		warned.context ?? '',
		/^src\/a\.ts was edited by iza-1 lately: her automatic lease #1 lasts until \d\d:\d\dZ \(1[45]m left\)\.\nTo ask her: queen tell iza-1 'May I edit src\/a\.ts\?'\n/,
	);
	assert.match(warned.context ?? '', /This edit is not stopped/);
	// She writes there all the same: the lease stays the other's.
	await wrote(two, file);
	await leader.pass();
	assert.deepEqual(leases(await leader.store.claims()), ['iza-1 src/a.ts auto']);
	const refused = await shell.as('iza-3').at(repo).queen('claim', 'src/*.ts');
	assert.match(refused.err, /src\/a\.ts is held by iza-1, who edited there .* \(an automatic lease\), 1[45]m left \(#1\)/);
	assert.match(await shell.says('claims'), /#1 +src\/a\.ts +iza-1 +1[45]m left +auto/);
	assert.match(await shell.says('status'), /^(?![\s\S]*Claims held)/, 'it stands in no number');
	await shell.as('iza-1').at(repo).says('claim', 'src/a.ts');
	const {denied} = await two.edit(file);
	assert.match(denied ?? '', /^src\/a\.ts is claimed: iza-1 holds #1 on "src\/a\.ts"/);
	// Mutation seen red: the sentences joined by a blank: what came after the command was pasted with it.
	assert.ok(denied?.split('\n').includes(`To wait until it is free: queen claim '${file}' --wait`), denied ?? '');
});

test('what she committed is free again, and what she writes then is hers again', async t => {
	const hive = await newHive(t);
	const {client, shell, repo} = hive;
	const [one, two] = [client('iza-1'), client('iza-2')];
	for (const each of [one, two]) await each.fire('SessionStart');
	// git keeps whole seconds; in the second of the edit nobody could say which was first.
	const commit = (...words: readonly string[]): void => {
		const env = {...shell.env, GIT_COMMITTER_DATE: new Date(Date.now() + 5000).toISOString()};
		execFileSync('git', ['-C', repo, 'commit', '-q', '--allow-empty', '-m', 'x', ...words], {env});
	};
	commit();
	const leader = await newLeader(t, hive, [one, two]);
	await leader.pass();
	for (const name of ['src/a.ts', 'src/b.ts']) {
		writeFileSync(path.join(repo, name), 'hers\n');
		await wrote(one, path.join(repo, name));
	}
	await leader.pass();
	assert.deepEqual(leases(await leader.store.claims()), ['iza-1 src/a.ts auto', 'iza-1 src/b.ts auto']);
	execFileSync('git', ['-C', repo, 'add', 'src/a.ts'], {env: shell.env});
	commit('src/a.ts');
	await leader.pass();
	// Mutation seen red: withSpool that does not ask what is committed; noteEdits without endCommitted.
	assert.deepEqual(leases(await leader.store.claims()), ['iza-1 src/b.ts auto']);
	assert.equal((await two.edit(path.join(repo, 'src/a.ts'))).out, '');
	await wrote(one, path.join(repo, 'src/a.ts'));
	await leader.pass();
	assert.deepEqual(leases(await leader.store.claims()), ['iza-1 src/b.ts auto', 'iza-1 src/a.ts auto']);
});

test('autoClaims: deny stops, off makes none and asks for none', async t => {
	const hive = await newHive(t);
	const {client, shell, repo} = hive;
	const folder = path.join(shell.env['XDG_CONFIG_HOME'] || path.join(shell.home, '.config'), 'queen');
	const set = (autoClaims: string): void => {
		mkdirSync(folder, {recursive: true});
		writeFileSync(path.join(folder, 'config.json'), JSON.stringify({autoClaims}));
	};
	const [one, two] = [client('iza-1'), client('iza-2')];
	for (const each of [one, two]) await each.fire('SessionStart');
	const leader = await newLeader(t, hive, [one, two]);
	const file = path.join(repo, 'src/a.ts');
	await wrote(one, file);
	await leader.pass();
	set('deny');
	assert.match((await two.edit(file)).denied ?? '', /was edited by iza-1 lately/);
	set('off');
	assert.equal((await two.edit(file)).out, '');
	const silent = await newLeader(t, hive, [one, two], false);
	await wrote(one, path.join(repo, 'src/b.ts'));
	await silent.pass();
	assert.deepEqual(leases(await silent.store.claims()), ['iza-1 src/a.ts auto']);
});

test('the session ends, and with it her leases', async t => {
	const hive = await newHive(t);
	const {client, repo} = hive;
	const [one, two] = [client('iza-1'), client('iza-2')];
	for (const each of [one, two]) await each.fire('SessionStart');
	const file = path.join(repo, 'src/a.ts');
	await wrote(one, file);
	const leader = await newLeader(t, hive, [one, two]);
	await leader.pass();
	assert.deepEqual(leases(await leader.store.claims()), ['iza-1 src/a.ts auto']);
	await one.end();
	await (await newLeader(t, hive, [two])).pass();
	// Mutation seen red: settleLeases without isOrphan.
	assert.deepEqual(await leader.store.claims(), []);
	assert.equal((await two.edit(file)).out, '');
});

// Mutations seen red: the loop over .agent-locks left out of the front; agentLocks left out of handlers.ts.
test('a lock file of another tool stops the edit, although nothing was ever claimed here', async t => {
	const {client, repo} = await newHive(t);
	const she = client('iza-1');
	await she.fire('SessionStart');
	const at = (name: string): string => path.join(repo, name);
	mkdirSync(at('.agent-locks'));
	assert.equal((await she.edit(at('src/a.ts'))).out, '');
	const lock = (agent: string): void =>
		writeFileSync(at('.agent-locks/src.lock'), JSON.stringify({agent, task: 'moves "all"', started: new Date().toISOString(), files: ['src/*.ts'], ttl: 600}));
	lock('ani');
	const {denied} = await she.edit(at('src/a.ts'));
	assert.match(
		denied ?? '',
		/^src\/a\.ts is locked: ani says so in \.agent-locks\/src\.lock until \d\d:\d\dZ \((?:10|9)m left\)\. Her reason: "moves 'all'"\.\nTo ask her: queen tell ani/,
	);
	assert.equal((await she.edit(at('README.md'))).out, '');
	lock('iza-1');
	assert.equal((await she.edit(at('src/a.ts'))).out, '', 'her own');
	lock('ani');
	writeFileSync(at('.agent-locks/src.lock'), JSON.stringify({agent: 'ani', started: '2020-01-01T00:00:00Z', files: ['src/*.ts'], ttl: 600}));
	assert.equal((await she.edit(at('src/a.ts'))).out, '', 'long over');
});
