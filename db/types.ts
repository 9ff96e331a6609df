/**
 * The words of the colony as types: what the database stores and what everybody else reads.
 * One file per thing under `types/`; this is the one name that everybody imports.
 * Types only: nothing here exists at run time, so any layer may import it.
 *
 * Shapes: every time is ISO 8601 in UTC with milliseconds (`IsoTime`), every length of time is in milliseconds (`…Ms`),
 * what is not known is `null` (never omitted). `queen … --json` prints these same shapes.
 */

export type * from './types/attention.ts';
export type * from './types/claim.ts';
export type * from './types/colony.ts';
export type * from './types/conflict.ts';
export type * from './types/context.ts';
export type * from './types/event.ts';
export type * from './types/foreign.ts';
export type * from './types/mail.ts';
export type * from './types/merge.ts';
export type * from './types/process.ts';
export type * from './types/reminder.ts';
export type * from './types/review.ts';
export type * from './types/scan.ts';
export type * from './types/sister.ts';
export type * from './types/text.ts';
export type * from './types/worktree.ts';
