/**
 * Wakes an idle session of Claude Code for urgent mail (config `rewake`, off by default). The client runs this in the background at the end of
 * each turn (`asyncRewake`): ending with 2 wakes the session, with what stands on stderr before its model. One waiter for each client: the
 * newest has its process id in the client's file, every other one ends. It sleeps on the folders of the flags and costs no time.
 */
import {mkdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync} from 'node:fs';
import path from 'node:path';
import {configOrDefault} from '../config.ts';
import type {Context} from '../context.ts';
import {writeAll} from '../output.ts';
import {randomBoundary} from './boundary.ts';
import type {HookPlaces} from './places.ts';
import {mailText} from './words.ts';

export type Waiting = {
	readonly places: HookPlaces;
	/** The client's process, and the name that its card gives. */
	readonly client: number;
	readonly name: string;
};

/** What the client understands: 2 wakes the session, 0 leaves it alone. */
export type Verdict = 0 | 2;

/** A client that was killed takes its files with it unseen: asked for this often. Milliseconds. */
const aliveEveryMs = 30_000;
/** Several letters at once are one change of the folder. */
const settleMs = 150;
const mostUnread = 200;

const fileOf = ({places, client}: Waiting): string => path.join(places.waiters, String(client));

/** From here on every other waiter of this client is superseded. */
function takeSeat(waiting: Waiting): void {
	mkdirSync(waiting.places.waiters, {recursive: true, mode: 0o700});
	const beside = path.join(waiting.places.waiters, `.${waiting.client}.${process.pid}`);
	writeFileSync(beside, `${process.pid}\n`, {mode: 0o600});
	renameSync(beside, fileOf(waiting));
}

/** False: a newer one sits there, or the front emptied it because her turn began, or hooks were taken out. */
function hasSeat(waiting: Waiting): boolean {
	try {
		return readFileSync(fileOf(waiting), 'utf8').trim() === String(process.pid);
	} catch {
		return false;
	}
}

/** Prints the urgent letters that nobody has shown her; false where there are none. Marked after they were printed. */
async function tellUrgent({store}: Context, name: string): Promise<boolean> {
	const {messages, unread} = await store.inbox(name, {all: false, limit: mostUnread});
	const urgent = messages.filter(({priority, surfacedAt}) => priority === 'urgent' && surfacedAt === null);
	if (urgent.length === 0) return false;
	const {text, shown} = mailText(name, urgent, unread, randomBoundary());
	writeAll(2, `${text}\n`);
	await store.markSurfaced(name, shown);
	return true;
}

type Watched = {readonly folder: string /** Of the file that changed in it: is it about her? */; readonly matters: (file: string) => boolean};

/** Calls `changed` soon after something that matters changed. Answers what ends it. */
function watchFolders(watched: readonly Watched[], changed: () => void): () => void {
	let timer: NodeJS.Timeout | undefined;
	const soon = (): void => {
		timer ??= setTimeout(() => {
			timer = undefined;
			changed();
		}, settleMs);
	};
	const watchers = watched.map(({folder, matters}) => {
		const watcher = watch(folder, (_kind, file) => (file === null || matters(file) ? soon() : undefined));
		// A folder that goes away is a change too.
		return watcher.on('error', soon);
	});
	return () => {
		clearTimeout(timer);
		for (const watcher of watchers) watcher.close();
	};
}

/** Sleeps until `ask` answers a verdict; it is asked at once, after each change, and one at a time. */
function sleepUntil(ask: () => Promise<Verdict | null>, watched: readonly Watched[], isAlive: () => boolean): Promise<Verdict> {
	return new Promise((resolve, reject) => {
		let last: Promise<void> = Promise.resolve();
		const end = (tell: () => void): void => {
			stop();
			clearInterval(pulse);
			tell();
		};
		const look = (): void => {
			last = last.then(ask).then(
				verdict => (verdict === null ? undefined : end(() => resolve(verdict))),
				(error: unknown) => end(() => reject(error)),
			);
		};
		const stop = watchFolders(watched, look);
		const pulse = setInterval(() => (isAlive() ? undefined : end(() => resolve(0))), aliveEveryMs);
		// What came while she worked.
		look();
	});
}

/** Waits for urgent mail, or for a reason to end: her next turn, a newer waiter, the end of her client. Rejects when the storage fails. */
export async function waitForUrgent(context: Context, waiting: Waiting): Promise<Verdict> {
	const {processes, store, env} = context;
	const {places, client} = waiting;
	if (configOrDefault(env).config.rewake !== 'urgent') return 0;
	const own = processes.get(client);
	if (own === null) return 0;
	const identity = processes.identify(own);
	takeSeat(waiting);
	let name = waiting.name;
	const ask = async (): Promise<Verdict | null> => {
		if (!hasSeat(waiting)) return 0;
		name = await store.nameInForce(name);
		return (await tellUrgent(context, name)) ? 2 : null;
	};
	const watched = [
		{folder: places.mail, matters: (file: string) => file === name},
		{folder: places.waiters, matters: (file: string) => file === String(client)},
		{folder: places.flags, matters: (file: string) => file === path.basename(places.names)},
	];
	try {
		return await sleepUntil(ask, watched, () => processes.isAlive(identity));
	} finally {
		if (hasSeat(waiting)) rmSync(fileOf(waiting), {force: true});
	}
}
