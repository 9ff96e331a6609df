import type {IsoTime} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {isKeeperName, keeperAddress, slug} from '../names.ts';
import {keeperOnly} from './identity.ts';

export type What = {readonly name: string} | {readonly before: IsoTime};

const noSister = (name: string): QueenError => new QueenError('refused', `There is no sister ${name}. See who is there: queen status`);
const alive = (name: string): QueenError => new QueenError('refused', `${name} is alive; only sisters who are gone can be forgotten.`);

/** The keeper, and not about herself: all mail to her and from her would go. */
async function allowed(context: Context, what: What): Promise<void> {
	await keeperOnly(context, 'make the colony forget', 'Ask her: queen tell @keeper "..."');
	if ('name' in what && isKeeperName(what.name))
		throw new QueenError('refused', `${keeperAddress} is you, the keeper. What is old and settled goes with: queen forget --before DATE --yes`);
}

/** Does anything of hers stand in the colony? Mail to a name that nobody took yet counts too. */
async function isKnown({store}: Context, name: string): Promise<boolean> {
	const [inbox, claims, events] = await Promise.all([store.inbox(name, {all: true, limit: 1}), store.claims(), store.events({sister: name, limit: 1})]);
	return inbox.total > 0 || events.length > 0 || claims.some(({owner}) => owner === name);
}

/** May the caller forget this? Deletes nothing. Only the keeper: what one sister forgets is gone for all. */
export async function checkForget(context: Context, what: What): Promise<void> {
	await allowed(context, what);
	if (!('name' in what)) return;
	const name = slug(what.name);
	const sister = await context.store.sister(name);
	if (sister?.name === name && sister.status !== 'gone') throw alive(what.name);
	if (sister === null && !(await isKnown(context, name))) throw noSister(what.name);
}

/** Deletes what is stored about a gone sister, or what was settled before a time. Answers how many rows went. */
export async function forget(context: Context, what: What): Promise<number> {
	await allowed(context, what);
	const {ok, reason, rows} = await context.store.forget('name' in what ? {name: slug(what.name)} : what);
	if (ok) return rows;
	const name = 'name' in what ? what.name : '';
	throw reason === 'alive' ? alive(name) : noSister(name);
}
