/** Everything that is kept of one project (all worktrees and clones with one key) between two passes. */
import {existsSync} from 'node:fs';
import path from 'node:path';
import type {GitFacts} from '../../db/types.ts';
import type {GitPlace} from '../find-repository.ts';
import {type BaseIndexes, createBaseIndexes} from './base-index.ts';
import {Unmerged} from './capture.ts';
import {createHistory, type History, type Reading} from './history.ts';
import {type Copier, createCopier} from './objects.ts';
import {mergeOutcome, type Outcome} from './pair.ts';
import type {Quarantine} from './quarantine.ts';
import {createSandbox, type Sandbox} from './sandbox.ts';
import {comparablePlace, type MergeReader, Moved, objectsOf, readSettings, readSide, type Side, sideKey, stampOf, Uncompared} from './side.ts';

export type RoomOptions = {readonly quarantine: Quarantine; readonly reader: MergeReader; readonly env: NodeJS.ProcessEnv; readonly maxPacks: number};

/** A worktree as it is now, or why nothing can be said of it. */
export type SideState = {readonly side: Side} | {readonly why: string};

export type Room = {
	/** What is known of a worktree and still true; null: it has to be read. */
	current(facts: GitFacts): SideState | null;
	/** Reads a worktree. Null: it moved meanwhile. Never rejects but when the signal aborts. `all`: every worktree of the project. */
	read(facts: GitFacts, all: readonly GitFacts[], signal: AbortSignal): Promise<SideState | null>;
	/** What is known of a pair as it is now; undefined: it has to be computed. Null: nobody merges these. */
	outcome(a: Side, b: Side): Outcome | null | undefined;
	/** Computes it. Never rejects but when the signal aborts. */
	compute(a: Side, b: Side, signal: AbortSignal): Promise<Outcome | null>;
	/** Forgets what this pass did not ask for, and begins with an empty sandbox when it has grown too large or was taken away. */
	tidy(): void;
	close(): void;
};

type Tools = {readonly sandbox: Sandbox; readonly copier: Copier; readonly bases: BaseIndexes; readonly history: History};
type Known = {readonly facts: GitFacts; readonly state: SideState};

const maxBytes = 268_435_456;
/** How often a pair that failed is tried: what went wrong may pass (a pack that was just replaced), or stay (a partial clone). */
const passesToRetry = 20;

/** Milliseconds for all that one worktree or one pair needs: a hanging disk must not hold up the scan. */
const unitMs = 10_000;
const within = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(unitMs)]);

const placesOf = (all: readonly GitFacts[]): readonly GitPlace[] =>
	all.flatMap(facts => {
		try {
			return [comparablePlace(facts)];
		} catch {
			// It is said where that worktree itself is read.
			return [];
		}
	});

const sentenceOf = (error: unknown): string => {
	if (error instanceof DOMException && error.name === 'TimeoutError') return `it gave no answer within ${unitMs / 1000} s`;
	return error instanceof Error ? error.message : String(error);
};

export const createRoom = ({quarantine, reader, env, maxPacks}: RoomOptions): Room => {
	let tools: Tools | null = null;
	let lent: readonly string[] = [];
	const sides = new Map<string, Known>();
	let outcomes = new Map<string, Outcome | null>();
	let asked = new Map<string, Outcome | null>();
	const failed = new Map<string, {outcome: Outcome; passes: number}>();

	const drop = (): void => {
		if (tools !== null) quarantine.remove(tools.sandbox.folder);
		tools = null;
		// Uncommitted work lay in it.
		sides.clear();
	};

	const openTools = (format: Sandbox['format']): Tools => {
		if (tools !== null) return tools;
		const sandbox = createSandbox(quarantine.place(), format, env);
		const copier = createCopier(sandbox);
		tools = {sandbox, copier, bases: createBaseIndexes(sandbox, copier), history: createHistory(sandbox, copier)};
		return tools;
	};

	/** A shallow history ends where its repository says; between clones nobody says it. */
	const readingOf = (places: readonly GitPlace[], signal: AbortSignal): Reading => {
		const [one] = new Set(places.map(place => place.commonDir));
		const isOne = places.every(place => place.commonDir === one);
		const shallow = one === undefined || !isOne ? null : path.join(one, 'shallow');
		return {lent, signal, ...(shallow !== null && existsSync(shallow) ? {shallow} : {})};
	};

	const readNow = async (facts: GitFacts, all: readonly GitFacts[], signal: AbortSignal): Promise<SideState> => {
		const place = comparablePlace(facts);
		lent = [...new Set(placesOf(all).map(objectsOf))];
		const settings = await readSettings(reader, facts.worktree, signal);
		const open = openTools(settings.format);
		if (open.sandbox.format !== settings.format) throw new Uncompared(`its objects are named by ${settings.format}, those of another clone are not`);
		return {side: await readSide({...open, reader}, facts, place, settings, readingOf([place], signal))};
	};

	const read: Room['read'] = async (facts, all, signal) => {
		try {
			const state = await readNow(facts, all, within(signal));
			sides.set(facts.worktree, {facts, state});
			return state;
		} catch (error) {
			signal.throwIfAborted();
			sides.delete(facts.worktree);
			if (error instanceof Moved) return null;
			if (error instanceof Uncompared || error instanceof Unmerged) return {why: error.message};
			return {why: `git failed: ${sentenceOf(error)}`};
		}
	};

	const current: Room['current'] = facts => {
		const known = sides.get(facts.worktree);
		if (known === undefined || known.facts !== facts || !('side' in known.state)) return null;
		const {watch, stamp} = known.state.side;
		if (stamp !== stampOf(watch)) return null;
		try {
			comparablePlace(facts);
			return known.state;
		} catch {
			return null;
		}
	};

	const keyOf = (a: Side, b: Side): string => `${sideKey(a)} ${sideKey(b)}`;

	const outcome: Room['outcome'] = (a, b) => {
		const key = keyOf(a, b);
		const known = outcomes.get(key);
		if (known !== undefined) {
			asked.set(key, known);
			return known;
		}
		const bad = failed.get(key);
		if (bad === undefined || bad.passes >= passesToRetry) return undefined;
		bad.passes += 1;
		return bad.outcome;
	};

	const compute: Room['compute'] = async (a, b, signal) => {
		const key = keyOf(a, b);
		if (tools === null) return {conflicts: [], unpredictable: [{path: null, why: 'there is no room to try it in'}]};
		try {
			const fresh = await mergeOutcome(tools, a, b, readingOf([a.place, b.place], within(signal)));
			asked.set(key, fresh);
			outcomes.set(key, fresh);
			failed.delete(key);
			return fresh;
		} catch (error) {
			signal.throwIfAborted();
			const bad = {conflicts: [], unpredictable: [{path: null, why: sentenceOf(error)}]};
			if (failed.size > 5000) failed.clear();
			failed.set(key, {outcome: bad, passes: 0});
			return bad;
		}
	};

	const tidy = (): void => {
		outcomes = asked;
		asked = new Map();
		if (tools === null) return;
		const isGone = !existsSync(path.join(tools.sandbox.folder, 'HEAD'));
		if (isGone || tools.copier.packs() > maxPacks || tools.copier.bytes() > maxBytes) drop();
	};

	return {current, read, outcome, compute, tidy, close: drop};
};
