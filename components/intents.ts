/**
 * What a key asks of the outside. A key yields either a `Msg` (changes only the view, see state.ts) or one of these;
 * `source/tui.tsx` hands them to `source/actions`, and the answer comes back as an `Outcome`.
 */
import type {ContextCategory, Draft, Priority, ReviewVerdict} from '../db/types.ts';
import type {SharedQuery} from './shared-frame.ts';

export type Intent =
	| {
			readonly type: 'send';
			readonly to: readonly string[];
			readonly body: string;
			readonly priority: Priority;
			readonly kind: 'mail' | 'dispatch';
			readonly replyTo: number | null;
			readonly draft: string /** Whose repository `@repo` means. */;
			readonly repoOf: string | null;
	  }
	/** `atOnce`: the form was closed, so that the same key must find it in the colony; otherwise soon, while she types. */
	| {readonly type: 'save-draft'; readonly draft: Omit<Draft, 'savedAt'>; readonly atOnce?: true}
	| {readonly type: 'drop-draft'; readonly key: string}
	| {readonly type: 'recall'; readonly ids: readonly number[]}
	| {readonly type: 'ack'; readonly ids: readonly number[]}
	/** A mail to the keeper was opened with its whole text. */
	| {readonly type: 'read'; readonly id: number}
	/** The keeper takes a dispatch back. */
	| {readonly type: 'withdraw'; readonly id: number}
	| {readonly type: 'claim'; readonly resource: string; readonly why: string | null; readonly ttlMs: number | null}
	| {readonly type: 'release'; readonly id: number}
	| {readonly type: 'undo-release'; readonly id: number}
	| {readonly type: 'extend'; readonly id: number; readonly byMs: number}
	| {readonly type: 'resolve'; readonly id: number; readonly why: string}
	/** The one verdict about a review; rejected always with why. */
	| {readonly type: 'decide-review'; readonly review: number; readonly verdict: ReviewVerdict; readonly why: string | null}
	/** Reads the diff of a review, until it is asked for another or none. */
	| {readonly type: 'review-diff'; readonly review: number | null}
	/** Reads what was written down for all, until it is asked for something else or nothing. */
	| {readonly type: 'shared'; readonly query: SharedQuery | null}
	/** Writes something down for all in the repository of this sister (null: where the view was started), or with `forAll` for the whole colony. */
	| {
			readonly type: 'add-context';
			readonly body: string;
			readonly category: ContextCategory;
			readonly repoOf: string | null;
			readonly forAll: boolean;
			/** The entry that it stands instead of, and whose place it has. */
			readonly supersedes: number | null;
			readonly draft: string;
	  }
	/** Ends an entry now. */
	| {readonly type: 'expire-context'; readonly id: number}
	/** `agreed`: she has read what a jump does with her terminal. */
	| {readonly type: 'jump'; readonly sister: string; readonly agreed?: true}
	/** Start or stop reading a sister's terminal pane for the peek overlay. */
	/** Puts the command that resumes her session into the terminal's clipboard. */
	| {readonly type: 'copy-resume'; readonly sister: string}
	/** The keeper is at the keyboard. */
	| {readonly type: 'looked'}
	/** Opens the body of the mail form in the keeper's own editor. */
	| {readonly type: 'edit-outside'; readonly key: string; readonly body: string}
	/** Reads what the parties of a conflict changed, until it is asked for another or none. */
	| {readonly type: 'sides'; readonly conflict: number | null}
	/** Reads a sister's terminal until it is asked for another or none. `beside`: for the third column, only when something came out of it. */
	| {readonly type: 'peek'; readonly sister: string | null; readonly beside?: boolean}
	/** No bell or notification about her; `forMs` null: until it is taken back. */
	| {readonly type: 'mute'; readonly sister: string; readonly forMs: number | null}
	| {readonly type: 'unmute'; readonly sister: string}
	| {readonly type: 'all-mail'; readonly on: boolean}
	| {readonly type: 'rescan'}
	/** Ctrl-Z: back to the shell that started the view, until `fg`. */
	| {readonly type: 'suspend'}
	| {readonly type: 'quit'};

/** What came of an intent: shown as a toast. `undo` is offered on the key `u` for ten seconds. */
export type Outcome = {
	readonly ok: boolean;
	readonly text: string;
	readonly undo: Intent | null;
	/** The body of a mail form as it came back from an editor outside. */
	readonly edited?: {readonly key: string; readonly body: string};
	/** Why `u` cannot take this back, as a sentence. */
	readonly final?: string;
	/** The way to this sister takes the keeper's whole terminal: nothing happened yet, she is asked first. */
	readonly going?: string;
};
