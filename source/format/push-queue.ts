/** Who pushes where, and who waits for her turn. Pure; shared by plain output and the view. */
type Lock = {readonly kind: string; readonly resource: string; readonly blocks: boolean; readonly owner: string};
type Waiting = {readonly kind: string; readonly resource: string; readonly mode: string; readonly owner: string};

export type PushQueue<C, W> = {
	/** The claim's text: `push:` and the remote's address. */
	readonly lock: string;
	/** Null: nobody at this moment; the first who waits is next. */
	readonly holder: C | null;
	/** In the order in which they asked. */
	readonly waiting: readonly W[];
};

const isPush = ({kind, resource}: Pick<Lock, 'kind' | 'resource'>): boolean => kind === 'domain' && resource.startsWith('push:');

/** One for each remote at which somebody pushes or wants to (`source/push/lock.ts` names the locks). */
export function pushQueues<C extends Lock, W extends Waiting>(claims: readonly C[], waiters: readonly W[]): readonly PushQueue<C, W>[] {
	const holders = claims.filter(claim => isPush(claim) && claim.blocks);
	const waiting = waiters.filter(waiter => isPush(waiter) && waiter.mode === 'wait');
	const locks = [...new Set([...holders, ...waiting].map(({resource}) => resource))].toSorted();
	return locks.map(lock => ({
		lock,
		holder: holders.find(({resource}) => resource === lock) ?? null,
		waiting: waiting.filter(({resource}) => resource === lock),
	}));
}
