/** Processes read from /proc. Light: hot commands find out with it who calls them. */
import {closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, statSync} from 'node:fs';
import type {Clock, ProcessIdentity} from '../../db/types.ts';
import {ancestorsOf, sameProcess} from './common.ts';
import {pickTerminalHints} from './terminal-hints.ts';
import type {Process, Processes} from './types.ts';

/** A command line may be megabytes long (a prompt given as argument); its beginning is enough to recognise a program. */
const maxCommandLine = 16_384;
const maxEnvironment = 1_048_576;
const kernelThread = 0x0020_0000;

type Stat = Pick<Process, 'pid' | 'ppid' | 'group' | 'session' | 'tty' | 'foreground' | 'state' | 'startTime'> & {readonly isKernelThread: boolean};

/**
 * Parses /proc/<pid>/stat. The second field is the program's own word for itself and may hold spaces, brackets and
 * digits (`a) R 1 (b`), so the fields are counted from the last `)`. Null when it is no such line.
 */
export const parseStat = (text: string): Stat | null => {
	const nameEnds = text.lastIndexOf(')');
	const pid = Number.parseInt(text, 10);
	if (nameEnds < 0 || !Number.isInteger(pid)) return null;
	const fields = text
		.slice(nameEnds + 2)
		.trim()
		.split(' ');
	const [state, ppid, group, session, tty, foreground, flags] = fields;
	// starttime is field 22 of the whole line: the 20th after the name.
	const startTime = fields[19];
	if (state === undefined || startTime === undefined) return null;
	return {
		pid,
		ppid: Number(ppid),
		group: Number(group),
		session: Number(session),
		tty: Number(tty),
		foreground: Number(foreground),
		state,
		startTime,
		isKernelThread: (Number(flags) & kernelThread) !== 0,
	};
};

/** Splits what /proc/<pid>/cmdline holds: arguments ended by NUL, empty ones kept. */
export const parseCommandLine = (bytes: string): readonly string[] => {
	if (bytes === '') return [];
	const words = bytes.split('\0');
	if (words.at(-1) === '') words.pop();
	return words;
};

/** The file's text, or null: the process ended meanwhile, or may not be read by us. Both are everyday facts here. */
const readOrNull = (file: string): string | null => {
	try {
		// As UTF-8 it is one call of Node's; a word that is none loses letters, and no more.
		return readFileSync(file, 'utf8');
	} catch {
		return null;
	}
};

/** For what is read again and again; what was read is copied out of it at once. */
let scratch: Buffer | null = null;

function scratchOf(bytes: number): Buffer {
	if (bytes > maxCommandLine) return Buffer.allocUnsafe(bytes);
	scratch ??= Buffer.allocUnsafeSlow(maxCommandLine);
	return scratch;
}

const readBeginning = (file: string, bytes: number): string | null => {
	let descriptor: number;
	try {
		descriptor = openSync(file, 'r');
	} catch {
		return null;
	}
	try {
		const buffer = scratchOf(bytes);
		return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, bytes, 0));
	} catch {
		return null;
	} finally {
		closeSync(descriptor);
	}
};

const ownerOf = (pid: number): number | null => statSync(`/proc/${pid}`, {throwIfNoEntry: false})?.uid ?? null;

const own = process.geteuid?.() ?? -1;

/**
 * A process that forbids to be dumped (Codex does) has a /proc entry that belongs to root although it is ours; to be
 * allowed to signal it tells. Asked only where we are not root ourselves, who may signal everybody.
 */
const isOurs = (pid: number, owner: number): boolean => {
	if (owner === own) return true;
	if (owner !== 0 || own === 0) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
};

const uidOf = (pid: number, owner: number): number => (isOurs(pid, owner) ? own : owner);

const commandLineOf = (pid: number, isKernelThread: boolean): readonly string[] =>
	parseCommandLine(isKernelThread ? '' : (readBeginning(`/proc/${pid}/cmdline`, maxCommandLine) ?? ''));

const readProcess = (pid: number, owner: number): Process | null => {
	const text = readOrNull(`/proc/${pid}/stat`);
	const stat = text === null ? null : parseStat(text);
	if (stat === null) return null;
	const {isKernelThread, ...rest} = stat;
	return {...rest, uid: uidOf(pid, owner), argv: commandLineOf(pid, isKernelThread)};
};

/** What is not asked of an ancestor is not read: its place in the tree usually tells who it is. */
const ancestor = (pid: number): Process | null => {
	const text = readOrNull(`/proc/${pid}/stat`);
	const stat = text === null ? null : parseStat(text);
	if (stat === null) return null;
	const {isKernelThread, ...rest} = stat;
	let argv: readonly string[] | undefined;
	return {
		...rest,
		get uid() {
			return uidOf(pid, ownerOf(pid) ?? -1);
		},
		get argv() {
			argv ??= commandLineOf(pid, isKernelThread);
			return argv;
		},
	};
};

const get = (pid: number): Process | null => {
	const owner = ownerOf(pid);
	return owner === null ? null : readProcess(pid, owner);
};

const list = (): readonly Process[] => {
	const found: Process[] = [];
	for (const name of readdirSync('/proc')) {
		const pid = Number(name);
		if (!Number.isInteger(pid)) continue;
		const owner = ownerOf(pid);
		if (owner === null || !isOurs(pid, owner)) continue;
		const process = readProcess(pid, owner);
		if (process) found.push(process);
	}
	return found;
};

const startTimeOf = (pid: number): {readonly state: string; readonly startTime: string} | null => {
	const text = readOrNull(`/proc/${pid}/stat`);
	return text === null ? null : parseStat(text);
};

const cwd = (pid: number): string | null => {
	try {
		return readlinkSync(`/proc/${pid}/cwd`);
	} catch {
		return null;
	}
};

/** Processes of this machine. `clock` gives host and boot, which make a pid an identity. */
export const linuxProcesses = (clock: Pick<Clock, 'host' | 'bootId'>): Processes => ({
	list,
	get,
	ancestors: pid => ancestorsOf(ancestor, pid),
	isAlive: (process: ProcessIdentity) => sameProcess(clock, process, startTimeOf(process.pid)),
	identify: process => ({host: clock.host, bootId: clock.bootId, pid: process.pid, startTime: process.startTime}),
	cwd,
	terminalHints: pid => pickTerminalHints(readBeginning(`/proc/${pid}/environ`, maxEnvironment)),
});
