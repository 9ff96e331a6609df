/** Predicted merges of everybody's work with everybody else's, brought up to date at each complete pass. */
import type {GitFacts, MergeOutlook, MergePrediction, MergeSide, UncomparedSide} from '../../db/types.ts';
import type {Outcome} from './pair.ts';
import {createQuarantine} from './quarantine.ts';
import {createRoom, type Room, type SideState} from './room.ts';
import type {MergeReader, Side} from './side.ts';
import {whyNot} from './version.ts';

export type MergeReport = {
	readonly outlook: MergeOutlook;
	/** What was not compared for want of time, in words: it comes at the next pass. */
	readonly unread: readonly string[];
	/** For the report of the pass; null: there was nothing to compare. */
	readonly looked: string | null;
};

export type MergeWatch = {
	/**
	 * Compares the work in these worktrees. Only what changed since the last time costs git processes, one at a time; what is not reached
	 * within the budget is given as not known. `facts` objects are compared by identity: one that is handed in again stands for an unchanged
	 * worktree. Rejects only when the signal aborts.
	 */
	refresh(worktrees: readonly GitFacts[], signal: AbortSignal): Promise<MergeReport>;
	/** As it was found the last time. */
	known(): MergeReport;
	/** Removes the sandboxes. */
	close(): void;
};

export type MergeWatchOptions = {
	/** A folder of our own for the sandboxes, made when it is needed. */
	readonly folder: string;
	readonly reader: MergeReader;
	readonly env: NodeJS.ProcessEnv;
	mono(): number;
	/** Milliseconds of one pass. */
	readonly budgetMs?: number;
	/** Packs that one sandbox may hold before a pass ends; then the next one begins with an empty one. */
	readonly maxPacks?: number;
};

/** Short: while merges are tried nobody looks after the sisters. */
const defaultBudgetMs = 1000;
const defaultMaxPacks = 200;
const nothing: MergeReport = {outlook: {pairs: [], uncompared: []}, unread: [], looked: null};

const byWorktree = (a: GitFacts, b: GitFacts): number => (a.worktree < b.worktree ? -1 : Number(a.worktree > b.worktree));

/** Worktrees with a commit, by project; those that stand alone are left out. */
const projects = (worktrees: readonly GitFacts[]): ReadonlyMap<string, readonly GitFacts[]> => {
	const unique = [...new Map(worktrees.filter(facts => facts.head !== null).map(facts => [facts.worktree, facts])).values()].sort(byWorktree);
	const groups = Map.groupBy(unique, facts => facts.repoKey);
	return new Map([...groups].filter(([, group]) => group.length > 1));
};

const lateSentence = (repo: string, late: number): string =>
	`repository ${repo}: ${late} ${late === 1 ? 'pair' : 'pairs'} of worktrees not compared yet for merge conflicts`;

const sideOf = ({worktree, branch, head, dirty}: GitFacts): MergeSide => ({worktree, branch, head: head ?? '', dirty});

const projectOf = ({repo, repoId, repoKey}: GitFacts) => ({repo, repoId, repoKey});

type Clock = {readonly isLate: () => boolean; readonly signal: AbortSignal};

/** Null: not read in time, or it moved while it was read. */
type States = ReadonlyMap<GitFacts, SideState | null>;

const readStates = async (room: Room, group: readonly GitFacts[], {isLate, signal}: Clock): Promise<States> => {
	const states = new Map<GitFacts, SideState | null>();
	for (const facts of group) states.set(facts, room.current(facts) ?? (isLate() ? null : await room.read(facts, group, signal)));
	return states;
};

/** A worktree that cannot be compared, or not with all that is in it. */
const uncomparedSide = (facts: GitFacts, state: SideState | null): readonly UncomparedSide[] => {
	const why = state === null ? null : 'side' in state ? state.side.warning : state.why;
	return why === null ? [] : [{...projectOf(facts), side: sideOf(facts), why}];
};

/** Undefined: not known, for want of time or because one of them cannot be compared. */
const outcomeOf = async (room: Room, a: Side | null, b: Side | null, {isLate, signal}: Clock): Promise<Outcome | null | undefined> => {
	if (a === null || b === null) return undefined;
	const known = room.outcome(a, b);
	return known !== undefined || isLate() ? known : room.compute(a, b, signal);
};

const isClean = (outcome: Outcome | null | undefined): boolean =>
	outcome === null || (outcome !== undefined && outcome.conflicts.length + outcome.unpredictable.length === 0);

const predictionOf = (one: GitFacts, other: GitFacts, outcome: Outcome | null | undefined): MergePrediction => ({
	...projectOf(one),
	sides: [sideOf(one), sideOf(other)],
	known: outcome !== undefined,
	conflicts: outcome?.conflicts ?? [],
	unpredictable: outcome?.unpredictable ?? [],
});

type Found = MergeOutlook & {readonly repo: string; readonly compared: number; readonly late: number};

const lookedSentence = (found: readonly Found[]): string => {
	const sum = (count: (each: Found) => number): number => found.reduce((total, each) => total + count(each), 0);
	const [pairs, late] = [sum(each => each.compared), sum(each => each.late)];
	return `merges of ${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of worktrees${late > 0 ? ` (${late} not compared yet)` : ''}`;
};

const pairsOf = <T>(all: readonly T[]): readonly (readonly [T, T])[] => all.flatMap((one, at) => all.slice(at + 1).map(other => [one, other] as const));

const compareAll = async (room: Room, group: readonly GitFacts[], clock: Clock): Promise<Found> => {
	const states = await readStates(room, group, clock);
	const stateOf = (facts: GitFacts): SideState | null => states.get(facts) ?? null;
	const side = (state: SideState | null): Side | null => (state !== null && 'side' in state ? state.side : null);
	const isBarred = (state: SideState | null): boolean => state !== null && 'why' in state;
	const pairs: MergePrediction[] = [];
	const all = pairsOf(group);
	let late = 0;
	for (const [one, other] of all) {
		const [a, b] = [stateOf(one), stateOf(other)];
		const outcome = await outcomeOf(room, side(a), side(b), clock);
		if (outcome === undefined && !(isBarred(a) || isBarred(b))) late += 1;
		if (!isClean(outcome)) pairs.push(predictionOf(one, other, outcome));
	}
	return {repo: group[0]?.repo ?? '', pairs, uncompared: group.flatMap(facts => uncomparedSide(facts, stateOf(facts))), compared: all.length, late};
};

export const createMergeWatch = ({folder, reader, env, mono, budgetMs = defaultBudgetMs, maxPacks = defaultMaxPacks}: MergeWatchOptions): MergeWatch => {
	const quarantine = createQuarantine(folder);
	const rooms = new Map<string, Room>();
	let isSwept = false;
	let last: MergeReport = nothing;
	/** Why there are no predictions on this machine; null: not asked yet. */
	let off: {readonly why: string | null} | null = null;

	const roomOf = (key: string): Room => {
		const room = rooms.get(key) ?? createRoom({quarantine, reader, env, maxPacks});
		rooms.set(key, room);
		return room;
	};

	const closeUnused = (wanted: ReadonlyMap<string, unknown>): void => {
		for (const [key, room] of rooms) {
			if (wanted.has(key)) continue;
			room.close();
			rooms.delete(key);
		}
		if (rooms.size === 0) quarantine.close();
	};

	/** Asked once, and only where there is something to compare. */
	const whyOff = async (signal: AbortSignal): Promise<string | null> => {
		off ??= {why: await whyNot(env, signal)};
		return off.why;
	};

	const compare = async (wanted: ReadonlyMap<string, readonly GitFacts[]>, signal: AbortSignal): Promise<MergeReport> => {
		const end = mono() + budgetMs;
		const found: Found[] = [];
		for (const [key, group] of wanted) {
			const room = roomOf(key);
			found.push(await compareAll(room, group, {isLate: () => mono() >= end, signal}));
			room.tidy();
		}
		return {
			outlook: {pairs: found.flatMap(({pairs}) => pairs), uncompared: found.flatMap(({uncompared}) => uncompared)},
			unread: found.filter(({late}) => late > 0).map(({repo, late}) => lateSentence(repo, late)),
			looked: lookedSentence(found),
		};
	};

	const begin = async (worktrees: readonly GitFacts[], signal: AbortSignal): Promise<MergeReport> => {
		if (!isSwept) quarantine.sweep();
		isSwept = true;
		const wanted = projects(worktrees);
		closeUnused(wanted);
		if (wanted.size === 0) return nothing;
		const why = await whyOff(signal);
		return why === null ? compare(wanted, signal) : {...nothing, looked: `merges are not predicted: ${why}`};
	};

	/** A full disk or a folder that was closed to us must not keep the scan from everything else: what was known stays, and it is said. */
	const refresh: MergeWatch['refresh'] = async (worktrees, signal) => {
		try {
			last = await begin(worktrees, signal);
		} catch (error) {
			signal.throwIfAborted();
			const why = error instanceof Error ? error.message : String(error);
			last = {...last, unread: [`merges of repositories could not be tried in ${folder}: ${why}`]};
		}
		return last;
	};

	const close = (): void => {
		for (const room of rooms.values()) room.close();
		rooms.clear();
		quarantine.close();
	};

	return {refresh, known: () => last, close};
};
