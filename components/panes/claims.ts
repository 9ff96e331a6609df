/** Pane 3: who owns what, and for how much longer. */
import type {Claim, Sanitized} from '../../db/types.ts';
import {age, ago, duration, timeLeft} from '../../source/format/age.ts';
import {compareNames} from '../../source/format/compare-names.ts';
import {claim as newClaim, release} from '../bindings/claims.ts';
import {jump, lookAt} from '../bindings/look.ts';
import {tell} from '../bindings/mail.ts';
import {isPush, pushAddress, pushedProject, waitersFor, waitingWords} from '../claim-waiters.ts';
import {wrap} from '../fit.ts';
import {piece} from '../line-text.tsx';
import {type Column, definePane, type Facts, type Line, type Piece, type Row, type View} from '../pane.ts';
import type {Glyphs} from '../theme.ts';

type C = Sanitized<Claim>;

const needsCare = (claim: C): boolean => !claim.auto && (claim.stale || claim.state === 'quiet');
/** What can be freed stands first, then who pushes now, what edits made by themselves last; then by owner and name, so that a row keeps its place while its time runs. */
function order(a: C, b: C): number {
	if (needsCare(a) !== needsCare(b)) return needsCare(a) ? -1 : 1;
	if (isPush(a) !== isPush(b)) return isPush(a) ? -1 : 1;
	if (a.auto !== b.auto) return a.auto ? 1 : -1;
	return compareNames(a.owner, b.owner) || a.resource.localeCompare(b.resource) || a.id - b.id;
}

const rows = (facts: Facts): readonly Row<C>[] =>
	[...facts.claims]
		.sort(order)
		.map(claim => ({key: claim.lockFile === null ? String(claim.id) : `${claim.repoKey} ${claim.lockFile} ${claim.resource}`, value: claim}));

/** What is left of the lease, between 0 and 1; null where there is no end. */
function shareLeft(claim: C, now: number): number | null {
	if (claim.stale) return 0;
	if (claim.expiresAt === null || claim.ttlMs === null) return null;
	return Math.max(0, Math.min(1, (Date.parse(claim.expiresAt) - now) / claim.ttlMs));
}

/** From this inner width of the pane on the bar has ten cells, and the minutes say of how many. */
const wideFrom = 56;
const barCells = {wide: 10, narrow: 6};
const leftCells = {wide: 21, narrow: 11};

/** Filled by the share that is left. Never alone: the minutes stand beside it. */
function bar(claim: C, now: number, {full, left}: Glyphs, width: number): string {
	const share = claim.auto || isPush(claim) ? null : shareLeft(claim, now);
	if (share === null || width <= 0) return '';
	const cells = share > 0 ? Math.max(1, Math.round(share * width)) : 0;
	return full.repeat(cells) + left.repeat(width - cells);
}

function staleWords({stale, expiresAt}: C, now: number, isWide: boolean): string {
	if (!stale) return isWide ? 'stale (quiet)' : 'stale';
	return expiresAt !== null && Date.parse(expiresAt) <= now ? `stale ${age(expiresAt, now)}` : 'stale';
}

/** `41m of 1h`, `41m`, `stale 6m`, `no end`, of a push `since 10s`. */
function time(claim: C, now: number, isWide: boolean): Piece {
	if (claim.auto) return piece('auto', 'quiet');
	if (claim.stale || claim.state === 'quiet') return piece(staleWords(claim, now, isWide), 'attention');
	if (isPush(claim)) return piece(`${isWide ? 'since ' : ''}${age(claim.claimedAt, now)}`);
	if (claim.expiresAt === null) return piece('no end');
	const left = timeLeft(claim.expiresAt, now);
	const whole = isWide && claim.ttlMs !== null ? `${left.padStart(3)} of ${duration(claim.ttlMs).padEnd(3)}` : left;
	// Below a fifth it is yellow (SCREENS.md).
	return piece(whole, (shareLeft(claim, now) ?? 1) < 0.2 ? 'attention' : 'plain');
}

/** Bar and minutes share their cells: where words (`stale 6m`) or the names beside it are long, the bar is shorter. */
function left(claim: C, {now, theme, width}: View, cells: number): Piece {
	const isWide = width >= wideFrom && cells >= leftCells.wide;
	const {text, tone} = time(claim, now, isWide);
	const all = isWide ? leftCells.wide : Math.min(cells, leftCells.narrow);
	const drawn = bar(claim, now, theme.glyphs, Math.min(isWide ? barCells.wide : barCells.narrow, all - text.length - 1));
	return piece(drawn + text.padStart(all - drawn.length), tone);
}

const columns: readonly Column<C>[] = [
	{
		id: 'resource',
		title: 'what',
		min: 13,
		max: 300,
		grow: 5,
		align: 'left',
		cut: 'middle',
		drop: 0,
		gap: 0,
		list: true,
		cell: c => piece(isPush(c) ? `push ${pushedProject(c.resource)}` : c.resource, c.auto ? 'quiet' : 'plain'),
	},
	{
		id: 'owner',
		title: 'owner',
		whole: true,
		min: 5,
		max: 16,
		grow: 0,
		align: 'left',
		cut: 'middle',
		drop: 0,
		gap: 1,
		list: true,
		cell: c => piece(c.shared ? `${c.owner} +` : c.owner),
	},
	{
		id: 'left',
		title: 'left',
		min: 8,
		max: leftCells.wide,
		grow: 1,
		align: 'right',
		cut: 'end',
		drop: 0,
		gap: 1,
		list: true,
		cell: left,
	},
];

/** Cells of the line above the box that its title and its corners take. */
const titleCells = 13;

/** What she claimed by a word is counted; what an edit or a push holds for itself has a row, and is named beside it where there is room. */
function note({facts, theme, width}: View): Piece {
	const {claims, staleClaims} = facts.counts;
	const waiting = (facts.waiters ?? []).filter(({mode}) => mode === 'wait').length;
	const pushes = facts.claims.filter(isPush).length;
	const autos = facts.claims.filter(claim => claim.auto && !isPush(claim)).length;
	const words = [
		staleClaims > 0 ? `${staleClaims} stale` : '',
		waiting > 0 ? `${waiting} ${waiting === 1 ? 'waits' : 'wait'}` : '',
		autos > 0 ? `${autos} auto` : '',
		pushes > 0 ? `${pushes} push` : '',
	].filter(Boolean);
	const texts = [words.length, 3, 2, 1, 0].map(count => [String(claims), ...words.slice(0, count)].join(` ${theme.glyphs.dot} `));
	const text = texts.find(one => one.length <= width - titleCells) ?? String(claims);
	return piece(text, staleClaims > 0 ? 'attention' : 'plain');
}

/** Who waits for it, the next one first: with since when. */
function below(claim: C, {facts, now, theme}: View): Line | null {
	const waiters = waitersFor(claim, facts);
	return waiters.length === 0 ? null : [piece(`${theme.glyphs.under} ${waiters.length === 1 ? 'waits' : 'wait'}: ${waitingWords(waiters, now)}`)];
}

/** What it is: its number, and what it covers. */
function whatOf(claim: C): {readonly name: string; readonly kind: string} {
	const what = isPush(claim) ? `push to ${pushAddress(claim.resource)}` : claim.resource;
	const name = claim.lockFile === null ? `#${claim.id}, ${what}` : `${what}, says ${claim.lockFile} of another tool`;
	if (isPush(claim)) return {name, kind: 'one pushes there after another; it ends with the push'};
	return {name, kind: claim.kind === 'domain' ? 'a domain of the whole colony' : `a path${claim.repo === null ? '' : ` in ${claim.repo}`}`};
}

function detail(claim: C, {facts, now, width}: View): readonly Line[] {
	const label = (name: string, text: string): readonly Line[] =>
		text === '' ? [] : wrap(text, Math.max(10, width - 9)).map((line, index) => [piece((index === 0 ? name : '').padEnd(9), 'quiet'), piece(line)]);
	const end =
		claim.expiresAt === null
			? 'it does not expire'
			: `${timeLeft(claim.expiresAt, now) === 'out' ? `ran out ${ago(claim.expiresAt, now)}` : `ends in ${timeLeft(claim.expiresAt, now)}`}`;
	const {name, kind} = whatOf(claim);
	return [
		...label('claim', name),
		...label('kind', kind),
		...label('owner', `${claim.owner}${claim.shared ? ', shared with others' : ''}`),
		...label('why', claim.description ?? (claim.auto ? 'an automatic lease: she edited it, and nobody had claimed it' : 'she has not said')),
		...label('since', ago(claim.claimedAt, now)),
		...label('lease', `${end}${claim.ttlMs === null ? '' : `, given for ${duration(claim.ttlMs)}`}`),
		...label('next', waitingWords(waitersFor(claim, facts), now)),
		...label('state', claim.staleWhy ?? (claim.state === 'held' ? (claim.auto ? 'held: others are warned' : 'held: it blocks others') : claim.state)),
	];
}

export const claims = definePane<C>({
	id: 'claims',
	number: 3,
	title: 'Claims',
	heading: false,
	note,
	rows,
	columns,
	below,
	head: () => [],
	foot: () => [],
	empty: () => [[piece('Nothing is claimed. c claims a path or a domain for you.')]],
	words: c => [c.resource, c.owner, c.repo, c.description, c.stale ? 'stale' : ''].filter(Boolean).join(' '),
	about: c => ({claim: c, sister: c.owner}),
	detail,
	bindings: [lookAt, release, newClaim, tell, jump],
});
