/** A pass: look at everything, tell the store who is there, and let the detectors say what is about to collide. */
import type {Facts, Store} from '../../db/store.ts';
import type {Clock, Cron, Finding, ScanReport, Sighting} from '../../db/types.ts';
import {withDeadline} from './deadline.ts';
import type {Looker, Seen} from './look.ts';

export type ScannerDeps = {
	readonly store: Pick<Store, 'recordSightings' | 'recordFindings' | 'facts'>;
	readonly clock: Clock;
	readonly looker: Looker;
	/** Rejects with a sentence when the crontab cannot be read. */
	readonly crons: (signal: AbortSignal) => Promise<readonly Cron[]>;
	readonly detect: (facts: Facts) => readonly Finding[];
	/** The leader's epoch, or null for a pass beside a leader. */
	readonly epoch: () => number | null;
	readonly pid: number;
};

export type Pass = {
	/** False: a newer leader took over, and nothing was written. */
	readonly accepted: boolean;
	readonly seen: Seen;
	/** Null in a fast pass that had nothing to say to the detectors. */
	readonly report: ScanReport | null;
};

export type Scanner = {
	/** About once a second: who is there, what they do, and where HEAD moved. Detectors run when that could matter to them. */
	fast(signal: AbortSignal): Promise<Pass | null>;
	/** Everything: every repository, crons, every detector. */
	complete(signal: AbortSignal): Promise<Pass | null>;
};

/** A pass that takes longer is given up: something hangs that has no deadline of its own. */
const fastDeadlineMs = 10_000;
const completeDeadlineMs = 30_000;

/** The store writes only what is new, but to find that out costs it a transaction: of a silent colony it is told this often. */
const silentTellMs = 2000;

/** What detectors judge by: who is there, at work or not, and where. */
function shapeOf(sightings: readonly Sighting[]): string {
	return JSON.stringify(
		sightings.map(({process, clientName, git, reading}) => [
			[process.pid, process.startTime, clientName],
			reading.status === 'working' || reading.status === 'waiting',
			git === null ? null : [git.repoKey, git.worktree, git.branch, git.head, git.dirty],
		]),
	);
}

export function createScanner({store, clock, looker, crons, detect, epoch, pid}: ScannerDeps): Scanner {
	let shape = '';
	/** After a change the detectors look once more: the store believes the end of a sister's work only when it saw it twice. */
	let isToConfirm = false;
	let cronsUnread: readonly string[] = [];
	let running: Promise<unknown> | null = null;
	let told = {text: '', at: Number.NEGATIVE_INFINITY};

	const tell = async (seen: Seen, thorough: boolean): Promise<boolean> => {
		const text = JSON.stringify(seen.sightings);
		const isSilent = text === told.text && clock.mono() - told.at < silentTellMs;
		if (isSilent && !thorough && !isToConfirm) return true;
		told = {text, at: clock.mono()};
		return store.recordSightings({epoch: epoch(), sightings: seen.sightings, complete: seen.sawEverybody});
	};

	/** Null: not read in this pass. What could not be read stays said until it could. */
	const readCrons = async (thorough: boolean, signal: AbortSignal): Promise<readonly Cron[] | null> => {
		if (!thorough) return null;
		try {
			const read = await crons(signal);
			cronsUnread = [];
			return read;
		} catch (error) {
			if (signal.aborted) throw error;
			cronsUnread = [error instanceof Error ? error.message : String(error)];
			return null;
		}
	};

	const pass = async (thorough: boolean, signal: AbortSignal): Promise<Pass> => {
		const started = clock.mono();
		const startedAt = new Date(clock.wall()).toISOString();
		const seen = await looker.look(thorough, signal);
		// A pass that was given up must not write what it saw long ago.
		signal.throwIfAborted();
		const accepted = await tell(seen, thorough);
		const shapeNow = shapeOf(seen.sightings);
		const isChanged = shapeNow !== shape;
		if (!accepted || !(thorough || isToConfirm || isChanged)) return {accepted, seen, report: null};
		const table = await readCrons(thorough, signal);
		const unread = [...seen.unread, ...cronsUnread];
		const findings = detect(await store.facts());
		signal.throwIfAborted();
		const report: ScanReport = {
			startedAt,
			tookMs: Math.round(clock.mono() - started),
			complete: thorough && unread.length === 0,
			unread,
			looked: seen.looked,
			scanner: {pid, host: clock.host},
		};
		const recorded = await store.recordFindings({epoch: epoch(), findings, crons: table, report});
		if (recorded) {
			shape = shapeNow;
			isToConfirm = isChanged;
		}
		return {accepted: recorded, seen, report};
	};

	/**
	 * Null: the last pass still runs, and this one is dropped. A pass that was given up counts as running until it really ended, so that two
	 * never overlap.
	 */
	const alone = async (thorough: boolean, signal: AbortSignal): Promise<Pass | null> => {
		if (running !== null) return null;
		const ms = thorough ? completeDeadlineMs : fastDeadlineMs;
		return withDeadline(ms, signal, thorough ? 'a complete scan' : 'a scan', within => {
			const work = pass(thorough, within);
			running = work
				.catch(() => {})
				.finally(() => {
					running = null;
				});
			return work;
		});
	};

	return {fast: signal => alone(false, signal), complete: signal => alone(true, signal)};
}
