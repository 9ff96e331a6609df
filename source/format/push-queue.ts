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

const prefix = 'push:';

/** Is this the text of a push lock? */
export const isPushName = (resource: string): boolean => resource.startsWith(prefix);

/** Where to, of the text of a push lock. */
export const pushAddress = (resource: string): string => resource.slice(prefix.length);

/** What `queen push` holds for as long as it runs: its lease is renewed, what counts is since when. */
export const isPush = ({kind, resource}: Pick<Lock, 'kind' | 'resource'>): boolean => kind === 'domain' && isPushName(resource);

/** `moltbook` of `push:github.com/maya/moltbook`: the last part says which project; the whole address stands in the details. */
export const pushedProject = (resource: string): string =>
	resource
		.slice(prefix.length)
		.split('/')
		.findLast(part => part !== '') ?? resource;

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
