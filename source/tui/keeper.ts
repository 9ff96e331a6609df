/** Who sits at the view: the keeper, unless an agent is among the ancestors (RULES.md, "Who is calling"). */
import type {Caller, Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {whoIsCalling} from '../identity.ts';
import {keeperName} from '../names.ts';

export type Keeper = {
	/** Her address, also where she may only look. */
	readonly name: string;
	/** Why keys that act are off, in words; null: they are not. */
	readonly watchesOnly: string | null;
	readonly caller: Caller;
};

/** The name that the environment gives is hers only when no agent is above us, so ancestry alone is asked first. */
async function withoutName({store, processes, env}: Omit<Context, 'caller' | 'clock' | 'cwd'>): Promise<Caller | string> {
	try {
		const {QUEEN_NAME: _queen, WORKER_NAME: _worker, ...rest} = env;
		return await whoIsCalling({store, processes, env: rest});
	} catch (error) {
		if (error instanceof QueenError) return 'this view was started by an agent: only the keeper acts from it';
		throw error;
	}
}

export async function findKeeper(context: Omit<Context, 'caller'>): Promise<Keeper> {
	const name = keeperName(context.env);
	const found = await withoutName(context);
	const nobody: Caller = {name, displayName: name, verified: 'no', isKeeper: false, source: 'keeper', process: null};
	if (typeof found === 'string') return {name, watchesOnly: found, caller: nobody};
	if (!found.isKeeper) return {name, watchesOnly: `this view runs inside ${found.name}'s session: only the keeper acts from it`, caller: nobody};
	return {name, watchesOnly: null, caller: {...found, name, displayName: name}};
}
