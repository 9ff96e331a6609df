/**
 * Which kitties of this user listen for remote control, and where. Looks at /proc only; nobody is spoken to.
 * kitty's socket has no fixed place (any path, or an abstract name), so it is found from its holder: a listening socket that a process
 * called kitty, of this user, has open. Whatever else listens on this machine is therefore never written to, whatever its name.
 */
import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import path from 'node:path';
import type {Process, Processes} from '../processes/types.ts';
import {canonicalSocket, isOurSocket, statOrNull} from './tmux-sockets.ts';

/** One kitty and the socket on which it is asked: a path, or `@name` for an abstract one. */
export type Kitty = {
	readonly socket: string;
	readonly pid: number;
	/** `pid:start time`: windows are counted from 1 again after a restart. */
	readonly server: string;
};

type Listening = {readonly inode: string; readonly socket: string};

const own = process.geteuid?.() ?? -1;

/** The value of KITTY_LISTEN_ON as `Kitty.socket` says it; null for TCP and for what is no address. */
export function socketOfListenOn(value: string | undefined): string | null {
	const address = value?.startsWith('unix:') ? value.slice('unix:'.length) : '';
	if (address.startsWith('@')) return address.length > 1 ? address : null;
	return path.isAbsolute(address) ? canonicalSocket(address) : null;
}

/** __SO_ACCEPTCON in the flags of /proc/net/unix: somebody listens there. */
const listens = 0x0001_0000;

/** The text of /proc/net/unix: sockets that are listened on and have a name. A name may hold spaces. */
export function parseUnixSockets(table: string): readonly Listening[] {
	return table.split('\n').flatMap(line => {
		const [, flags = '', inode, socket] = /^\S+: \S+ \S+ (\S+) \S+ \S+ +(\d+) (.+)$/.exec(line) ?? [];
		if (inode === undefined || socket === undefined) return [];
		return (Number.parseInt(flags, 16) & listens) === 0 ? [] : [{inode, socket}];
	});
}

/** Empty on other systems: there only the kitty is known in which we sit. */
function readTable(): string {
	try {
		return readFileSync('/proc/net/unix', 'utf8');
	} catch {
		return '';
	}
}

/** Also under the name that a wrapper gives it (`.kitty-wrapped`). */
const isKitty = ({argv: [program = ''], uid, state}: Process): boolean =>
	uid === own && state !== 'Z' && state !== 'X' && /^\.?kitty(?:-wrapped)?$/.test(path.basename(program));

/** Inodes of the sockets that a process has open; none when it ended meanwhile. */
function socketsOf(pid: number): readonly string[] {
	const folder = `/proc/${pid}/fd`;
	try {
		return readdirSync(folder).flatMap(name => /^socket:\[(\d+)\]$/.exec(linkOrEmpty(path.join(folder, name)))?.[1] ?? []);
	} catch {
		return [];
	}
}

function linkOrEmpty(file: string): string {
	try {
		return readlinkSync(file);
	} catch {
		return '';
	}
}

type Holder = Pick<Kitty, 'pid' | 'server'>;

const holderOf = ({pid, startTime}: Process): Holder => ({pid, server: `${pid}:${startTime}`});

/** Who holds which listening socket, null: no kitty. Processes are gone through only when a socket is new, which is seldom. */
const holders = new Map<string, Holder | null>();

function learn(listening: readonly Listening[], processes: Pick<Processes, 'list'>): void {
	const current = new Set(listening.map(({inode}) => inode));
	for (const inode of holders.keys()) if (!current.has(inode)) holders.delete(inode);
	if (listening.every(({inode}) => holders.has(inode))) return;
	const kitties = processes.list().filter(isKitty);
	const open = new Map(kitties.map(({pid}) => [pid, new Set(socketsOf(pid))]));
	// Between fork and exec a window's child is a kitty too and has all that its parent has.
	const holds = (inode: string, kitty: Process): boolean => open.get(kitty.pid)?.has(inode) === true && open.get(kitty.ppid)?.has(inode) !== true;
	for (const inode of current) {
		const kitty = kitties.find(each => holds(inode, each));
		holders.set(inode, kitty === undefined ? null : holderOf(kitty));
	}
}

/** A path must lead to a socket of ours; `QUEEN_NARROW=1` keeps to the sockets below XDG_RUNTIME_DIR. */
function isToBeAsked(socket: string, env: NodeJS.ProcessEnv): boolean {
	if (env['QUEEN_NARROW'] === '1') {
		const folder = env['XDG_RUNTIME_DIR'];
		if (!folder || !socket.startsWith(path.join(canonicalSocket(folder), path.sep))) return false;
	}
	if (socket.startsWith('@')) return true;
	if (!path.isAbsolute(socket)) return false;
	return isOurSocket(statOrNull(socket));
}

/** The socket for `--single-instance` answers too, but is not the one that windows are told of. */
const rank = (socket: string): number => (socket.startsWith('/') ? 0 : socket.startsWith('@kitty-ipc-') ? 2 : 1);

/** Outside Linux: the kitty around us, by what it told its windows. */
function aroundUs(env: NodeJS.ProcessEnv, processes: Pick<Processes, 'get'>): readonly Kitty[] {
	const socket = socketOfListenOn(env['KITTY_LISTEN_ON']);
	const process = processes.get(Number(env['KITTY_PID']) || 0);
	return socket === null || process === null ? [] : [{socket, ...holderOf(process)}];
}

/** Every living kitty that listens and may be asked, each once. Sorted by socket. `table`: as /proc/net/unix. */
export function findKitties(env: NodeJS.ProcessEnv, processes: Pick<Processes, 'list' | 'get'>, table: string = readTable()): readonly Kitty[] {
	const listening = parseUnixSockets(table);
	learn(listening, processes);
	const all = table === '' ? aroundUs(env, processes) : listening.flatMap(({inode, socket}) => withHolder(socket, holders.get(inode)));
	const byServer = new Map<string, Kitty>();
	for (const kitty of all.filter(({socket}) => isToBeAsked(socket, env))) {
		const other = byServer.get(kitty.server);
		if (other === undefined || rank(kitty.socket) < rank(other.socket)) byServer.set(kitty.server, kitty);
	}
	return [...byServer.values()].toSorted((a, b) => (a.socket < b.socket ? -1 : 1));
}

const withHolder = (socket: string, holder: Holder | null | undefined): readonly Kitty[] =>
	holder ? [{socket: path.isAbsolute(socket) ? canonicalSocket(socket) : socket, ...holder}] : [];

/** Is that kitty still the one that a place was seen at? */
export function isSameKitty(server: string, processes: Pick<Processes, 'get'>): boolean {
	const process = processes.get(Number.parseInt(server, 10) || 0);
	return process !== null && isKitty(process) && holderOf(process).server === server;
}
