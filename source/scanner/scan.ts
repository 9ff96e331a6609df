/** A pass: look at everything, tell the store who is there, and let the detectors say what is about to collide. */
import type {Facts, Store} from '../../db/store.ts';
import type {Claim, Clock, Cron, Finding, GitFacts, ScanReport, SeenEdit, Sighting} from '../../db/types.ts';
import {agentLocks} from '../agent-locks.ts';
import type {MergeReport, MergeWatch} from '../merge/watch.ts';
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
	/** Tries merges of everybody's work at each complete pass; without it none are predicted. */
	readonly merges?: MergeWatch;
	/** Do edits make automatic leases? */
	readonly leaseEdits?: boolean;
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
const silentTellMs = 5000;

/** While the store cannot be written, the newest of what hooks saw is kept. */
const mostUntold = 2000;

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

/** Of everybody who is there, with a session or by name only. */
const factsIn = ({sightings, places = []}: Seen): readonly GitFacts[] => [...sightings, ...places].flatMap(({git}) => git ?? []);

/** Lock files of other tools in the worktrees where somebody is, each once. */
function locksOf(seen: Seen, wall: number): readonly Claim[] {
	const places = new Map(factsIn(seen).map(git => [git.worktree, git]));
	return [...places.values()].flatMap(place => agentLocks(place, wall));
}

export function createScanner({store, clock, looker, crons, detect, epoch, pid, merges, leaseEdits = false}: ScannerDeps): Scanner {
	let shape = '';
	let shaped: {readonly sightings: readonly Sighting[]; readonly shape: string} = {sightings: [], shape: shapeOf([])};
	/** After a change the detectors look once more: the store believes the end of a sister's work only when it saw it twice. */
	let isToConfirm = false;
	let cronsUnread: readonly string[] = [];
	let running: Promise<unknown> | null = null;
	/** What hooks saw and the store has not been told yet: a line of theirs is read only once. */
	let untold: readonly SeenEdit[] = [];
	let told: {readonly sightings: readonly Sighting[]; readonly text: string; readonly at: number} = {sightings: [], text: '[]', at: Number.NEGATIVE_INFINITY};

	const shapeNowOf = (sightings: readonly Sighting[]): string => {
		if (sightings !== shaped.sightings) shaped = {sightings, shape: shapeOf(sightings)};
		return shaped.shape;
	};

	const tell = async (seen: Seen, thorough: boolean): Promise<boolean> => {
		const edits = untold;
		// A looker that did not look anew answers the very same list.
		const text = seen.sightings === told.sightings ? told.text : JSON.stringify(seen.sightings);
		const isSilent = text === told.text && edits.length === 0 && clock.mono() - told.at < silentTellMs;
		if (isSilent && !thorough && !isToConfirm) return true;
		const around = thorough ? {locks: locksOf(seen, clock.wall()), ...(seen.places === undefined ? {} : {places: seen.places})} : {};
		const accepted = await store.recordSightings({epoch: epoch(), sightings: seen.sightings, complete: seen.sawEverybody, edits, leaseEdits, ...around});
		told = {sightings: seen.sightings, text, at: clock.mono()};
		untold = [];
		return accepted;
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

	const hasMergesLeft = (): boolean => (merges?.known().unread.length ?? 0) > 0;

	/**
	 * What merging would do: looked into in complete passes, and in the fast ones after one that left pairs over. These make a pass no less
	 * complete: what was known of them stays.
	 */
	const predict = async (seen: Seen, thorough: boolean, signal: AbortSignal): Promise<MergeReport | null> => {
		if (merges === undefined) return null;
		if (!(thorough || hasMergesLeft())) return merges.known();
		return merges.refresh(factsIn(seen), signal);
	};

	const pass = async (thorough: boolean, signal: AbortSignal): Promise<Pass> => {
		const started = clock.mono();
		const startedAt = new Date(clock.wall()).toISOString();
		const seen = await looker.look(thorough, signal);
		untold = [...untold, ...(seen.edits ?? [])].slice(-mostUntold);
		const hasEdits = untold.length > 0;
		// A pass that was given up must not write what it saw long ago.
		signal.throwIfAborted();
		const accepted = await tell(seen, thorough);
		const shapeNow = shapeNowOf(seen.sightings);
		const isChanged = shapeNow !== shape || hasEdits;
		if (!accepted || !(thorough || isToConfirm || isChanged || hasMergesLeft())) return {accepted, seen, report: null};
		const table = await readCrons(thorough, signal);
		const {unread: unreadAround = [], ...around} = (await looker.around?.(seen, signal)) ?? {};
		// No detector looks at the crons: without them the look at the conflicts is no less complete.
		const unread = [...new Set([...seen.unread, ...unreadAround])];
		const predicted = await predict(seen, thorough, signal);
		const findings = detect({...(await store.facts()), ...around, ...(predicted === null ? {} : {merges: predicted.outlook})});
		signal.throwIfAborted();
		const report: ScanReport = {
			startedAt,
			tookMs: Math.round(clock.mono() - started),
			complete: thorough && unread.length === 0,
			unread: [...new Set([...unread, ...cronsUnread, ...(predicted?.unread ?? [])])],
			looked: [...seen.looked, ...[predicted?.looked ?? null].filter(line => line !== null)],
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
