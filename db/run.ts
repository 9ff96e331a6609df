import type {Moment} from './moment.ts';

/** One transaction: everything in it agrees on when it happens. */
export type Run = <T>(work: (moment: Moment) => T) => Promise<T>;
