/**
 * Who calls, when a command names itself with `--session A` or `--from A`: the same rules as for QUEEN_NAME (RULES.md, "Who is calling"). The
 * name decides who, the processes above decide whether it is believed.
 */
import type {ProcessIdentity} from '../../db/types.ts';
import {clientOf} from '../agents/client-of.ts';
import type {Call} from '../commands/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {whoIsCalling} from '../identity.ts';
import {slug} from '../names.ts';
import {findRepository} from '../repository.ts';
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

/** The name that we made up for the session which calls (`shop-2`); null where somebody chose it, or where it is no session of ours. */
async function madeUpName({store}: Context, process: ProcessIdentity): Promise<string | null> {
	const session = await store.sessionOf(process);
	const sister = session === null ? null : await store.sister(session.sister);
	return sister?.nameSource === 'derived' ? sister.name : null;
}

/** Does nobody live under this name? */
async function isFree({store}: Context, name: string): Promise<boolean> {
	const sister = await store.sister(name);
	return sister === null || (sister.sessions === 0 && !sister.beating);
}

/**
 * A session that was found before she said who she is carries a name that we made up. When she says `--session A`, and nobody lives under A, the
 * whole session is called A from then on: otherwise she would speak as A from another's session for ever, which is refused for approving.
 */
async function takeName(context: Context, name: string): Promise<string | null> {
	const {verified, process} = await context.caller();
	if (verified !== 'no' || process === null) return null;
	const before = await madeUpName(context, process);
	if (before === null || !(await isFree(context, slug(name)))) return null;
	const found = context.processes.get(process.pid);
	const place = findRepository(context.cwd);
	await context.store.register({
		name,
		displayName: name,
		nameSource: 'environment',
		process,
		agent: (found && clientOf(found.argv)) ?? 'none',
		cwd: context.cwd,
		repo: place?.repo ?? null,
		repoId: place?.repoId ?? null,
		repoKey: place?.repoKey ?? null,
		terminal: null,
	});
	return before;
}

/** Opens the colony as the session that calls herself `name`. */
export const openAs = async (call: Pick<Call, 'open'>, name: string): Promise<Context> => named(await call.open(), name);

/** The same, and she takes the name: what a sync does, and nothing else. Who looks into another's inbox does not become her. */
export async function openAndTakeName(call: Pick<Call, 'open' | 'out'>, name: string): Promise<Context> {
	const opened = await call.open();
	const context = named(opened, name);
	const before = await takeName(context, sessionName(name));
	if (before === null) return context;
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
