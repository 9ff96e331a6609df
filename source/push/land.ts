/** Commits onto a branch of the remote, in its lock: put on top of what is there, sent, read back. */
import {QueenError} from '../errors.ts';
import type {Gated} from './gates.ts';
import {isBefore} from './git.ts';
import type {InTheWay} from './heal.ts';
import type {Job} from './job.ts';
import type {PushLock} from './lock.ts';
import {ownersOf} from './owners.ts';
import {hookSaid, isThere, remoteTip, send, type Target, whyRefused} from './remote.ts';
import {type Own, type Replayed, replay} from './replay.ts';

/** Pushes that came from elsewhere between our look and our push: so often it is looked again. */
export const mostAttempts = 8;

export type Conflict = {
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

/** What can be sent onto `tip`; `tip` null: the branch is new there. */
export type Ready = {readonly tip: string | null; readonly rebased: Extract<Replayed, {ok: true}>};

const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most).toWellFormed()}...` : text);

/** What those read whose work a push ran into; never more than a letter holds, however long paths are. */
export function conflictLetter({remote, branch}: Target, repo: string, subject: string, inTheWay: readonly InTheWay[]): string {
	const files = inTheWay
		.slice(0, 10)
		.map(({path, why}) => `${shortened(path, 150)} (${shortened(why, 80)})`)
		.join(', ');
	const more = inTheWay.length > 10 ? ` +${inTheWay.length - 10} more` : '';
	return `My push of ${branch} in ${repo} was stopped: "${shortened(subject, 200)}" and what is at ${remote} changed the same lines. Files: ${files}${more}. I rebase by hand; tell me if your change must stay as it is.`;
}

/** One letter to each, once for this state of things, however often it is tried. */
async function tellOwners(job: Job, tip: string, head: string, {subject, inTheWay}: Extract<Replayed, {ok: false}>): Promise<readonly string[]> {
	const {context, me, repository, target} = job;
	const to = await ownersOf(context, job.git, {me, repository, head, tip, inTheWay});
	if (to.length === 0) return [];
	const body = conflictLetter(target, repository.repo, subject, inTheWay);
	const {verified} = await context.caller();
	const nonce = `push-conflict:${me}:${head}:${tip}`;
	await context.store.sendMail({from: me, fromVerified: verified, to, repoKey: null, body, priority: 'normal', kind: 'mail', replyTo: null, nonce});
	return to;
}

/** Puts commits on top of `tip`; a conflict is told to those whose work it is. */
export async function putOnTop(job: Job, own: Own, tip: string): Promise<Ready | Conflict> {
	const rebased = await replay(job.git, own, tip, job.context.env);
	if (rebased.ok) return {tip, rebased};
	const {commit, subject, inTheWay} = rebased;
	const {remote, branch} = job.target;
	return {ok: false, why: 'conflict', remote, branch, commit, subject, inTheWay, told: await tellOwners(job, tip, own.head, rebased)};
}

/** Sends it. again: the remote moved meanwhile, and it must be looked at once more; a gate: the hook of this repository that did not let it out. */
export async function sendOrAgain({git, target}: Job, lock: PushLock, {tip, rebased}: Ready): Promise<'sent' | 'again' | Gated> {
	const {commit} = rebased;
	// What was not made anew contains the tip: `replay` asked.
	if (tip !== null && rebased.replayed > 0 && !(await isBefore(git, tip, commit)))
		throw new QueenError('refused', 'The rebase lost what the remote has. Nothing was pushed; this is a fault of queen.');
	await lock.require();
	const {code, err} = await send(git, target, tip, commit);
	if (code === 0) return 'sent';
	const now = await remoteTip(git, target);
	if (now === commit) return 'sent';
	if (now !== tip) return 'again';
	const said = hookSaid(err);
	if (said !== null) return {command: 'pre-push hook', code, said};
	throw new QueenError('refused', `"${target.remote}" did not take ${target.branch}: ${whyRefused(err)}`);
}

/** Reads back what was sent. */
export async function requireThere({git, target}: Job, commit: string): Promise<void> {
	if (await isThere(git, target, commit)) return;
	throw new QueenError(
		'refused',
		`"${target.remote}" took the push, but ${target.branch} does not have it when read back. Look: git ls-remote ${target.remote}`,
	);
}

export const tooFast = ({target}: Job): QueenError =>
	new QueenError(
		'refused',
		`Others push to ${target.branch} at "${target.remote}" without queen, faster than we can rebase. Nothing was pushed; try again: queen push`,
	);
