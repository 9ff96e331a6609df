/**
 * `queen push`: in the lock fetch, rebase, gates, push, read back. Nothing of the user's changes before the remote has it: the rebase is made of
 * objects alone (`push/replay.ts`), and branch and files follow at the end (`push/move.ts`).
 */
import type {WaitOptions} from '../claim-wait.ts';
import {readConfig} from '../config.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {headBranch} from '../find-repository.ts';
import {closedGate, type Gated, gatesFor} from '../push/gates.ts';
import {inPushLock, type Job, type NoTurn, prepareJob} from '../push/job.ts';
import {type Conflict, mostAttempts, putOnTop, type Ready, requireThere, sendOrAgain, tooFast} from '../push/land.ts';
import type {PushLock} from '../push/lock.ts';
import {finishMove, move, operationIn, whyNotMovable} from '../push/move.ts';
import {bring, localEnds, refuseRewritten, remoteTip} from '../push/remote.ts';
import {requireGitPlace} from './git-place.ts';

export type PushWanted = {
	readonly branch: string | null;
	readonly remote: string | null;
	/** A branch that was named may be new at the remote: otherwise a mistyped name would make one. */
	readonly isNew?: boolean;
};

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

export type PushRefused = NoTurn | {readonly ok: false; readonly why: 'gate'; readonly gate: Gated} | Conflict;

/** `local`: the branch that HEAD named when it was called; null: detached. */
type Work = Job & {readonly local: string | null; readonly mayBeNew: boolean};
/** `head`: what is to be pushed, as it is committed here. */
type Rebased = Ready & {readonly head: string};

/** `from`: a commit, or what names it here. */
async function rebase(work: Work, from: string): Promise<Rebased | Conflict> {
	const {git, target, mayBeNew} = work;
	const [tip, {head, seen}] = await Promise.all([remoteTip(git, target), localEnds(git, target, from)]);
	if (tip === null && !mayBeNew)
		throw new QueenError(
			'refused',
			`There is no branch "${target.branch}" at ${target.remote}. Make it from what is committed here: queen push --branch ${target.branch} --new`,
		);
	if (tip === null) return {head, tip, rebased: {ok: true, commit: head, replayed: 0, dropped: 0, healed: []}};
	if (tip !== seen) await bring(git, target, tip);
	await refuseRewritten(git, target, {tip, head, seen});
	const ready = await putOnTop(work, {head, base: null}, tip);
	return 'ok' in ready ? ready : {...ready, head};
}

/** Asked before anything is sent: otherwise the remote would have what the user could not follow to. */
async function requireMovable({place, steady}: Work, {head, rebased}: Rebased): Promise<void> {
	const busy = operationIn(place);
	if (busy !== null)
		throw new QueenError('refused', `${busy} is under way here, and others' work must go under yours first. Nothing was pushed; end it: git status`);
	const why = await whyNotMovable(steady, head, rebased.commit);
	if (why !== null) throw new QueenError('refused', `Your uncommitted changes are in the way of others' work (${why}). Nothing was pushed; commit them first.`);
}

/** Her branch follows where it is the one that was pushed; behind with nothing of her own is a pull, not a push. */
const isFollowing = ({local, target}: Work, {head, rebased}: Rebased): boolean =>
	rebased.commit !== head && rebased.replayed + rebased.dropped > 0 && (local === null || local === target.branch);

async function finish(work: Work, ready: Rebased, upToDate: boolean): Promise<Pushed> {
	const {target, local} = work;
	const {commit, replayed, dropped, healed} = ready.rebased;
	const notMoved = isFollowing(work, ready) ? await move(work.steady, work.place, local, ready.head, commit) : null;
	return {ok: true, ...{remote: target.remote, branch: target.branch, commit, before: ready.tip}, rebased: replayed, dropped, healed, upToDate, notMoved};
}

async function pushInLock(work: Work, lock: PushLock): Promise<Pushed | PushRefused> {
	const {context, repository, target, git, signal, local} = work;
	const gates = gatesFor(readConfig(context.env), repository);
	// What was committed while she waited goes along.
	let from = local === null ? 'HEAD' : `refs/heads/${local}`;
	for (let attempt = 1; attempt <= mostAttempts; attempt++) {
		const ready = await rebase(work, from);
		if ('ok' in ready) return ready;
		from = ready.head;
		const {commit} = ready.rebased;
		if (isFollowing(work, ready)) await requireMovable(work, ready);
		// The remote was asked a moment ago, in this lock.
		if (commit === ready.tip) return finish(work, ready, true);
		const gate = await closedGate(gates, commit, {git, env: context.env, repository, target, signal});
		if (gate !== null) return {ok: false, why: 'gate', gate};
		const sent = await sendOrAgain(work, lock, ready);
		if (sent === 'again') continue;
		if (sent !== 'sent') return {ok: false, why: 'gate', gate: sent};
		await requireThere(work, commit);
		return finish(work, ready, false);
	}
	throw tooFast(work);
}

/** Pushes HEAD's commits to a branch of a remote, on top of what is there. A conflict, a gate or giving up is an answer, not an error. */
export async function push(context: Context, {branch, remote, isNew = false}: PushWanted, options: WaitOptions): Promise<Pushed | PushRefused> {
	const place = requireGitPlace(context.cwd);
	const local = headBranch(place);
	const name = branch ?? local;
	if (name === null) throw new QueenError('usage', 'HEAD is on no branch, so say which one at the remote: queen push --branch NAME');
	const wanted = {place, remote, branch: name, isCurrent: branch === null};
	const job = await prepareJob(context, wanted, 'push', options.signal);
	return inPushLock(job, options, async (locked, lock) => {
		await finishMove(locked.steady, place);
		return pushInLock({...locked, local, mayBeNew: isNew || name === local}, lock);
	});
}
