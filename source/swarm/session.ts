/**
 * Who calls, when a command names itself with `--session A` or `--from A`: the same rules as for QUEEN_NAME (RULES.md, "Who is calling"). The
 * name decides who, the processes above decide whether it is believed.
 */
import {registerCaller} from '../actions/register.ts';
import {nameToGiveUp} from '../actions/take-name.ts';
import type {Call} from '../commands/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {whoIsCalling} from '../identity.ts';
import {cell} from '../sanitize.ts';

/** Throws a usage error for a name of nothing but signs: its slug would be somebody else's. */
export function sessionName(text: string): string {
	const name = text.trim();
	if (!/[a-z0-9]/i.test(name.normalize('NFKD')))
		throw new QueenError('usage', `"${cell(text)}" is no session. Give the ID that it has in: claude-swarm status`);
	return name;
}

/** The same context, called by that name. */
export function named(context: Context, name: string): Context {
	const env = {...context.env, QUEEN_NAME: sessionName(name)};
	let asked: ReturnType<Context['caller']> | null = null;
	const caller = (): ReturnType<Context['caller']> => {
		asked ??= whoIsCalling({store: context.store, processes: context.processes, env});
		return asked;
	};
	return {...context, env, caller};
}

/** Opens the colony as the session that calls herself `name`. */
export const openAs = async (call: Pick<Call, 'open'>, name: string): Promise<Context> => named(await call.open(), name);

/** The same, and a session under a name that we made up takes this one: what a sync does, and nothing else. Who looks into another's inbox does not become her. */
export async function openAndTakeName(call: Pick<Call, 'open' | 'out'>, name: string): Promise<Context> {
	const opened = await call.open();
	const context = named(opened, name);
	const before = await nameToGiveUp(context, await context.caller());
	if (before === null) return context;
	await registerCaller(context, {takesName: true});
	call.out.note(`This session was called ${before}; from now on it is ${cell(name)}.`);
	return named(opened, name);
}

/** The same where a name alone is not enough: nothing is taken over, and another's session is refused. `doing` completes "cannot …". */
export async function openAsHerself(call: Pick<Call, 'open'>, name: string, doing: string): Promise<Context> {
	const context = named(await call.open(), name);
	if ((await context.caller()).verified === 'no')
		throw new QueenError(
			'refused',
			`You say that you are ${cell(name)}, but you call from another session, so you cannot ${doing}. If this session is ${cell(name)}, it says so first: claude-swarm sync --session ${cell(name)}`,
		);
	return context;
}
