/** Which sockets are a kitty's. */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync} from 'node:fs';
import {createServer} from 'node:net';
import path from 'node:path';
import {describe, it} from 'node:test';
import {systemProcesses} from '../../../source/processes/index.ts';
import {kittyTerminal} from '../../../source/terminals/kitty.ts';
import {findKitties, parseUnixSockets, socketOfListenOn} from '../../../source/terminals/kitty-sockets.ts';
import {asKitty, fakeKitty, framed, narrow} from '../../driver/fake-kitty.ts';
import {end} from '../../driver/processes.ts';

const never = new AbortController().signal;
const processes = systemProcesses();

/** What a descriptor of this process is; empty for the one that listed the folder. */
const fdOf = (name: string): string => {
	try {
		return readlinkSync(`/proc/self/fd/${name}`);
	} catch {
		return '';
	}
};

describe('the sockets of kitty', () => {
	// Mutation seen red: isKitty always true.
	it('are those that a kitty holds: nobody else is ever spoken to', async t => {
		const {folder, asked} = await fakeKitty(t, (_question, connection) => connection.write(framed({ok: true, data: '[]'})), 'kitty-1');
		assert.deepEqual(findKitties(narrow(folder), processes), []);
		const seen = await kittyTerminal(narrow(folder)).scan([], never);
		assert.deepEqual([seen.looked, seen.unread, asked], [[], [], []]);
	});

	// Seen with the real one: asked while a window was being opened. Mutation seen red: the parent's sockets not asked for in `holds`.
	it('belong to the parent while a child of it has them too', async t => {
		for (const isChildFirst of [true, false]) {
			const {folder, socket} = await fakeKitty(t, () => {});
			const inode = parseUnixSockets(readFileSync('/proc/net/unix', 'utf8')).find(each => each.socket === socket)?.inode;
			const descriptor = readdirSync('/proc/self/fd').find(fd => fdOf(fd) === `socket:[${inode}]`);
			assert.ok(descriptor);
			const child = spawn('sleep', ['300'], {stdio: ['ignore', 'ignore', 'ignore', Number(descriptor)]});
			t.after(() => end(child.pid ?? 0));
			const twin = processes.get(child.pid ?? 0);
			const parent = asKitty().get(process.pid);
			assert.ok(twin && parent);
			const pair = [{...twin, argv: ['kitty']}, parent];
			const found = findKitties(narrow(folder), {...asKitty(), list: () => (isChildFirst ? pair : pair.toReversed())});
			assert.deepEqual(
				found.map(({pid}) => pid),
				[process.pid],
			);
		}
	});

	// Mutation seen red: `rank` left out.
	it('are asked once for each kitty, at the one that its windows know', async t => {
		const first = await fakeKitty(t, () => {}, 'z.sock');
		await new Promise<void>(resolve => {
			const other = createServer().listen(`\0kitty-ipc-hq-${process.pid}`, resolve);
			t.after(() => other.close());
		});
		const found = findKitties({}, asKitty());
		assert.deepEqual(
			found.filter(({pid}) => pid === process.pid).map(({socket}) => socket),
			[first.socket],
		);
	});

	it('are, where the kernel has no such table, the one of the kitty that we sit in', async t => {
		const {socket} = await fakeKitty(t, () => {});
		const env = {KITTY_LISTEN_ON: `unix:${socket}`, KITTY_PID: String(process.pid)};
		const server = `${process.pid}:${processes.get(process.pid)?.startTime}`;
		assert.deepEqual(findKitties(env, asKitty(), ''), [{socket, pid: process.pid, server}]);
		assert.deepEqual(findKitties({}, asKitty(), ''), []);
		assert.deepEqual(findKitties({...env, KITTY_LISTEN_ON: 'tcp:localhost:1'}, asKitty(), ''), []);
	});

	// Mutation seen red: lstatSync without its catch. One socket behind a closed folder ended every scan.
	it('are left alone where the way to them is closed, and the others are found', async t => {
		const {folder, socket} = await fakeKitty(t, () => {});
		assert.deepEqual(
			findKitties(narrow(folder), asKitty()).map(each => each.socket),
			[socket],
		);
		rmSync(folder, {recursive: true});
		// To us like a folder of somebody else: the kernel still knows the socket by its old path.
		symlinkSync(folder, folder);
		assert.deepEqual(findKitties(narrow(folder), asKitty()), []);
	});

	it('have one name however they were reached', async t => {
		const {folder, socket} = await fakeKitty(t, () => {});
		mkdirSync(path.join(folder, 'a'));
		symlinkSync(folder, path.join(folder, 'a/b'));
		assert.equal(socketOfListenOn(`unix:${folder}/a/b/k.sock`), socket);
		assert.equal(socketOfListenOn('unix:@mine'), '@mine');
		for (const none of [undefined, '', 'unix:', 'unix:@', 'unix:relative', 'tcp:localhost:5555', socket]) assert.equal(socketOfListenOn(none), null);
	});

	it('are read from the table of the kernel', () => {
		const table = [
			'Num       RefCount Protocol Flags    Type St Inode Path',
			'000000007ddd3e4c: 00000002 00000000 00010000 0001 01 4951695 /tmp/k t/k.sock',
			'000000005cac17e8: 00000002 00000000 00010000 0001 01 5412172 @mine',
			'000000005cac17e9: 00000003 00000000 00000000 0001 03 5412173 /tmp/connected',
			'000000005cac17ea: 00000003 00000000 00010000 0001 01 99',
			'',
		].join('\n');
		assert.deepEqual(parseUnixSockets(table), [
			{inode: '4951695', socket: '/tmp/k t/k.sock'},
			{inode: '5412172', socket: '@mine'},
		]);
	});
});
