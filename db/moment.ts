import type {Clock, IsoTime, ProcessIdentity} from './types.ts';

/** One reading of both clocks, used for a whole operation, so that everything in it agrees on when it happened. */
export type Moment = {
	/** Whole milliseconds. */
	readonly wall: number;
	readonly mono: number;
	readonly iso: IsoTime;
	readonly host: string;
	readonly bootId: string;
	/** Asked at most once a process and operation. Another boot of this host: dead. Another host: not ours to judge, so alive. */
	isAlive(process: ProcessIdentity): boolean;
};

/** A point in time that survives clock steps within one boot: the monotonic clock counts there, the wall clock across boots. */
export type Stamp = {readonly wall: number; readonly mono: number; readonly boot: string};

export function momentOf(clock: Clock, isAlive: (process: ProcessIdentity) => boolean): Moment {
	const wall = Math.round(clock.wall());
	const known = new Map<string, boolean>();
	return {
		wall,
		mono: Math.round(clock.mono()),
		iso: new Date(wall).toISOString(),
		host: clock.host,
		bootId: clock.bootId,
		isAlive: process => {
			if (process.host !== clock.host) return true;
			if (process.bootId !== clock.bootId) return false;
			const key = processKey(process);
			const answer = known.get(key) ?? isAlive(process);
			known.set(key, answer);
			return answer;
		},
	};
}

export const stampOf = (moment: Moment): Stamp => ({wall: moment.wall, mono: moment.mono, boot: moment.bootId});

/** Milliseconds since the stamp (RULES.md, Claims: "same boot, the monotonic clock decides"). */
export const since = (moment: Moment, stamp: Stamp): number => (stamp.boot === moment.bootId ? moment.mono - stamp.mono : moment.wall - stamp.wall);

export const processKey = (process: ProcessIdentity): string => `${process.host}\n${process.bootId}\n${process.pid}\n${process.startTime}`;

export const iso = (wall: number): IsoTime => new Date(wall).toISOString();
