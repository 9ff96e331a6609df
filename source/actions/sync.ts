import type {SyncLimits} from '../../db/store.ts';
import type {SyncNews} from '../../db/types.ts';
import type {Caller, Context} from '../context.ts';
import {findRepository} from '../repository.ts';
import {registerCaller} from './register.ts';

export type Synced = {readonly caller: Caller; readonly news: SyncNews};

/** What the caller was not told yet. Marks nothing: call `commitSync` when it was printed. */
export async function sync(context: Context, limits: SyncLimits): Promise<Synced> {
	const caller = await context.caller();
	const news = await context.store.syncNews(caller.name, findRepository(context.cwd)?.repoKey ?? null, limits);
	return {caller, news};
}

const idsOf = (things: readonly {readonly id: number}[]): readonly number[] => things.map(({id}) => id);

/**
 * The heartbeat, and that the news was printed. Mail becomes surfaced; `read` makes it read too (RULES.md, Mail: an inbox marks read).
 * The keeper is no sister and has no heartbeat.
 */
export async function commitSync(context: Context, {caller, news}: Synced, read: boolean): Promise<void> {
	if (!caller.isKeeper) await registerCaller(context, {takesName: true});
	const surfaced = idsOf(news.messages);
	const told = idsOf(news.conflicts);
	if (surfaced.length + told.length + news.cursors.length === 0) return;
	await context.store.commitSync(caller.name, {surfaced, read: read ? surfaced : [], cursors: news.cursors, told});
}
