/** What stands still, what waits, who pushes: read out of one snapshot. Pure; texts are as they are stored. */
import type {Claim, Message, Review, Sister, Snapshot, Waiter} from '../../db/types.ts';
import {isBlocked, isReady, isStale} from '../format/declared.ts';
import {type PushQueue, pushQueues} from '../format/push-queue.ts';

export type Limits = {
	/** Without a sign of work for so long she is stale. Milliseconds. */
	readonly staleMs: number;
	/** A review that has waited for so long is named. Milliseconds. */
	readonly reviewMs: number;
};

export type Dashboard = {
	readonly reader: string;
	readonly at: string;
	/** Those who are here, and gone ones who say something of themselves. */
	readonly sisters: readonly Sister[];
	readonly blocked: readonly Sister[];
	readonly stale: readonly Sister[];
	readonly ready: readonly Sister[];
	/** Pending ones, oldest first; `late` are those that have waited too long. */
	readonly reviews: readonly Review[];
	readonly late: readonly number[];
	/** The reader's unread mail, oldest first. */
	readonly mail: readonly Message[];
	readonly unread: number;
	readonly pushes: readonly PushQueue<Claim, Waiter>[];
};

type Seen = Pick<Snapshot, 'reader' | 'at' | 'sisters' | 'inbox' | 'claims' | 'counts' | 'reviews' | 'waiters'>;

const isShown = ({status, declared}: Sister): boolean => status !== 'gone' || Boolean(declared);

export function dashboardOf(
	{reader, at, sisters, inbox, claims, counts, reviews = [], waiters = []}: Seen,
	{staleMs, reviewMs}: Limits,
	now: number,
): Dashboard {
	// Whoever runs the loop is told of the others.
	const others = sisters.filter(sister => sister.name !== reader && isShown(sister)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
	const pending = reviews.filter(({state}) => state === 'pending');
	return {
		reader,
		at,
		sisters: others,
		blocked: others.filter(isBlocked),
		stale: others.filter(sister => isStale(sister, staleMs, now)),
		ready: others.filter(isReady),
		reviews: pending,
		late: pending.filter(({requestedAt}) => now - Date.parse(requestedAt) >= reviewMs).map(({id}) => id),
		mail: inbox
			.filter(({readAt, ackedAt, recalledAt, bouncedAt}) => readAt === null && ackedAt === null && recalledAt === null && bouncedAt === null)
			.toReversed(),
		unread: counts.unread,
		pushes: pushQueues(claims, waiters),
	};
}
