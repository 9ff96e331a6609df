import {existsSync} from 'node:fs';
import path from 'node:path';
import type {ClaimResult, FenceCheck, NewClaim, ReleaseResult} from '../../db/store.ts';
import type {Claim} from '../../db/types.ts';
import {agentLocks} from '../agent-locks.ts';
import {claimsOverlap} from '../claim-names.ts';
import {claimTarget} from '../claim-target.ts';
import {type Refused, type WaitOptions, waitForClaim} from '../claim-wait.ts';
import type {Caller, Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {findRepository} from '../find-repository.ts';
import {trustedCaller} from './identity.ts';
import {registerCaller} from './register.ts';
import {checkText, newNonce} from './text.ts';

/** Paths and globs without `--ttl` (RULES.md, "Claims"); domains do not expire. */
export const defaultPathTtlMs = 2 * 60 * 60 * 1000;

export type Wanted = {readonly resource: string; readonly why: string | null; readonly ttlMs: number | null; readonly shared: boolean};

/** The keeper claims under her address without being a sister; everybody else is registered by claiming. */
async function owner(context: Context): Promise<Pick<Caller, 'name' | 'process'>> {
	const caller = await context.caller();
	if (caller.isKeeper) return {name: caller.name, process: null};
	const {sister} = await registerCaller(context);
	// Under another sister's process the claim must not end with that process.
	return {name: sister.name, process: caller.verified === 'no' ? null : caller.process};
}

/** What was not asked for ends by itself, but not under the hands of who works there (RULES.md, "Claims"). */
const leaseFor = (kind: NewClaim['kind'], ttlMs: number | null): Pick<NewClaim, 'ttlMs' | 'renewedByActivity'> =>
	ttlMs === null && kind === 'path' ? {ttlMs: defaultPathTtlMs, renewedByActivity: true} : {ttlMs, renewedByActivity: false};

type Prepared = {
	readonly wanted: NewClaim;
	/** The lock file of another tool that is in the way now, or null. */
	readonly lock: () => Claim | null;
};

/** A file of `.agent-locks` by another that speaks of the same thing. */
function lockInTheWay({clock}: Context, wanted: NewClaim, worktree: string | null): Claim | null {
	const locks = agentLocks({...wanted, worktree}, clock.wall());
	return locks.find(lock => lock.blocks && lock.owner !== wanted.owner && claimsOverlap(lock, wanted)) ?? null;
}

/** `[bad`: matching would take it for a file of that name, and who typed it rather forgot something. Her own word, or such a file, decides. */
function refuseUnclosed(text: string, cwd: string): void {
	const isUnclosed = /\[[^\]]*$|\{[^}]*$/.test(text);
	if (!isUnclosed || /^(?:path|domain):/.test(text) || existsSync(path.resolve(cwd, text))) return;
	throw new QueenError(
		'usage',
		`"${text}" has a bracket that is never closed: close it, or say path:${text} for a file of that name, domain:${text} for a word.`,
	);
}

async function prepare(context: Context, {resource, why, ttlMs, shared}: Wanted): Promise<Prepared> {
	refuseUnclosed(resource, context.cwd);
	const {worktree, ...target} = claimTarget(checkText(resource, 'the claim'), context.cwd);
	const description = why === null ? null : checkText(why, 'the reason');
	const {name, process} = await owner(context);
	const wanted: NewClaim = {...target, owner: name, description, ...leaseFor(target.kind, ttlMs), shared, process, nonce: newNonce()};
	return {wanted, lock: () => lockInTheWay(context, wanted, worktree)};
}

/** Claims a domain, path or glob; what I hold already is renewed. A holder is an answer, not an error. */
export async function claim(context: Context, given: Wanted): Promise<ClaimResult> {
	const {wanted, lock} = await prepare(context, given);
	const holder = lock();
	return holder === null ? context.store.claim(wanted) : {ok: false, holder, holderTask: null};
}

/** The same, in the queue when it is held, until it is hers, the time is up, or she gives up. */
export async function claimInTurn(context: Context, given: Wanted, options: WaitOptions): Promise<Extract<ClaimResult, {ok: true}> | Refused> {
	const {wanted, lock} = await prepare(context, given);
	return waitForClaim(context, wanted, lock, options);
}

/** The same; when it is held, a letter comes as soon as it is free. */
export async function claimOrNotice(context: Context, given: Wanted): Promise<ClaimResult & {readonly isNoted?: boolean}> {
	const {wanted, lock} = await prepare(context, given);
	const inFile = lock();
	// Nobody sees when a file goes that is not ours.
	if (inFile !== null) return {ok: false, holder: inFile, holderTask: null};
	const result = await context.store.queueClaim(wanted, 'notify', null);
	if (result.ok) return result;
	// Free by now, but others wait: the first of them is who has it next.
	const holder = result.holder ?? (await context.store.claims()).find(each => each.owner !== wanted.owner && claimsOverlap(each, wanted));
	if (holder !== undefined) return {ok: false, holder, holderTask: result.holderTask, isNoted: true};
	// Nobody holds it: it is hers, and no letter has to say so.
	await context.store.leaveQueue(result.ticket);
	return context.store.claim({...wanted, nonce: newNonce()});
}

/** Numbers and texts as they are typed: an exact text, or a path as it is called from here. Mine and those of this repository go first. */
async function findClaim(context: Context, text: string, me: string): Promise<Claim> {
	const exact = await context.store.findClaims(text.replace(/^#(?=\d+$)/, ''));
	const {kind, resource, repoKey} = claimTarget(text, context.cwd);
	const found = [...exact, ...(resource === text ? [] : await context.store.findClaims(resource))];
	const prefer = (claims: readonly Claim[], test: (claim: Claim) => boolean): readonly Claim[] => (claims.some(test) ? claims.filter(test) : claims);
	const mine = prefer(found, each => each.owner === me);
	const candidates = prefer(mine, each => each.kind === kind && each.repoKey === repoKey);
	const [first, second] = candidates;
	if (!first) throw new QueenError('refused', `Nobody holds "${text}". See what is held: queen claims`);
	if (second)
		throw new QueenError('refused', `"${text}" is held more than once; say which: ${candidates.map(each => `#${each.id} (${each.owner})`).join(', ')}`);
	return first;
}

const refusals: Readonly<Record<Exclude<Extract<ReleaseResult, {ok: false}>['reason'], 'not-yours'>, (claim: Claim | null) => string>> = {
	unknown: () => 'There is no such claim. See what is held: queen claims',
	already: () => 'It was released already; nothing changed.',
	retaken: holder => `It was claimed by ${holder?.owner ?? 'somebody'} meanwhile.`,
	fence: () => 'That grant is over: the claim was given anew since, under another fence. Nothing was released.',
};

function granted(result: ReleaseResult): Claim {
	if (result.ok) return result.claim;
	const {reason, claim: holder} = result;
	if (reason !== 'not-yours') throw new QueenError('refused', refusals[reason](holder));
	const who = holder?.owner ?? 'somebody else';
	throw new QueenError(
		'refused',
		`It is held by ${who}, not by you. Ask her: queen tell ${who} "..."; or take it: queen steal ${holder?.id ?? 'ID'} --why "..."`,
	);
}

type Released = Claim & {/** Who waited for it, and has it now. */ readonly next: Claim | null};

/** With a `fence` only that grant is given back. The keeper may release anybody's; the owner gets mail then. Refused under `verified: no`. */
export async function release(context: Context, text: string, why: string | null = null, fence?: number): Promise<Released> {
	const caller = await trustedCaller(context, 'release a claim');
	const {id} = await findClaim(context, text, caller.name);
	const by = {name: caller.name, verified: caller.verified, force: caller.isKeeper, why, ...(fence === undefined ? {} : {fence})};
	const result = await context.store.release(id, by);
	return {...granted(result), next: result.ok ? (result.next ?? null) : null};
}

/** Is this grant still the one in force? By its number, for what a claim guards. */
export const checkFence = ({store}: Context, id: number, fence: number): Promise<FenceCheck> => store.checkFence(id, fence);

/** Claims and lock files of other tools, as they are from here. */
export async function lockClaims({cwd, clock}: Context): Promise<readonly Claim[]> {
	const repository = findRepository(cwd);
	return repository === null ? [] : agentLocks(repository, clock.wall());
}

/** Gives a released claim back to its owner, unless somebody took it meanwhile. */
export async function undoRelease(context: Context, id: number): Promise<Claim> {
	await trustedCaller(context, 'undo a release');
	return granted(await context.store.undoRelease(id));
}

/** Gives the holder more time: herself, or by the keeper. */
export async function extend(context: Context, text: string, byMs: number): Promise<Claim> {
	const caller = await trustedCaller(context, 'extend a claim');
	const found = await findClaim(context, text, caller.name);
	if (found.owner !== caller.name && !caller.isKeeper) return granted({ok: false, reason: 'not-yours', claim: found});
	return granted(await context.store.extend(found.id, byMs));
}

/** Takes a claim from its holder, with a reason; the holder is told. */
export async function steal(context: Context, text: string, why: string, ttlMs: number | null): Promise<{readonly from: Claim; readonly result: ClaimResult}> {
	const reason = checkText(why, 'the reason');
	const caller = await trustedCaller(context, "take another's claim");
	const from = await findClaim(context, text, caller.name);
	if (from.owner === caller.name) throw new QueenError('refused', `#${from.id} is yours already.`);
	const {name, process} = await owner(context);
	const {kind, repo, repoId, repoKey, resource, shared, ignoreCase} = from;
	const wanted = {kind, repo, repoId, repoKey, resource, shared, ignoreCase, owner: name, description: reason, process, nonce: newNonce()};
	return {from, result: await context.store.steal(from.id, {...wanted, ...leaseFor(kind, ttlMs)}, reason)};
}
