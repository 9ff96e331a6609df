/** Letters that a loop sends when something stands still (`queen orchestrate run`). */

/** One letter about one edge. The same edge has the same `what`, `about`, `edge` and `to` in whichever process it is seen. */
export type Reminder = {
	readonly what: 'blocked' | 'stale' | 'review';
	/** The name of a sister, or the number of a review. */
	readonly about: string;
	/** Which time of it: since when it is so. */
	readonly edge: string;
	readonly to: string;
	readonly body: string;
};

/** Something that a look told of: what it is about, and which time of it. */
export type SaidEdge = {readonly kind: 'blocked' | 'stale' | 'review' | 'ready' | 'mail'; readonly about: string; readonly edge: string};

export type ReminderRules = {
	/** Two about one thing are never sent to one sister within this time; the second waits. Milliseconds. */
	readonly repeatMs: number;
	/** At most `most` of any kind to one sister within `withinMs`. */
	readonly most: number;
	readonly withinMs: number;
};

/** sent: this call did it. told: it was sent before. later: ask again after `inMs`, if it still holds. */
export type ReminderVerdict =
	| {readonly verdict: 'sent' | 'told'; readonly message: number; readonly inMs: null}
	| {readonly verdict: 'later'; readonly message: null; readonly inMs: number};
