/** Against a real kitty on a screen of its own; one for the whole file, because it is heavy. Faults: kitty-faults.test.ts. */
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {after, before, describe, it} from 'node:test';
import {systemClock} from '../../../source/clock.ts';
import {systemProcesses} from '../../../source/processes/index.ts';
import {pulseOf} from '../../../source/scanner/pulse.ts';
import {systemLooker} from '../../../source/scanner/system.ts';
import {findTerminals, terminalOf} from '../../../source/terminals/index.ts';
import {screenKey, type Terminal, type TerminalPane, type TerminalScan} from '../../../source/terminals/types.ts';
import {readAnsi} from '../../../source/tui/ansi.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';
import {dist} from '../../driver/environment.ts';
import {newKitty, type RealKitty} from '../../driver/kitty.ts';
import {end, startTime} from '../../driver/processes.ts';
import {openScreen} from '../../driver/screen.ts';
import {type Shell, shellIn} from '../../driver/shell.ts';
import {until} from '../../driver/wait.ts';

const never = new AbortController().signal;
const processes = systemProcesses();

describe('kitty, the real one', () => {
	let shell: Shell;
	let kitty: RealKitty;
	let terminal: Terminal;

	const owner = newOwner({after: last => after(last as () => Promise<void>)});
	before(async () => {
		shell = shellIn(newFolder(owner));
		kitty = await newKitty(owner, shell);
		const found = findTerminals(shell.env).find(({kind}) => kind === 'kitty');
		assert.ok(found);
		terminal = found;
	});

	const scan = (wanted: readonly TerminalPane['place'][] = []): Promise<TerminalScan> => terminal.scan(wanted, never);
	const paneOf = async (id: string): Promise<TerminalPane> => {
		const pane = (await scan()).panes.find(({place}) => place.pane === id);
		assert.ok(pane, `window ${id}`);
		return pane;
	};
	const watched = async (): Promise<readonly string[]> => (await scan()).panes.filter(pane => pane.watched).map(({place}) => place.pane);
	/** A window that shows a text and then waits. */
	const showing = (text: string): Promise<string> => kitty.tab(shell.home, ['sh', '-c', `printf '%b' "$1"; exec sleep 300`, 'sh', text]);
	const untilShown = async (id: string, text: string): Promise<string> => {
		const {place} = await paneOf(id);
		return until(async () => {
			const screen = (await scan([place])).screens.get(screenKey(place));
			return screen?.includes(text) ? screen : null;
		}, `"${text}" in window ${id}`);
	};

	// Mutations seen red: `tab['is_focused']` left out of windowsOfTab (a window of each tab is watched); tty 0.
	it('lists its windows wherever its socket lies', async () => {
		const id = await kitty.tab(shell.home, ['bash', '-c', 'sleep 299 & exec -a first sleep 300']);
		const pane = await until(async () => {
			const now = await paneOf(id);
			return now.command === 'first' ? now : null;
		}, 'the program in the window');
		const facts = (await kitty.windows()).find(window => String(window.id) === id);
		assert.ok(facts);
		assert.deepEqual([pane.pid, pane.columns, pane.rows], [facts.pid, facts.columns, facts.lines]);
		assert.deepEqual(pane.place, {kind: 'kitty', socket: kitty.socket, pane: id, server: `${kitty.pid}:${startTime(kitty.pid)}`});
		assert.deepEqual([pane.cwd, pane.dead, pane.watched], [shell.home, false, false]);
		const stat = readFileSync(`/proc/${pane.pid}/stat`, 'utf8');
		assert.equal(pane.tty, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[4]));
		const seen = await scan();
		assert.deepEqual(seen.looked, [`kitty ${kitty.socket} (2 windows)`]);
		assert.deepEqual(seen.unread, []);
		await until(async () => (await watched()).join() === '1', 'only the first window to be watched');
		// What the windows were started with is in kitty's answer (`env`) and goes no further.
		assert.doesNotMatch(JSON.stringify(seen), /KITTY_PUBLIC_KEY|TERMINFO/);
	});

	it('takes the title that the program gave', async () => {
		const id = await showing('\\033]2;✳ mend the fence\\007');
		await until(async () => (await paneOf(id)).title === '✳ mend the fence', 'the title');
	});

	// Mutations seen red: wrap_markers left out (the long line is one row); rowsOf that keeps the CR.
	it('reads screens as rows with their colours', async () => {
		const id = await showing(`\\033[31mred\\033[0m \\033[38;2;1;2;3mtrue\\033[0m\\n${'x'.repeat(200)}y\\nthe end`);
		const screen = await untilShown(id, 'the end');
		const {columns, rows} = await paneOf(id);
		const lines = screen.split('\n');
		assert.equal(lines.length, rows);
		assert.doesNotMatch(screen, /\r/);
		const shown = readAnsi(screen).map(line => line.map(({text}) => text).join(''));
		const full = Math.floor(201 / columns);
		assert.deepEqual(shown, ['red true', ...Array.from({length: full}, () => 'x'.repeat(columns)), `${'x'.repeat(200 - full * columns)}y`, 'the end']);
		const [first] = readAnsi(screen);
		assert.deepEqual(
			first?.map(({text, color}) => [text, color]),
			[
				['red', 'red'],
				[' ', null],
				['true', '#010203'],
			],
		);
	});

	// Mutations seen red: isSameKitty always true; `here` not asked for (a wanted window that is gone makes the whole kitty unread).
	it('gives no screen for a window that is gone, or of another kitty', async () => {
		const id = await showing('here');
		await untilShown(id, 'here');
		const {place} = await paneOf(id);
		const gone = {...place, pane: '9999'};
		const old = {...place, server: '1:1'};
		const seen = await scan([gone, old, place]);
		assert.deepEqual([...seen.screens.keys()], [screenKey(place)]);
		assert.deepEqual(seen.unread, []);
		assert.match((await terminalOf(place, shell.env)?.read(place, never)) ?? '', /here/);
		assert.equal(await terminal.read(gone, never), null);
		assert.equal(await terminal.read(old, never), null);
		assert.equal(await terminal.read({...place, pane: '1 or id:2'}, never), null);
	});

	// Mutation seen red: `ls` asked instead of focus-window.
	it('jumps by showing the tab of the window', async () => {
		const id = await showing('over here');
		const {place} = await paneOf(id);
		await until(async () => (await watched()).join() === '1', 'only the first window to be watched');
		const result = await terminal.jump(place, shell.env);
		assert.deepEqual(result, {ok: true, how: 'switched', note: `kitty was asked to show window ${id}.`});
		await until(async () => (await watched()).join() === id, 'the window to be watched');
		assert.equal((await kitty.windows()).find(window => window.isInFrontTab)?.id, Number(id));
		assert.deepEqual(await terminal.jump({...place, pane: '9999'}, shell.env), {ok: false, why: 'Window 9999 of that kitty is gone.'});
		assert.deepEqual(await terminal.jump({...place, server: `${kitty.pid}:1`}, shell.env), {
			ok: false,
			why: 'That kitty was closed since, and its windows with it.',
		});
		assert.deepEqual(await watched(), [id]);
		await kitty.run('focus-window', '--match', 'id:1');
	});

	// Mutations seen red: kitty not in the registry; socketOfListenOn left out of paneByHints.
	it('knows a session in a window, also on a terminal within it', async () => {
		const direct = await kitty.tab(shell.home, ['bash', '-c', 'exec -a codex sleep 300']);
		const outer = path.join(shell.folder, 'outer');
		writeFileSync(outer, "exec script --quiet --command 'exec -a codex sleep 301' /dev/null\n");
		const within = await kitty.tab(shell.home, ['env', 'SHELL=/bin/bash', 'bash', outer]);
		const look = async (narrow: '1' | undefined) => {
			const env = {...shell.env, QUEEN_NARROW: narrow};
			const seen = await systemLooker({env, processes, clock: systemClock()}).look(true, never);
			return seen.sightings.filter(({terminal: place}) => place?.socket === kitty.socket).map(each => [each.agent, each.terminal?.pane, each.cwd]);
		};
		await until(async () => (await look(undefined)).length === 2, 'both sessions', 60_000);
		assert.deepEqual((await look(undefined)).toSorted(), [direct, within].map(id => ['codex', id, shell.home]).toSorted());
		// Narrowed, no process's environment is read.
		assert.deepEqual(await look('1'), [['codex', direct, shell.home]]);
		for (const {id, pid} of await kitty.windows()) if ([direct, within].includes(String(id))) await end(pid);
	});

	// Mutation seen red: pulseOf without the servers' times.
	it('is felt to have something new when a window prints', async () => {
		const fifo = path.join(shell.folder, 'more');
		writeFileSync(fifo, '');
		const id = await kitty.tab(shell.home, ['tail', '-n', '+1', '-f', fifo]);
		const {panes} = await scan();
		assert.ok(panes.some(({place}) => place.pane === id));
		const pulse = (): string | null => pulseOf(panes, shell.env, processes);
		let before = pulse();
		await until(async () => {
			const now = pulse();
			const isStill = now === before;
			before = now;
			return isStill;
		}, 'kitty to be still');
		assert.notEqual(before, null);
		writeFileSync(fifo, 'something new\n');
		await until(() => pulse() !== before, 'a sign of it');
	});

	// Mutation seen red: `read` answering null.
	it('in the view: her screen is looked into, and g shows her window', async () => {
		const yard = path.join(shell.home, 'yard');
		mkdirSync(yard);
		const id = await kitty.tab(yard, ['bash', '-c', "printf '\\033[31mred alert\\033[0m\\n'; exec -a codex sleep 300"]);
		const command = [process.execPath, path.join(dist, 'queen.cjs')];
		const view = await openScreen(owner, {command, env: shell.env, cwd: shell.home, columns: 120, rows: 40});
		await view.waitFor('codex');
		await view.press('enter');
		await view.waitFor('red alert');
		assert.ok(view.cellsOf('red alert').every(({fg}) => fg === '1'));
		await view.press('escape');
		await view.waitGone('red alert');
		await view.press('g');
		await view.waitFor(`kitty was asked to show window ${id}.`);
		await until(async () => (await watched()).join() === id, 'the window to be watched');
	});

	// Mutation seen red: the XDG_RUNTIME_DIR check left out of isToBeAsked.
	it('keeps to the sockets of its own folder when narrowed', async () => {
		const apart = findTerminals({...shell.env, XDG_RUNTIME_DIR: shell.home}).find(({kind}) => kind === 'kitty');
		assert.deepEqual(await apart?.scan([], never), {panes: [], screens: new Map(), looked: [], unread: []});
		const nowhere = findTerminals({...shell.env, XDG_RUNTIME_DIR: undefined}).find(({kind}) => kind === 'kitty');
		assert.deepEqual((await nowhere?.scan([], never))?.panes, []);
		const wide = findTerminals({...shell.env, QUEEN_NARROW: undefined, XDG_RUNTIME_DIR: undefined}).find(({kind}) => kind === 'kitty');
		assert.ok((await wide?.scan([], never))?.panes.some(({place}) => place.socket === kitty.socket));
	});
});
