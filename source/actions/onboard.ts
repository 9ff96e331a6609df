import type {ColonyEvent, ContextEntry, Message, Snapshot} from '../../db/types.ts';
import type {Caller, Context} from '../context.ts';
import {findRepository} from '../repository.ts';
import {registerCaller} from './register.ts';
import {scanIfOld} from './scan.ts';

export type Briefing = {
	readonly caller: Caller;
	readonly name: string;
	/** When she was last heard of; null when she is new, or the keeper. */
	readonly lastHere: string | null;
	/** What others did since then, oldest first, at most 30. */
	readonly since: readonly ColonyEvent[];
	readonly unread: {readonly messages: readonly Message[]; readonly total: number};
	readonly snapshot: Snapshot;
	/** What was last written down for her repository; `total` counts all that is in force. */
	readonly context: {readonly entries: readonly ContextEntry[]; readonly total: number};
	/** Why the colony could not be looked at just now, or null. */
	readonly scanTrouble: string | null;
};

const mostEvents = 30;
/** What happens all the time tells a newcomer nothing. */
const noise: ReadonlySet<ColonyEvent['kind']> = new Set(['scan', 'renew', 'beat', 'status']);

async function happened({store}: Context, name: string, since: string | null): Promise<readonly ColonyEvent[]> {
	if (since === null) return [];
	const events = await store.events({since, limit: 500});
	return events.filter(event => event.sister !== name && !noise.has(event.kind)).slice(-mostEvents);
}

/** Who works on what, her mail, her conflicts, what happened since she was last here. Looks first when the last scan is old. */
export async function onboard(context: Context): Promise<Briefing> {
	// First, because the scan may be what makes the caller known.
	const scanTrouble = await scanIfOld(context);
	const caller = await context.caller();
	const {name, lastHere} = caller.isKeeper ? {name: caller.name, lastHere: null} : await registered(context);
	const [since, snapshot, inbox, written] = await Promise.all([
		happened(context, name, lastHere),
		context.store.snapshot(name, {onlyWork: true}),
		context.store.inbox(name, {all: false, limit: 5}),
		context.store.context({where: {repoKey: findRepository(context.cwd)?.repoKey ?? null}, limit: 5}),
	]);
	return {caller, name, lastHere, since, unread: {messages: inbox.messages, total: inbox.unread}, snapshot, context: written, scanTrouble};
}

async function registered(context: Context): Promise<Pick<Briefing, 'name' | 'lastHere'>> {
	const {sister, lastHere} = await registerCaller(context, {takesName: true});
	return {name: sister.name, lastHere};
}
