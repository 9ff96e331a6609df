import type {ColonyEvent, Sanitized, Sister, Snapshot} from '../../db/types.ts';
import {look} from '../actions/see.ts';
import {configOrDefault} from '../config.ts';
import type {Context} from '../context.ts';
import {eventSentence} from '../format/event.ts';
import {count} from '../format/plain.ts';
import {conflictNumber} from '../format/words.ts';
import {sanitize, toJson} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

/** What happens all the time is no news for ears. */
const noise: ReadonlySet<ColonyEvent['kind']> = new Set(['scan', 'renew', 'beat']);
const page = 500;
const lookMs = 1000;

const needsLine = ({name, waitingFor}: Pick<Sanitized<Sister>, 'name' | 'waitingFor'>): string => `Needs you: ${name}${waitingFor ? `: ${waitingFor}` : ''}`;

/** What stands in the colony when watching begins: what is to be done first. */
function opening({colony, counts, sisters, conflicts}: Sanitized<Snapshot>, now: number): readonly string[] {
	const living = sisters.filter(({status}) => status !== 'gone');
	const waiting = living.filter(({status}) => status === 'waiting');
	const open = conflicts.filter(({kind, resolvedAt, mutedWhy}) => kind === 'conflict' && resolvedAt === null && mutedWhy === null);
	return [
		`${conflictNumber(colony, counts, now)}, ${count(living.length, 'sister')}, ${waiting.length} need you, ${counts.unread} unread`,
		...open.map(({type, sisters: who, detail}) => `Conflict: ${type}: ${who.join(', ')}: ${detail}`),
		...waiting.map(needsLine),
	];
}

/** One event as a line for ears: what needs her begins with the word. */
export function spoken(event: Sanitized<ColonyEvent>): string {
	const {kind, sister, data} = event;
	const text = eventSentence(event);
	if (kind === 'conflict') return `Conflict: ${text}`;
	if (kind === 'status' && data['to'] === 'waiting')
		return needsLine({name: sister, waitingFor: typeof data['waitingFor'] === 'string' ? data['waitingFor'] : null});
	if (kind === 'status' && data['to'] === 'error') return `Error: ${sister}: ${text}`;
	if (data['priority'] === 'urgent') return `Urgent: ${sister} ${text}`;
	return `${sister} ${kind}${text === '' ? '' : `: ${text}`}`;
}

async function printNews({store}: Context, after: number, print: (event: ColonyEvent) => void): Promise<number> {
	let last = after;
	for (;;) {
		const events = await store.events({after: last, limit: page});
		for (const event of events) {
			last = event.id;
			if (!noise.has(event.kind)) print(event);
		}
		if (events.length < page) return last;
	}
}

async function follow(context: Context, call: Call, signal: AbortSignal): Promise<void> {
	const [{createChanges}, {startAttention}] = await Promise.all([import('../watching/changes.ts'), import('../attention/start.ts')]);
	const changes = createChanges(context.store, signal);
	// The lines themselves are what a terminal says here: no bell in between. Desktop and command as everywhere.
	const attention = startAttention({
		store: () => context.store,
		env: call.env,
		notify: configOrDefault(call.env).config.notify,
		terminal: null,
		retry: operation => operation(),
		problem: text => {
			if (text !== null) call.out.note(text);
		},
	});
	try {
		const [newest] = await context.store.events({limit: 1});
		let last = newest?.id ?? 0;
		if (!call.json) for (const line of opening(sanitize(await look(context)), context.clock.wall())) call.out.print(line);
		while (!signal.aborted) {
			if (attention.isOn) attention.see(await look(context));
			last = await printNews(context, last, event => call.out.print(call.json ? toJson(event) : spoken(sanitize(event))));
			await changes.next(lookMs);
		}
	} finally {
		changes.close();
		void attention.close();
	}
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, watch.usage);
	const context = await call.open();
	const [{untilSignal}, {scanMeanwhile}] = await Promise.all([import('../watching/endings.ts'), import('../watching/scanning.ts')]);
	const ending = untilSignal();
	const scanning = scanMeanwhile(context, ending.signal, text => call.out.note(text));
	try {
		await follow(context, call, ending.signal);
	} finally {
		ending.end();
		await scanning;
	}
	return ending.code();
}

export const watch: Command = {
	name: 'watch',
	group: 'see',
	usage: 'watch [--plain]',
	summary: 'The colony as appended lines, for screen readers and logs: no cursor movement, no clock, no spinner',
	details:
		'First what stands, then a line for everything that happens. A line that needs you begins with Conflict, Needs you, Error or Urgent. Ctrl-C ends it. With INK_SCREEN_READER=true queen alone starts this instead of the view.',
	example: 'queen watch --plain',
	json: 'one JSON object a line on stdout, for each event',
	flags: {plain: {help: 'lines: what watch always prints, said aloud (queen alone is the view)'}},
	run,
};
