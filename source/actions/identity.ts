import type {Caller, Context} from '../context.ts';
import {QueenError} from '../errors.ts';

/**
 * Who is calling, unless her name belongs to another session than the one she calls from (`verified: no`): that is refused for
 * approving, for releasing a claim and for the keeper's name (RULES.md, "Who is calling"). `doing` completes "cannot …".
 */
export async function trustedCaller(context: Context, doing: string): Promise<Caller> {
	const caller = await context.caller();
	if (caller.verified === 'no')
		throw new QueenError(
			'refused',
			`You say you are ${caller.name}, but you call from another sister's session: you cannot ${doing}. Unset QUEEN_NAME and WORKER_NAME.`,
		);
	return caller;
}

/** Only the keeper may: everybody else is told what she can do instead. */
export async function keeperOnly(context: Context, doing: string, instead: string): Promise<Caller> {
	const caller = await trustedCaller(context, doing);
	if (!caller.isKeeper) throw new QueenError('refused', `Only the keeper can ${doing}. ${instead}`);
	return caller;
}
