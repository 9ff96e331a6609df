/**
 * `queen merge-stack`: branches that stand on each other go into the main line, the lowest first, each put on top of what the remote has, sent and
 * read back before the next one begins. No branch of hers is moved: what was done stays done, and the same command goes on from there.
 */
import type {WaitOptions} from '../claim-wait.ts';
import {readConfig} from '../config.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {type GitPlace, headBranch} from '../find-repository.ts';
import {aside} from '../push/aside.ts';
import {closedGate, gatesFor, isReviewed} from '../push/gates.ts';
import {userGit} from '../push/git.ts';
import type {InTheWay} from '../push/heal.ts';
import {inPushLock, type Job, type NoTurn, prepareJob} from '../push/job.ts';
import {mostAttempts, putOnTop, requireThere, sendOrAgain, tooFast} from '../push/land.ts';
import type {PushLock} from '../push/lock.ts';
import {bring, localEnds, refuseRewritten, remoteTip} from '../push/remote.ts';
import {replay} from '../push/replay.ts';
import {retarget} from '../push/retarget.ts';
import {type Layer, readStack, remoteHeads, requireNoneMissing} from '../push/stack.ts';
import {RunError} from '../run.ts';
import {requireGitPlace} from './git-place.ts';
import {mergeOk} from './merge-ok.ts';

export type StackWanted = {
	/** None: the one at HEAD, with all that it stands on. */
	readonly branches: readonly string[];
	/** Null: the remote's main branch. */
	readonly into: string | null;
	readonly remote: string | null;
	readonly dryRun: boolean;
};

export type StackStep = {
	readonly branch: string;
	/** planned: in a dry run. there already: the remote has all of it, perhaps in other words. */
	readonly state: 'merged' | 'planned' | 'there already' | 'failed' | 'not done';
	/** Where it is in the main line of the remote. */
	readonly commit: string | null;
	readonly rebased: number;
	readonly dropped: number;
	readonly healed: readonly string[];
	/** Branches that stood on it, and stand on the main line now (or would). */
	readonly retargeted: readonly string[];
	/** Why it failed, in a sentence. */
	readonly why: string | null;
	readonly inTheWay: readonly InTheWay[];
};

export type MergedStack = {
	readonly ok: boolean;
	readonly dryRun: boolean;
	readonly remote: string;
	readonly into: string;
	/** From the bottom up. Empty: the remote has it all. */
	readonly steps: readonly StackStep[];
	/** What to do where it stopped. */
	readonly next: string | null;
	/** Branches of the steps that no review let through, though none was asked for by `push.reviewed`. */
	readonly unreviewed: readonly string[];
};

const blank = {commit: null, rebased: 0, dropped: 0, healed: [], retargeted: [], why: null, inTheWay: []} as const;
const notDone = ({branch}: Layer): StackStep => ({...blank, branch, state: 'not done'});

type Outcome = Partial<Omit<StackStep, 'branch' | 'state'>> & Pick<StackStep, 'state'>;

/** What the remote calls its main branch, as far as it is known here. */
async function mainLineOf(
	{place, remote, into}: {place: GitPlace} & Pick<StackWanted, 'remote' | 'into'>,
	context: Context,
	signal: AbortSignal,
): Promise<string> {
	if (into !== null) return into;
	const name = remote ?? 'origin';
	const {code, out} = await userGit(place.worktree, context.env, signal)(['symbolic-ref', '--quiet', `refs/remotes/${name}/HEAD`]);
	const found = code === 0 ? Buffer.from(out.trimEnd(), 'latin1').toString('utf8') : '';
	return found.startsWith(`refs/remotes/${name}/`) ? found.slice(`refs/remotes/${name}/`.length) : 'main';
}

type Stack = {readonly layers: readonly Layer[]; readonly tip: string};

async function look(job: Job, names: readonly string[]): Promise<Stack> {
	const {git, target} = job;
	const there = await remoteHeads(git, target);
	const tip = there.get(target.branch);
	if (tip === undefined) throw new QueenError('refused', `There is no branch "${target.branch}" at ${target.remote} to merge into. Say which: --into BRANCH`);
	await bring(git, target, tip);
	const layers = await readStack(git, names, {into: target.branch, remote: target.remote, tip});
	const top = layers.at(-1);
	if (top !== undefined) {
		const {seen} = await localEnds(git, target, top.head);
		await refuseRewritten(git, target, {tip, head: top.head, seen});
	}
	await requireNoneMissing(git, layers, there, target);
	return {layers, tip};
}

type Closed = {readonly branch: string; readonly why: string; readonly next: string | null};

/** Those that `queen merge-ok` does not let through. Asked of all before the first is touched. */
async function unreviewed(context: Context, {layers}: Stack): Promise<readonly Closed[]> {
	const ask = async ({branch}: Layer): Promise<Closed | null> => {
		try {
			const {ok, why, next} = await mergeOk(context, `branch:${branch}`);
			return ok ? null : {branch, why, next};
		} catch (error) {
			if (error instanceof QueenError) return {branch, why: error.message, next: null};
			throw error;
		}
	};
	return (await Promise.all(layers.map(ask))).filter(closed => closed !== null);
}

const conflictWhy = (subject: string, inTheWay: readonly InTheWay[], into: string): string =>
	`"${subject}" does not go onto ${into}: ${inTheWay
		.slice(0, 10)
		.map(({path, why}) => `${path} (${why})`)
		.join(', ')}`;

/** One branch, in the lock. What is thrown here was not merged. */
async function mergeLayer(job: Job, lock: PushLock, layer: Layer): Promise<Outcome> {
	const {git, target, context, repository, signal} = job;
	const gates = gatesFor(readConfig(context.env), repository);
	let retargeted: readonly string[] | null = null;
	for (let attempt = 1; attempt <= mostAttempts; attempt++) {
		const tip = await remoteTip(git, target);
		if (tip === null) throw new QueenError('refused', `${target.branch} is gone at ${target.remote}`);
		await bring(git, target, tip);
		const ready = await putOnTop(job, layer, tip);
		if ('ok' in ready) return {state: 'failed', inTheWay: ready.inTheWay, why: conflictWhy(ready.subject, ready.inTheWay, target.branch)};
		const {commit, replayed: rebased, dropped, healed} = ready.rebased;
		const gate = commit === tip ? null : await closedGate(gates, commit, {git, env: context.env, repository, target, signal});
		if (gate !== null) return {state: 'failed', why: `The gate "${gate.command}" ended with ${gate.code}: ${gate.said.split('\n').at(-1)}`};
		retargeted ??= await retarget(job, layer);
		const done = {commit, rebased, dropped, healed, retargeted};
		if (commit === tip) return {...done, state: 'there already'};
		const sent = await sendOrAgain(job, lock, ready);
		if (sent === 'again') continue;
		if (sent !== 'sent') return {state: 'failed', why: `The ${sent.command} stopped it: ${sent.said}`};
		await requireThere(job, commit);
		return {...done, state: 'merged'};
	}
	throw tooFast(job);
}

/** One branch in a dry run: onto what the one below would have made. */
async function planLayer({git, target, context}: Job, layer: Layer, tip: string): Promise<Outcome> {
	const planned = await replay(git, layer, tip, context.env);
	if (!planned.ok) return {state: 'failed', inTheWay: planned.inTheWay, why: conflictWhy(planned.subject, planned.inTheWay, target.branch)};
	const {commit, replayed: rebased, dropped, healed} = planned;
	return {state: commit === tip ? 'there already' : 'planned', commit, rebased, dropped, healed, retargeted: layer.children.map(({name}) => name)};
}

/** From the bottom up, until one fails. */
async function eachLayer(layers: readonly Layer[], work: (layer: Layer) => Promise<Outcome>): Promise<readonly StackStep[]> {
	const steps: StackStep[] = [];
	for (const layer of layers) {
		if (steps.at(-1)?.state === 'failed') {
			steps.push(notDone(layer));
			continue;
		}
		try {
			steps.push({...blank, branch: layer.branch, ...(await work(layer))});
		} catch (error) {
			if (!(error instanceof QueenError || error instanceof RunError)) throw error;
			steps.push({...notDone(layer), state: 'failed', why: error.message});
		}
	}
	return steps;
}

/** What to type next where it stopped. */
function nextStep({target}: Job, layers: readonly Layer[], steps: readonly StackStep[]): string | null {
	const at = steps.findIndex(({state}) => state === 'failed');
	const [failed, layer, top] = [steps[at], layers[at], layers.at(-1)];
	if (!failed || !layer || !top) return null;
	if (failed.inTheWay.length === 0) return `mend that, then the same again: queen merge-stack ${top.branch}`;
	const from = layer.below === null ? `${target.remote}/${target.branch}` : `--onto ${target.remote}/${target.branch} ${layer.below}`;
	return `git fetch ${target.remote} && git rebase --update-refs ${from} ${top.branch}, settle it, queen merge-stack ${top.branch}`;
}

const report = (job: Job, dryRun: boolean, layers: readonly Layer[], steps: readonly StackStep[]): Omit<MergedStack, 'unreviewed'> => ({
	ok: steps.every(({state}) => state !== 'failed'),
	dryRun,
	remote: job.target.remote,
	into: job.target.branch,
	steps,
	next: nextStep(job, layers, steps),
});

async function mergeOrPlan(job: Job, {layers, tip: from}: Stack, lock: PushLock | null): Promise<readonly StackStep[]> {
	if (lock !== null) return eachLayer(layers, layer => mergeLayer(job, lock, layer));
	let tip = from;
	return eachLayer(layers, async layer => {
		const planned = await planLayer(job, layer, tip);
		tip = planned.commit ?? tip;
		return planned;
	});
}

async function work(job: Job, names: readonly string[], lock: PushLock | null): Promise<MergedStack> {
	const {context, repository} = job;
	const stack = await look(job, names);
	const {layers} = stack;
	const closed = await unreviewed(context, stack);
	const [first] = closed;
	if (first !== undefined && isReviewed(readConfig(context.env), repository)) {
		const steps = layers.map((layer): StackStep => (layer.branch === first.branch ? {...notDone(layer), state: 'failed', why: first.why} : notDone(layer)));
		return {...report(job, lock === null, layers, steps), next: first.next, unreviewed: closed.map(({branch}) => branch)};
	}
	const steps = await mergeOrPlan(job, stack, lock);
	const went = new Set(steps.filter(({state}) => state === 'merged' || state === 'planned').map(({branch}) => branch));
	return {...report(job, lock === null, layers, steps), unreviewed: closed.map(({branch}) => branch).filter(branch => went.has(branch))};
}

/** Merges a stack, or says what it would do. What fails is an answer; throws a sentence for what is not even begun. */
export async function mergeStack(context: Context, wanted: StackWanted, options: WaitOptions): Promise<MergedStack | NoTurn> {
	const place = requireGitPlace(context.cwd);
	const current = headBranch(place);
	const names = wanted.branches.length > 0 ? wanted.branches : current === null ? [] : [current];
	if (names.length === 0) throw new QueenError('usage', 'HEAD is on no branch, so say which: queen merge-stack BRANCH');
	const branch = await mainLineOf({place, remote: wanted.remote, into: wanted.into}, context, options.signal);
	const at = {place, remote: wanted.remote, branch, isCurrent: false};
	const job = await prepareJob(context, at, wanted.dryRun ? null : 'merge', options.signal);
	if (wanted.dryRun) return aside(job, apart => work(apart, names, null));
	return inPushLock(job, options, (locked, lock) => work(locked, names, lock));
}
