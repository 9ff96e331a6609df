import type {Sister} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {isKeeperName, slug} from '../names.ts';
import {trustedCaller} from './identity.ts';
import {registerCaller} from './register.ts';
import {checkText} from './text.ts';

/** A name as it is stored; throws where nothing of it can be kept, or where it is the keeper's. */
export function newName(text: string): string {
	const name = slug(text);
	if (text.trim() === '' || text.trim().startsWith('@'))
		throw new QueenError('usage', `"${text}" is no name. Names are letters, digits, dots, dashes: 1 to 32 of them.`);
	if (isKeeperName(name)) throw new QueenError('refused', `"${name}" is the keeper's address. Choose another name.`);
	return name;
}

/** Renames me, or as the keeper anybody: unread mail and claims go along, the old name stays an alias for 7 days. */
export async function rename(context: Context, who: string | null, wanted: string): Promise<{readonly from: string; readonly sister: Sister}> {
	const to = newName(wanted);
	const caller = await trustedCaller(context, 'rename anybody');
	if (caller.isKeeper && who === null) throw new QueenError('usage', 'Whom? As the keeper give both names: queen name iza-2 izabael');
	const from = who === null ? caller.name : slug(who);
	if (from !== caller.name && !caller.isKeeper) throw new QueenError('refused', `Only ${from} herself or the keeper can rename her.`);
	if (from === caller.name) await registerCaller(context);
	const result = await context.store.rename(from, to, wanted);
	if (result.ok) return {from, sister: result.sister};
	if (result.reason === 'taken') throw new QueenError('refused', `A living sister is called ${to} already. Choose another name.`);
	throw new QueenError('refused', `There is no sister ${from}. See who is there: queen status`);
}

/** How long a beat counts without another. */
export const defaultBeatMs = 90_000;

/** Keeps a sister without a process alive: a daemon, a session on another machine. */
export async function beat(context: Context, displayName: string, ttlMs: number | null, task: string | null): Promise<Sister> {
	const name = newName(displayName);
	return context.store.beat(name, displayName, ttlMs ?? defaultBeatMs, task === null ? null : checkText(task, 'the task'));
}
