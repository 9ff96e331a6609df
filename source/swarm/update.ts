import {update as change} from '../actions/update.ts';
import {stringFlag} from '../commands/input.ts';
import type {Call} from '../commands/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {cell} from '../sanitize.ts';
import {named, openAsHerself} from './session.ts';
import type {Answer, SwarmCommand} from './types.ts';
import {storedName} from './words.ts';

/** Does the keeper call, who may say it of anybody? An agent that nobody knows is not she. */
async function isKeeper(context: Context): Promise<boolean> {
	try {
		return (await context.caller()).isKeeper;
	} catch (error) {
		if (error instanceof QueenError) return false;
		throw error;
	}
}

/** Of herself by the name that she gives; the keeper of a session that there is. */
async function run(call: Call): Promise<Answer> {
	const [id = ''] = call.args;
	const opened = await call.open();
	const name = storedName(id);
	const byKeeper = (await isKeeper(opened)) && (await opened.store.sister(name)) !== null;
	const context = byKeeper ? opened : await openAsHerself(call, id, 'say how that session stands');
	const sister = await change(context, name, {status: stringFlag(call.flags, 'status'), note: stringFlag(call.flags, 'note'), workstream: null});
	return {lines: [`Session ${cell(id)} updated`], tone: 'green', data: {name: sister.name, declared: sister.declared ?? null}};
}

/** What a push says of her who pushed; the keeper and another's session say nothing. */
export async function declare(context: Context, status: string, note: string): Promise<void> {
	const {isKeeper: byKeeper, verified, name} = await context.caller();
	if (!byKeeper && verified !== 'no') await change(named(context, name), null, {status, note, workstream: null});
}

export const update: SwarmCommand = {
	words: 'update',
	places: ['ID'],
	required: [],
	optional: ['status', 'note'],
	same: 'the line; any word is a status',
	different:
		'only of herself, or by the keeper: a call from the session of another is refused (exit 1). Another status without `--note` takes the old note away. What is seen of her stands beside it',
	run,
};
