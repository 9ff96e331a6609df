import type {StatusChange} from '../../db/store.ts';
import type {Sister} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {slug} from '../names.ts';
import {trustedCaller} from './identity.ts';
import {registerCaller} from './register.ts';
import {checkText} from './text.ts';

/** Words that the colony knows what to do with, or that are usual. */
export const knownStatuses: readonly string[] = ['running', 'blocked', 'ready', 'review', 'paused', 'done'];

/** One word in small letters, at most 32 of them; `ready to merge` is `ready`. Throws a usage error. */
export function statusWord(text: string): string {
	const word = text
		.trim()
		.toLowerCase()
		.replace(/[\s_-]+/g, '-');
	if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(word))
		throw new QueenError('usage', `"${text}" is no status: one word of letters and digits. Usual are ${knownStatuses.join(', ')}.`);
	return word === 'ready-to-merge' ? 'ready' : word;
}

/** '' takes the text away and is no text to check. */
const checked = (text: string | null, what: string): string | null => (text === null || text === '' ? text : checkText(text, what));

async function target(context: Context, who: string | null): Promise<{readonly name: string; readonly by: string}> {
	const caller = await trustedCaller(context, 'say how a sister stands');
	if (caller.isKeeper && who === null) throw new QueenError('usage', 'Whose status? As the keeper give her name: queen update iza-2 --status blocked');
	const name = who === null ? caller.name : await context.store.nameInForce(slug(who));
	if (name !== caller.name && !caller.isKeeper)
		throw new QueenError('refused', `Only ${name} herself or the keeper can say how she stands. Write to her: queen tell ${name} "..."`);
	if (name === caller.name) await registerCaller(context);
	return {name, by: caller.name};
}

/** What I say of myself, or as the keeper of anybody. `change` null: nothing any more. */
export async function update(context: Context, who: string | null, change: StatusChange | null): Promise<Sister> {
	const wanted = change && {
		status: change.status === null ? null : statusWord(change.status),
		note: checked(change.note, 'the note'),
		workstream: checked(change.workstream, 'the workstream'),
	};
	const {name, by} = await target(context, who);
	const sister = await context.store.declareStatus(name, wanted, by);
	if (sister === null) throw new QueenError('refused', `There is no sister ${name}. See who is there: queen status`);
	return sister;
}
