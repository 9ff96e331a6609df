import type {NameSource, Sister} from '../../db/types.ts';
import {clientOf} from '../agents/client-of.ts';
import type {Caller, Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {findRepository} from '../repository.ts';

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

/**
 * Makes the caller a sister, or joins her process to her name (RULES.md, "Sisters": `iam`, `onboard` and `claim` register).
 * The keeper is no sister: a usage error that says how to name oneself.
 */
export async function registerCaller(context: Context): Promise<Registered> {
	const caller = await context.caller();
	if (caller.isKeeper) throw new QueenError('usage', 'You are the keeper here, not a sister. Name yourself to speak as one: QUEEN_NAME=iza-1 iam "doing X"');
	// A process of another sister must not become this one's because somebody set a variable in it.
	const own = caller.verified === 'no' ? null : caller.process;
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
		terminal: null,
	});
	return {caller, sister, isNew, lastHere};
}
