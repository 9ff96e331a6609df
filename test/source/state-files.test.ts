import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, mkdirSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {systemProcesses} from '../../source/processes/index.ts';
import {readStateFiles} from '../../source/state-files.ts';
import {newFolder, newOwner} from '../driver/cleanup.ts';
import {startTime} from '../driver/processes.ts';

const processes = systemProcesses();

type World = {readonly home: string; readonly sessions: string; readonly child: () => Promise<number>; readonly write: (name: string, value: unknown) => void};

const newWorld = (t: TestContext): World => {
	const owner = newOwner(t);
	const home = newFolder(owner);
	const sessions = path.join(home, '.claude/sessions');
	mkdirSync(sessions, {recursive: true});
	return {
		home,
		sessions,
		write: (name, value) => writeFileSync(path.join(sessions, name), typeof value === 'string' ? value : JSON.stringify(value)),
		child: async () => {
			const child: ChildProcess = spawn('sleep', ['60'], {stdio: 'ignore'});
			owner.after(async () => {
				child.kill('SIGKILL');
				if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
			});
			await once(child, 'spawn');
			assert.ok(child.pid);
			return child.pid;
		},
	};
};

/** As Claude Code 2.1.330 writes it. */
const published = (pid: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
	pid,
	sessionId: '00000000-0000-0000-0000-000000000000',
	cwd: '/home/dev/web-app',
	procStart: startTime(pid),
	version: '2.1.330',
	kind: 'interactive',
	entrypoint: 'cli',
	tmux: 'main:@1.%1',
	name: 'web-app-0b',
	nameSource: 'derived',
	status: 'waiting',
	waitingFor: 'permission prompt',
	...more,
});

describe('state files', () => {
	it('are read where their process lives', async t => {
		const {home, write, child} = newWorld(t);
		const pid = await child();
		write(`${pid}.json`, published(pid));
		assert.deepEqual(readStateFiles({HOME: home}, processes), [
			{
				pid,
				startTime: startTime(pid),
				status: 'waiting',
				waitingFor: 'permission prompt',
				cwd: '/home/dev/web-app',
				sessionId: '00000000-0000-0000-0000-000000000000',
				userName: null,
				ownName: 'web-app-0b',
				headless: false,
				tmuxPane: 'main:@1.%1',
			},
		]);
	});

	it('are found under CLAUDE_CONFIG_DIR too, and counted once', async t => {
		const {home, write, child} = newWorld(t);
		const pid = await child();
		write(`${pid}.json`, published(pid));
		const other = path.join(home, '.claude');
		assert.equal(readStateFiles({CLAUDE_CONFIG_DIR: other}, processes).length, 1);
		assert.equal(readStateFiles({CLAUDE_CONFIG_DIR: other, HOME: home}, processes).length, 1);
		assert.deepEqual(readStateFiles({CLAUDE_CONFIG_DIR: home, HOME: '/nowhere'}, processes), []);
		assert.deepEqual(readStateFiles({}, processes), []);
	});

	// Mutation seen red: read() without the comparison of start times believes a reused pid.
	it('of another start or of a dead process are left out', async t => {
		const {home, write, child} = newWorld(t);
		const pid = await child();
		write(`${pid}.json`, published(pid, {procStart: '1'}));
		write('4194303.json', published(pid));
		assert.deepEqual(readStateFiles({HOME: home}, processes), []);
	});

	it('headless ones are marked, names count only when a user gave them', async t => {
		const {home, write, child} = newWorld(t);
		const [one, two, three, four] = [await child(), await child(), await child(), await child()];
		write(`${one}.json`, published(one, {entrypoint: 'sdk-cli'}));
		write(`${two}.json`, published(two, {nameSource: 'user', name: 'iza-1'}));
		write(`${three}.json`, published(three, {kind: 'background'}));
		// How 2.1.197 writes a name that was given with -n (seen in test/e2e). Mutation seen red: only `user` counts.
		write(`${four}.json`, published(four, {nameSource: undefined, name: 'iza-4'}));
		const found = new Map(readStateFiles({HOME: home}, processes).map(file => [file.pid, file]));
		assert.deepEqual([found.get(one)?.headless, found.get(two)?.headless, found.get(three)?.headless], [true, false, true]);
		assert.deepEqual([found.get(one)?.userName, found.get(two)?.userName, found.get(four)?.userName], [null, 'iza-1', 'iza-4']);
	});

	it('are read leniently: what does not parse is left out, what is missing is null', async t => {
		const {home, write, child} = newWorld(t);
		const pids = [await child(), await child(), await child(), await child(), await child()];
		const bad = ['{"pid":', '[]', '"x"', 'null', '{"status":5}'];
		for (const [at, pid] of pids.entries()) write(`${pid}.json`, bad[at]);
		assert.deepEqual(readStateFiles({HOME: home}, processes), []);
		const [pid = 0] = pids;
		write(`${pid}.json`, {procStart: startTime(pid), status: 7, waitingFor: {}, cwd: null});
		const [file] = readStateFiles({HOME: home}, processes);
		assert.deepEqual([file?.status, file?.waitingFor, file?.cwd, file?.headless], [null, null, null, false]);
	});

	// Mutation seen red: a file name test that lets `.key` through .
	it('never opens the token beside them, and writes nothing', async t => {
		const {home, sessions, write, child} = newWorld(t);
		const pid = await child();
		write(`${pid}.json`, published(pid));
		const key = `${pid}.abcdef.key`;
		// A valid state file in everything but its name: if it were read it would show.
		const other = await child();
		write(key, published(other));
		write(`pid-${other}.json`, published(other));
		write(`${other}.json.key`, published(other));
		chmodSync(sessions, 0o500);
		const before = readdirSync(sessions).map(name => `${name} ${statSync(path.join(sessions, name)).ctimeMs}`);
		assert.deepEqual(
			readStateFiles({HOME: home}, processes).map(file => file.pid),
			[pid],
		);
		assert.deepEqual(
			readdirSync(sessions).map(name => `${name} ${statSync(path.join(sessions, name)).ctimeMs}`),
			before,
		);
		chmodSync(sessions, 0o700);
	});
});
