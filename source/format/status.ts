/** The colony as text, in the look of the first queen: names, pid, status, 📌 for declared, [branch*], the task below. */
import type {Claim, Conflict, Sanitized, Sister, Snapshot} from '../../db/types.ts';
import {keeperAddress} from '../names.ts';
import {age, timeLeft} from './age.ts';
import {compareNames} from './compare-names.ts';
import {blockedText, doingText, isBlocked, isReady, readyText} from './declared.ts';
import {count, paint, type Signs} from './plain.ts';
import {conflictNumber, detailWords, statusWords} from './words.ts';

export type Style = {readonly signs: Signs; readonly colour: boolean /** Wall time in milliseconds. */; readonly now: number};
type S = Sanitized<Sister>;

/** `[main*]`, `[guide: main*]` where the colony has several repositories, '' outside of any. Nothing of a branch that nobody looked at yet. */
export function branchOf(sister: S, severalRepositories: boolean): string {
	if (sister.repo === null) return '';
	if (sister.worktree === null) return severalRepositories ? `[${sister.repo}]` : '';
	const branch = sister.branch ?? (sister.head === null ? 'no commit yet' : `detached ${sister.head.slice(0, 7)}`);
	return `[${severalRepositories ? `${sister.repo}: ` : ''}${branch}${sister.dirty ? '*' : ''}]`;
}

export const severalRepositories = (sisters: readonly S[]): boolean => new Set(sisters.map(({repoKey}) => repoKey).filter(key => key !== null)).size > 1;

/** What stands below her: her question, her task, or that she has not said. */
export function taskOf(sister: S): string {
	if (sister.status === 'waiting') return `asks: ${sister.waitingFor ?? 'look at her terminal'}`;
	const detail = sister.detail === null ? '' : ` (${detailWords[sister.detail]})`;
	const doing = doingText(sister);
	if (doing !== null) return `${doing}${detail}`;
	if (sister.status === 'idle') return sister.detail === null ? '(idle at prompt)' : `(${detailWords[sister.detail]})`;
	return sister.detail === null ? '(no task declared)' : `(${detailWords[sister.detail]})`;
}

const colours = {working: 'green', waiting: 'yellow', error: 'red'} as const;

function statusCell(sister: S, width: number, {colour}: Style): string {
	const word = statusWords[sister.status].padEnd(width);
	const role = sister.status === 'working' || sister.status === 'waiting' || sister.status === 'error' ? colours[sister.status] : null;
	return role === null ? word : paint(word, role, colour);
}

function pidCell({pid, beating}: S, {signs}: Style): string {
	if (beating) return `${signs.beat} no pid`.padEnd(9);
	return pid === null ? 'no pid   ' : `pid ${String(pid).padStart(5)}`;
}

/** iza-2 before iza-10. */
export const byName = (sisters: readonly S[]): readonly S[] => sisters.toSorted((a, b) => compareNames(a.name, b.name));

/** Two lines a sister. The pin is two cells wide, or one in ASCII: padded to two. */
export function sisterLines(sisters: readonly S[], style: Style): readonly string[] {
	const names = Math.max(...sisters.map(({name}) => name.length));
	const words = Math.max(7, ...sisters.map(({status}) => statusWords[status].length));
	const several = severalRepositories(sisters);
	return sisters.flatMap(sister => {
		const pin = sister.taskSource === 'declared' ? style.signs.pin.padEnd(2) : '  ';
		const gone = sister.status === 'gone' ? `${age(sister.lastSeen, style.now)} ago ` : '';
		const first = `  ${sister.name.padEnd(names)}  ${pidCell(sister, style)}  ${statusCell(sister, words, style)}  ${pin}   ${gone}${branchOf(sister, several)}`;
		return [first.trimEnd(), `  ${' '.repeat(names)}  ${taskOf(sister)}`];
	});
}

/** `  #3 shared-branch main: izabael, iza-1 — both work on main in hive`. */
export function conflictLine({id, type, branch, files, sisters, detail, severity}: Sanitized<Conflict>, {signs}: Style): string {
	const where = branch ?? files.slice(0, 3).join(', ');
	return `  #${id} ${type}${where ? ` ${where}` : ''}: ${sisters.join(', ')} ${signs.dash} ${detail} (${severity})`;
}

/** What ends a claim without a word of anybody: the store says it so (db/granting.ts). */
const endings: ReadonlyMap<string, string> = new Map([
	['expired', 'ended: its time ran out'],
	['orphaned', 'ended: her process was gone'],
]);

/** Who ended it, and why. Stale is only what nobody ended yet. */
function released({owner, releasedBy = null, staleWhy}: Sanitized<Claim>): string {
	const why = staleWhy === null ? '' : `: ${staleWhy}`;
	if (releasedBy === null || releasedBy === owner) return `released${why}`;
	if (releasedBy !== keeperAddress) return `taken by ${releasedBy}${why}`;
	return endings.get(staleWhy ?? '') ?? `released by ${releasedBy}${why}`;
}

function timeOf(claim: Sanitized<Claim>, now: number): string {
	if (claim.state === 'released') return released(claim);
	if (claim.stale) return `stale: ${claim.staleWhy ?? claim.state}`;
	return claim.expiresAt === null ? 'until released' : `${timeLeft(claim.expiresAt, now)} left`;
}

/** `  #12 src/db.ts  iza-2  41m left  "new index"`. */
export function claimLines(claims: readonly Sanitized<Claim>[], {now}: Style): readonly string[] {
	const rows = claims.map(claim => [
		claim.lockFile === null ? `#${claim.id}` : '-',
		claim.resource,
		claim.owner,
		timeOf(claim, now),
		[claim.shared ? 'shared' : '', claim.auto ? 'auto' : '', claim.lockFile ?? '', claim.description ? `"${claim.description}"` : ''].filter(Boolean).join(' '),
	]);
	const widths = [0, 1, 2, 3].map(column => Math.min(48, Math.max(...rows.map(row => row[column]?.length ?? 0))));
	return rows.map(row => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

function pendingMail({sisters, reader, counts}: Sanitized<Snapshot>): string {
	const waiting = sisters.filter(({unread}) => unread > 0).map(({name, unread}) => `${name} ${unread} unread`);
	const isSister = sisters.some(({name}) => name === reader);
	if (!isSister && counts.unread > 0) waiting.unshift(`${reader} ${counts.unread} unread`);
	return waiting.join(', ');
}

/** Before the first look nothing is known of who is there, so nothing is said of it. */
function firstSteps({looked, age: scanAge}: Sanitized<Snapshot>['colony']): readonly string[] {
	if (scanAge === null) return ['  Not looked yet: queen scan'];
	return [
		'  No sessions seen yet.',
		...(looked.length > 0 ? [`  I looked in: ${looked.join(', ')}.`] : []),
		'  1  start an agent in a tmux pane      tmux new claude',
		'  2  look                               queen scan',
		'  3  or let her say hello               QUEEN_NAME=iza-1 iam "writing the guide"',
	];
}

/** Who says that she is blocked or ready to merge. */
function standing(sisters: readonly S[], {now, colour}: Style): readonly string[] {
	const [blocked, ready] = [sisters.filter(isBlocked), sisters.filter(isReady)];
	return [
		...(blocked.length > 0 ? [paint('  Blocked:', 'yellow', colour), ...blocked.map(sister => `    ${blockedText(sister, now)}`)] : []),
		...(ready.length > 0 ? ['  Ready to merge:', ...ready.map(sister => `    ${readyText(sister)}`)] : []),
	];
}

/** `queen status`, and `queen` on a pipe. */
export function statusText(snapshot: Sanitized<Snapshot>, style: Style): string {
	const {colony, counts, conflicts, crons} = snapshot;
	const sisters = byName(snapshot.sisters);
	const {signs, colour, now} = style;
	const open = conflicts.filter(({kind, resolvedAt, mutedWhy}) => kind === 'conflict' && resolvedAt === null && mutedWhy === null);
	const number = conflictNumber(colony, counts, now);
	const mail = pendingMail(snapshot);
	const lines = [
		`${signs.hive}HiveQueen ${signs.dash} colony status`,
		'',
		...(sisters.length > 0 ? sisterLines(sisters, style) : firstSteps(colony)),
		'',
		`  ${counts.conflicts > 0 ? paint(`${signs.conflict} ${number}`, 'red', colour) : number}`,
		...open.map(conflict => `  ${conflictLine(conflict, style)}`),
		...colony.unread.map(text => `    not read: ${text}`),
		`  Cron jobs tracked: ${crons.length}`,
		...(counts.claims > 0 ? [`  Claims held: ${counts.claims}${counts.staleClaims > 0 ? ` (${counts.staleClaims} stale)` : ''}`] : []),
		...(counts.openDispatches > 0 ? [`  ${count(counts.openDispatches, 'dispatch', 'dispatches')} not finished`] : []),
		...standing(sisters, style),
		...(mail ? [`  ${signs.mail}Pending mail: ${mail}`] : []),
	];
	return lines.join('\n');
}
