/**
 * `queen push`: in the lock fetch, rebase, gates, push, read back. Nothing of the user's changes before the remote has it: the rebase is made of
 * objects alone (`push/replay.ts`), and branch and files follow at the end (`push/move.ts`).
 */
import type {WaitOptions} from '../claim-wait.ts';
import {readConfig} from '../config.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {describeRepository, type GitPlace, headBranch, locateGit, type Repository} from '../find-repository.ts';
import {closedGate, type Gated, gatesFor} from '../push/gates.ts';
import {isBefore, objectId, type UserGit, userGit} from '../push/git.ts';
import type {InTheWay} from '../push/heal.ts';
import {lockName, type PushLock, takePushLock} from '../push/lock.ts';
import {finishMove, move, operationIn, whyNotMovable} from '../push/move.ts';
import {ownersOf} from '../push/owners.ts';
import {bring, findTarget, isThere, refuseRewritten, remoteTip, send, type Target, whyRefused} from '../push/remote.ts';
import {type Replayed, replay} from '../push/replay.ts';
import {RunError} from '../run.ts';
import {trustedCaller} from './identity.ts';
import {registerCaller} from './register.ts';

export type PushWanted = {readonly branch: string | null; readonly remote: string | null};

export type Pushed = {
	readonly ok: true;
	readonly remote: string;
	readonly branch: string;
	/** What the remote has now: read back from it. */
	readonly commit: string;
	/** What it had before; null: the branch is new there. */
	readonly before: string | null;
	/** Commits made anew on top of others' work, those left out because the remote has the same, and files that were healed. */
	readonly rebased: number;
	readonly dropped: number;
	readonly healed: readonly string[];
	/** Nothing was there to push. */
	readonly upToDate: boolean;
	/** Why the local branch did not follow to `commit`, or null. */
	readonly notMoved: string | null;
};

export type PushRefused =
	| {readonly ok: false; readonly why: 'given up' | 'timeout'; readonly lock: string}
	| {readonly ok: false; readonly why: 'gate'; readonly gate: Gated}
	| {
			readonly ok: false;
			readonly why: 'conflict';
			readonly remote: string;
			readonly branch: string;
			readonly commit: string;
			readonly subject: string;
			readonly inTheWay: readonly InTheWay[];
			/** Who got a letter about it. */
			readonly told: readonly string[];
	  };

type Job = {
	readonly context: Context;
	readonly me: string;
	readonly place: GitPlace;
	readonly repository: Repository;
	readonly git: UserGit;
	/** For what takes the lock of her index: ended in the middle it would leave that lock behind. */
	readonly steady: UserGit;
	readonly target: Target;
	/** The branch that HEAD names; null: detached. */
	readonly local: string | null;
	readonly head: string;
	readonly signal: AbortSignal;
};

/** Pushes that came from elsewhere between our look and our push: so often it is looked again. */
const mostAttempts = 8;

/** Under whose name the lock stands; everybody but the keeper is registered by pushing. */
async function nameOf(context: Context): Promise<string> {
	const caller = await trustedCaller(context, 'push');
	return caller.isKeeper ? caller.name : (await registerCaller(context)).sister.name;
}

async function prepare(context: Context, {branch, remote}: PushWanted, signal: AbortSignal): Promise<Job> {
	const place = locateGit(context.cwd);
	if (place === null) throw new QueenError('refused', 'There is no git repository here, so there is nothing to push.');
	const git = userGit(place.worktree, context.env, signal);
	const local = headBranch(place);
	const name = branch ?? local;
	if (name === null) throw new QueenError('usage', 'HEAD is on no branch, so say which one at the remote: queen push --branch NAME');
	const head = await objectId(git, 'HEAD^{commit}');
	if (head === null) throw new QueenError('refused', 'Nothing is committed here yet: queen commit -m "..." first.');
	const target = await findTarget(git, place.worktree, remote ?? 'origin', name);
	const steady = userGit(place.worktree, context.env, new AbortController().signal);
	return {context, me: await nameOf(context), place, repository: describeRepository(place), git, steady, target, local, head, signal};
}

/** One letter to each, once for this state of things, however often it is tried. */
async function tellOwners(job: Job, tip: string, {subject, inTheWay}: Extract<Replayed, {ok: false}>): Promise<readonly string[]> {
	const {context, me, repository, head, target} = job;
	const to = await ownersOf(context, job.git, {me, repository, head, tip, inTheWay});
	if (to.length === 0) return [];
	const files = inTheWay
		.slice(0, 10)
		.map(({path, why}) => `${path.slice(0, 300)} (${why})`)
		.join(', ');
	const more = inTheWay.length > 10 ? ` +${inTheWay.length - 10} more` : '';
	const body = `My push of ${target.branch} in ${repository.repo} was stopped: "${subject.slice(0, 200)}" and what is at ${target.remote} changed the same lines. Files: ${files}${more}. I rebase by hand; tell me if your change must stay as it is.`;
	const {verified} = await context.caller();
	const nonce = `push-conflict:${me}:${head}:${tip}`;
	await context.store.sendMail({from: me, fromVerified: verified, to, repoKey: null, body, priority: 'normal', kind: 'mail', replyTo: null, nonce});
	return to;
}

type Ready = {readonly tip: string | null; readonly rebased: Extract<Replayed, {ok: true}>};

async function rebase(job: Job): Promise<Ready | PushRefused> {
	const {git, target, head, context} = job;
	const tip = await remoteTip(git, target);
	if (tip === null) return {tip, rebased: {ok: true, commit: head, replayed: 0, dropped: 0, healed: []}};
	await bring(git, target, tip);
	await refuseRewritten(git, target, tip, head);
	const rebased = await replay(git, head, tip, context.env);
	if (rebased.ok) return {tip, rebased};
	const {commit, subject, inTheWay} = rebased;
	const told = await tellOwners(job, tip, rebased);
	return {ok: false, why: 'conflict', remote: target.remote, branch: target.branch, commit, subject, inTheWay, told};
}

/** Asked before anything is sent: otherwise the remote would have what the user could not follow to. */
async function requireMovable({place, steady, head}: Job, commit: string): Promise<void> {
	const busy = operationIn(place);
	if (busy !== null)
		throw new QueenError('refused', `${busy} is under way here, and others' work must go under yours first. Nothing was pushed; end it: git status`);
	const why = await whyNotMovable(steady, head, commit);
	if (why !== null) throw new QueenError('refused', `Your uncommitted changes are in the way of others' work (${why}). Nothing was pushed; commit them first.`);
}

/** Sends it; true when the remote moved meanwhile and it must be looked at again. */
async function sendOrAgain({git, target}: Job, lock: PushLock, {tip, rebased}: Ready): Promise<boolean> {
	const {commit} = rebased;
	if (tip !== null && !(await isBefore(git, tip, commit)))
		throw new QueenError('refused', 'The rebase lost what the remote has. Nothing was pushed; this is a fault of queen.');
	await lock.require();
	const {code, err} = await send(git, target, tip, commit);
	if (code === 0) return false;
	const now = await remoteTip(git, target);
	if (now === commit) return false;
	if (now !== tip) return true;
	throw new QueenError('refused', `"${target.remote}" did not take ${target.branch}: ${whyRefused(err)}`);
}

/** Her branch follows where it is the one that was pushed; behind with nothing of her own is a pull, not a push. */
const isFollowing = ({head, local, target}: Job, {rebased}: Ready): boolean =>
	rebased.commit !== head && rebased.replayed + rebased.dropped > 0 && (local === null || local === target.branch);

async function finish(job: Job, ready: Ready, upToDate: boolean): Promise<Pushed> {
	const {git, target, local, head} = job;
	const {commit, replayed, dropped, healed} = ready.rebased;
	if (!(await isThere(git, target, commit)))
		throw new QueenError(
			'refused',
			`"${target.remote}" took the push, but ${target.branch} does not have it when read back. Look: git ls-remote ${target.remote}`,
		);
	const notMoved = isFollowing(job, ready) ? await move(job.steady, job.place, local, head, commit) : null;
	return {ok: true, ...{remote: target.remote, branch: target.branch, commit, before: ready.tip}, rebased: replayed, dropped, healed, upToDate, notMoved};
}

async function pushInLock(job: Job, lock: PushLock): Promise<Pushed | PushRefused> {
	const {context, repository, target, git, signal} = job;
	const gates = gatesFor(readConfig(context.env), repository);
	for (let attempt = 1; attempt <= mostAttempts; attempt++) {
		const ready = await rebase(job);
		if ('ok' in ready) return ready;
		const {commit} = ready.rebased;
		if (isFollowing(job, ready)) await requireMovable(job, commit);
		if (commit === ready.tip) return finish(job, ready, true);
		const gate = await closedGate(gates, commit, {git, env: context.env, repository, target, signal});
		if (gate !== null) return {ok: false, why: 'gate', gate};
		if (!(await sendOrAgain(job, lock, ready))) return finish(job, ready, false);
	}
	throw new QueenError(
		'refused',
		`Others push to ${target.branch} at "${target.remote}" without queen, faster than we can rebase. Nothing was pushed; try again: queen push`,
	);
}

/** A git that is missing, silent or ended is a sentence too. */
function sentence(error: unknown, lock: PushLock | null): unknown {
	if (!(error instanceof RunError)) return error;
	if (lock?.lost.aborted) return new QueenError('refused', `The lock ${lock.claim.resource} was lost while this worked. Look what the remote has: queen push`);
	return new QueenError('refused', `${error.message}. Look what the remote has: queen push`, {cause: error});
}

/** Pushes HEAD's commits to a branch of a remote, on top of what is there. A conflict, a gate or giving up is an answer, not an error. */
export async function push(context: Context, wanted: PushWanted, options: WaitOptions): Promise<Pushed | PushRefused> {
	let lock: PushLock | null = null;
	try {
		const job = await prepare(context, wanted, options.signal);
		lock = await takePushLock(context, job.target, {name: job.me, repository: job.repository}, options);
		if (lock === null) return {ok: false, why: options.signal.aborted ? 'given up' : 'timeout', lock: lockName(job.target)};
		const signal = AbortSignal.any([options.signal, lock.lost]);
		const git = userGit(job.place.worktree, context.env, signal);
		await finishMove(job.steady, job.place, headBranch(job.place));
		// What was committed while she waited goes along.
		const head = (await objectId(git, 'HEAD^{commit}')) ?? job.head;
		return await pushInLock({...job, git, head, local: headBranch(job.place), signal}, lock);
	} catch (error) {
		throw sentence(error, lock);
	} finally {
		await lock?.release();
	}
}
