/** `queen daemon`: the scanner in the foreground, one line for every scan event, as the original queen printed them. */
import type {Store} from '../../db/store.ts';
import type {ColonyEvent} from '../../db/types.ts';
import {startAttention} from '../attention/start.ts';
import {configOrDefault} from '../config.ts';
import type {Context} from '../context.ts';
import {keeperName} from '../names.ts';
import {openContext} from '../open-context.ts';
import {cell} from '../sanitize.ts';
import {createWake, runLoop} from './loop.ts';
import {systemWorld} from './system.ts';

/** `2026-04-11T05:28:43Z  scan  queen  {"sisters": 4, "izadaemon": true, "crons": 20, "conflicts": 0}`: the seed's form. */
export function scanLine({at, kind, sister, data}: ColonyEvent): string {
	const facts = Object.entries(data).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
	return cell(`${at.replace(/\.\d+Z$/, 'Z')}  ${kind}  ${sister}  {${facts.join(', ')}}`);
}

export type DaemonOutput = {
	/** A line on stdout. */
	print(line: string): void;
	/** A sentence on stderr. */
	note(sentence: string): void;
};

/** Gives the scan events that were written since it was last asked, whoever wrote them. */
export function createFollower(): (store: Pick<Store, 'events'>) => Promise<readonly ColonyEvent[]> {
	let last: number | null = null;
	let followed: Pick<Store, 'events'> | null = null;
	return async store => {
		// A database in place of the old one counts its events anew.
		if (store !== followed) last = null;
		followed = store;
		// What is there at first is old news: only where to go on from is looked up.
		const options = last === null ? {limit: 1} : {after: last, limit: 100};
		const events = await store.events({...options, kinds: ['scan']});
		const isFirst = last === null;
		last = events.at(-1)?.id ?? last ?? 0;
		return isFirst ? [] : events;
	};
}

/**
 * Scans until the signal ends it; takes over `context` (its store is closed at the end). Beside another scanner it waits for that one's
 * end and prints its scans. Rejects with a `StoreError` when the database is not ours.
 */
export async function runDaemon(context: Context, signal: AbortSignal, output: DaemonOutput): Promise<void> {
	const follow = createFollower();
	let first: Context | null = context;
	let store: Store = context.store;
	const open = async () => {
		const opened = first ?? (await openContext({env: context.env, cwd: context.cwd, busyMs: 5000}));
		first = null;
		store = opened.store;
		return systemWorld(opened);
	};
	// Where no view runs, the daemon calls the keeper; where one does, whoever is first.
	const attention = startAttention({
		store: () => store,
		env: context.env,
		notify: configOrDefault(context.env).config.notify,
		terminal: null,
		retry: operation => operation(),
		problem: text => {
			if (text !== null) output.note(text);
		},
	});
	await follow(store);
	await runLoop({
		open,
		signal,
		wake: createWake(),
		mono: () => context.clock.mono(),
		onTrouble: text => {
			if (text !== null) output.note(text);
		},
		onTick: async () => {
			for (const event of await follow(store)) output.print(scanLine(event));
			if (attention.isOn) attention.see(await store.snapshot(keeperName(context.env)));
		},
	});
	// What is being told is told to its end; nothing waits for it.
	void attention.close();
}
