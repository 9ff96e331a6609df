/**
 * A likeness of kitty's remote control: a server in this process that speaks the protocol as it was measured on kitty 0.26.5
 * (research/realagents.md, 7), or does not.
 */
import {createServer, type Socket} from 'node:net';
import path from 'node:path';
import type {TestContext} from 'node:test';
import {systemProcesses} from '../../source/processes/index.ts';
import type {Process} from '../../source/processes/types.ts';
import {kittyTerminal} from '../../source/terminals/kitty.ts';
import type {Terminal} from '../../source/terminals/types.ts';
import {newFolder, newOwner} from './cleanup.ts';

const processes = systemProcesses();

/** An answer as kitty frames it. */
export const framed = (answer: unknown): string => `\x1bP@kitty-cmd${JSON.stringify(answer)}\x1b\\`;
export type Question = {readonly cmd: string; readonly payload?: {readonly match?: string}; readonly password?: string};
export type Answering = (question: Question, connection: Socket) => void;

/** A socket in a folder of its own; `asked` holds every question. */
export const fakeKitty = async (t: TestContext, answer: Answering, name = 'k.sock') => {
	const folder = newFolder(newOwner(t));
	const socket = path.join(folder, name);
	const asked: Question[] = [];
	const open = new Set<Socket>();
	const server = createServer(connection => {
		open.add(connection);
		connection.on('error', () => {});
		let heard = '';
		connection.on('data', chunk => {
			heard += String(chunk);
			const [, json] = /^\x1bP@kitty-cmd(.*)\x1b\\$/s.exec(heard) ?? [];
			if (json === undefined) return;
			heard = '';
			const question = JSON.parse(json) as Question;
			asked.push(question);
			answer(question, connection);
		});
	});
	await new Promise<void>(resolve => server.listen(socket, resolve));
	t.after(() => {
		for (const connection of open) connection.destroy();
		server.close();
	});
	return {folder, socket, asked};
};

/** The foreground group of the fake's windows. */
export const frontGroup = 4242;

/** This process passes for a kitty, so that its fake is found as a real one is. */
export const asKitty = (): {readonly list: () => readonly Process[]; readonly get: (pid: number) => Process | null} => {
	const rename = (each: Process): Process => (each.pid === process.pid ? {...each, argv: ['/usr/bin/kitty'], foreground: frontGroup} : each);
	return {
		list: () => processes.list().map(rename),
		get: pid => {
			const found = processes.get(pid);
			return found === null ? null : rename(found);
		},
	};
};

/** The environment of a scan that is kept to one folder's sockets. */
export const narrow = (folder: string): NodeJS.ProcessEnv => ({QUEEN_NARROW: '1', XDG_RUNTIME_DIR: folder});
/** kitty's terminal, looking at nothing but the fake in that folder. */
export const terminalAt = (folder: string): Terminal => kittyTerminal(narrow(folder), asKitty());

/** One window of a listing, with what a real one has beside it. */
export const fakeWindow = (id: number, more: object = {}) => ({
	id,
	pid: process.pid,
	title: `window ${id}`,
	cwd: '/',
	columns: 80,
	lines: 24,
	is_focused: true,
	env: {SECRET: 'hush'},
	foreground_processes: [],
	...more,
});
/** The data of an `ls` answer: one OS window with one tab. */
export const listing = (...windows: readonly object[]): string => JSON.stringify([{id: 1, is_focused: true, tabs: [{id: 1, is_focused: true, windows}]}]);
