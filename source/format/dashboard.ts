/** `queen orchestrate dashboard` as text. Pure. */
import type {Claim, Sanitized, Sister, Waiter} from '../../db/types.ts';
import type {Dashboard} from '../orchestrate/facts.ts';
import {age, ago} from './age.ts';
import {blockedText, readyText, saysText} from './declared.ts';
import {paint, type Signs} from './plain.ts';
import type {PushQueue} from './push-queue.ts';
import {statusWords} from './words.ts';

type Style = {readonly signs: Signs; readonly colour: boolean; readonly now: number};

function sisterLines(sisters: readonly Sanitized<Sister>[], now: number): readonly string[] {
	const names = Math.max(0, ...sisters.map(({name}) => name.length));
	const words = Math.max(0, ...sisters.map(({status}) => statusWords[status].length));
	return sisters.map(sister => {
		const {name, status, branch, task, declared} = sister;
		const says = saysText(sister, now);
		const does = says === '' ? (task ?? '') : `says ${says}${task !== null && !declared?.note ? `: ${task}` : ''}`;
		return `  ${[name.padEnd(names), statusWords[status].padEnd(words), does, branch === null ? '' : `[${branch}]`].filter(Boolean).join('  ')}`.trimEnd();
	});
}

function reviewLines({reviews, late}: Pick<Sanitized<Dashboard>, 'reviews' | 'late'>, {now, colour}: Style): readonly string[] {
	return reviews.map(({id, branch, repo, requester, reviewer, requestedAt}) => {
		const line = `  #${id} ${branch} in ${repo} by ${requester}, ${ago(requestedAt, now)}: waits for ${reviewer}`;
		return late.includes(id) ? paint(line, 'yellow', colour) : line;
	});
}

const longest = 120;
const short = (text: string): string => {
	const [line = ''] = text.split('\n');
	return line.length > longest || line !== text ? `${line.slice(0, longest).toWellFormed()}...` : line;
};

const pushLines = (pushes: readonly Sanitized<PushQueue<Claim, Waiter>>[], now: number): readonly string[] =>
	pushes.map(({lock, holder, waiting}) => {
		const first = holder === null ? 'free' : `${holder.owner}, ${age(holder.claimedAt, now)}`;
		return `  ${lock}: ${first}${waiting.length === 0 ? '' : `; then ${waiting.map(({owner}) => owner).join(', ')}`}`;
	});

const part = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', title, ...lines]);

/** Several lines; what is empty is left out, and where nothing is to be done it says so. */
export function dashboardText(facts: Sanitized<Dashboard>, style: Style): string {
	const {sisters, blocked, stale, ready, mail, unread, reader, pushes} = facts;
	const {now, colour, signs} = style;
	const parts = [
		...part(
			paint('Blocked:', 'yellow', colour),
			blocked.map(sister => `  ${blockedText(sister, now)}`),
		),
		...part(
			paint('No sign of work:', 'yellow', colour),
			stale.map(({name, lastSign, status}) => `  ${name}, ${age(lastSign ?? null, now)}${status === 'gone' ? ' (gone)' : ''}`),
		),
		...part('Reviews that wait:', reviewLines(facts, style)),
		...part(
			'Ready to merge:',
			ready.map(sister => `  ${readyText(sister)}`),
		),
		...part(
			`${signs.mail}${unread} unread for ${reader}:`,
			mail.slice(0, 10).map(({id, from, body, priority}) => `  #${id} from ${from}${priority === 'urgent' ? ` ${signs.urgent}` : ''}: ${short(body)}`),
		),
		...(unread > Math.min(mail.length, 10) && mail.length > 0 ? [`  +${unread - Math.min(mail.length, 10)} more (queen inbox)`] : []),
		...part('Pushes:', pushLines(pushes, now)),
	];
	const head = sisters.length === 0 ? ['No sisters.'] : ['Sisters:', ...sisterLines(sisters, now)];
	return [...head, ...(parts.length === 0 ? ['', 'All clear: nobody is blocked or silent, and nothing waits.'] : parts)].join('\n');
}
