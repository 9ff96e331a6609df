/** What the terminals' servers show, asked anew only when they may have something new. */
import type {TerminalPlace} from '../../db/types.ts';
import {screenKey, type Terminal, type TerminalPane, type TerminalScan} from '../terminals/types.ts';

/** A silent server is asked now and then all the same: what it did in the very moment of the last answer cannot be told from the answer. */
const longestTrustMs = 10_000;
/** A server has a little to do after it answered; only then its pulse is taken. */
const settleMs = 30;

export type TerminalWatchOptions = {
	readonly terminals: readonly Terminal[];
	/** A server that only a process's environment names (`socket,pid,session`, as in TMUX): outside the usual folder. */
	serverAt(tmux: string): Terminal;
	/** Changes when a server may have something new; null when that cannot be known. */
	pulse(panes: readonly TerminalPane[]): string | null;
	mono(): number;
	pause(ms: number, signal: AbortSignal): Promise<unknown>;
};

export type TerminalWatch = {
	/** `wanted`: the screens to read in the same go. `fresh`: ask even if nothing seems to have happened. */
	look(wanted: readonly TerminalPlace[], fresh: boolean, signal: AbortSignal): Promise<TerminalScan>;
	/** Has no server done anything since it was asked last, as far as that can be known? No process is started for it. */
	isStill(): boolean;
	/** From now on also watch the server that a process's environment names. Answers whether that is news. */
	alsoWatch(tmux: string): boolean;
};

const empty: TerminalScan = {panes: [], screens: new Map(), looked: [], unread: []};

/** One pane seen through two lists is one pane. */
function join(scans: readonly TerminalScan[]): TerminalScan {
	const panes = new Map(scans.flatMap(scan => scan.panes.map(pane => [screenKey(pane.place), pane] as const)));
	return {
		panes: [...panes.values()],
		screens: new Map(scans.flatMap(scan => [...scan.screens])),
		looked: scans.flatMap(scan => scan.looked),
		unread: scans.flatMap(scan => scan.unread),
	};
}

export function createTerminalWatch({terminals, serverAt, pulse, mono, pause}: TerminalWatchOptions): TerminalWatch {
	const named = new Map<string, Terminal>();
	/** Named servers that were not there: asked again only by the next thorough look. */
	const absent = new Set<string>();
	let last: {readonly scan: TerminalScan; readonly pulse: string | null; readonly at: number} | null = null;

	const isStill = (): boolean =>
		last !== null && last.pulse !== null && last.scan.unread.length === 0 && mono() - last.at < longestTrustMs && pulse(last.scan.panes) === last.pulse;

	const isTrusted = (wanted: readonly TerminalPlace[]): boolean => wanted.every(place => last?.scan.screens.has(screenKey(place))) && isStill();

	const ask = async (wanted: readonly TerminalPlace[], signal: AbortSignal): Promise<TerminalScan> => {
		const usual = terminals.map(terminal => terminal.scan(wanted, signal));
		const others = [...named].map(async ([tmux, terminal]) => {
			const scan = await terminal.scan(wanted, signal);
			if (scan.panes.length === 0 && scan.unread.length === 0) {
				named.delete(tmux);
				absent.add(tmux);
			}
			return scan.panes.length === 0 ? {...empty, unread: scan.unread} : scan;
		});
		return join(await Promise.all([...usual, ...others]));
	};

	return {
		isStill,
		async look(wanted, fresh, signal) {
			if (fresh) absent.clear();
			if (!fresh && last !== null && isTrusted(wanted)) return last.scan;
			const at = mono();
			const scan = await ask(wanted, signal);
			await pause(settleMs, signal);
			last = {scan, pulse: pulse(scan.panes), at};
			return scan;
		},
		alsoWatch(tmux) {
			if (named.has(tmux) || absent.has(tmux)) return false;
			named.set(tmux, serverAt(tmux));
			last = null;
			return true;
		},
	};
}
