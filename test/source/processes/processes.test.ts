import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {systemClock} from '../../../source/clock.ts';
import {systemProcesses} from '../../../source/processes/index.ts';
import {parseCommandLine, parseStat} from '../../../source/processes/linux.ts';
import {parsePsLine} from '../../../source/processes/macos.ts';
import {pickTerminalHints} from '../../../source/processes/terminal-hints.ts';
import {run} from '../../../source/run.ts';
import {newFolder, newOwner, type Owner} from '../../driver/cleanup.ts';
import {until} from '../../driver/wait.ts';

const processes = systemProcesses();

/** A child of ours, killed at the end of the test however it goes. */
const start = async (
	owner: Owner,
	file: string,
	args: readonly string[],
	options: {argv0?: string; env?: NodeJS.ProcessEnv; cwd?: string} = {},
): Promise<number> => {
	const child: ChildProcess = spawn(file, [...args], {stdio: 'ignore', env: {PATH: process.env['PATH']}, ...options});
	owner.after(async () => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		child.kill('SIGKILL');
		await once(child, 'exit');
	});
	await once(child, 'spawn');
	assert.ok(child.pid);
	return child.pid;
};

describe('/proc/<pid>/stat', () => {
	// Mutation seen red: indexOf instead of lastIndexOf for the bracket.
	it('is read after the last bracket: a program may call itself `a) R 1 (b`', () => {
		const numbers = Array.from({length: 48}, (_, at) => at + 3);
		fc.assert(
			fc.property(fc.string({unit: fc.constantFrom(')', '(', ' ', 'R', '1', '\n', 'ä'), maxLength: 15}), name => {
				const stat = parseStat(`77 (${name}) S ${numbers.join(' ')}\n`);
				assert.deepEqual(
					[stat?.pid, stat?.state, stat?.ppid, stat?.group, stat?.session, stat?.tty, stat?.foreground, stat?.startTime],
					[77, 'S', 3, 4, 5, 6, 7, '21'],
				);
			}),
		);
	});

	it('is null where it is something else', () => {
		for (const text of ['', 'x', '12 (a', '12 (a) S 1 2']) assert.equal(parseStat(text), null);
	});

	it('splits a command line at NUL and keeps empty arguments', () => {
		assert.deepEqual(parseCommandLine('claude\0--model\0\0-p\0'), ['claude', '--model', '', '-p']);
		assert.deepEqual(parseCommandLine(''), []);
	});
});

describe('processes of this machine', () => {
	it('shows a child by the argv that it was given, with its parent, folder and start', async t => {
		const owner = newOwner(t);
		const folder = newFolder(owner);
		const pid = await start(owner, 'sleep', ['60'], {argv0: 'claude', cwd: folder});
		const found = await until(() => (processes.get(pid)?.argv[0] === 'claude' ? processes.get(pid) : null), 'the child under its name');
		assert.deepEqual([found.argv, found.ppid, found.uid], [['claude', '60'], process.pid, process.geteuid?.()]);
		assert.equal(processes.cwd(pid), folder);
		assert.ok(processes.list().some(one => one.pid === pid && one.startTime === found.startTime));
	});

	it('names the ancestors, nearest first, up to the first process', async t => {
		const owner = newOwner(t);
		const pid = await start(owner, 'sh', ['-c', 'sleep 60; true']);
		const inner = await until(() => processes.list().find(one => one.ppid === pid), 'the grandchild');
		const ancestors = processes.ancestors(inner.pid).map(one => one.pid);
		assert.deepEqual(ancestors.slice(0, 2), [pid, process.pid]);
		assert.equal(new Set(ancestors).size, ancestors.length);
		process.kill(inner.pid, 'SIGKILL');
	});

	// Mutation seen red: sameProcess() without the comparison of start times, of boots, of hosts, or without the state.
	it('believes a process alive only in the same boot, on the same host, with the same start', async t => {
		const owner = newOwner(t);
		const pid = await start(owner, 'sleep', ['60']);
		const found = processes.get(pid);
		assert.ok(found);
		const identity = processes.identify(found);
		assert.equal(processes.isAlive(identity), true);
		assert.equal(processes.isAlive({...identity, startTime: `${Number(identity.startTime) + 1}`}), false);
		assert.equal(processes.isAlive({...identity, bootId: 'another'}), false);
		assert.equal(processes.isAlive({...identity, host: 'another'}), false);
	});

	it('a zombie is dead, though it can be signalled', async t => {
		const owner = newOwner(t);
		// The shell becomes a sleep that never waits for the child that it had as a shell.
		const parent = await start(owner, 'sh', ['-c', 'sleep 0 & exec sleep 60']);
		const zombie = await until(() => processes.list().find(one => one.ppid === parent && one.state === 'Z'), 'a zombie');
		process.kill(zombie.pid, 0);
		assert.equal(processes.isAlive(processes.identify(zombie)), false);
		assert.deepEqual(zombie.argv, []);
	});

	it('what does not exist is null, never a throw', () => {
		const free = 4_194_303;
		assert.equal(processes.get(free), null);
		assert.equal(processes.cwd(free), null);
		assert.deepEqual(processes.ancestors(free), []);
		assert.deepEqual(processes.terminalHints(free), {});
	});

	it('lists processes of this user only', () => {
		const own = process.geteuid?.();
		assert.ok(processes.list().every(one => one.uid === own));
	});
});

describe("another process's environment", () => {
	// Mutation seen red: pickTerminalHints() that takes every name.
	it('gives the four names of terminals and nothing else', async t => {
		const owner = newOwner(t);
		const env = {PATH: '/usr/bin:/bin', TMUX: '/tmp/x,1,0', TMUX_PANE: '%3', TMUX_SECRET: 'a', KITTY_WINDOW_ID: '4', API_TOKEN: 'secret'};
		const pid = await start(owner, 'sleep', ['60'], {env});
		const hints = await until(() => (processes.terminalHints(pid)['TMUX'] ? processes.terminalHints(pid) : null), 'the environment');
		assert.deepEqual(hints, {TMUX: '/tmp/x,1,0', TMUX_PANE: '%3', KITTY_WINDOW_ID: '4'});
	});

	it('names that only look like them are not taken', () => {
		assert.deepEqual(pickTerminalHints('XTMUX=1\0TMUX\0=TMUX\0tmux=2\0TMUX_PANE=%1=2\0'), {TMUX_PANE: '%1=2'});
		assert.deepEqual(pickTerminalHints(null), {});
	});
});

describe('the clock', () => {
	// Mutation seen red: performance.now() instead of hrtime, which counts from each process's own start.
	it('knows host and boot, and counts the same milliseconds in every process', async () => {
		const clock = systemClock();
		assert.ok(clock.host.startsWith(hostname()));
		assert.equal(clock.bootId, readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
		const before = clock.mono();
		const program = `import('${import.meta.resolve('../../../source/clock.ts')}').then(({systemClock}) => console.log(systemClock().mono()))`;
		const other = Number((await run(process.execPath, ['-e', program], {timeoutMs: 20_000, maxBytes: 1000})).stdout);
		assert.ok(before <= other && other <= clock.mono(), `${before} ${other} ${clock.mono()}`);
	});
});

describe('ps of macOS (best effort, never run here)', () => {
	it('reads a line as macOS prints it', () => {
		const line = '  812   799   812      0 16/2         812   501 S+   Sat Nov 21 16:19:03 2026     claude --continue';
		const found = parsePsLine(line);
		assert.deepEqual([found?.pid, found?.ppid, found?.foreground, found?.uid, found?.state], [812, 799, 812, 501, 'S']);
		assert.deepEqual([found?.startTime, found?.argv], ['Sat Nov 21 16:19:03 2026', ['claude', '--continue']]);
		assert.equal(parsePsLine('PID PPID'), null);
	});
});
