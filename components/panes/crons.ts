/** Pane 5: what runs by the clock. */
import type {Cron, Sanitized} from '../../db/types.ts';
import {ago, countdown} from '../../source/format/age.ts';
import {lookAt} from '../bindings/look.ts';
import {wrap} from '../fit.ts';
import {piece} from '../line-text.tsx';
import {type Column, definePane, type Facts, type Line, type Piece, type Row, type View} from '../pane.ts';

type K = Sanitized<Cron>;

const never = '9999';
/** Next to run first; two of one name are told apart by their schedule. */
const rows = (facts: Facts): readonly Row<K>[] =>
	[...facts.crons]
		.sort((a, b) => ((a.nextRun ?? never) < (b.nextRun ?? never) ? -1 : (a.nextRun ?? never) > (b.nextRun ?? never) ? 1 : a.name.localeCompare(b.name)))
		.map(cron => ({key: `${cron.source} ${cron.name} ${cron.schedule} ${cron.command}`, value: cron}));

const next = (cron: K, now: number): string => {
	const left = countdown(cron.nextRun, now);
	if (left === '-') return 'no next run';
	return left === 'out' ? 'next is due' : `next in ${left.padStart(3)}`;
};

/** One that went wrong is said in words: that is what somebody looks for here. */
function last(cron: K, {now}: View): Piece {
	if (cron.lastRun === null) return piece('');
	const isWrong = cron.lastResult !== null && cron.lastResult !== 'ok';
	return piece(`${isWrong ? 'failed' : cron.lastResult === 'ok' ? 'ok' : 'last'} ${ago(cron.lastRun, now)}`, isWrong ? 'attention' : 'plain');
}

const columns: readonly Column<K>[] = [
	{id: 'name', title: 'name', min: 12, max: 26, grow: 0, align: 'left', cut: 'middle', drop: 0, gap: 0, list: true, cell: c => piece(c.name)},
	{id: 'next', title: 'next', min: 11, max: 11, grow: 0, align: 'left', cut: 'end', drop: 0, gap: 2, list: true, cell: (c, {now}) => piece(next(c, now))},
	{id: 'words', title: 'when', min: 24, max: 200, grow: 1, align: 'left', cut: 'end', drop: 1, gap: 2, list: true, cell: c => piece(c.words)},
	{id: 'command', title: 'command', min: 16, max: 300, grow: 2, align: 'left', cut: 'end', drop: 3, gap: 2, list: false, cell: c => piece(c.command)},
	{
		id: 'last',
		title: 'last',
		min: 4,
		max: 13,
		grow: 0,
		align: 'right',
		cut: 'end',
		drop: 2,
		gap: 2,
		list: false,
		cell: last,
	},
];

/** Why most rows do not say how it went. */
function note({facts, theme}: View, long: boolean): Piece {
	const isSilent = long && facts.crons.some(({lastRun}) => lastRun === null);
	return piece(`${facts.crons.length}${isSilent ? ` ${theme.glyphs.dot} a crontab keeps no record of runs` : ''}`);
}

function detail(cron: K, {now, width}: View): readonly Line[] {
	const label = (name: string, text: string): readonly Line[] =>
		wrap(text, Math.max(10, width - 9)).map((line, index) => [piece((index === 0 ? name : '').padEnd(9), 'quiet'), piece(line)]);
	return [
		...label('name', cron.name),
		...label('runs', cron.words),
		...label('schedule', cron.schedule),
		...label('next', cron.nextRun === null ? 'never' : `in ${countdown(cron.nextRun, now)}`),
		...label(
			'last',
			cron.lastRun === null ? 'not known: a crontab keeps no record' : `${ago(cron.lastRun, now)}${cron.lastResult === null ? '' : `, ${cron.lastResult}`}`,
		),
		...label('from', cron.source),
		...label('command', cron.command),
	];
}

export const crons = definePane<K>({
	id: 'crons',
	number: 5,
	title: 'Crons',
	heading: false,
	note,
	rows,
	columns,
	below: () => null,
	head: () => [],
	foot: () => [],
	empty: ({facts}) => [[piece(facts.colony.scannedAt === null ? 'Not looked yet.' : 'Nothing runs by the clock here (crontab -e makes an entry).')]],
	words: c => [c.name, c.words, c.command, c.schedule].join(' '),
	about: () => ({}),
	detail,
	bindings: [lookAt],
});
