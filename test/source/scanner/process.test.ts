/** The scanner as a process of its own: who leads, how it ends, what it survives. */
import assert from 'node:assert/strict';
import {type ChildProcess, execFile, fork, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import type {ColonyEvent} from '../../../db/types.ts';
import type {Context} from '../../../source/context.ts';
import {openContext} from '../../../source/open-context.ts';
import {createFollower, runDaemon} from '../../../source/scanner/daemon.ts';
import {scanOnce, startScanner} from '../../../source/scanner/spawn.ts';
import {systemLooker, systemScanner} from '../../../source/scanner/system.ts';
import {type Colony, newColony} from '../../driver/colony.ts';
import {end, isAlive, startTime} from '../../driver/processes.ts';
import {newShell, type Shell} from '../../driver/shell.ts';
import {until} from '../../driver/wait.ts';

const source = (file: string): string => path.join(import.meta.dirname, '../../../source/scanner', file);

const contextOf = async (t: TestContext, shell: Shell): Promise<Context> => {
	const context = await openContext({env: shell.env, cwd: shell.home, busyMs: 5000});
	t.after(() => context.store.close());
	return context;
};

/** A scanner as the view starts one, without being started again. */
const startBare = (t: TestContext, shell: Shell): ChildProcess & {readonly pid: number} => {
	const child = fork(source('main.ts'), [], {env: shell.env, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc']});
	const {pid} = child;
	if (pid === undefined) throw new Error('the scanner was not started');
	t.after(() => end(pid));
	return Object.assign(child, {pid});
};

/** Whose pass was the last one that was written. */
const scannerPid = async ({store}: Context): Promise<number | null> => (await store.colony()).scanner?.pid ?? null;

const setting = async (t: TestContext): Promise<{readonly colony: Colony; readonly context: Context}> => {
	const colony = await newColony(t);
	const site = await colony.repository('site');
	await colony.sister('iza-1', {at: site.path});
	return {colony, context: await contextOf(t, colony.shell)};
};

/** A program of that name before all others in PATH. */
const standIn = (shell: Shell, name: string, script: string): NodeJS.ProcessEnv => {
	const bin = path.join(shell.folder, 'stand-in');
	mkdirSync(bin, {recursive: true});
	writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`, {mode: 0o755});
	return {...shell.env, PATH: `${bin}:${shell.env['PATH']}`};
};

// Mutation seen red: the store's `lead` without its question whether the holder lives (the takeover then waits for the lease).
test('two scanners, one leader; killed, the other takes over; told to end, it ends well', async t => {
	const {colony, context} = await setting(t);
	const first = startBare(t, colony.shell);
	await until(async () => (await scannerPid(context)) === first.pid, 'the first to lead');
	const second = startBare(t, colony.shell);
	// It says that it is well after its first turn: it has asked for the seat and did not get it.
	const [said] = (await once(second, 'message')) as [unknown];
	assert.deepEqual(said, {type: 'well'});
	assert.equal(await scannerPid(context), first.pid, 'the second looks on');
	// Asking in the leader's own name only renews: the seat is still its own, and now for longer than any test waits.
	assert.equal((await context.store.lead(identityOf(context, first.pid), 3_600_000)).leader, true, 'the first goes on leading');
	await end(first.pid);
	const guide = await colony.repository('guide');
	await colony.sister('iza-2', {at: guide.path});
	await until(() => context.store.sister('iza-2'), 'the second to write what it sees');
	second.kill('SIGTERM');
	const [code] = (await once(second, 'exit')) as [number | null];
	assert.equal(code, 0);
});

const identityOf = ({clock}: Context, pid: number) => ({host: clock.host, bootId: clock.bootId, pid, startTime: startTime(pid)});

// Mutation seen red: epochHolds of the store always true.
test('an old leader that wakes up late writes nothing', async t => {
	const {context} = await setting(t);
	const {store} = context;
	const old = await store.lead(identityOf(context, process.pid), 0);
	const next = await store.lead(identityOf(context, process.ppid), 60_000);
	assert.ok(old.leader && next.leader && next.epoch > old.epoch);
	const {signal} = new AbortController();
	const passOf = (epoch: number) => systemScanner(context, systemLooker(context), () => epoch).complete(signal);
	assert.equal((await passOf(old.epoch))?.accepted, false);
	assert.deepEqual(await store.sisters(), []);
	assert.equal((await passOf(next.epoch))?.accepted, true);
	assert.equal((await store.sisters()).length, 1);
});

test('killed, it is started again, and says so in between', async t => {
	const {colony, context} = await setting(t);
	const said: (string | null)[] = [];
	const running = startScanner({env: colony.shell.env, onTrouble: text => said.push(text)});
	t.after(() => running.stop());
	const first = await until(() => scannerPid(context), 'the first pass');
	process.kill(first, 'SIGKILL');
	const second = await until(async () => {
		const pid = await scannerPid(context);
		return pid === first ? null : pid;
	}, 'the next scanner');
	t.after(() => end(second));
	await until(() => running.trouble() === null, 'it to be well again');
	assert.deepEqual(said, ['the scanner ended (SIGKILL) and is started again', null]);
	running.stop();
	await until(() => !isAlive(second), 'its end');
	assert.equal(said.length, 2, 'stopped on purpose is no trouble');
});

// Mutation seen red: main.ts without `process.on('disconnect', end)`.
test('it ends with its parent, even when that is killed', async t => {
	const {colony, context} = await setting(t);
	const script = `import {startScanner} from ${JSON.stringify(source('spawn.ts'))}; startScanner(); setInterval(() => {}, 1e6);`;
	const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {env: colony.shell.env, stdio: 'ignore'});
	t.after(() => parent.kill('SIGKILL'));
	const pid = await until(() => scannerPid(context), 'the first pass');
	t.after(() => end(pid));
	parent.kill('SIGKILL');
	await until(() => !isAlive(pid), 'the scanner to end');
});

// Mutation seen red: spawn.ts without `unref`.
test('it does not keep its parent from ending', async t => {
	const {shell} = newShell(t);
	const script = `import {startScanner} from ${JSON.stringify(source('spawn.ts'))}; startScanner();`;
	const parent = execFile(process.execPath, ['--input-type=module', '-e', script], {env: shell.env, timeout: 15_000, killSignal: 'SIGKILL'});
	const [code, signal] = (await once(parent, 'exit')) as [number | null, string | null];
	assert.deepEqual([code, signal], [0, null]);
});

// Mutation seen red: isLost without `replaced` in loop.ts.
test('a database that was taken away is made anew', async t => {
	const {colony, context} = await setting(t);
	const said: (string | null)[] = [];
	const running = startScanner({env: colony.shell.env, onTrouble: text => said.push(text)});
	t.after(() => running.stop());
	await until(() => scannerPid(context), 'the first pass');
	const folder = path.dirname(colony.shell.db);
	renameSync(folder, `${folder}-away`);
	await until(
		() => said.some(text => text?.includes('replaced')),
		() => `the scanner to notice: ${said.join('; ')}`,
	);
	const fresh = await contextOf(t, colony.shell);
	await until(async () => (await fresh.store.sister('iza-1'))?.status === 'idle', 'the new database to know her');
	await until(() => running.trouble() === null, 'it to be well again');
});

test('once: everything is written before it ends, and nothing is printed', async t => {
	const {colony, context} = await setting(t);
	const env = standIn(colony.shell, 'crontab', 'echo "0 4 * * * backup-db"');
	const ran = await new Promise<readonly [number, string]>(resolve => {
		execFile(process.execPath, [source('main.ts'), 'once'], {env}, (error, out, err) => resolve([typeof error?.code === 'number' ? error.code : 0, out + err]));
	});
	assert.deepEqual(ran, [0, '']);
	assert.equal((await context.store.colony()).complete, true);
	const iza = await context.store.sister('iza-1');
	assert.deepEqual([iza?.status, iza?.statusSource], ['idle', 'state-file']);
	assert.deepEqual(
		(await context.store.crons()).map(cron => cron.name),
		['backup-db'],
	);
	assert.deepEqual((await context.store.events({limit: 1, kinds: ['scan']}))[0]?.data, {sisters: 1, crons: 1, conflicts: 0});
});

test('once needs the screens of clients without a state file: one pass is enough', async t => {
	const {colony, context} = await setting(t);
	const site = await colony.repository('guide');
	await colony.sister('gem', {at: site.path, agent: 'gemini'});
	assert.deepEqual(await scanOnce(20_000, colony.shell.env), {code: 0, why: null});
	const gemini = await context.store.sister('guide-1');
	assert.deepEqual([gemini?.agent, gemini?.status, gemini?.statusSource], ['gemini', 'idle', 'screen']);
});

// Mutation seen red: exit-code.ts answering 1 for every error.
test('once: not our database ends with 78 and one sentence', async t => {
	const {shell} = newShell(t);
	mkdirSync(path.dirname(shell.db), {recursive: true});
	const other = await openContext({env: {...shell.env, HIVE_DB: `${shell.db}-other`}, cwd: shell.home, busyMs: 5000});
	other.store.close();
	// Ours in every way, but of a version that does not exist yet: user_version stands at offset 60.
	const bytes = readFileSync(`${shell.db}-other`);
	bytes.writeUInt32BE(999, 60);
	writeFileSync(shell.db, bytes);
	const {code, why} = await scanOnce(20_000, shell.env);
	assert.equal(code, 78);
	assert.match(why ?? '', /^[^\n]+$/);
});

// Mutation seen red: scanOnce without its timer.
test('once: it is not waited for longer than wanted', async t => {
	const {shell} = newShell(t);
	assert.deepEqual(await scanOnce(1, shell.env), {code: 1, why: 'the scan took longer than 0.001 s and was ended'});
});

// Mutation seen red: main.ts without its signals.
test('told to end, it ends what it started', async t => {
	const {shell} = newShell(t);
	const pidFile = path.join(shell.folder, 'hung');
	const env = standIn(shell, 'crontab', `echo $$ >'${pidFile}.new'; mv '${pidFile}.new' '${pidFile}'; exec sleep 1000`);
	const child = fork(source('main.ts'), ['once'], {env, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc']});
	t.after(() => child.kill('SIGKILL'));
	await until(() => existsSync(pidFile), 'the crontab that hangs');
	const hung = Number(readFileSync(pidFile, 'utf8'));
	t.after(() => end(hung));
	child.kill('SIGTERM');
	await once(child, 'exit');
	await until(() => !isAlive(hung), 'the crontab to be ended');
});

test('a request makes a complete scan at once', async t => {
	const {shell} = newShell(t);
	const log = path.join(shell.folder, 'crontabs');
	writeFileSync(log, '');
	const running = startScanner({env: standIn(shell, 'crontab', `echo x >>'${log}'`)});
	t.after(() => running.stop());
	const scans = (): number => readFileSync(log, 'utf8').length / 2;
	await until(() => scans() === 1, 'the first complete scan');
	running.rescan();
	await until(() => scans() === 2, 'the scan that was asked for', 15_000);
});

// Mutation seen red: `last` kept for a new store. Its numbers begin at 1 again, and the daemon was silent until they had caught up.
test('after the database was replaced the daemon follows the new one', async () => {
	const store = (...ids: number[]) => ({
		ids,
		events: async ({after = 0, limit}: {after?: number; limit?: number}) =>
			ids
				.filter(id => id > after)
				.slice(limit === 1 ? -1 : 0)
				.map(id => ({id}) as ColonyEvent),
	});
	const follow = createFollower();
	const ids = async (from: ReturnType<typeof store>) => (await follow(from)).map(({id}) => id);
	const old = store(900);
	assert.deepEqual(await ids(old), [], 'what was there is old news');
	old.ids.push(901);
	assert.deepEqual(await ids(old), [901]);
	const fresh = store();
	assert.deepEqual(await ids(fresh), []);
	fresh.ids.push(1);
	assert.deepEqual([await ids(fresh), await ids(fresh)], [[1], []]);
});

test("queen daemon prints a line for every scan event, in the seed's form", async t => {
	const {colony, context: watching} = await setting(t);
	const context = await openContext({env: colony.shell.env, cwd: colony.shell.home, busyMs: 5000});
	const ending = new AbortController();
	t.after(() => ending.abort());
	const lines: string[] = [];
	const notes: string[] = [];
	const over = runDaemon(context, ending.signal, {print: line => lines.push(line), note: sentence => notes.push(sentence)});
	await until(() => lines.length > 0, 'the first line');
	const site = await colony.repository('other');
	await colony.sister('iza-2', {at: site.path});
	await until(() => lines.length > 1, 'a line when something changed');
	ending.abort();
	await over;
	assert.match(lines[0] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}scan {2}queen {2}\{"sisters": 1, "crons": 0, "conflicts": 0\}$/);
	assert.match(lines[1] ?? '', /"sisters": 2/);
	assert.deepEqual(notes, []);
	// Mutation seen red: leave() without resign (its process, this one, is still alive).
	assert.equal((await watching.store.lead(identityOf(watching, process.ppid), 15_000)).leader, true, 'the seat was left');
});
