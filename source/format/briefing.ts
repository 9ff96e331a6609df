/** `queen onboard` as text: the look of the first queen, and what she would have wanted to know. */
import type {ColonyEvent, Message, Sanitized, Sister, Snapshot} from '../../db/types.ts';
import {ago} from './age.ts';
import {eventSentence} from './event.ts';
import {paint, toSecond} from './plain.ts';
import {branchOf, byName, claimLines, conflictLine, type Style, severalRepositories} from './status.ts';
import {detailWords, statusWords} from './words.ts';

type Facts = {
	readonly name: Sister['name'];
	readonly lastHere: string | null;
	readonly since: readonly Sanitized<ColonyEvent>[];
	readonly unread: {readonly messages: readonly Sanitized<Message>[]; readonly total: number};
	readonly snapshot: Sanitized<Snapshot>;
};

function whatSheDoes(sister: Sanitized<Sister>): string {
	if (sister.status === 'waiting') return `asks her human: ${sister.waitingFor ?? '?'}`;
	if (sister.task !== null) return sister.task;
	if (sister.beating) return 'alive';
	return sister.detail === null ? '' : `(${detailWords[sister.detail]})`;
}

function others({sisters}: Sanitized<Snapshot>, me: string): readonly string[] {
	const shown = byName(sisters).filter(({name, status}) => name !== me && status !== 'gone');
	if (shown.length === 0) return ['  nobody else'];
	const names = Math.max(...shown.map(({name}) => name.length));
	const words = Math.max(...shown.map(({status}) => statusWords[status].length));
	const several = severalRepositories(sisters);
	return shown.map(sister => {
		const parts = [sister.name.padEnd(names), statusWords[sister.status].padEnd(words), whatSheDoes(sister), branchOf(sister, several)];
		return `  ${parts.filter(Boolean).join('  ')}`.trimEnd();
	});
}

function myConflicts({conflicts}: Sanitized<Snapshot>, me: string, style: Style): readonly string[] {
	const mine = conflicts.filter(({sisters, resolvedAt, mutedWhy}) => resolvedAt === null && mutedWhy === null && sisters.some(name => name === me));
	if (mine.length === 0) return [];
	return ['', paint('Careful, these are about you:', 'red', style.colour), ...mine.map(conflict => conflictLine(conflict, style))];
}

function held({claims}: Sanitized<Snapshot>, me: string, style: Style): readonly string[] {
	const [mine, theirs] = [claims.filter(({owner}) => owner === me), claims.filter(({owner, stale}) => owner !== me && !stale)];
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

function history({since, lastHere}: Facts, {now}: Style): readonly string[] {
	if (since.length === 0) return [];
	const lines = since.map(event => `  ${toSecond(event.at)}  ${event.kind}  ${event.sister}  ${eventSentence(event)}`.trimEnd());
	return ['', `Since you were last here (${ago(lastHere, now)}):`, ...lines];
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
		...held(snapshot, name, style),
		...mail(unread, style),
		...jobs(snapshot, name),
		...history(facts, style),
		'',
		'Declare your task with: iam "<what you\'re doing>"',
		'Send mail to a sister with: queen tell <name> "<msg>"',
		...(snapshot.colony.age === null ? ['(never scanned: this list knows only who spoke. Look with: queen scan)'] : []),
	].join('\n');
}
