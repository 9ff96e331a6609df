import type {Sister, Status} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {duration} from '../format/age.ts';
import {statusWords} from '../format/words.ts';
import {slug} from '../names.ts';
import {cell} from '../sanitize.ts';
import {durationFlag, noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

const goals = ['idle', 'waiting', 'working', 'gone', 'error'] as const satisfies readonly Status[];
type Goal = (typeof goals)[number];

const usualMs = 10 * 60_000;
/** What is older was written by nobody who still looks. */
const freshSeconds = 60;
/** A status may come into force by time alone (db/status.ts). */
const lookMs = 1000;

function goalsOf(text: string | null): readonly Goal[] {
	const words = text === null ? [] : text.split(/[,|]/);
	const known = words.filter((word): word is Goal => (goals as readonly string[]).includes(word));
	if (known.length === 0 || known.length < words.length)
		throw new QueenError('usage', `--until must be one or several (with commas) of ${goals.join(', ')}: queen wait iza-2 --until idle,waiting`);
	return known;
}

/** Her status, once the colony was looked at; null: not yet. Throws when nobody has that name. */
async function statusOf({store}: Pick<Context, 'store'>, name: string): Promise<Sister | null> {
	const {age} = await store.colony();
	if (age === null || age > freshSeconds) return null;
	const sister = await store.sister(name);
	if (sister === null) throw new QueenError('refused', `There is no sister ${name}. See: queen status`);
	return sister;
}

type Reached = {readonly sister: Sister} | {readonly late: Sister | null};

async function waitFor(context: Context, name: string, until: readonly Goal[], timeoutMs: number, signal: AbortSignal): Promise<Reached> {
	const {createChanges} = await import('../watching/changes.ts');
	const changes = createChanges(context.store, signal);
	const end = context.clock.mono() + timeoutMs;
	let last: Sister | null = null;
	try {
		for (;;) {
			last = (await statusOf(context, name)) ?? last;
			if (last && (until as readonly Status[]).includes(last.status)) return {sister: last};
			if (last?.status === 'gone')
				throw new QueenError('refused', `${last.name} is gone: she will not be ${until.map(goal => statusWords[goal]).join(' or ')}.`);
			const left = end - context.clock.mono();
			if (left <= 0 || signal.aborted) return {late: last};
			await changes.next(Math.min(lookMs, left));
		}
	} finally {
		changes.close();
	}
}

function say(call: Call, {name, status, waitingFor, statusSince}: Sister): void {
	if (call.json) call.out.json({name, status, waitingFor, statusSince});
	else call.out.print(`${cell(name)}: ${statusWords[status]}${waitingFor === null ? '' : `: ${cell(waitingFor)}`}`);
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, wait.usage);
	const [given] = call.args;
	if (given === undefined) throw new QueenError('usage', `For whom? Usage: queen ${wait.usage}`);
	const until = goalsOf(stringFlag(call.flags, 'until'));
	const timeoutMs = durationFlag(call.flags, 'timeout') ?? usualMs;
	const name = slug(given);
	const context = await call.open();
	const [{untilSignal}, {scanMeanwhile}] = await Promise.all([import('../watching/endings.ts'), import('../watching/scanning.ts')]);
	const ending = untilSignal();
	const scanning = scanMeanwhile(context, ending.signal, text => call.out.note(text));
	let reached: Reached;
	try {
		reached = await waitFor(context, name, until, timeoutMs, ending.signal);
	} finally {
		ending.end();
		await scanning;
	}
	if (ending.code() !== 0) return ending.code();
	if ('sister' in reached) {
		say(call, reached.sister);
		return 0;
	}
	const now = reached.late === null ? 'not looked at yet' : statusWords[reached.late.status];
	throw new QueenError('refused', `${name} is ${now}: ${until.map(goal => statusWords[goal]).join(' or ')} did not come within ${duration(timeoutMs)}.`);
}

export const wait: Command = {
	name: 'wait',
	group: 'see',
	usage: 'wait NAME --until idle|waiting|working|gone|error [--timeout 10m]',
	summary: 'Wait until a sister is idle, needs you, works, is gone; exit 0 then, 1 when the time is over',
	details: 'At once when she already is. Several with commas. Scans by itself where no view and no daemon does. Ctrl-C ends it with 130.',
	example: 'queen wait iza-2 --until idle,waiting --timeout 30m && queen tell iza-2 "next: the guide"',
	flags: {
		until: {value: 'idle|waiting|working|gone|error', help: 'what to wait for'},
		timeout: {value: '10m', help: 'how long at most; without it 10m'},
	},
	run,
};
