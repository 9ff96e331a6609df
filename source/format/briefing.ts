/** `queen onboard` as text: the look of the first queen, and what she would have wanted to know. */
import type {Claim, ColonyEvent, Conflict, ContextEntry, Message, Sanitized, Sister, Snapshot} from '../../db/types.ts';
import {keeperAddress} from '../names.ts';
import {ago} from './age.ts';
import {shortEntry} from './context.ts';
import {blockedText, isBlocked, isReady, readyText} from './declared.ts';
import {eventLine} from './log-line.ts';
import {paint} from './plain.ts';
import {branchOf, byName, claimLines, conflictLine, type Style, severalRepositories} from './status.ts';
import {detailWords, statusWords} from './words.ts';

type Facts = {
	readonly name: Sister['name'];
	readonly lastHere: string | null;
	readonly since: readonly Sanitized<ColonyEvent>[];
	readonly unread: {readonly messages: readonly Sanitized<Message>[]; readonly total: number};
	readonly snapshot: Sanitized<Snapshot>;
	readonly context?: {readonly entries: readonly Sanitized<ContextEntry>[]; readonly total: number};
};

function whatSheDoes(sister: Sanitized<Sister>): string {
	if (sister.status === 'waiting') return `asks her human: ${sister.waitingFor ?? '?'}`;
	if (sister.task !== null) return sister.task;
	if (sister.beating) return 'alive';
	return sister.detail === null ? '' : `(${detailWords[sister.detail]})`;
}

/** At work, or held up by something; the rest may not even be there. */
const busy: ReadonlySet<Sister['status']> = new Set(['working', 'waiting', 'starting', 'error']);
const busyFirst = (a: Sanitized<Sister>, b: Sanitized<Sister>): number => Number(busy.has(b.status)) - Number(busy.has(a.status));

function others({sisters}: Sanitized<Snapshot>, me: string): readonly string[] {
	const shown = byName(sisters)
		.filter(({name, status}) => name !== me && status !== 'gone')
		.toSorted(busyFirst);
	if (shown.length === 0) return ['  nobody else'];
	const names = Math.max(...shown.map(({name}) => name.length));
	const words = Math.max(...shown.map(({status}) => statusWords[status].length));
	const several = severalRepositories(sisters);
	return shown.map(sister => {
		const parts = [sister.name.padEnd(names), statusWords[sister.status].padEnd(words), whatSheDoes(sister), branchOf(sister, several)];
		return `  ${parts.filter(Boolean).join('  ')}`.trimEnd();
	});
}

const isMine = ({sisters, resolvedAt, mutedWhy}: Sanitized<Conflict>, me: string): boolean =>
	resolvedAt === null && mutedWhy === null && sisters.some(name => name === me);

/** Conflicts first and loud, notices below and calm. */
function myConflicts({conflicts}: Sanitized<Snapshot>, me: string, style: Style): readonly string[] {
	const mine = conflicts.filter(each => isMine(each, me));
	const line = (conflict: Sanitized<Conflict>): string =>
		conflictLine(conflict, style) + (conflict.next === null ? '' : `\n      what helps: ${conflict.next}`);
	const [loud, calm] = [mine.filter(({kind}) => kind === 'conflict'), mine.filter(({kind}) => kind === 'notice')];
	return [
		...(loud.length > 0 ? ['', paint('Careful, these are about you:', 'red', style.colour), ...loud.map(line)] : []),
		...(calm.length > 0 ? ['', 'Good to know:', ...calm.map(line)] : []),
	];
}

/** Claims that she could run into come first: those of the repository that she works in, and those of no repository. */
function nearFirst(claims: readonly Sanitized<Claim>[], {sisters}: Sanitized<Snapshot>, me: string): readonly Sanitized<Claim>[] {
	const here = sisters.find(({name}) => name === me)?.repoKey ?? null;
	const isNear = ({repoKey}: Sanitized<Claim>): boolean => repoKey === null || repoKey === here;
	return claims.toSorted((a, b) => Number(isNear(b)) - Number(isNear(a)));
}

function held(snapshot: Sanitized<Snapshot>, me: string, style: Style): readonly string[] {
	const {claims} = snapshot;
	const mine = claims.filter(({owner}) => owner === me);
	const others = claims.filter(({owner, stale}) => owner !== me && !stale);
	const theirs = nearFirst(others, snapshot, me);
	return [
		...(mine.length > 0 ? ['', 'You hold:', ...claimLines(mine, style)] : []),
		...(theirs.length > 0
			? [
					'',
					'Held by others, keep away:',
					...claimLines(theirs.slice(0, 20), style),
					...(theirs.length > 20 ? [`  +${theirs.length - 20} more (queen claims)`] : []),
				]
			: []),
	];
}

/** Who cannot go on alone comes first; nobody is told of herself. */
function standing({sisters}: Sanitized<Snapshot>, me: string, {now, colour}: Style): readonly string[] {
	const others = byName(sisters).filter(({name}) => name !== me);
	const [blocked, ready] = [others.filter(isBlocked), others.filter(isReady)];
	return [
		...(blocked.length > 0 ? ['', paint('Blocked, can you help?', 'yellow', colour), ...blocked.map(sister => `  ${blockedText(sister, now)}`)] : []),
		...(ready.length > 0 ? ['', 'Ready to merge:', ...ready.map(sister => `  ${readyText(sister)}`)] : []),
	];
}

function written({context}: Facts): readonly string[] {
	if (!context || context.entries.length === 0) return [];
	const {entries, total} = context;
	const more = total > entries.length ? [`  +${total - entries.length} more (queen context)`] : [];
	return ['', 'Written down for all who work here, newest first:', ...entries.map(shortEntry), ...more];
}

function mail({messages, total}: Facts['unread'], {signs}: Style): readonly string[] {
	if (total === 0) return [];
	const senders = [...new Set(messages.map(({from}) => from))].join(', ');
	const urgent = messages.some(({priority}) => priority === 'urgent') ? ` ${signs.urgent}` : '';
	return ['', `${signs.mail}${total} unread (from ${senders}${total > messages.length ? ' ...' : ''})${urgent}: queen inbox`];
}

function jobs({dispatches}: Sanitized<Snapshot>, me: string): readonly string[] {
	const mine = dispatches.filter(({dispatch}) => dispatch?.takenBy === me);
	return mine.map(({id}) => `  You took dispatch #${id} and did not finish it: iam "..." --for ${id}`);
}

/** A note that the keeper sent to herself: its text is nobody else's news. */
const isHersAlone = ({kind, sister, data}: Sanitized<ColonyEvent>): boolean =>
	(kind === 'tell' || kind === 'dispatch') && sister === keeperAddress && data['to'] === keeperAddress;

function history({name, since, lastHere}: Facts, {now}: Style): readonly string[] {
	const news = name === keeperAddress ? since : since.filter(event => !isHersAlone(event));
	if (news.length === 0) return [];
	const lines = news.map(event => `  ${eventLine(event)}`);
	return ['', `Since you were last here (${ago(lastHere, now)}):`, ...lines];
}

/** The keeper declares nothing, and nobody is asked for what she has said. */
function declaring({sisters}: Sanitized<Snapshot>, me: string): readonly string[] {
	const isDeclared = sisters.some(({name, task, taskSource}) => name === me && task !== null && taskSource === 'declared');
	return isDeclared || me === keeperAddress ? [] : ['Declare your task with: iam "<what you\'re doing>"'];
}

export function briefingText(facts: Facts, style: Style): string {
	const {name, snapshot, unread} = facts;
	const {signs} = style;
	return [
		`${signs.hive}HiveQueen onboarding for ${name}`,
		'',
		'Other sisters working right now:',
		...others(snapshot, name),
		...myConflicts(snapshot, name, style),
		...standing(snapshot, name, style),
		...held(snapshot, name, style),
		...mail(unread, style),
		...written(facts),
		...jobs(snapshot, name),
		...history(facts, style),
		'',
		...declaring(snapshot, name),
		'Send mail to a sister with: queen tell <name> "<msg>"',
		...(snapshot.colony.age === null ? ['(never scanned: this list knows only who spoke. Look with: queen scan)'] : []),
	].join('\n');
}
