/** Watches snapshots and tells the keeper, once an edge. The clock, the store, the terminals and the channels are given. */
import type {AttentionEdge, AttentionRules, AttentionVerdict, Snapshot, TerminalPlace} from '../../db/types.ts';
import {type AttentionState, edges, nextAt, nothingHeld, postpone} from './edges.ts';
import {type Look, lookAt, type Need} from './needs.ts';
import {type Notice, noticeOf} from './notice.ts';

/** A flicker of the reading is over within 5 s; nobody wants two calls about one sister within 10 (research/ux.md, A4, 17). */
export const attentionRules: AttentionRules = {flapMs: 5000, repeatMs: 10_000};

/** After a store that was busy. */
const againMs = 1000;

export type LadderDeps = {
	/** Who is to tell which edge; the store decides for all processes. */
	claim(edges: readonly AttentionEdge[]): Promise<readonly AttentionVerdict[]>;
	/** Of these places, those that somebody looks at right now. Must not reject. */
	watched(places: readonly TerminalPlace[]): Promise<readonly TerminalPlace[]>;
	tell(notice: Notice): Promise<void>;
	/** A clock that only goes forward, in milliseconds. */
	now(): number;
	/** Calls back once after so many milliseconds; answers how to take that back. */
	after(ms: number, work: () => void): () => void;
	/** One sentence when telling does not work; null when it works again. */
	problem(sentence: string | null): void;
};

export type Ladder = {
	/** The colony as it is now. */
	see(snapshot: Pick<Snapshot, 'sisters' | 'conflicts' | 'inbox'>): void;
	/** Resolves when what is being told is told; nothing is told after it. */
	close(): Promise<void>;
};

const isSame = (a: TerminalPlace, b: TerminalPlace): boolean => a.socket === b.socket && a.server === b.server && a.pane === b.pane;

const plain = ({subject, edge, words, sister, since}: Need): AttentionEdge => ({subject, edge, words, sister, since});

export function createLadder(deps: LadderDeps): Ladder {
	let last: Look | null = null;
	let state: AttentionState = nothingHeld;
	let cancel = (): void => {};
	let telling: Promise<void> = Promise.resolve();
	let isClosed = false;

	/** Those that are ours to tell. What is to wait is held back. */
	const ours = async (due: readonly Need[]): Promise<readonly Need[]> => {
		const verdicts = new Map((await deps.claim(due.map(plain))).map(verdict => [verdict.subject, verdict]));
		return due.filter(need => {
			const verdict = verdicts.get(need.subject);
			if (verdict?.verdict === 'later') hold(need, verdict.inMs);
			return verdict?.verdict === 'tell';
		});
	};

	const hold = (need: Need, ms: number): void => {
		state = postpone(state, need, deps.now() + ms);
		plan();
	};

	/** She sees what stands in the pane that she looks at. */
	const unseen = async (needs: readonly Need[]): Promise<readonly Need[]> => {
		const places = needs.flatMap(({place}) => place ?? []);
		const seen = places.length === 0 ? [] : await deps.watched(places);
		return needs.filter(({place}) => place === null || !seen.some(each => isSame(each, place)));
	};

	const tellAll = async (due: readonly Need[]): Promise<void> => {
		let mine: readonly Need[];
		try {
			mine = await ours(due);
		} catch (error) {
			for (const need of due) hold(need, againMs);
			deps.problem(sentence(error));
			return;
		}
		try {
			const needs = mine.length === 0 ? [] : await unseen(mine);
			if (needs.length === 0 || isClosed) return;
			await deps.tell(noticeOf(needs));
			deps.problem(null);
		} catch (error) {
			deps.problem(sentence(error));
		}
	};

	const step = (look: Look): void => {
		const {state: next, due} = edges(last, look, state, deps.now());
		state = next;
		last = look;
		// One after the other: two at once would be two notifications.
		if (due.length > 0) telling = telling.then(() => tellAll(due));
		plan();
	};

	const plan = (): void => {
		cancel();
		const at = nextAt(state);
		if (at === null || isClosed) return;
		cancel = deps.after(Math.max(0, at - deps.now()), () => {
			if (last !== null) step(last);
		});
	};

	return {
		see(snapshot) {
			if (!isClosed) step(lookAt(snapshot));
		},
		async close() {
			isClosed = true;
			cancel();
			await telling;
		},
	};
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
