/** One look at what stands still, and the loop's way into the colony. */
import {readConfig} from '../config.ts';
import type {ApprovalRule} from '../config-groups.ts';
import type {Caller, Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {type Approved, createApprover} from '../orchestrate/approve.ts';
import {type Dashboard, dashboardOf, type Limits} from '../orchestrate/facts.ts';
import {type LoopDeps, type Memory, reminderRules} from '../orchestrate/loop.ts';
import {trustedCaller} from './identity.ts';
import {readerOf} from './see.ts';

/** Needs no identity: the mail is the caller's, else the keeper's. */
export async function dashboard({store, clock, ...context}: Context, limits: Limits, reader?: string): Promise<Dashboard> {
	const name = reader ?? (await readerOf({store, clock, ...context}));
	return dashboardOf(await store.snapshot(name), limits, clock.wall());
}

type Rules = {readonly rules: readonly ApprovalRule[] /** Why there are none, in one sentence. */; readonly why: string | null};

/** The keeper's rules, for her own loop: whoever else could say where the configuration lies. */
function rulesFor({env}: Context, caller: Caller): Rules {
	const none = (why: string): Rules => ({rules: [], why});
	if (!caller.isKeeper)
		return none('Nothing is approved here: only a loop that the keeper starts herself (in a shell of hers, as no sister) acts under her rules.');
	try {
		// Read from the file, not from what was read when this process began.
		const rules = readConfig(env).orchestrate.autoApprove;
		if (rules.length > 0) return {rules, why: null};
		return none('Nothing is approved: there are no rules. Write them into config.json: {"orchestrate": {"autoApprove": [{"paths": ["docs/**"]}]}}');
	} catch (error) {
		if (!(error instanceof QueenError)) throw error;
		return none(`Nothing is approved: ${error.message}`);
	}
}

const nobody = async (): Promise<readonly Approved[]> => [];

/** What a loop needs of the colony. `note` hears sentences for the keeper. Refused for who calls under another's name. */
export async function loopDeps(
	context: Context,
	limits: Limits,
	autoApprove: boolean,
	note: (sentence: string) => void,
): Promise<Omit<LoopDeps, 'say' | 'memory'> & {readonly caller: Caller; readonly memory: Memory}> {
	const caller = await trustedCaller(context, 'send reminders');
	const {name, verified} = caller;
	const {rules, why} = autoApprove ? rulesFor(context, caller) : {rules: [], why: null};
	if (why !== null) note(why);
	const approver = rules.length > 0 ? createApprover(context, rules, note) : null;
	return {
		caller,
		look: () => dashboard(context, limits, name),
		memory: {load: () => context.store.saidEdges(name), keep: said => context.store.keepSaidEdges(name, said)},
		remind: reminders => context.store.remind({from: name, fromVerified: verified, rules: reminderRules, reminders}),
		approve: approver === null ? nobody : ({reviews}) => approver.approve(reviews, 'yes'),
		wall: () => context.clock.wall(),
		mono: () => context.clock.mono(),
	};
}
