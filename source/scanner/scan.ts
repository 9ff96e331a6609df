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
	/** Something was different from the last pass. */
	readonly changed: boolean;
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
/** Nothing changed: `last_seen` and the pulse of output are written this often. */
const quietWriteMs = 5000;

/** Everything that is told of a sister, but the time of her last output: that moves all the time and is written with the rest. */
const digestOf = (sightings: readonly Sighting[]): string => JSON.stringify(sightings.map(sighting => ({...sighting, lastOutput: null})));

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
	let digest = '';
	let shape = '';
	let writtenAt = Number.NEGATIVE_INFINITY;
	/** After a change one more pass is written: the store believes some changes only when it sees them twice. */
	let isToConfirm = false;
	let cronsUnread: readonly string[] = [];
	let running: Promise<unknown> | null = null;

	const recordSightings = async (seen: Seen, thorough: boolean): Promise<{readonly accepted: boolean; readonly changed: boolean}> => {
		const now = digestOf(seen.sightings);
		const changed = now !== digest;
		const isDue = thorough || changed || isToConfirm || clock.mono() - writtenAt >= quietWriteMs;
		if (!isDue) return {accepted: true, changed};
		const accepted = await store.recordSightings({epoch: epoch(), sightings: seen.sightings, complete: seen.sawEverybody});
		if (accepted) {
			digest = now;
			isToConfirm = changed;
			writtenAt = clock.mono();
		}
		return {accepted, changed};
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
		const wasToConfirm = isToConfirm;
		const {accepted, changed} = await recordSightings(seen, thorough);
		const shapeNow = shapeOf(seen.sightings);
		if (!accepted || !(thorough || wasToConfirm || shapeNow !== shape)) return {accepted, changed, seen, report: null};
		const table = await readCrons(thorough, signal);
		const unread = [...seen.unread, ...cronsUnread];
		const findings = detect(await store.facts());
		const report: ScanReport = {
			startedAt,
			tookMs: Math.round(clock.mono() - started),
			complete: thorough && unread.length === 0,
			unread,
			looked: seen.looked,
			scanner: {pid, host: clock.host},
		};
		const recorded = await store.recordFindings({epoch: epoch(), findings, crons: table, report});
		if (recorded) shape = shapeNow;
		return {accepted: recorded, changed, seen, report};
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
