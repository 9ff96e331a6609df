/** What the keeper is told outside of the view, once an edge. */
import type {IsoTime} from './text.ts';

/** Who hears it: a view's own terminal (bell, OSC), the desktop, a command of the keeper's. Each is told once, by whoever can. */
export type Audience = 'terminal' | 'desktop' | 'command';

/** Something began that needs the keeper. The same edge has the same `subject` and `edge` in whichever process it is seen. */
export type AttentionEdge = {
	/** `sister iza-2`, `conflict 3`, `mail 147`: what the edge is about. */
	readonly subject: string;
	/** Which edge of it: since when she waits, or the episode. */
	readonly edge: string;
	/** Her question: the same words again right after is the same episode, seen flickering. */
	readonly words: string;
	/** Whose mute counts; null: nobody's. */
	readonly sister: string | null;
	readonly since: IsoTime;
};

export type AttentionRules = {
	/** Away for less than this and back with the same words: the same episode. */
	readonly flapMs: number;
	/** Two of one subject are never told within this time; the second waits. */
	readonly repeatMs: number;
};

/** tell: this caller, and nobody else, tells it. told: it is (or counts as) told. later: ask again after `inMs`, if it still holds. */
export type AttentionVerdict =
	| {readonly subject: string; readonly verdict: 'tell' | 'told'; readonly inMs: null}
	| {readonly subject: string; readonly verdict: 'later'; readonly inMs: number};
