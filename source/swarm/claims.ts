import type {Claim} from '../../db/types.ts';
import {release, claim as take} from '../actions/claims.ts';
import {claimTarget} from '../claim-target.ts';
import {closedLines, heldBy} from '../commands/claim-words.ts';
import type {Call} from '../commands/types.ts';
import type {Context} from '../context.ts';
import {toSecond} from '../format/plain.ts';
import {findRepository} from '../repository.ts';
import {cell, sanitize} from '../sanitize.ts';
import {openAs, openAsHerself} from './session.ts';
import type {Answer, SwarmCommand} from './types.ts';
import {flagOf, namesIn, tableFor} from './words.ts';

/** claude-swarm claims files only: `Makefile` is one too. */
const asPath = (text: string): string => (/^(?:path|domain):/.test(text) ? text : `path:${text}`);

async function runClaim(call: Call): Promise<Answer> {
	const [file = ''] = call.args;
	const session = flagOf(call, 'session');
	const context = await openAs(call, session);
	const result = await take(context, {resource: asPath(file), why: null, ttlMs: null, shared: false});
	const shown = sanitize(result);
	if (shown.ok) return {lines: [`${cell(session)} claimed ${cell(file)}`], tone: 'green', data: result, notes: closedLines(shown.closed)};
	const why = heldBy(shown, context.clock.wall(), cell(file));
	return {lines: [`${cell(file)} is already claimed by another session`], tone: 'red', data: result, notes: [why], code: 1};
}

/** Who holds exactly this file, or null. */
async function holderOf({store, cwd}: Context, file: string): Promise<Claim | null> {
	const {kind, resource, repoKey} = claimTarget(asPath(file), cwd);
	const found = await store.findClaims(resource);
	return found.find(claim => claim.kind === kind && claim.repoKey === repoKey) ?? null;
}

async function runUnclaim(call: Call): Promise<Answer> {
	const [file = ''] = call.args;
	const session = flagOf(call, 'session');
	const context = await openAsHerself(call, session, 'release a claim');
	const [holder, {name}] = [await holderOf(context, file), await context.caller()];
	const done = {lines: [`${cell(session)} released ${cell(file)}`], tone: 'green'} as const;
	if (holder === null) return {...done, data: null};
	if (holder.owner !== name) {
		const why = heldBy({...sanitize({holder}), holderTask: null}, context.clock.wall(), cell(file));
		return {lines: [`${cell(file)} is claimed by another session`], tone: 'red', data: holder, notes: [why], code: 1};
	}
	const released = await release(context, String(holder.id));
	const next = released.next === null ? [] : [`${cell(released.next.owner)} had waited and holds ${cell(released.next.resource)} now.`];
	return {...done, data: released, notes: next};
}

/** What was claimed by a word and holds: of this repository, and domains. */
export async function claimsHere({store, cwd}: Context): Promise<readonly Claim[]> {
	const repoKey = findRepository(cwd)?.repoKey ?? null;
	const found = (await store.claims()).filter(({auto, blocks, ...claim}) => blocks && !auto && (claim.kind === 'domain' || claim.repoKey === repoKey));
	return found.toSorted((a, b) => (a.resource < b.resource ? -1 : 1));
}

async function runClaims(call: Call): Promise<Answer> {
	const context = await call.open();
	const found = await claimsHere(context);
	if (found.length === 0) return {lines: ['No active claims'], tone: 'dim', data: []};
	const name = await namesIn(context);
	const rows = found.map(({resource, owner, claimedAt}) => [cell(resource), name(owner), cell(toSecond(claimedAt))]);
	return {lines: tableFor(call, 'File Claims', ['File', 'Session', 'Claimed At'], rows), data: found};
}

export const claim: SwarmCommand = {
	words: 'claim',
	places: ['PATH'],
	required: ['session'],
	optional: [],
	same: 'the lines; exit 1 when another holds it; claiming again what is hers',
	different:
		'`src/x.ts`, `./src/x.ts` and the full path are one file, a glob is all that it matches, and of two at once one gets it (there 147 of 150 files went to several). It ends 2 h after the last sign of work. Who holds it and the next step stand on stderr',
	run: runClaim,
};

export const claims: SwarmCommand = {
	words: 'claims',
	places: [],
	required: [],
	optional: [],
	same: 'the table',
	different:
		'claims of this repository and domains (`queen claim deploy`), without those that have lapsed and without automatic leases: `queen claims` has all',
	run: runClaims,
};

export const unclaim: SwarmCommand = {
	words: 'unclaim',
	places: ['PATH'],
	required: ['session'],
	optional: [],
	same: 'the line; exit 0 also when nobody held it',
	different: "exit 1 and who holds it when it is another's: there it says released, and nothing happened",
	run: runUnclaim,
};
