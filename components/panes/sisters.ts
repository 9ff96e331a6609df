/** Pane 1: who is there, what she does, and first of all who needs the keeper. */
import type {Sanitized, Sister, Status} from '../../db/types.ts';
import {age, ago} from '../../source/format/age.ts';
import {compareNames} from '../../source/format/compare-names.ts';
import {doingText, isBlocked, isStale, staleAfterMs} from '../../source/format/declared.ts';
import {detailWords} from '../../source/format/words.ts';
import {release} from '../bindings/claims.ts';
import {copyResume, jump, peek} from '../bindings/look.ts';
import {dispatch, tell} from '../bindings/mail.ts';
import {piece} from '../line-text.tsx';
import {type Column, definePane, type Facts, type Line, type Piece, type Row, type View} from '../pane.ts';
import {sisterFacts} from '../sister-facts.ts';
import type {UiState} from '../state.ts';
import type {Glyphs} from '../theme.ts';
import {lateSisters} from '../urgent.ts';
import {plural, statusGlyph, statusOrder, statusTone} from '../words.ts';
import {firstRun} from './first-run.ts';

type S = Sanitized<Sister>;

const place = (status: Status): number => statusOrder.indexOf(status);

/** Groups by status; among those who wait the longest wait first, everywhere else by name, so that rows stay where they are. */
function order(a: S, b: S): number {
	if (a.status !== b.status) return place(a.status) - place(b.status);
	if (a.status === 'waiting' && a.statusSince !== b.statusSince) return a.statusSince < b.statusSince ? -1 : 1;
	return compareNames(a.name, b.name);
}

function rows(facts: Facts, ui: UiState): readonly Row<S>[] {
	const shown = ui.onlyWaiting ? facts.sisters.filter(sister => sister.status === 'waiting') : facts.sisters;
	return [...shown].sort(order).map(sister => ({key: sister.name, value: sister}));
}

/** The branch as the screen says it: `main*+3-2`. */
export function branchText(sister: S): string {
	if (sister.branch === null) return sister.worktree === null ? '' : '(no branch)';
	const ahead = sister.ahead ? `+${sister.ahead}` : '';
	const behind = sister.behind ? `-${sister.behind}` : '';
	const slash = ahead !== '' && behind !== '' ? '/' : '';
	return `${sister.branch}${sister.dirty ? '*' : ''}${ahead}${slash}${behind}`;
}

const blockedWords = ({declared}: S, now: number): string => `blocked ${age(declared?.since ?? null, now)}: ${declared?.note ?? 'she has not said by what'}`;

function task(sister: S, {now}: View): Piece {
	if (sister.status === 'gone') {
		const holds = sister.claims > 0 ? `, holds ${plural(sister.claims, 'claim')}: release?` : '';
		const mail = holds === '' && sister.unread > 0 ? `, ${plural(sister.unread, 'mail', 'mails')} unread` : '';
		return piece(`gone ${age(sister.statusSince, now)}${holds}${mail}`, sister.claims > 0 ? 'strong' : 'plain');
	}
	if (isBlocked(sister) && sister.task === null) return piece(blockedWords(sister, now), 'attention');
	return piece(doingText(sister) ?? '(no task: she has not said)', isBlocked(sister) ? 'attention' : 'plain');
}

const count = (number: number, sign: string, glyphs: Glyphs): Piece => piece(number > 0 ? `${sign}${number > 99 ? '99' : number}` : glyphs.none);

/** `@2`; `@2!` where urgent mail lies untouched. */
const mail = (sister: S, {facts, theme}: View): Piece =>
	sister.unread > 0 && lateSisters(facts).has(sister.name) ? piece(`@${Math.min(9, sister.unread)}!`, 'attention') : count(sister.unread, '@', theme.glyphs);

/** Her activity of the last minutes, newest at the right; silence is blank. */
function sparkline(sister: S, glyphs: Glyphs): string {
	const top = glyphs.spark.length - 1;
	return sister.activity
		.slice(-8)
		.map(share => glyphs.spark[share <= 0 ? 0 : Math.max(1, Math.min(top, Math.round(share * top)))])
		.join('')
		.padStart(8);
}

const columns: readonly Column<S>[] = [
	{
		id: 'status',
		title: '',
		min: 1,
		max: 1,
		grow: 0,
		align: 'left',
		cut: 'end',
		drop: 0,
		gap: 0,
		list: true,
		cell: (s, {theme}) => piece(statusGlyph(s, theme.glyphs), statusTone(s.status)),
	},
	{
		id: 'name',
		title: 'name',
		min: 7,
		max: 16,
		grow: 0,
		align: 'left',
		cut: 'middle',
		drop: 0,
		gap: 1,
		list: true,
		cell: (s, {theme}) => piece(s.muted ? `${s.name} ${theme.glyphs.muted}` : s.name, s.status === 'waiting' ? 'strong' : 'plain'),
	},
	{
		id: 'agent',
		title: 'agent',
		min: 6,
		max: 8,
		grow: 0,
		align: 'left',
		cut: 'end',
		drop: 8,
		gap: 2,
		list: false,
		cell: s => piece(s.agent === 'none' ? '-' : s.agent),
	},
	{id: 'repo', title: 'repo', min: 5, max: 14, grow: 0, align: 'left', cut: 'middle', drop: 7, gap: 2, list: false, cell: s => piece(s.repo ?? '')},
	{id: 'branch', title: 'branch', min: 16, max: 60, grow: 1, align: 'left', cut: 'middle', drop: 2, gap: 2, list: false, cell: s => piece(branchText(s))},
	{id: 'task', title: 'task', min: 30, max: 200, grow: 2, align: 'left', cut: 'end', drop: 0, gap: 2, list: true, cell: task},
	{
		id: 'mail',
		title: '@',
		min: 3,
		max: 3,
		grow: 0,
		align: 'left',
		cut: 'end',
		drop: 4,
		gap: 1,
		list: false,
		cell: mail,
	},
	{
		id: 'claims',
		title: '#',
		min: 3,
		max: 3,
		grow: 0,
		align: 'left',
		cut: 'end',
		drop: 3,
		gap: 0,
		list: false,
		cell: (s, {theme}) => count(s.claims, '#', theme.glyphs),
	},
	{id: 'age', title: 'age', min: 3, max: 4, grow: 0, align: 'right', cut: 'end', drop: 5, gap: 1, list: true, cell: (s, {now}) => piece(lastSign(s, now))},
	{
		id: 'spark',
		title: '5 min',
		min: 8,
		max: 8,
		grow: 0,
		align: 'left',
		cut: 'end',
		drop: 9,
		gap: 2,
		list: false,
		cell: (s, {theme}) => piece(sparkline(s, theme.glyphs)),
	},
];

const lastSign = (sister: S, now: number): string => age(sister.status === 'gone' ? sister.statusSince : (sister.lastOutput ?? sister.statusSince), now);

function below(sister: S, {now, theme}: View): Line | null {
	const {under} = theme.glyphs;
	const since = age(sister.statusSince, now);
	if (sister.status === 'waiting') {
		const what = sister.waitingFor === null ? (sister.detail ? detailWords[sister.detail] : 'look at her terminal') : `"${sister.waitingFor}"`;
		// The words stay in the default colour: yellow is hard to read on a light terminal.
		return [piece(`${under} asks, waiting ${since}: `, 'attention'), piece(what, 'strong')];
	}
	if (sister.status === 'error') return [piece(`${under} ${sister.detail ? detailWords[sister.detail] : 'stopped with an error'}, ${since}`, 'danger')];
	return standing(sister, now, under);
}

/** What she says of herself and cannot mend alone, or says and does not show. Who only has a task and rests is idle: her sign says that. */
function standing(sister: S, now: number, under: string): Line | null {
	const {declared, lastSign: sign = null, status} = sister;
	if (!declared || status === 'gone') return null;
	// Without a task her row says so itself.
	if (isBlocked(sister) && sister.task === null) return null;
	if (isBlocked(sister)) return [piece(`${under} blocked ${age(declared.since, now)}: `, 'attention'), piece(declared.note ?? 'she has not said by what')];
	if (!isStale(sister, staleAfterMs, now)) return null;
	return [piece(`${under} silent ${age(sign, now)}: says ${declared.status}, and shows no mail, claim, commit or edit`)];
}

const minute = 60_000;

/** How old the picture is. Within a minute no steps: a quiet screen is not painted for it. */
function seen({facts, now}: View, long: boolean): string {
	const {scannedAt} = facts.colony;
	if (scannedAt === null) return 'never scanned';
	return `${long ? 'scanned ' : ''}${now - Date.parse(scannedAt) < minute ? '<1m ago' : ago(scannedAt, now)}`;
}

function note(view: View, long: boolean): Piece {
	const first = view.ui.onlyWaiting ? 'only those who need you (! shows all)' : 'needs-input first';
	return piece(`${first} ${view.theme.glyphs.dot} ${seen(view, long)}`);
}

export const sisters = definePane<S>({
	id: 'sisters',
	number: 1,
	title: 'Sisters',
	heading: true,
	note,
	rows,
	columns,
	below,
	head: () => [],
	foot: () => [],
	empty: view => (view.ui.onlyWaiting && view.facts.sisters.length > 0 ? [[piece('Nobody needs you. ! shows all sisters again.')]] : firstRun(view)),
	words: s => [s.name, s.agent, s.repo, s.branch, s.task, s.waitingFor, s.status].filter(Boolean).join(' '),
	about: s => ({sister: s.name}),
	detail: sisterFacts,
	bindings: [peek, jump, tell, dispatch, release, copyResume],
});
