/** Who commits (RULES.md, "Who is calling"). A human is nobody's business here. */
import type {Verified} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';

export type Committer = {
	/** Null: an agent that nobody knows yet. */
	readonly name: string | null;
	/** As she is spoken of in a sentence; not yet sanitized. */
	readonly label: string;
	readonly verified: Verified;
	/**
	 * Whose claims count as her own. A name that her own ancestors contradict opens nothing: it would release another's claim, which is refused
	 * under such a name. Empty: nobody's.
	 */
	readonly holder: string;
};

/** The sister that is registered for an ancestor of this process, whatever the environment says. */
async function provenName({store, processes}: Context): Promise<string | null> {
	const ancestors = processes.ancestors(process.pid);
	const session = await store.nearestSession(ancestors.map(ancestor => processes.identify(ancestor)));
	return session?.sister ?? null;
}

/** Null: a human, who is let through. */
export async function committerOf(context: Context): Promise<Committer | null> {
	try {
		const {name, displayName, verified, isKeeper} = await context.caller();
		if (isKeeper) return null;
		if (verified !== 'no') return {name, label: displayName, verified, holder: name};
		const proven = (await provenName(context)) ?? '';
		return {name, label: `${displayName} (in truth the session of ${proven})`, verified, holder: proven};
	} catch (error) {
		if (!(error instanceof QueenError)) throw error;
		// An agent that nobody knows, or one that calls herself the keeper.
		const proven = await provenName(context);
		return {name: proven, label: proven ?? 'an agent that nobody knows', verified: proven === null ? 'unknown' : 'no', holder: proven ?? ''};
	}
}
