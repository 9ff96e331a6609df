/** Pane 4: who is about to harm whom; below it, calm, what is worth knowing; and what was settled last. */
import type {Conflict, Sanitized} from '../../db/types.ts';
import {age, ago, duration} from '../../source/format/age.ts';
import {giveWay, lookAtSides, resolve} from '../bindings/conflicts.ts';
import {tell} from '../bindings/mail.ts';
import {conflictNumber, isFresh, scanAge, streak} from '../conflict-number.ts';
import {wrap} from '../fit.ts';
import {piece} from '../line-text.tsx';
import {type Column, definePane, type Facts, type Line, type Piece, type Row, type View} from '../pane.ts';
import {isIn} from '../rows.ts';
import {clockTime, plural, subjectOf} from '../words.ts';
import {outdated} from '../yielding.ts';

type X = Sanitized<Conflict>;

const isOpen = (conflict: X): boolean => conflict.resolvedAt === null;
const counts = (conflict: X): boolean => isOpen(conflict) && conflict.kind === 'conflict' && conflict.mutedWhy === null;

/** Those that count, then accepted ones and notices, each in the store's order: the worst first, then the oldest. */
function rows(facts: Facts): readonly Row<X>[] {
	const open = facts.conflicts.filter(isOpen);
	const loud = open.filter(counts).map(value => ({key: String(value.id), value, group: 'conflicts'}));
	const calm = open.filter(one => !counts(one)).map(value => ({key: String(value.id), value, group: 'notices'}));
	return [...loud, ...calm];
}

const mark = (conflict: X, {theme}: View): Piece => (counts(conflict) ? piece(theme.glyphs.conflict, 'danger') : piece(theme.glyphs.none));
const kind = (conflict: X): Piece => piece(conflict.mutedWhy === null ? conflict.type : `${conflict.type} (accepted)`, counts(conflict) ? 'danger' : 'plain');

const columns: readonly Column<X>[] = [
	{id: 'mark', title: '', min: 1, max: 2, grow: 0, align: 'left', cut: 'end', drop: 0, gap: 0, list: true, cell: mark},
	{id: 'type', title: 'what', min: 13, max: 28, grow: 0, align: 'left', cut: 'end', drop: 0, gap: 1, list: true, cell: kind},
	{id: 'subject', title: 'where', min: 8, max: 60, grow: 1, align: 'left', cut: 'middle', drop: 2, gap: 2, list: true, cell: c => piece(subjectOf(c))},
	{id: 'sisters', title: 'who', min: 8, max: 40, grow: 0, align: 'left', cut: 'end', drop: 0, gap: 2, list: true, cell: c => piece(c.sisters.join(', '))},
	{
		id: 'age',
		title: 'age',
		min: 3,
		max: 4,
		grow: 0,
		align: 'right',
		cut: 'end',
		drop: 0,
		gap: 2,
		list: true,
		cell: (c, {now}) => piece(age(c.detectedAt, now)),
	},
	{
		id: 'detail',
		title: '',
		min: 36,
		max: 300,
		grow: 2,
		align: 'left',
		cut: 'end',
		drop: 4,
		gap: 2,
		list: false,
		cell: (c, {facts}) => piece(outdated(c, facts) ?? c.detail),
	},
];

/** What counts and belongs to other repositories than the one that is looked at. */
function hidden({facts, ui: {onlyRepo}}: View): number {
	return onlyRepo === null ? 0 : facts.conflicts.filter(one => counts(one) && !isIn(onlyRepo, {conflict: one}, facts)).length;
}

/** The calm line; while conflicts are open, the pane is the red strip and its title says the number. */
function head(view: View): readonly Line[] {
	const {facts, now, theme} = view;
	const more = hidden(view);
	if (more > 0) return [[piece(`${plural(more, 'conflict')} in ${more === 1 ? 'another repository' : 'other repositories'}: f shows all`, 'strong')]];
	if (facts.counts.conflicts > 0) return [];
	return [[conflictNumber(facts, now, theme.glyphs, false), piece(`     ${streak(facts, now)}`.trimEnd())]];
}

/** `shared-branch main 10:51 (4m)`: what it was, when it ended, how long it lasted. */
function settled(conflict: X): string {
	const end = conflict.resolvedAt ?? conflict.detectedAt;
	const ms = Math.max(0, Date.parse(end) - Date.parse(conflict.detectedAt));
	return `${conflict.type} ${subjectOf(conflict)} ${clockTime(end).slice(0, 5)} (${duration(ms)})`;
}

/** What was settled last: calm proof that the number works. */
function foot({facts}: View): readonly Line[] {
	const done = facts.conflicts.filter(one => !isOpen(one) && one.kind === 'conflict');
	if (done.length === 0 || facts.counts.conflicts > 0) return [];
	return [[], [piece(`  settled: ${done.map(settled).join('   ')}`)]];
}

function note({facts, now, ui, theme}: View, long: boolean): Piece {
	const {dot} = theme.glyphs;
	const {conflicts, notices} = facts.counts;
	const calm = scanAge(facts, now) === null ? 'not looked yet' : isFresh(facts, now) ? 'calm' : 'not looked lately';
	const quiet = notices > 0 ? plural(notices, 'notice') : calm;
	const hint = long && ui.focus !== 'conflicts' ? ` ${dot} 4 goes there` : '';
	return conflicts > 0 ? piece(`${conflicts} open${notices > 0 ? ` ${dot} ${quiet}` : ''}${hint}`, 'danger') : piece(quiet);
}

function detail(conflict: X, {now, width}: View): readonly Line[] {
	const label = (name: string, text: string): readonly Line[] =>
		text === '' ? [] : wrap(text, Math.max(10, width - 10)).map((line, index) => [piece((index === 0 ? name : '').padEnd(10), 'quiet'), piece(line)]);
	return [
		...label(conflict.kind, `#${conflict.id}, ${conflict.type}, severity ${conflict.severity}`),
		...label('', conflict.detail),
		...label('helps', conflict.next ?? ''),
		...label('who', conflict.sisters.join(', ')),
		...label('repo', conflict.repo ?? ''),
		...label('branch', conflict.branch ?? ''),
		...label('files', conflict.files.join(', ')),
		...label('since', ago(conflict.detectedAt, now)),
		...label('accepted', conflict.mutedWhy ?? ''),
		...label('rests on', conflict.evidence),
	];
}

export const conflicts = definePane<X>({
	id: 'conflicts',
	number: 4,
	title: 'Conflicts',
	heading: false,
	note,
	rows,
	columns,
	below: () => null,
	head,
	foot,
	empty: () => [],
	words: c => [c.type, c.repo, c.branch, c.detail, ...c.sisters, ...c.files].filter(Boolean).join(' '),
	about: c => ({conflict: c, sister: c.sisters[0] ?? null}),
	detail,
	bindings: [lookAtSides, tell, giveWay, resolve],
});
