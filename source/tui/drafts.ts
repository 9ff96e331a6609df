/**
 * Drafts reach the database while the keeper types: 400 ms after the last key, and at the latest 800 ms after the first one that
 * is not stored, so that kill -9 takes less than a second of writing. Writes of drafts never overtake each other.
 */
import type {Draft} from '../../db/types.ts';

export type NewDraft = Omit<Draft, 'savedAt'>;
export type DraftsDeps = {
	save(draft: NewDraft): Promise<void>;
	drop(key: string): Promise<void>;
	/** A draft that could not be stored: she must know before she closes the form. Null: it works again. */
	problem(error: unknown): void;
	now(): number;
};

export type Drafts = {
	/** Remembers the draft and stores it soon. */
	keep(draft: NewDraft): void;
	/** Forgets it, stored or not. */
	drop(key: string): Promise<void>;
	/** Stores what is not stored yet; resolves when every write is through. */
	flush(): Promise<void>;
};

const quietMs = 400;
const mostMs = 800;

export function createDrafts(deps: DraftsDeps): Drafts {
	const pending = new Map<string, NewDraft>();
	let since: number | null = null;
	let timer: NodeJS.Timeout | null = null;
	let tail: Promise<void> = Promise.resolve();

	/** One after another; a failure is told and does not stop the next one. */
	function queue(write: () => Promise<void>): Promise<void> {
		tail = tail.then(write).then(() => deps.problem(null), deps.problem);
		return tail;
	}

	function store(): Promise<void> {
		if (timer) clearTimeout(timer);
		timer = null;
		since = null;
		const drafts = [...pending.values()];
		pending.clear();
		for (const draft of drafts) void queue(() => deps.save(draft));
		return tail;
	}

	return {
		keep(draft) {
			pending.set(draft.key, draft);
			since ??= deps.now();
			if (timer) clearTimeout(timer);
			const left = Math.max(0, since + mostMs - deps.now());
			timer = setTimeout(() => void store(), Math.min(quietMs, left));
		},
		drop(key) {
			pending.delete(key);
			return queue(() => deps.drop(key));
		},
		flush: store,
	};
}
