import type {Message, Sister} from '../../db/types.ts';
import type {Caller, Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {registerCaller} from './register.ts';
import {checkText} from './text.ts';

export type Declared = {readonly sister: Sister /** The dispatch that this work belongs to. */; readonly linked: Message | null};

/** A dispatch that this sister took and did not finish; throws with what to do otherwise. */
async function takenDispatch(context: Context, id: number, name: string): Promise<void> {
	const message = await context.store.message(id);
	if (message?.kind !== 'dispatch' || !message.dispatch) throw new QueenError('refused', `#${id} is no dispatch. See your mail: queen inbox --all`);
	const {state, takenBy} = message.dispatch;
	if (state === 'open') throw new QueenError('refused', `Nobody has taken #${id} yet. Take it first: queen ack ${id}`);
	if (takenBy !== name) throw new QueenError('refused', `#${id} is not yours: ${takenBy ?? 'nobody'} has it (${state}).`);
	if (state !== 'taken' && state !== 'working') throw new QueenError('refused', `#${id} is already ${state}.`);
}

/** `iam "doing X"`: everybody sees it. Links the dispatch given, or her only taken one. */
export async function declare(context: Context, task: string, dispatch: number | null): Promise<Declared> {
	const text = checkText(task, 'the task');
	const {sister} = await registerCaller(context, {takesName: true});
	if (dispatch !== null) await takenDispatch(context, dispatch, sister.name);
	return context.store.declareTask(sister.name, text, dispatch);
}

/** `iam --done`: clears the task and closes what was linked to it. */
export async function done(context: Context): Promise<{readonly sister: Sister; readonly task: string | null; readonly closed: readonly Message[]}> {
	const {sister} = await registerCaller(context);
	return {sister, ...(await context.store.finishTask(sister.name))};
}

/** `iam`: how the colony knows me. Reads only; the sister is null for the keeper and for a name never heard of. */
export async function whoAmI(context: Context): Promise<{readonly caller: Caller; readonly sister: Sister | null; readonly unread: number}> {
	const caller = await context.caller();
	const [sister, counts] = await Promise.all([context.store.sister(caller.name), context.store.counts(caller.name)]);
	return {caller, sister: caller.isKeeper ? null : sister, unread: counts.unread};
}
