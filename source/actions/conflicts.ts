import type {Claim, Conflict, Sister} from '../../db/types.ts';
import {claimNames} from '../claim-names.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {letterToAll, letterToYield} from '../format/conflict-letter.ts';
import {outdated} from '../format/still-true.ts';
import {type Known, type Proposal, proposeYield as propose} from '../format/yielding.ts';
import {trustedCaller} from './identity.ts';
import {type Sent, tell} from './tell.ts';
import {checkText} from './text.ts';

/** Accepts a conflict with a reason: it does not count until its evidence changes (RULES.md, "Conflicts and notices"). */
export async function resolveConflict(context: Context, id: number, why: string): Promise<Conflict> {
	const reason = checkText(why, 'the reason');
	const caller = await trustedCaller(context, 'resolve a conflict');
	const {ok, conflict} = await context.store.resolve(id, caller.name, reason);
	if (ok && conflict) return conflict;
	if (conflict?.resolvedAt) throw new QueenError('refused', `#${id} was resolved already.`);
	if (conflict?.mutedWhy) throw new QueenError('refused', `#${id} was resolved already: ${conflict.mutedWhy}`);
	throw new QueenError('refused', `There is no open conflict #${id}. See them: queen conflicts`);
}

export type Sheet = {
	readonly conflict: Conflict;
	/** Those who are in it, as far as the colony still knows them. */
	readonly sisters: readonly Sister[];
	/** Claims of theirs, and of anybody on its files. */
	readonly claims: readonly Claim[];
	/** Null: fewer than two of them are alive, or it is over. */
	readonly proposal: {readonly yields: string; readonly stays: readonly string[]; readonly why: string} | null;
};

async function knownOf({store}: Context): Promise<Known> {
	const [sisters, claims] = await Promise.all([store.sisters(), store.claims()]);
	return {sisters, claims};
}

async function requireConflict({store}: Context, id: number): Promise<Conflict> {
	const conflict = await store.conflict(id);
	if (conflict === null) throw new QueenError('refused', `There is no conflict #${id}. See them: queen conflicts`);
	return conflict;
}

async function requireOpen(context: Context, id: number): Promise<Conflict> {
	const conflict = await requireConflict(context, id);
	if (conflict.resolvedAt !== null) throw new QueenError('refused', `#${id} was resolved already; nothing was sent.`);
	return conflict;
}

const concerns = ({repoId, files, sisters}: Conflict, claim: Claim): boolean =>
	sisters.includes(claim.owner) || (claim.kind === 'path' && claim.repoId === repoId && files.some(file => claimNames(claim.resource, file)));

const inNames = ({yields, stays, why}: Proposal): Sheet['proposal'] => ({yields: yields.name, stays: stays.map(({name}) => name), why});

/** Everything about one conflict, also a resolved one: who is in it, what they said they do, who claims what of it. */
export async function conflictSheet(context: Context, id: number): Promise<Sheet> {
	const [conflict, known] = await Promise.all([requireConflict(context, id), knownOf(context)]);
	const proposal = conflict.resolvedAt === null ? propose(conflict, known) : null;
	return {
		conflict,
		sisters: conflict.sisters.flatMap(name => known.sisters.filter(sister => sister.name === name)),
		claims: known.claims.filter(claim => concerns(conflict, claim)),
		proposal: proposal === null ? null : inNames(proposal),
	};
}

/** Mails all who are in it (but the caller) the facts of both sides. Refuses for a resolved one. */
export async function tellBoth(context: Context, id: number): Promise<Sent> {
	const conflict = await requireOpen(context, id);
	const {name} = await context.caller();
	const to = conflict.sisters.filter(sister => sister !== name);
	return tell(context, {to, body: letterToAll(conflict, await knownOf(context)), priority: 'high', kind: 'mail', replyTo: null});
}

export type YieldLetter = {readonly yields: string; readonly stays: readonly string[]; readonly why: string; readonly body: string};

/** Who should give way, why, and the mail that would say so to her. Sends nothing. Refuses where there is nobody to choose from. */
export async function proposeYield(context: Context, id: number): Promise<YieldLetter> {
	const conflict = await requireOpen(context, id);
	const known = await knownOf(context);
	const proposal = propose(conflict, known);
	const letter = letterToYield(conflict, known);
	const moved = outdated(conflict, known);
	if (moved !== null) throw new QueenError('refused', `#${id} was ${moved}: there is nothing to ask of them. queen scan looks again.`);
	if (proposal === null || letter === null) throw new QueenError('refused', `Fewer than two who are in #${id} are here: there is nobody to choose from.`);
	return {yields: proposal.yields.name, stays: proposal.stays.map(({name}) => name), why: proposal.why, body: letter.body};
}

/** Sends her the proposal. The keeper decides: call it after she confirmed. */
export async function askToYield(context: Context, id: number): Promise<Sent> {
	const {yields, stays, why, body} = await proposeYield(context, id);
	if (yields === (await context.caller()).name)
		throw new QueenError('refused', `It is you who should give way to ${stays.join(', ')}: ${why}. Say that you do: queen tell ${stays.join(',')} "..."`);
	return tell(context, {to: [yields], body, priority: 'high', kind: 'mail', replyTo: null});
}
