import type {NameSource, Sister} from '../../db/types.ts';
import {clientOf} from '../agents/client-of.ts';
import type {Caller, Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {findRepository} from '../repository.ts';
import {nameToGiveUp} from './take-name.ts';

export type Registered = {
	readonly caller: Caller;
	readonly sister: Sister;
	readonly isNew: boolean;
	/** When this name was last heard of before now; null for a new one. */
	readonly lastHere: string | null;
};

async function nameSourceOf(context: Context, caller: Caller): Promise<NameSource> {
	if (caller.source === 'environment') return 'environment';
	return (await context.store.sister(caller.name))?.nameSource ?? 'derived';
}

type Registering = {
	/** By this she says who she is: a name that we made up for her session gives way. */
	readonly takesName?: boolean;
};

/** Her own session, as far as it may be bound to the name: a process of another sister must not become this one's because somebody set a variable in it. */
async function ownProcess(context: Context, caller: Caller, takesName: boolean): Promise<Caller['process']> {
	if (caller.verified !== 'no') return caller.process;
	return takesName && (await nameToGiveUp(context, caller)) !== null ? caller.process : null;
}

/**
 * Makes the caller a sister, or joins her process to her name (RULES.md, "Sisters": `iam`, `onboard` and `claim` register).
 * The keeper is no sister: a usage error that says how to name oneself.
 */
export async function registerCaller(context: Context, {takesName = false}: Registering = {}): Promise<Registered> {
	const caller = await context.caller();
	if (caller.isKeeper) throw new QueenError('usage', 'You are the keeper here, not a sister. Name yourself to speak as one: QUEEN_NAME=iza-1 iam "doing X"');
	const own = await ownProcess(context, caller, takesName);
	const process = own && context.processes.get(own.pid);
	const place = findRepository(context.cwd);
	const {sister, isNew, lastHere} = await context.store.register({
		name: caller.name,
		displayName: caller.displayName,
		nameSource: await nameSourceOf(context, caller),
		process: own,
		agent: (process && clientOf(process.argv)) ?? 'none',
		cwd: context.cwd,
		repo: place?.repo ?? null,
		repoId: place?.repoId ?? null,
		repoKey: place?.repoKey ?? null,
		worktree: place?.worktree ?? null,
		terminal: null,
	});
	return {caller, sister, isNew, lastHere};
}
