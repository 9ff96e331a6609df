/**
 * The Store: everything the colony remembers, as whole operations. Each one is a single transaction and returns a
 * Promise, so that a store for several machines can follow behind the same interface and the same contract tests.
 *
 * Errors: an operation that cannot be done in this state of the world answers with a value (`{ok: false, …}`);
 * a storage that cannot answer rejects with a `StoreError`, whose `code` decides the exit code (RULES.md, "Commands").
 */
import type {AttentionStore} from './store/attention.ts';
import type {CareStore} from './store/care.ts';
import type {ClaimStore} from './store/claims.ts';
import type {ConflictStore} from './store/conflicts.ts';
import type {ContextStore} from './store/context.ts';
import type {MailStore} from './store/mail.ts';
import type {OtherStore} from './store/others.ts';
import type {ReadingStore} from './store/reading.ts';
import type {ReviewStore} from './store/reviews.ts';
import type {ScanStore} from './store/scanning.ts';
import type {SisterStore} from './store/sisters.ts';

export type * from './store/attention.ts';
export type * from './store/care.ts';
export type * from './store/claims.ts';
export type * from './store/conflicts.ts';
export type * from './store/context.ts';
export * from './store/errors.ts';
export type * from './store/mail.ts';
export type * from './store/options.ts';
export type * from './store/others.ts';
export type * from './store/reading.ts';
export type * from './store/reviews.ts';
export type * from './store/scanning.ts';
export type * from './store/sisters.ts';

export type Store = {
	readonly file: string;
	close(): void;
	/** Has another connection committed since the last time this was asked? Costs microseconds; never waits. */
	changed(): boolean;
	/** Is the file that we hold still the file at that path? (dev, inode.) Rejects with `replaced` before a write otherwise. */
	isCurrent(): boolean;
} & ReadingStore &
	SisterStore &
	MailStore &
	ClaimStore &
	ConflictStore &
	ScanStore &
	AttentionStore &
	ContextStore &
	ReviewStore &
	OtherStore &
	CareStore;
