import type {Conflict} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {trustedCaller} from './identity.ts';
import {checkText} from './text.ts';

/** Accepts a conflict with a reason: it does not count until its evidence changes (RULES.md, "Conflicts and notices"). */
export async function resolveConflict(context: Context, id: number, why: string): Promise<Conflict> {
	const reason = checkText(why, 'the reason');
	const caller = await trustedCaller(context, 'resolve a conflict');
	const {ok, conflict} = await context.store.resolve(id, caller.name, reason);
	if (ok && conflict) return conflict;
	if (conflict?.resolvedAt) throw new QueenError('refused', `#${id} was resolved already.`);
	if (conflict?.mutedWhy) throw new QueenError('refused', `#${id} was accepted already: ${conflict.mutedWhy}`);
	throw new QueenError('refused', `There is no open conflict #${id}. See them: queen conflicts`);
}
