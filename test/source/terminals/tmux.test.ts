import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {type IPty, spawn} from 'node-pty';
import {findTerminals, terminalOf} from '../../../source/terminals/index.ts';
import {screenKey, type Terminal, type TerminalPane, type TerminalScan} from '../../../source/terminals/types.ts';
import {newFolder, newOwner, type Owner} from '../../driver/cleanup.ts';
import {end} from '../../driver/processes.ts';
import {runProgram, type Shell, shellIn} from '../../driver/shell.ts';
import {newTmux, type Tmux} from '../../driver/tmux.ts';
import {until} from '../../driver/wait.ts';

type World = {readonly owner: Owner; readonly shell: Shell; readonly terminal: Terminal; readonly calls: () => readonly string[]};

/** A `tmux` in front of the real one that writes down how it was called. */
const countingTmux = (folder: string, env: NodeJS.ProcessEnv): {readonly env: NodeJS.ProcessEnv; readonly calls: () => readonly string[]} => {
	const bin = path.join(folder, 'bin');
	const log = path.join(folder, 'calls');
	mkdirSync(bin);
	writeFileSync(path.join(bin, 'tmux'), `#!/bin/sh\necho "$@" >> ${log}\nPATH='${env['PATH']}' exec tmux "$@"\n`, {mode: 0o755});
	const calls = (): readonly string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
	return {env: {...env, PATH: `${bin}:${env['PATH']}`}, calls};
};

const newWorld = (t: TestContext, more: NodeJS.ProcessEnv = {}): World => {
	const owner = newOwner(t);
	const shell = shellIn(newFolder(owner));
	const {env, calls} = countingTmux(shell.folder, {...shell.env, ...more});
	const [terminal] = findTerminals(env);
	assert.ok(terminal);
	return {owner, shell, terminal, calls};
};

const never = new AbortController().signal;
const scan = ({terminal}: World, wanted: readonly TerminalPane['place'][] = []): Promise<TerminalScan> => terminal.scan(wanted, never);

const paneOf = (seen: TerminalScan, id: string, socket?: string): TerminalPane => {
	const found = seen.panes.find(pane => pane.place.pane === id && (socket === undefined || pane.place.socket.endsWith(`/${socket}`)));
	assert.ok(found, `pane ${id}`);
	return found;
};

/** A pane that shows a text and then waits. */
const showing = (tmux: Tmux, cwd: string, text: string) => tmux.window(cwd, ['sh', '-c', `printf '%b' "$1"; exec sleep 300`, 'sh', text]);

const untilShown = async (world: World, id: string, text: string): Promise<TerminalScan> =>
	until(async () => {
		const place = paneOf(await scan(world), id).place;
		const seen = await scan(world, [place]);
		return seen.screens.get(screenKey(place))?.includes(text) ? seen : null;
	}, `"${text}" in pane ${id}`);

/** Somebody's terminal, attached to a server. */
const attach = (owner: Owner, shell: Shell, tmux: Tmux, args: readonly string[] = [], size = {cols: 100, rows: 30}): IPty => {
	const client = spawn('tmux', ['-u', '-L', tmux.name, 'attach-session', ...args], {...size, env: shell.env, cwd: shell.folder});
	owner.after(() => end(client.pid));
	return client;
};

describe('tmux, scanned', () => {
	it('finds the panes of every server with one process for each', async t => {
		const world = newWorld(t);
		const one = await newTmux(world.owner, world.shell, 'one');
		await newTmux(world.owner, world.shell, 'two');
		const pane = await one.window(world.shell.home, ['sleep', '300']);
		const before = world.calls().length;
		const seen = await scan(world);
		// Mutation seen red: a second askServer() for the captures makes four.
		assert.equal(world.calls().length - before, 2);
		assert.deepEqual(seen.looked, ['tmux server one (2 panes)', 'tmux server two (1 pane)']);
		assert.deepEqual(seen.unread, []);
		const found = paneOf(seen, pane.id, 'one');
		assert.deepEqual([found.pid, found.command, found.cwd, found.dead, found.watched], [pane.pid, 'sleep', world.shell.home, false, false]);
		assert.match(found.place.server, new RegExp(`^${one.pid}:\\d+$`));
		assert.deepEqual([found.columns, found.rows], [120, 40]);
		assert.equal(terminalOf(found.place, world.shell.env)?.kind, 'tmux');
	});

	it("knows a pane's tty by the number that /proc shows", async t => {
		const world = newWorld(t);
		const tmux = await newTmux(world.owner, world.shell);
		const pane = await tmux.window(world.shell.home, ['sleep', '300']);
		const ttyOf = (): number => {
			const stat = readFileSync(`/proc/${pane.pid}/stat`, 'utf8');
			return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[4]);
		};
		// The process is there a moment before it has its terminal.
		await until(() => ttyOf() > 0, 'the process to have its terminal');
		assert.equal(paneOf(await scan(world), pane.id).tty, ttyOf());
	});

	it('reads the wanted screens in colour; one that is gone does not stop the rest', async t => {
		const world = newWorld(t);
		const tmux = await newTmux(world.owner, world.shell);
		const first = await showing(tmux, world.shell.home, '\\033[31mred\\033[0m first');
		const second = await showing(tmux, world.shell.home, 'second');
		await untilShown(world, second.id, 'second');
		const seen = await untilShown(world, first.id, 'first');
		const places = [first.id, second.id].map(id => paneOf(seen, id).place);
		const [one, two] = places;
		assert.ok(one && two);
		// Mutation seen red: `tmux a \; b` instead of source-file on stdin loses everything behind the missing pane.
		const all = await scan(world, [one, {...one, pane: '%9999'}, two]);
		assert.match(all.screens.get(screenKey(one)) ?? '', /^\u001b\[31mred\u001b\[39m first|^\u001b\[31mred\u001b\[0m first/);
		assert.match(all.screens.get(screenKey(two)) ?? '', /^second/);
		assert.equal(all.screens.size, 2);
		assert.equal((all.screens.get(screenKey(two)) ?? '').split('\n').length, 40);
	});

	// Mutation seen red: screensFor() that compares the pane's number only.
	it('gives no screen for a pane of a server that was restarted since', async t => {
		const world = newWorld(t);
		const tmux = await newTmux(world.owner, world.shell);
		const pane = await showing(tmux, world.shell.home, 'now');
		const seen = await untilShown(world, pane.id, 'now');
		const old = {...paneOf(seen, pane.id).place, server: '1:1'};
		assert.equal((await scan(world, [old])).screens.size, 0);
		assert.equal(await world.terminal.read(old, never), null);
	});

	it('takes titles, folders and names for text, whatever they hold', async t => {
		const world = newWorld(t);
		const tmux = await newTmux(world.owner, world.shell);
		const folder = path.join(world.shell.folder, "a\tb\nc #{pid} %5 'x'; kill-server");
		mkdirSync(folder);
		const title = `#(touch ${world.shell.folder}/sentinel) #{pid} P\\t1:1\\t%%0 ✳ Fix`;
		const pane = await tmux.window(world.shell.home, ['sh', '-c', `cd "$2"; printf '\\033]2;%s\\007' "$1"; exec sleep 300`, 'sh', title, folder]);
		const found = await until(async () => {
			const one = paneOf(await scan(world), pane.id);
			return one.title.includes('Fix') ? one : null;
		}, 'the title');
		assert.equal(found.title, title);
		assert.equal(found.cwd, folder);
		assert.equal((await scan(world)).panes.length, 2);
		assert.equal(existsSync(path.join(world.shell.folder, 'sentinel')), false);
	});

	// Mutation seen red: tmux without -u answers `_ Fix`.
	it('reads Unicode under a locale without it', async t => {
		const world = newWorld(t, {LANG: 'C', LC_ALL: 'C'});
		const tmux = await newTmux(world.owner, world.shell);
		const pane = await showing(tmux, world.shell.home, '\\033]2;✳ Fix\\007❯ ready');
		const seen = await untilShown(world, pane.id, '❯ ready');
		assert.equal(paneOf(seen, pane.id).title, '✳ Fix');
	});

	it('says what it saw where there is nothing, and starts nothing', async t => {
		const world = newWorld(t);
		const seen = await scan(world);
		assert.deepEqual([seen.panes, seen.unread], [[], []]);
		assert.match(seen.looked.join(), /^no tmux server in .*\/tmux-\d+$/);
		assert.deepEqual(world.calls(), []);
		assert.deepEqual(readdirSync(path.join(world.shell.folder, 'tmux')), []);
	});

	// Mutation seen red: rememberDead() doing nothing starts a process each time; a dead socket pushed to unread.
	it('a dead socket is no error, and costs a process once', async t => {
		const world = newWorld(t);
		const tmux = await newTmux(world.owner, world.shell, 'gone');
		await end(tmux.pid, 'SIGKILL');
		for (let time = 0; time < 3; time += 1) {
			const seen = await scan(world);
			assert.deepEqual([seen.panes, seen.unread], [[], []]);
		}
		assert.equal(world.calls().filter(call => call.includes('source-file')).length, 1);
		const again = await newTmux(world.owner, world.shell, 'gone');
		assert.ok(again.pid !== tmux.pid && (await scan(world)).panes.length === 1);
	});

	it('a server that hangs is named as unread, and does not keep the others', async t => {
		const world = newWorld(t);
		const hung = await newTmux(world.owner, world.shell, 'hung');
		await newTmux(world.owner, world.shell, 'well');
		process.kill(hung.pid, 'SIGSTOP');
		try {
			const seen = await scan(world);
			assert.deepEqual(seen.unread, ['tmux server hung: no answer within 1 s']);
			assert.deepEqual(seen.looked, ['tmux server well (1 pane)']);
		} finally {
			process.kill(hung.pid, 'SIGCONT');
		}
	});

	it('says when tmux is missing although there are servers', async t => {
		const world = newWorld(t);
		await newTmux(world.owner, world.shell);
		const [terminal] = findTerminals({...world.shell.env, PATH: world.shell.home});
		assert.deepEqual((await terminal?.scan([], never))?.unread, ['tmux server hive: tmux was not found in PATH']);
	});

	it('ends when it is no longer wanted', async t => {
		const world = newWorld(t);
		await newTmux(world.owner, world.shell);
		await assert.rejects(world.terminal.scan([], AbortSignal.abort()), /tmux was ended/);
	});

	it('never resizes a pane that somebody looks at, and leaves no client', async t => {
		const world = newWorld(t);
		const tmux = await newTmux(world.owner, world.shell);
		attach(world.owner, world.shell, tmux);
		const facts = () => tmux.run('list-panes', '-a', '-F', '#{pane_id} #{pane_width}x#{pane_height}');
		await until(async () => (await facts()).includes('100x30'), 'the client to be attached');
		const before = await facts();
		const pane = (await scan(world)).panes[0];
		assert.ok(pane?.watched);
		await scan(world, [pane.place]);
		await world.terminal.read(pane.place, never);
		assert.equal(await facts(), before);
		assert.equal((await tmux.run('list-clients')).trim().split('\n').length, 1);
	});
});

describe('tmux, one pane read', () => {
	it('gives the visible screen, and null when the pane or its server is gone', async t => {
		const world = newWorld(t);
		const tmux = await newTmux(world.owner, world.shell);
		const pane = await showing(tmux, world.shell.home, '\\033[1mhello\\033[0m');
		const {place} = paneOf(await untilShown(world, pane.id, 'hello'), pane.id);
		assert.match((await world.terminal.read(place, never)) ?? '', /^\u001b\[1mhello/);
		await tmux.run('kill-pane', '-t', pane.id);
		assert.equal(await world.terminal.read(place, never), null);
		await end(tmux.pid, 'SIGKILL');
		assert.equal(await world.terminal.read(place, never), null);
	});

	// Mutation seen red: the paneId test removed from read() kills the server.
	it('never hands anything but a pane number to tmux', async t => {
		const world = newWorld(t);
		const tmux = await newTmux(world.owner, world.shell);
		const place = paneOf(await scan(world), '%0').place;
		const evil = {...place, pane: '%0 ; kill-server ; list-sessions -F'};
		assert.equal(await world.terminal.read(evil, never), null);
		await scan(world, [evil]);
		assert.deepEqual(await world.terminal.jump(evil, world.shell.env), {ok: false, why: '%0 ; kill-server ; list-sessions -F is no tmux pane'});
		assert.equal((await tmux.run('display-message', '-p', '#{pid}')).trim(), String(tmux.pid));
	});
});

describe('tmux, jumped to', () => {
	const insideOf = async (tmux: Tmux, pane: string, socket: string): Promise<NodeJS.ProcessEnv> => ({
		TMUX: `${socket},${tmux.pid},0`,
		TMUX_PANE: pane,
	});

	it("inside tmux: moves the caller's own client, nobody else's", async t => {
		const world = newWorld(t);
		const tmux = await newTmux(world.owner, world.shell);
		await tmux.run('new-session', '-d', '-s', 'other', 'sleep', '300');
		const target = await tmux.window(world.shell.home, ['sleep', '300']);
		attach(world.owner, world.shell, tmux, ['-t', 'other']);
		attach(world.owner, world.shell, tmux, ['-t', 'hive']);
		const clients = async () => (await tmux.run('list-clients', '-F', '#{session_name} #{pane_id} #{client_name}')).trim().split('\n').sort();
		await until(async () => (await clients()).length === 2, 'two clients');
		const seen = await scan(world);
		const {place} = paneOf(seen, target.id);
		const mine = (await tmux.run('list-panes', '-t', 'other', '-F', '#{pane_id}')).trim();
		const env = {...world.shell.env, ...(await insideOf(tmux, mine, place.socket))};
		const hive = (await clients()).find(line => line.startsWith('hive'))?.split(' ')[2];
		assert.deepEqual(await world.terminal.jump(place, env), {ok: true, how: 'switched'});
		const after = await clients();
		assert.equal(after.filter(line => line.startsWith(`hive ${target.id}`)).length, 2);
		assert.ok(hive && after.some(line => line.endsWith(hive)));
	});

	it('outside tmux: answers the command that attaches, and it works', async t => {
		const world = newWorld(t);
		const tmux = await newTmux(world.owner, world.shell);
		const target = await showing(tmux, world.shell.home, 'here I am');
		const {place} = paneOf(await untilShown(world, target.id, 'here I am'), target.id);
		const result = await world.terminal.jump(place, world.shell.env);
		assert.ok(result.ok && result.how === 'attach');
		assert.deepEqual(result.command, ['tmux', '-u', '-S', place.socket, 'attach-session', '-t', target.id]);
		assert.deepEqual(result.env, {TMUX: undefined, TMUX_PANE: undefined});
		const [file = '', ...args] = result.command;
		const client = spawn(file, args, {cols: 80, rows: 24, env: {...world.shell.env, ...result.env}, cwd: world.shell.folder});
		world.owner.after(() => end(client.pid));
		let screen = '';
		client.onData(data => {
			screen += data;
		});
		await until(() => screen.includes('here I am'), 'the pane on the attached terminal');
	});

	it('from another server: says which command to run elsewhere', async t => {
		const world = newWorld(t);
		const here = await newTmux(world.owner, world.shell, 'here');
		await newTmux(world.owner, world.shell, 'there');
		const seen = await scan(world);
		const env = {...world.shell.env, ...(await insideOf(here, '%0', paneOf(seen, '%0', 'here').place.socket))};
		const {place} = paneOf(seen, '%0', 'there');
		const result = await world.terminal.jump(place, env);
		assert.deepEqual(result, {
			ok: false,
			why: `That pane belongs to another tmux server. In another terminal run: tmux -u -S ${place.socket} attach-session -t %0`,
		});
	});

	// Mutation seen red: jumpToPane() without its look before (visit) attaches to a stranger's pane of the same number.
	it('says so when the pane, the server or the attached terminal is gone', async t => {
		const world = newWorld(t);
		const tmux = await newTmux(world.owner, world.shell);
		const pane = await tmux.window(world.shell.home, ['sleep', '300']);
		const {place} = paneOf(await scan(world), pane.id);
		const why = async (where: typeof place, env = world.shell.env): Promise<string> => {
			const result = await world.terminal.jump(where, env);
			assert.equal(result.ok, false);
			return result.ok ? '' : result.why;
		};
		assert.match(await why(place, {...world.shell.env, ...(await insideOf(tmux, '%0', place.socket))}), /^No terminal is attached/);
		assert.match(await why({...place, server: '1:1'}), /was restarted since/);
		await tmux.run('kill-pane', '-t', pane.id);
		assert.match(await why(place), /^Pane %1 is gone/);
		await end(tmux.pid, 'SIGKILL');
		assert.match(await why(place), /server at .* is gone/);
	});

	it('types nothing into any pane: the sources know no send-keys', async () => {
		const found = await runProgram('grep', ['-rlE', 'send-keys|paste-buffer|set-option|set-hook|resize-', 'source/terminals'], {
			env: process.env,
			cwd: path.resolve(import.meta.dirname, '../../..'),
			input: null,
		});
		assert.equal(found.out, '');
	});
});
