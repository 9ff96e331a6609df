import type {Sister} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {slug} from '../names.ts';

type Muted = {readonly name: string; readonly muted: NonNullable<Sister['muted']> | null};

async function changed({store}: Pick<Context, 'store'>, given: string, change: (name: string) => Promise<boolean>): Promise<Muted> {
	const name = slug(given);
	if (!(await change(name))) throw new QueenError('refused', `There is no sister ${name}. See: queen status`);
	const sister = await store.sister(name);
	return {name: sister?.name ?? name, muted: sister?.muted ?? null};
}

/** The keeper wants no bell or notification about her: for `forMs`, or (null) until it is taken back. Throws when nobody has that name. */
export const mute = (context: Pick<Context, 'store'>, given: string, forMs: number | null): Promise<Muted> =>
	changed(context, given, name => context.store.mute(name, forMs));

/** Answers too whether she was muted at all. */
export async function unmute(context: Pick<Context, 'store'>, given: string): Promise<Muted & {readonly wasMuted: boolean}> {
	const wasMuted = Boolean((await context.store.sister(slug(given)))?.muted);
	return {...(await changed(context, given, name => context.store.unmute(name))), wasMuted};
}
