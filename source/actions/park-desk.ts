/** The later steps of `queen park`: what she holds, what waits for her, and what whoever comes next should know. */
import type {Claim, Message} from '../../db/types.ts';
import {findRepository} from '../find-repository.ts';
import {count} from '../format/plain.ts';
import {already, type Found, failed, type Leaving, unlessDry} from './park-step.ts';
import {recipient} from './tell.ts';
import {checkText, mostBytes} from './text.ts';

const shown = 5;
const listed = (texts: readonly string[]): string => `${texts.slice(0, shown).join(', ')}${texts.length > shown ? ` +${texts.length - shown} more` : ''}`;

export async function released(leaving: Leaving): Promise<Found> {
	const {context, caller} = leaving;
	const mine = (await context.store.claims()).filter(({owner}) => owner === caller.name);
	if (mine.length === 0) return already('nothing is claimed');
	return unlessDry(leaving, `released ${listed(mine.map(({resource}) => resource))}`, async () => {
		for (const claim of mine) if (!(await release(leaving, claim))) return failed(`${claim.resource} could not be released`, `queen release ${claim.id}`);
		return null;
	});
}

/** Released by somebody else meanwhile is released. */
async function release({context, caller}: Leaving, {id}: Claim): Promise<boolean> {
	const result = await context.store.release(id, {name: caller.name, verified: caller.verified, force: false, why: null});
	return result.ok || ['already', 'unknown', 'retaken'].includes(result.reason);
}

/** Jobs of hers: open ones that wait for her answer, and those that she took. */
function isJob({kind, dispatch}: Message, me: string): boolean {
	if (kind !== 'dispatch' || dispatch === null || dispatch.declinedWhy !== null) return false;
	return dispatch.state === 'open' || (dispatch.takenBy === me && (dispatch.state === 'taken' || dispatch.state === 'working'));
}

/** What must not be left lying: urgent mail that she did not read, and jobs that nothing else in this ritual closes. */
async function waiting({context, caller, wanted}: Leaving): Promise<readonly Message[]> {
	const {messages} = await context.store.inbox(caller.name, {all: true, limit: null});
	const standing = messages.filter(({recalledAt, bouncedAt}) => recalledAt === null && bouncedAt === null);
	return standing.filter(message => {
		// What she declared to be her work is closed by the next step, unless another goes on with it.
		if (isJob(message, caller.name)) return wanted.to !== null || message.dispatch?.state !== 'working';
		return message.priority === 'urgent' && message.readAt === null && message.kind !== 'dispatch';
	});
}

/** As much of a letter as another letter may hold, never half a letter of the alphabet. */
function quoted(start: string, body: string): string {
	const room = mostBytes - Buffer.byteLength(start) - 3;
	const bytes = Buffer.from(body);
	if (bytes.length <= room) return start + body;
	let end = room;
	while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
	return `${start}${bytes.subarray(0, end).toString('utf8')}…`;
}

/** Sent before it is taken off her desk; sent again it is the same letter. False: nobody is in that group, and it lies where it lay. */
async function handOver({context, caller}: Leaving, {id, from, body, kind}: Message, to: string): Promise<boolean> {
	const mail = {from: caller.name, fromVerified: caller.verified, to: [to], repoKey: null, replyTo: null, nonce: `park:${caller.name}:${id}:${to}`};
	const text = quoted(`Handed over by ${caller.name} (#${id} from ${from}): `, body);
	const sent = await context.store.sendMail({
		...mail,
		body: text,
		priority: kind === 'dispatch' ? 'normal' : 'urgent',
		kind: kind === 'dispatch' ? 'dispatch' : 'mail',
	});
	if (sent.ok) await context.store.ack(caller.name, [id], kind === 'dispatch' ? {declineWhy: `handed over to ${to}`} : {});
	return sent.ok;
}

const mend = (left: readonly Message[]): string => {
	const [job] = left.filter(({kind}) => kind === 'dispatch');
	if (job === undefined) return 'queen inbox';
	return `queen ack ${job.id} --decline "why", or queen park --to NAME`;
};

export async function answered(leaving: Leaving): Promise<Found> {
	const left = await waiting(leaving);
	if (left.length === 0) return already('no urgent mail is unread, no job waits');
	const what = listed(left.map(({id, from, kind}) => `#${id} from ${from} (${kind === 'dispatch' ? 'a job' : 'urgent'})`));
	const {to} = leaving.wanted;
	if (to === null) return failed(`${what} ${left.length === 1 ? 'waits' : 'wait'} for an answer`, mend(left));
	const name = recipient(to);
	if (name === leaving.caller.name) return failed('you cannot hand over to yourself', 'queen status');
	return unlessDry(leaving, `handed over to ${name}: ${what}`, async () => {
		for (const message of left) if (!(await handOver(leaving, message, name))) return failed(`nobody is in ${name} right now`, 'queen park --to NAME');
		return null;
	});
}

/** `iam --done`. */
export async function closed(leaving: Leaving): Promise<Found> {
	const {context, caller} = leaving;
	const sister = await context.store.sister(caller.name);
	const {messages} = await context.store.inbox(caller.name, {all: true, limit: null});
	const jobs = messages.filter(message => isJob(message, caller.name) && message.dispatch?.state === 'working');
	const task = sister?.taskSource === 'declared' ? sister.task : null;
	if (task === null && jobs.length === 0) return already('no task is declared');
	const numbers = jobs.length === 0 ? '' : ` (closes ${listed(jobs.map(({id}) => `#${id}`))})`;
	return unlessDry(leaving, `done: ${task ?? count(jobs.length, 'job')}${numbers}`, async () => {
		await context.store.finishTask(caller.name);
		return null;
	});
}

/** How long a note stays in what her repository shares. */
const noteTtlMs = 7 * 24 * 60 * 60_000;

/** Beside her name, and in what her repository shares: her row goes some day, the note is for whoever comes next. */
async function leave({context, caller}: Leaving, note: string): Promise<void> {
	await context.store.declareStatus(caller.name, {status: 'done', note, workstream: null}, caller.name);
	const place = findRepository(context.cwd);
	if (place === null) return;
	const entry = {by: caller.name, byVerified: caller.verified, category: 'discovery', repo: place.repo, repoKey: place.repoKey, ttlMs: noteTtlMs} as const;
	await context.store.addContext({...entry, body: quoted('Parked: ', note), supersedes: null, nonce: `park:${caller.name}:${place.repoKey}:${note}`});
}

export async function noted(leaving: Leaving): Promise<Found> {
	const {context, caller, wanted} = leaving;
	const declared = (await context.store.sister(caller.name))?.declared ?? null;
	const note = wanted.note === null ? null : checkText(wanted.note, 'the note');
	const isLeft = declared?.status === 'done' && declared.note !== null;
	if (isLeft && (note === null || note === declared.note)) return already(`the note is left: ${declared.note}`);
	if (note === null) return failed('nobody would know where things stand', 'queen park --note "..."');
	return unlessDry(leaving, `left a note: ${note}`, async () => {
		await leave(leaving, note);
		return null;
	});
}
