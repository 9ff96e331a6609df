import type {IsoTime} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {slug} from '../names.ts';
import {trustedCaller} from './identity.ts';

/** Deletes what is stored about a gone sister, or what was settled before a time. Answers how many rows went. */
export async function forget(context: Context, what: {readonly name: string} | {readonly before: IsoTime}): Promise<number> {
	await trustedCaller(context, 'make the colony forget');
	const {ok, reason, rows} = await context.store.forget('name' in what ? {name: slug(what.name)} : what);
	if (ok) return rows;
	const name = 'name' in what ? what.name : '';
	if (reason === 'alive') throw new QueenError('refused', `${name} is alive; only sisters who are gone can be forgotten.`);
	throw new QueenError('refused', `There is no sister ${name}. See who is there: queen status --json`);
}
