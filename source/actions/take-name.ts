/** A session that was found before it said who it is carries a name that we made up (`shop-2`), and gives it up for the one that it says. Light. */
import type {Caller, Context} from '../context.ts';

/** The name that we made up for the session which calls; null where somebody chose it, or where it is no session of ours. */
async function madeUpName({store}: Context, process: NonNullable<Caller['process']>): Promise<string | null> {
	const session = await store.sessionOf(process);
	const sister = session === null ? null : await store.sister(session.sister);
	return sister?.nameSource === 'derived' ? sister.name : null;
}

/** Does nobody live under this name? */
async function isFree({store}: Context, name: string): Promise<boolean> {
	const sister = await store.sister(name);
	return sister === null || (sister.sessions === 0 && !sister.beating);
}

/**
 * The made-up name which this caller may give up for the one that she says, if nobody lives under that; else null. Without it she would speak
 * from another's session for ever, namely from her own, and stand in the list twice.
 */
export async function nameToGiveUp(context: Context, {verified, process, name}: Caller): Promise<string | null> {
	if (verified !== 'no' || process === null) return null;
	const before = await madeUpName(context, process);
	return before !== null && (await isFree(context, name)) ? before : null;
}
