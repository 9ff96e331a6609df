/** Pane 6: the event log as it happens, newest first. Until a row is chosen the cursor stays on the newest one. */
import type {Away, ColonyEvent, EventKind, Sanitized} from '../../db/types.ts';
import {ago} from '../../source/format/age.ts';
import {eventKind, eventSentence, isPushAside} from '../../source/format/event.ts';
import {eventFacts} from '../../source/format/event-facts.ts';
import {lookAt} from '../bindings/look.ts';
import {wrap} from '../fit.ts';
import {piece} from '../line-text.tsx';
import {type Column, definePane, type Facts, type Line, type Piece, type Row, type View} from '../pane.ts';
import type {Tone} from '../theme.ts';
import {clockTime, plural} from '../words.ts';

type E = Sanitized<ColonyEvent>;

const numbersOf = ({data}: E): string => JSON.stringify(data);

/** Newest first. Of scans that follow each other, or found the same, only the newest: a quiet colony is scanned every half minute, and that is no news. */
function newest(facts: Facts): readonly E[] {
	const events = facts.events.filter(event => !isPushAside(event)).toReversed();
	let scan: E | null = null;
	return events.filter((event, index) => {
		if (event.kind !== 'scan') return true;
		const isNews = events[index - 1]?.kind !== 'scan' && (scan === null || numbersOf(scan) !== numbersOf(event));
		scan = event;
		return isNews;
	});
}

const rows = (facts: Facts): readonly Row<E>[] => newest(facts).map(event => ({key: String(event.id), value: event}));

const loud: Partial<Record<EventKind, Tone>> = {conflict: 'danger', steal: 'attention', decline: 'attention'};

const columns: readonly Column<E>[] = [
	{id: 'time', title: 'time', min: 8, max: 8, grow: 0, align: 'left', cut: 'end', drop: 2, gap: 0, list: true, cell: e => piece(clockTime(e.at))},
	{
		id: 'kind',
		title: 'what',
		min: 8,
		max: 9,
		grow: 0,
		align: 'left',
		cut: 'end',
		drop: 1,
		gap: 2,
		list: true,
		cell: e => piece(eventKind(e), loud[e.kind] ?? 'plain'),
	},
	{id: 'sister', title: 'who', min: 6, max: 16, grow: 0, align: 'left', cut: 'middle', drop: 0, gap: 2, list: true, cell: e => piece(e.sister)},
	{id: 'text', title: '', min: 10, max: 500, grow: 1, align: 'left', cut: 'end', drop: 0, gap: 2, list: true, cell: e => piece(eventSentence(e))},
];

/** `3 mails, 2 conflicts (1 settled), 1 asked for you`; what did not happen is left out. */
function awayWords({mail, conflicts, settled, gone, done, asked}: Sanitized<Away>): string {
	const words = [
		mail > 0 ? plural(mail, 'mail') : '',
		conflicts > 0 ? `${plural(conflicts, 'conflict')} (${settled} settled)` : '',
		asked > 0 ? `${plural(asked, 'question')} to you` : '',
		done > 0 ? `${plural(done, 'task')} done` : '',
		gone > 0 ? `${plural(gone, 'sister')} gone` : '',
	].filter(Boolean);
	return words.length > 0 ? words.join(', ') : 'nothing that needs you';
}

const note = ({ui}: View): Piece => piece(ui.selected.live ? 'Home follows again' : 'follow');

/** What fits of the newest events in one line without a box, newest first: what small screens have of this pane. */
export function newestInOneLine(facts: Facts): Line {
	return newest(facts)
		.slice(0, 4)
		.map(event => piece(` ${clockTime(event.at)} ${event.sister} ${eventKind(event) === 'push' ? '' : `${event.kind} `}${eventSentence(event)}  `));
}

const labelCells = 12;

function detail(event: E, {width}: View): readonly Line[] {
	const fact = (name: string, text: string): readonly Line[] =>
		wrap(text, Math.max(10, width - labelCells - 1)).map((line, index) => [piece(`${(index === 0 ? name : '').padEnd(labelCells)} `, 'quiet'), piece(line)]);
	return [
		[piece(`${clockTime(event.at)}  ${eventKind(event)}  ${event.sister}`, 'strong')],
		...wrap(eventSentence(event), width).map((line): Line => [piece(line)]),
		[],
		...eventFacts(event).flatMap(({name, text}) => fact(name, text)),
	];
}

export const live = definePane<E>({
	id: 'live',
	number: 6,
	title: 'Live',
	heading: false,
	note,
	rows,
	columns,
	below: () => null,
	head: ({facts, now}) => (facts.away ? [[piece(`since you looked ${ago(facts.away.since, now)}: ${awayWords(facts.away)}`, 'strong')]] : []),
	foot: () => [],
	empty: () => [[piece('Nothing has happened yet: mail, claims, tasks and scans show here as they come.')]],
	words: e => `${eventKind(e)} ${e.sister} ${eventSentence(e)}`,
	about: e => ({sister: e.sister}),
	detail,
	bindings: [lookAt],
});
