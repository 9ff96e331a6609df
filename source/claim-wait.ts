/** Waiting for a claim in the queue: the store hands it on in order (`db/claim-queue.ts`); here its turn is watched for, without a storm of questions. */
import type {ClaimResult, NewClaim} from '../db/store.ts';
import type {Claim} from '../db/types.ts';
import type {Context} from './context.ts';
import {QueenError} from './errors.ts';
import {pause} from './pause.ts';

export type WaitOptions = {
	readonly timeoutMs: number;
	/** She gives up. */
	readonly signal: AbortSignal;
	/** Said once, when it turns out that it must be waited for. `place` 1 is the next; `holder` null: only others who wait are in the way. */
	readonly onWaiting: (waiting: {readonly place: number; readonly holder: Claim | null; readonly holderTask: string | null}) => void;
};

export type Refused = {readonly ok: false; readonly why: 'timeout' | 'given up'; readonly holder: Claim | null; readonly holderTask: string | null};

/** How often it is asked whether anybody wrote (microseconds, no lock); and how often to look although nobody did: a time runs out without a write. */
const glanceMs = 150;
const lookMs = 2000;

type Wait = {readonly context: Context; readonly options: WaitOptions /** On the monotonic clock. */; readonly deadline: number};

/** Is there a reason to go on waiting? */
const isOver = ({context, options, deadline}: Wait): boolean => options.signal.aborted || context.clock.mono() >= deadline;

const refusal = ({options}: Wait, holder: Claim | null, holderTask: string | null): Refused => ({
	ok: false,
	why: options.signal.aborted ? 'given up' : 'timeout',
	holder,
	holderTask,
});

/** Until somebody wrote, or it is time to look anyway. */
async function untilNews(wait: Wait): Promise<void> {
	const {context, options, deadline} = wait;
	const look = Math.min(deadline, context.clock.mono() + lookMs);
	while (!isOver(wait) && context.clock.mono() < look && !context.store.changed())
		await pause(Math.max(1, Math.min(glanceMs, look - context.clock.mono())), options.signal);
	if (!context.store.isCurrent())
		throw new QueenError('storage', 'The database was replaced while this waited, and with it the queue: run the same command again.');
}

/** A lock file of another tool has no queue: it is looked at until it is gone or over. Answers who holds it when the waiting ends before that. */
async function untilUnlocked(wait: Wait, lock: () => Claim | null): Promise<Claim | null> {
	let isSaid = false;
	for (let holder = lock(); holder !== null; holder = lock()) {
		if (isOver(wait)) return holder;
		if (!isSaid) wait.options.onWaiting({place: 1, holder, holderTask: null});
		isSaid = true;
		await untilNews(wait);
	}
	return null;
}

async function untilTurn(wait: Wait, ticket: number, task: string | null): Promise<Extract<ClaimResult, {ok: true}> | Refused> {
	const {store} = wait.context;
	store.changed();
	for (;;) {
		const turn = await store.turn(ticket);
		if (turn.state === 'granted') return {ok: true, outcome: 'granted', claim: turn.claim, closed: []};
		if (turn.state === 'gone')
			throw new QueenError('refused', 'The place in the queue was lost: the claim was taken away again, or the queue was cleared. Ask again.');
		if (isOver(wait)) return refusal(wait, turn.holder, task);
		await untilNews(wait);
	}
}

/** Whoever is asked for the claim next must not wait for one who has gone: the place is given back also when something fails. */
async function inQueue(wait: Wait, wanted: NewClaim): Promise<Extract<ClaimResult, {ok: true}> | Refused> {
	const {context, options} = wait;
	const {store, processes} = context;
	const self = processes.get(process.pid);
	if (self === null)
		throw new QueenError('refused', 'This process cannot see itself in the list of processes, so nobody could see it end: waiting is not possible here.');
	const queued = await store.queueClaim(wanted, 'wait', processes.identify(self));
	if (queued.ok) return queued;
	let result: Extract<ClaimResult, {ok: true}> | Refused | null = null;
	try {
		options.onWaiting(queued);
		result = await untilTurn(wait, queued.ticket, queued.holderTask);
		return result;
	} finally {
		if (result?.ok !== true) await store.leaveQueue(queued.ticket);
	}
}

/** Takes the claim as soon as it is her turn. `lock`: the file of another tool that is in the way. */
export async function waitForClaim(
	context: Context,
	wanted: NewClaim,
	lock: () => Claim | null,
	options: WaitOptions,
): Promise<Extract<ClaimResult, {ok: true}> | Refused> {
	const wait: Wait = {context, options, deadline: context.clock.mono() + options.timeoutMs};
	const locked = await untilUnlocked(wait, lock);
	return locked === null ? inQueue(wait, wanted) : refusal(wait, locked, null);
}
