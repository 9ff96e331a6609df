/** The first line: numbers, and at its right end always the number of conflicts. */
import type {Status} from '../db/types.ts';
import {isBlocked, isReady} from '../source/format/declared.ts';
import {conflictNumber, streak} from './conflict-number.ts';
import {fitLine, lineWidth, piece} from './line-text.tsx';
import type {Facts, Line, Piece} from './pane.ts';
import type {Glyphs, Theme} from './theme.ts';
import {plural, statusOrder, statusTone, statusWords} from './words.ts';

type Numbers = {readonly facts: Facts; readonly glyphs: Glyphs; readonly by: Readonly<Record<Status, number>>};

function countBy(facts: Facts): Readonly<Record<Status, number>> {
	const by: Record<Status, number> = {working: 0, waiting: 0, idle: 0, starting: 0, error: 0, gone: 0, unknown: 0};
	for (const sister of facts.sisters) by[sister.status]++;
	return by;
}

type Words = 'all' | 'waiting' | 'none';

/** Always there, also at 0: their places then stand still. */
const always: ReadonlySet<Status> = new Set(['waiting', 'working', 'idle']);

/** `◆ 1 needs you`, `● 3 working`, or with `words` none `◆1`. */
function statuses(numbers: Numbers, words: Words, gap: string): Line {
	const shown = statusOrder.filter(status => numbers.by[status] > 0 || always.has(status));
	return shown.flatMap((status, index): Line => {
		const count = numbers.by[status];
		return [piece(index === 0 ? '' : gap), piece(statusText(status, numbers, words), count > 0 ? statusTone(status) : 'plain')];
	});
}

function statusText(status: Status, {by, glyphs}: Numbers, words: Words): string {
	if (words === 'none') return `${glyphs[status]}${by[status]}`;
	const word = status === 'waiting' && by.waiting !== 1 ? 'need you' : statusWords[status];
	return `${glyphs[status]} ${by[status]}${words === 'all' || status === 'waiting' ? ` ${word}` : ''}`;
}

const stale = ({facts}: Numbers, long: boolean): Piece => {
	const {staleClaims} = facts.counts;
	return piece(staleClaims === 0 ? '' : long ? ` (${staleClaims} stale)` : '!', 'attention');
};

/** `2 blocked`, `1 ready to merge`: what sisters say of themselves; nothing where nobody does. */
function standing({facts}: Numbers): Line {
	const [blocked, ready] = [facts.sisters.filter(isBlocked).length, facts.sisters.filter(isReady).length];
	return [piece(blocked > 0 ? `   ${blocked} blocked` : '', 'attention'), piece(ready > 0 ? `   ${ready} ready to merge` : '')];
}

/** The left side from the richest to the barest; the first one that fits is drawn. */
function variants(numbers: Numbers): readonly Line[] {
	const {facts, glyphs} = numbers;
	const {unread, claims} = facts.counts;
	const total = plural(facts.sisters.length, 'sister');
	const mail = piece(`mail ${unread}`, unread > 0 ? 'strong' : 'plain');
	if (facts.sisters.length === 0 && unread === 0 && claims === 0) return [[piece(`hive  ${glyphs.dot}  ${total}`)], [piece(total)]];
	const {openDispatches} = facts.counts;
	const jobs = piece(openDispatches > 0 ? `   ${glyphs.untaken} ${openDispatches} handed out` : '');
	const held = (long: boolean): Line => [piece(`   claims ${claims}`), stale(numbers, long)];
	const tail = (long: boolean): Line => [piece(long ? '     ' : '   '), mail, ...held(long)];
	const name = piece(`hive ${glyphs.dot} ${total}   `);
	return [
		[
			name,
			...statuses(numbers, 'all', '   '),
			piece('     '),
			mail,
			piece(unread > 0 ? ' unread' : ''),
			...held(true),
			jobs,
			...standing(numbers),
			piece(`   crons ${facts.crons.length}`),
		],
		[name, ...statuses(numbers, 'all', '   '), ...tail(true), jobs, ...standing(numbers)],
		[name, ...statuses(numbers, 'all', '   '), ...tail(false), ...standing(numbers)],
		[name, ...statuses(numbers, 'all', '   '), ...tail(false)],
		[piece(`hive  ${total}  `), ...statuses(numbers, 'waiting', '  '), ...tail(false)],
		[piece(`${total}  `), ...statuses(numbers, 'waiting', '  '), ...tail(false)],
		[piece(`${total}  `), ...statuses(numbers, 'none', ' '), piece('  '), mail, piece(`  claims ${claims}`), stale(numbers, false)],
		[...statuses(numbers, 'none', ' '), piece('  '), mail, piece(`  claims ${claims}`), stale(numbers, false)],
		[...statuses(numbers, 'none', ' '), piece(`  @${unread}`)],
		statuses(numbers, 'none', ' '),
	];
}

/** One line of exactly `columns` cells, one cell of air at both ends. */
export function headerLine(facts: Facts, now: number, theme: Theme, columns: number): Line {
	const {glyphs} = theme;
	const lefts = variants({facts, glyphs, by: countBy(facts)});
	const quiet = streak(facts, now);
	const calm: Line = quiet === '' ? [] : [piece(`${quiet}   `)];
	const rights: readonly Line[] = [
		[...calm, conflictNumber(facts, now, glyphs, false)],
		[conflictNumber(facts, now, glyphs, false)],
		[conflictNumber(facts, now, glyphs, true)],
	];
	const inner = columns - 1;
	// The whole truth about the number is worth more than words on the left.
	for (const left of lefts) {
		for (const right of rights.slice(0, 2)) {
			const gap = inner - lineWidth(left) - lineWidth(right);
			if (gap >= 3) return [piece(' '), ...left, piece(' '.repeat(gap)), ...right];
		}
	}
	const right = rights[2] ?? [];
	const left = fitLine(lefts.at(-1) ?? [], Math.max(0, inner - lineWidth(right) - 2), glyphs.cut, true);
	return fitLine([piece(' '), ...left, piece('  '), ...right], columns, glyphs.cut, true);
}

/** All there is to say on a screen below 40x6: `◆1 ●2 ○1 @2 ✓0`. */
export function counterLine(facts: Facts, now: number, theme: Theme, columns: number): Line {
	const {glyphs} = theme;
	const number = conflictNumber(facts, now, glyphs, true);
	const conflicts =
		facts.counts.conflicts > 0 ? `${glyphs.conflict}${facts.counts.conflicts}` : number.tone === 'attention' ? `${glyphs.calm}?` : `${glyphs.calm}0`;
	const line: Line = [...statuses({facts, glyphs, by: countBy(facts)}, 'none', ' '), piece(` @${facts.counts.unread} `), piece(conflicts, number.tone)];
	// Where not all fits, the number of conflicts is the last to go.
	const [most, least] = [fitLine(line, columns, '', false), [piece(conflicts, number.tone)]];
	return lineWidth(line) <= columns ? most : fitLine([...fitLine(line, columns - lineWidth(least) - 1, '', false), piece(' '), ...least], columns, '', false);
}
