/** Pane 3: who owns what, and for how much longer. */
import type {Claim, Sanitized} from '../../db/types.ts';
import {age, ago, countdown, duration} from '../../source/format/age.ts';
import {compareNames} from '../../source/format/compare-names.ts';
import {claim as newClaim, release} from '../bindings/claims.ts';
import {jump, lookAt} from '../bindings/look.ts';
import {tell} from '../bindings/mail.ts';
import {isPush, pushedProject, waitersFor, waitingWords} from '../claim-waiters.ts';
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

/** Filled by the share that is left: below a fifth it is yellow (SCREENS.md). Never alone: the minutes stand beside it. */
function bar(claim: C, now: number, glyphs: Glyphs, width: number): Piece {
	const share = shareLeft(claim, now);
	if (share === null || claim.auto || isPush(claim)) return piece('');
	const cells = share > 0 ? Math.max(1, Math.round(share * width)) : 0;
	return piece(glyphs.full.repeat(cells) + glyphs.left.repeat(width - cells), share < 0.2 && !claim.stale ? 'attention' : 'plain');
}

const sinceWhen = (claim: C, now: number, width: number): Piece => piece(`${width < 9 ? '' : 'since '}${age(claim.claimedAt, now)}`);

/** `41m of 1h`, `41m`, `stale 6m`, `no end`, of a push `since 10s`. */
function time(claim: C, now: number, width: number): Piece {
	if (claim.auto) return piece('auto', 'quiet');
	if (claim.stale) {
		const over = claim.expiresAt !== null && Date.parse(claim.expiresAt) <= now ? ` ${age(claim.expiresAt, now)}` : '';
		return piece(`stale${over}`, 'attention');
	}
	if (claim.state === 'quiet') return piece(width < 13 ? 'stale' : 'stale (quiet)', 'attention');
	if (isPush(claim)) return sinceWhen(claim, now, width);
	if (claim.expiresAt === null) return piece('no end');
	const left = countdown(claim.expiresAt, now);
	const whole = claim.ttlMs === null ? left : `${left.padStart(3)} of ${duration(claim.ttlMs).padEnd(3)}`;
	return piece(whole.length <= width ? whole : left, (shareLeft(claim, now) ?? 1) < 0.2 ? 'attention' : 'plain');
}

const columns: readonly Column<C>[] = [
	{
		id: 'resource',
		title: 'what',
		min: 13,
		max: 300,
		grow: 1,
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
		min: 6,
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
		id: 'bar',
		title: '',
		min: 6,
		max: 10,
		grow: 0,
		align: 'left',
		cut: 'end',
		drop: 3,
		gap: 1,
		list: false,
		cell: (c, {now, theme}, width) => bar(c, now, theme.glyphs, width),
	},
	{
		id: 'time',
		title: 'left',
		min: 8,
		max: 13,
		grow: 0,
		align: 'right',
		cut: 'end',
		drop: 0,
		gap: 1,
		list: true,
		cell: (c, {now}, width) => time(c, now, width),
	},
];

function note({facts, theme}: View): Piece {
	const {claims, staleClaims} = facts.counts;
	const waiting = (facts.waiters ?? []).filter(({mode}) => mode === 'wait').length;
	const words = [String(claims), staleClaims > 0 ? `${staleClaims} stale` : '', waiting > 0 ? `${waiting} ${waiting === 1 ? 'waits' : 'wait'}` : ''];
	return piece(words.filter(Boolean).join(` ${theme.glyphs.dot} `), staleClaims > 0 ? 'attention' : 'plain');
}

/** Who waits for it, the next one first: with since when. */
function below(claim: C, {facts, now, theme}: View): Line | null {
	const waiters = waitersFor(claim, facts);
	return waiters.length === 0 ? null : [piece(`${theme.glyphs.under} ${waiters.length === 1 ? 'waits' : 'wait'}: ${waitingWords(waiters, now)}`)];
}

function detail(claim: C, {facts, now, width}: View): readonly Line[] {
	const label = (name: string, text: string): readonly Line[] =>
		text === '' ? [] : wrap(text, Math.max(10, width - 9)).map((line, index) => [piece((index === 0 ? name : '').padEnd(9), 'quiet'), piece(line)]);
	const end =
		claim.expiresAt === null
			? 'it does not expire'
			: `${countdown(claim.expiresAt, now) === 'out' ? `ran out ${ago(claim.expiresAt, now)}` : `ends in ${countdown(claim.expiresAt, now)}`}`;
	return [
		...label('claim', claim.lockFile === null ? `#${claim.id}, ${claim.resource}` : `${claim.resource}, says ${claim.lockFile} of another tool`),
		...label('kind', claim.kind === 'domain' ? 'a domain of the whole colony' : `a path${claim.repo === null ? '' : ` in ${claim.repo}`}`),
		...label('owner', `${claim.owner}${claim.shared ? ', shared with others' : ''}`),
		...label('why', claim.description ?? (claim.auto ? 'an automatic lease: she edited it, and nobody had claimed it' : 'she has not said')),
		...label('since', ago(claim.claimedAt, now)),
		...label('lease', `${end}${claim.ttlMs === null ? '' : `, given for ${duration(claim.ttlMs)}`}`),
		...label('next', waitingWords(waitersFor(claim, facts), now)),
		...label('state', claim.staleWhy ?? (claim.state === 'held' ? (claim.auto ? 'held: others are warned' : 'held: it blocks others') : claim.state)),
		...label('fence', `${claim.fence}: guarded actions compare this number`),
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
