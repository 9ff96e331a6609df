/** What a kitty could do wrong, said by a fake (test/driver/fake-kitty.ts). What a real kitty does is in kitty.test.ts. */
import assert from 'node:assert/strict';
import path from 'node:path';
import {describe, it} from 'node:test';
import type {TerminalPlace} from '../../../db/types.ts';
import {askKitty, KittyError, maxAnswerBytes} from '../../../source/terminals/kitty-protocol.ts';
import {parseListing} from '../../../source/terminals/kitty-windows.ts';
import {screenKey} from '../../../source/terminals/types.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';
import {type Answering, fakeKitty, fakeWindow, framed, frontGroup, listing, terminalAt} from '../../driver/fake-kitty.ts';

const never = new AbortController().signal;

const reasonOf = async (asked: Promise<unknown>): Promise<string> => {
	try {
		await asked;
	} catch (error) {
		assert.ok(error instanceof KittyError, String(error));
		return error.reason;
	}
	return 'answered';
};

describe('the protocol of kitty', () => {
	// Mutation seen red: `last` left out of createReceiver (an answer cut between ESC and \ never ends).
	it('puts an answer together wherever it was cut', async t => {
		const whole = Buffer.from(framed({ok: true, data: 'grüße \x1b[31m日本'}));
		const {socket} = await fakeKitty(t, (_question, connection) => {
			connection.setNoDelay(true);
			let at = 0;
			const next = (): void => {
				if (at < whole.length) connection.write(whole.subarray(at, ++at), () => setImmediate(next));
			};
			next();
		});
		assert.equal(await askKitty(socket, 'get-text', {}), 'grüße \x1b[31m日本');
	});

	it('reads no further than the end of its answer', async t => {
		const {socket} = await fakeKitty(t, (_question, connection) => connection.write(`${framed({ok: true, data: 'mine'})}${framed({ok: true, data: 'more'})}`));
		assert.equal(await askKitty(socket, 'ls', {}), 'mine');
	});

	it('says what went wrong', async t => {
		const answers: readonly (readonly [string, Answering])[] = [
			['garbled', (_question, connection) => connection.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
			['garbled', (_question, connection) => connection.write('\x1bP@kitty-cmd{"ok": tr\x1b\\')],
			['garbled', (_question, connection) => connection.write(framed(['ok']))],
			['garbled', (_question, connection) => connection.end('\x1bP@kitty-cmd{"ok": true, "da')],
			['garbled', (_question, connection) => connection.end()],
			['refused', (_question, connection) => connection.write(framed({ok: false, error: 'no\nTraceback'}))],
			['refused', (_question, connection) => connection.write(framed({ok: 'true'}))],
		];
		for (const [reason, answer] of answers) {
			const {socket} = await fakeKitty(t, answer);
			assert.equal(await reasonOf(askKitty(socket, 'ls', {})), reason);
		}
		assert.equal(await reasonOf(askKitty(path.join(newFolder(newOwner(t)), 'none'), 'ls', {})), 'gone');
		assert.equal(await reasonOf(askKitty('@nobody-listens-here-hq', 'ls', {})), 'gone');
	});

	// Mutation seen red: the check of maxAnswerBytes left out (then it waits for its deadline).
	it('takes no more than it can hold', async t => {
		const {socket} = await fakeKitty(t, (_question, connection) => {
			connection.write('\x1bP@kitty-cmd{"ok": true, "data": "');
			const piece = Buffer.alloc(1 << 20, 0x78);
			const pour = (): void => void (connection.destroyed || connection.write(piece, pour));
			pour();
		});
		assert.ok(maxAnswerBytes < 1 << 30);
		assert.equal(await reasonOf(askKitty(socket, 'ls', {})), 'too-much');
	});

	it('gives up on silence, and at once when nobody wants the answer any more', async t => {
		const silent = await fakeKitty(t, () => {});
		assert.equal(await reasonOf(askKitty(silent.socket, 'ls', {})), 'timeout');
		const controller = new AbortController();
		const aborted = await fakeKitty(t, () => controller.abort(new Error('enough')));
		await assert.rejects(askKitty(aborted.socket, 'ls', {}, controller.signal), /enough/);
		await assert.rejects(askKitty(aborted.socket, 'ls', {}, controller.signal), /enough/);
		assert.equal(aborted.asked.length, 1);
	});

	// An unknown password makes kitty ask the keeper with a dialog. Mutation seen red: `password: ''` in the question.
	it('never sends a password', async t => {
		const {socket, asked} = await fakeKitty(t, (_question, connection) => connection.write(framed({ok: true})));
		assert.equal(await askKitty(socket, 'ls', {}), null);
		assert.deepEqual(Object.keys(asked[0] ?? {}), ['cmd', 'version', 'no_response', 'payload']);
	});
});

describe('a kitty that does not behave, scanned', () => {
	// Mutation seen red: every refusal as `unread`.
	it('is said, and no fault of the scan, when it allows nothing', async t => {
		const error = 'Remote control is disabled. Add allow_remote_control to your kitty.conf';
		const {folder, socket} = await fakeKitty(t, (_question, connection) => connection.write(framed({ok: false, error})));
		const seen = await terminalAt(folder).scan([], never);
		assert.deepEqual(seen.looked, [`kitty ${socket}, which allows no remote control without a password: its windows are not seen`]);
		assert.deepEqual([seen.unread, seen.panes], [[], []]);
	});

	it('is not read when it is silent, garbles its answer or fails', async t => {
		const cases: readonly (readonly [string, Answering])[] = [
			['no answer within 1 s', () => {}],
			['it did not answer as kitty does', (_question, connection) => connection.write('hello')],
			['it did not answer as kitty does', (_question, connection) => connection.write(framed({ok: true, data: '{}'}))],
			['it did not answer as kitty does', (_question, connection) => connection.write(framed({ok: true}))],
			["'os_windows'", (_question, connection) => connection.write(framed({ok: false, error: "'os_windows'", tb: 'Traceback'}))],
		];
		for (const [why, answer] of cases) {
			const {folder, socket} = await fakeKitty(t, answer);
			const seen = await terminalAt(folder).scan([], never);
			assert.deepEqual([seen.unread, seen.looked, seen.panes], [[`kitty ${socket}: ${why}`], [], []]);
		}
	});

	// Mutation seen red: nullWhenRefused left out (the windows are lost with the screens).
	it('shows windows without screens when it lets us list and not read', async t => {
		const {folder, asked} = await fakeKitty(t, ({cmd}, connection) =>
			connection.write(framed(cmd === 'ls' ? {ok: true, data: listing(fakeWindow(3))} : {ok: false, error: 'Remote control is disabled.'})),
		);
		const terminal = terminalAt(folder);
		const place = (await terminal.scan([], never)).panes[0]?.place;
		assert.ok(place);
		const seen = await terminal.scan([place], never);
		assert.deepEqual([seen.panes.length, seen.screens.size, seen.unread.length], [1, 0, 0]);
		assert.deepEqual(
			asked.map(({cmd, payload}) => [cmd, payload?.match]),
			[
				['ls', undefined],
				['ls', undefined],
				['get-text', 'id:3'],
			],
		);
		await assert.rejects(terminal.read(place, never), /Remote control is disabled/);
		assert.deepEqual(await terminal.jump(place, {}), {ok: false, why: 'kitty would not show window 3: Remote control is disabled.'});
		assert.equal((await terminal.scan([{...place, pane: '4'}], never)).screens.has(screenKey(place)), false);
	});

	// Mutation seen red: the first of the list taken.
	it('lists helpers before the program: the leader of the group is the one in front', async t => {
		const helper = {pid: 7, cmdline: ['cat'], cwd: '/'};
		const program = {pid: frontGroup, cmdline: ['/opt/bin/codex', '--yes'], cwd: '/'};
		const windows = [fakeWindow(1, {foreground_processes: [helper, program]}), fakeWindow(2, {foreground_processes: [helper]}), fakeWindow(3)];
		const {folder} = await fakeKitty(t, (_question, connection) => connection.write(framed({ok: true, data: listing(...windows)})));
		const seen = await terminalAt(folder).scan([], never);
		assert.deepEqual(
			seen.panes.map(({command}) => command),
			['codex', 'cat', ''],
		);
	});

	it('rejects only when the scan is given up', async t => {
		const controller = new AbortController();
		const {folder} = await fakeKitty(t, () => controller.abort(new Error('given up')));
		await assert.rejects(terminalAt(folder).scan([], controller.signal), /given up/);
	});

	it('takes what can be understood of a strange listing, and nothing of the environment', () => {
		const strange = [
			null,
			{tabs: 3},
			{
				is_focused: true,
				tabs: [{is_focused: true, windows: [{id: 'all', pid: 4}, {id: -1, pid: 4}, {id: 2}, fakeWindow(7, {title: 3, cwd: null, lines: 1e99})]}],
			},
		];
		assert.deepEqual(parseListing(JSON.stringify(strange)), [
			{id: '7', pid: process.pid, title: '', cwd: null, watched: true, columns: 80, rows: 0, foreground: []},
		]);
		assert.equal(parseListing('{"id": 1}'), null);
		assert.equal(parseListing('['), null);
	});

	it('that is gone takes its windows with it', async t => {
		const {folder, socket} = await fakeKitty(t, ({cmd}, connection) =>
			connection.write(framed(cmd === 'ls' ? {ok: true, data: listing(fakeWindow(3))} : {ok: true})),
		);
		const terminal = terminalAt(folder);
		const place = (await terminal.scan([], never)).panes[0]?.place;
		assert.ok(place);
		const elsewhere: TerminalPlace = {...place, socket: `${socket}-gone`};
		assert.equal(await terminal.read(elsewhere, never), null);
		const jumped = await terminal.jump(elsewhere, {});
		assert.deepEqual(jumped, {ok: false, why: `The kitty at ${socket}-gone is gone, and its windows with it.`});
	});
});
