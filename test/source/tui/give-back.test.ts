/**
 * The terminal is given back on every way out. The oracle is outside of the program: a shell around it that writes down what
 * `stty -g` says before and after, and the parser that saw every byte.
 */
import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {newFolder, newOwner, type Owner} from '../../driver/cleanup.ts';
import {newColony, viewCommand} from '../../driver/colony.ts';
import {isAlive, parentOf} from '../../driver/processes.ts';
import {openScreen, type Screen} from '../../driver/screen.ts';
import {type Shell, shellIn} from '../../driver/shell.ts';
import {until} from '../../driver/wait.ts';

type Place = {readonly owner: Owner; readonly shell: Shell; readonly file: (name: string) => string; readonly read: (name: string) => string};

function place(t: TestContext): Place {
	const owner = newOwner(t);
	const shell = shellIn(newFolder(owner));
	const file = (name: string): string => path.join(shell.folder, name);
	return {owner, shell, file, read: name => readFileSync(file(name), 'utf8').trim()};
}

const childrenOf = (pid: number): readonly number[] =>
	readdirSync('/proc')
		.map(Number)
		.filter(one => one > 0 && parentOf(one) === pid);

/** T: stopped. */
const stateOf = (pid: number): string => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';

const quoted = (words: readonly string[]): string => words.map(word => `'${word}'`).join(' ');

/** Loaded into the view before anything else: SIGUSR2 makes the accident that cannot be had from outside. */
const accidents: Readonly<Record<string, string>> = {
	exception: "throw new Error('made by the test')",
	rejection: "Promise.reject(new Error('made by the test'))",
	EPIPE: "process.stdout.emit('error', Object.assign(new Error('write EPIPE'), {code: 'EPIPE'}))",
};

type Run = {
	readonly screen: Screen;
	readonly view: number;
	readonly ended: () => Promise<{readonly code: string; readonly before: string; readonly after: string}>;
};

async function runView(where: Place, accident?: string): Promise<Run> {
	const {owner, shell, file, read} = where;
	const env = {...shell.env};
	if (accident) {
		writeFileSync(file('accident.cjs'), `if (process.argv[1]?.endsWith('queen.cjs')) process.on('SIGUSR2', () => { ${accidents[accident]} })`);
		env['NODE_OPTIONS'] = `--require=${file('accident.cjs')}`;
	}
	// The shell ignores the signals that end the view; the trap of a caught signal is reset in children, so the view is not touched by it.
	const script = [
		'trap : HUP INT TERM QUIT',
		`stty -g > '${file('before')}'`,
		`sh -c 'echo $$ > "${file('pid')}"; exec "$0" "$@"' ${quoted(viewCommand)}`,
		`echo $? > '${file('code')}'`,
		`stty -g > '${file('after.part')}'; mv '${file('after.part')}' '${file('after')}'`,
		'exec cat',
	].join('\n');
	const screen = openScreen(owner, {command: ['sh', '-c', script], env, cwd: shell.home, columns: 100, rows: 30});
	await screen.waitFor('1 Sisters');
	assert.ok(screen.isAlternate(), 'the view has a screen of its own');
	const view = Number(read('pid'));
	return {
		screen,
		view,
		ended: async () => {
			await until(() => existsSync(file('after')), 'the shell after the view');
			return {code: read('code'), before: read('before'), after: read('after')};
		},
	};
}

/** Mouse, paste and focus reports that were switched on must be switched off again. */
function leftOn(bytes: string): readonly string[] {
	const modes = new Map<string, boolean>();
	for (const [, mode = '', how] of bytes.matchAll(/\u001b\[\?(\d+)([hl])/g)) modes.set(mode, how === 'h');
	return [...modes].filter(([mode, isOn]) => isOn && mode !== '25' && mode !== '7').map(([mode]) => mode);
}

async function assertGivenBack({screen, ended}: Run, code: number): Promise<void> {
	const end = await ended();
	await screen.waitFor(one => !one.isAlternate() && one.isCursorShown(), 'the normal screen and its cursor');
	assert.equal(end.code, String(code));
	assert.equal(end.after, end.before, 'stty says what it said before');
	assert.deepEqual(leftOn(screen.raw()), [], 'modes left on');
}

// Mutations seen red: `running.ink?.unmount()` taken out of leaver(), the end made a SIGKILL (Ink itself restores on process.exit);
// each exit code changed; the draft's flush taken out of Session.close(); the SIGTERM handler taken out (the mail is not kept).
describe('the terminal is given back', () => {
	for (const key of ['q', 'ctrl-c'] as const) {
		it(`after ${key}, with exit code 0`, async t => {
			const run = await runView(place(t));
			await run.screen.press(key);
			await assertGivenBack(run, 0);
		});
	}
	for (const [signal, code] of [
		['SIGTERM', 143],
		['SIGHUP', 129],
		['SIGINT', 130],
		['SIGQUIT', 131],
	] as const) {
		it(`after ${signal}, with exit code ${code}`, async t => {
			const run = await runView(place(t));
			process.kill(run.view, signal);
			await assertGivenBack(run, code);
		});
	}
	for (const accident of Object.keys(accidents)) {
		it(`after ${accident}, with exit code 1`, async t => {
			const run = await runView(place(t), accident);
			process.kill(run.view, 'SIGUSR2');
			await assertGivenBack(run, 1);
			if (accident !== 'EPIPE') await run.screen.waitFor('made by the test');
		});
	}
	it('while a mail is written, and the mail is kept', async t => {
		const where = place(t);
		const run = await runView(where);
		await run.screen.press('t');
		await run.screen.waitFor('Tell');
		await run.screen.type('zed');
		await run.screen.waitFor('zed');
		await run.screen.press('tab');
		await run.screen.waitGone('nobody by that name');
		await run.screen.type('half a th');
		await run.screen.waitFor('half a th');
		process.kill(run.view, 'SIGTERM');
		await assertGivenBack(run, 143);
		const again = openScreen(where.owner, {command: viewCommand, env: where.shell.env, cwd: where.shell.home});
		await again.waitFor('1 Sisters');
		await again.press('t');
		await again.waitFor('half a th');
	});
	// Mutation seen red: `running.scanner?.stop()` taken out, together with the scanner's `disconnect` handler.
	it('and the scanner ends with the view', async t => {
		const run = await runView(place(t));
		const [scanner = 0] = await until(() => {
			const children = childrenOf(run.view);
			return children.length > 0 && children;
		}, 'the scanner');
		await run.screen.press('q');
		await assertGivenBack(run, 0);
		await until(() => !isAlive(scanner), 'the scanner to end');
	});
	// Mutation seen red: SIGHUP and the error of stdout listened to, and nothing done.
	it('to nobody when the terminal itself is gone: neither the view nor its scanner stays behind', async t => {
		const colony = await newColony(t);
		const {pid: view} = await colony.tmux.window(colony.shell.home, viewCommand);
		await until(async () => (await colony.tmux.run('capture-pane', '-p', '-t', 'hive:1')).includes('1 Sisters'), 'the view');
		const [scanner = 0] = await until(() => {
			const children = childrenOf(view);
			return children.length > 0 && children;
		}, 'the scanner');
		process.kill(colony.tmux.pid, 'SIGKILL');
		await until(() => !isAlive(view), 'the view to end');
		await until(() => !isAlive(scanner), 'the scanner to end');
	});
});

describe('a jump outside of tmux', () => {
	// Mutation seen red: `running.giveUpHosted?.()` taken out of leaver(): the client stays attached, and what tmux switched on stays on.
	it('gives everything back also when the view is ended in the middle of it', async t => {
		const colony = await newColony(t);
		const repo = await colony.repository('guide');
		const iza = await colony.sister('iza-2', {at: repo.path});
		iza.works('hello from iza-2');
		const view = await colony.view();
		await view.waitFor(/● iza-2/);
		await view.press('g');
		await view.waitFor(/Go to iza-2\?/);
		await view.press('enter');
		await view.waitFor('hello from iza-2');
		process.kill(view.pid, 'SIGTERM');
		assert.deepEqual(await view.exited, {code: 143, signal: 0});
		assert.ok(!view.isAlternate() && view.isCursorShown());
		assert.deepEqual(leftOn(view.raw()), []);
		await until(async () => (await colony.tmux.run('list-clients')).trim() === '', 'no client to be left');
		assert.ok(iza.isAlive());
	});
});

describe('Ctrl-Z', () => {
	// Mutation seen red: lend() not used in suspend(): the shell's prompt stands in the alternate screen, in raw mode.
	it('goes back to the shell with its terminal as it was, and fg paints anew', async t => {
		const {owner, shell, file, read} = place(t);
		const env = {...shell.env, PS1: '$ ', HISTFILE: ''};
		const screen = openScreen(owner, {command: ['bash', '--norc', '--noprofile', '-i'], env, cwd: shell.home, columns: 100, rows: 30});
		await screen.waitFor('$ ');
		// Readline changes the terminal while it edits a line: what a started program finds is what counts.
		const stty = (name: string): void => screen.send(`stty -g > '${file(name)}'\r`);
		stty('before');
		await until(() => existsSync(file('before')), 'stty before');
		screen.send(`${quoted(viewCommand)}\r`);
		await screen.waitFor('1 Sisters');
		await screen.press('ctrl-z');
		await screen.waitFor(/Stopped/);
		assert.ok(!screen.isAlternate() && screen.isCursorShown());
		stty('between');
		await until(() => existsSync(file('between')) && read('between') !== '', 'stty between');
		assert.equal(read('between'), read('before'));
		screen.send('fg\r');
		await screen.waitFor('1 Sisters');
		assert.ok(screen.isAlternate());
		await screen.press('?');
		await screen.waitFor('Help');
		await screen.press('escape');
		await screen.waitGone('Help');
		await screen.press('q');
		await screen.waitFor(one => !one.isAlternate(), 'the shell');
		stty('after');
		await until(() => existsSync(file('after')) && read('after') !== '', 'stty after');
		assert.equal(read('after'), read('before'));
	});

	// Mutation seen red: onContinue() not listened to.
	it('is not needed: after kill -STOP and -CONT everything is painted anew', async t => {
		const run = await runView(place(t));
		// By the first scan everything listens: what is stopped in the moment of its start has nothing to paint anew.
		await run.screen.waitFor(/scan +queen/);
		process.kill(run.view, 'SIGSTOP');
		await until(() => stateOf(run.view) === 'T', 'the view to stop');
		const before = run.screen.raw().length;
		process.kill(run.view, 'SIGCONT');
		await run.screen.waitFor(screen => /\u001b\[\?1049h.*Sisters.*quit/s.test(screen.raw().slice(before)), 'the whole screen again');
		await run.screen.waitFor(screen => screen.isAlternate() && screen.shows('1 Sisters'));
		await run.screen.press('q');
		await assertGivenBack(run, 0);
	});
});
