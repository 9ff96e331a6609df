/**
 * A captured screen with the facts of its moment: what `queen detect` replays and saves, and what stands in test/screens.
 * Pure: the parsed JSON and the text of the screen in, what the reader is given and what is true out.
 */
import type {Evidence, Reading, Status, StatusDetail} from '../../db/types.ts';
import type {Process} from '../processes/types.ts';
import {recognise} from './index.ts';
import type {Agent, Observation, StateFile} from './types.ts';

/** A process on the terminal. `leader`: it leads its process group. */
export type CapturedProcess = {readonly argv: readonly string[]; readonly leader: boolean; readonly state: string};

export type CaptureFacts = {
	/** The truth, said by a human: working, waiting, idle, error, limit, login, starting, suspended, none (no client there). Null: nobody said it yet. */
	readonly state: string | null;
	/** The truth about a question: a kind (`permission: bash`, `question`, `menu`, ...) or her words. */
	readonly waitingFor: string | null;
	readonly title: string | null;
	readonly foreground: readonly CapturedProcess[];
	readonly other_on_tty: readonly CapturedProcess[];
	readonly state_file: CapturedStateFile | null;
};

export type CapturedStateFile = {
	readonly pid: number;
	readonly procStart: string;
	readonly status: string | null;
	readonly waitingFor: string | null;
	/** `cli` for a session of a human. */
	readonly entrypoint: string;
	/** The process lives and started when the file says. */
	readonly alive: boolean;
};

/** What a saved capture holds besides: what the reader said at that moment. */
export type CaptureSaid = Pick<Reading, 'status' | 'detail' | 'waitingFor' | 'source'> & {readonly evidence: readonly Evidence[]};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const processesIn = (value: unknown): readonly CapturedProcess[] =>
	list(value)
		.filter(isFields)
		.map(({argv, leader, state}) => ({
			argv: list(argv).filter(word => typeof word === 'string'),
			leader: leader === true,
			state: text(state) ?? 'S',
		}));

const stateFileIn = (value: unknown): CapturedStateFile | null => {
	if (!isFields(value)) return null;
	return {
		pid: typeof value['pid'] === 'number' ? value['pid'] : 0,
		procStart: text(value['procStart']) ?? '',
		status: text(value['status']),
		waitingFor: text(value['waitingFor']),
		entrypoint: text(value['entrypoint']) ?? 'cli',
		alive: value['alive'] === true,
	};
};

/** The facts in a parsed JSON file, read leniently; null when it is none of ours: it names no processes. */
export const factsIn = (value: unknown): CaptureFacts | null => {
	if (!isFields(value) || !Array.isArray(value['foreground'])) return null;
	return {
		state: text(value['state']),
		waitingFor: text(value['waitingFor']),
		title: text(value['title']),
		foreground: processesIn(value['foreground']),
		other_on_tty: processesIn(value['other_on_tty']),
		state_file: stateFileIn(value['state_file']),
	};
};

const readStateFile = (file: CapturedStateFile | null): StateFile | null =>
	file?.alive
		? {
				pid: file.pid,
				startTime: file.procStart,
				status: file.status,
				waitingFor: file.waitingFor,
				cwd: null,
				sessionId: null,
				userName: null,
				headless: file.entrypoint !== 'cli',
				tmuxPane: null,
			}
		: null;

/** Process groups of the replay: the one in the foreground of the terminal, and everything else on it. */
const groups = {foreground: 100, other: 200} as const;

const replayed = ({argv, state}: CapturedProcess, group: number): Process => ({
	...{pid: group, ppid: 1, group, session: 1, tty: 34816, foreground: groups.foreground, startTime: '1', uid: 0},
	...{state, argv},
});

export type CapturedSession = {readonly agent: Agent; readonly observation: Observation};

/** The session on that terminal, as the scanner would have given it to its reader. `screen` is without colours. Null: no client that we know. */
export const sessionIn = (facts: CaptureFacts, screen: string): CapturedSession | null => {
	const all = [...facts.foreground.map(one => replayed(one, groups.foreground)), ...facts.other_on_tty.map(one => replayed(one, groups.other))];
	for (const process of all) {
		const agent = recognise(process.argv);
		if (agent === null) continue;
		return {agent, observation: {process, title: facts.title, screen: screen.split('\n'), stateFile: readStateFile(facts.state_file)}};
	}
	return null;
};

export type Truth = {readonly status: Status; readonly detail?: StatusDetail /** What the words must be like, or be. */; readonly words?: RegExp | string};

/** The kinds of questions that captures name. */
const kinds: Readonly<Record<string, RegExp>> = {
	'permission: bash': /^approve Bash\b/,
	'permission: edit': /^approve Edit\b/,
	'permission: write': /^approve Write\b/,
	'permission: web fetch': /^approve WebFetch\b/,
	'plan approval': /^approve (?:the plan|leaving plan mode)\b/,
	question: /\?$/,
	'trust dialog': /^trust this folder\?$/,
	'api key question': /API key/,
	'bypass warning': /Bypass Permissions mode/,
	onboarding: /first start/,
};

const wordsFor = (waitingFor: string | null): RegExp | string =>
	waitingFor === null ? /./ : Object.hasOwn(kinds, waitingFor) ? (kinds[waitingFor] ?? /./) : waitingFor;

const statuses: ReadonlySet<string> = new Set(['working', 'waiting', 'idle', 'starting', 'error', 'unknown'] satisfies Status[]);

/** The labels that a truth can have, for a sentence. */
export const truthLabels = 'working, waiting, idle, error, limit, login, starting, suspended or none';

/** A label in the words of RULES.md, "Sisters". `none`: no session is there. Null: nobody said the truth, or no such label. */
export const truthOf = ({state, waitingFor}: Pick<CaptureFacts, 'state' | 'waitingFor'>): Truth | 'none' | null => {
	if (state === null) return null;
	if (state === 'none') return 'none';
	if (state === 'suspended') return {status: 'idle', detail: 'suspended'};
	if (state === 'login') return {status: 'waiting', detail: 'login', words: /^log in/};
	if (state === 'limit') return waitingFor === 'menu' ? {status: 'waiting', detail: 'limit'} : {status: 'error', detail: 'limit'};
	if (state === 'waiting' && waitingFor === 'menu') return {status: 'idle', detail: 'menu'};
	if (state === 'waiting' || waitingFor === 'onboarding') return {status: 'waiting', words: wordsFor(waitingFor)};
	return statuses.has(state) ? {status: state as Status} : null;
};

const isLike = (asked: string | null, words: RegExp | string): boolean => (typeof words === 'string' ? asked === words : words.test(asked ?? ''));

/** Does what was read equal the truth? Null: nobody said the truth. `reading` is null where no session was found. */
export const agrees = (reading: Pick<Reading, 'status' | 'detail' | 'waitingFor'> | null, truth: Truth | 'none' | null): boolean | null => {
	if (truth === null) return null;
	if (truth === 'none' || reading === null) return truth === 'none' && reading === null;
	if (reading.status !== truth.status || (truth.detail !== undefined && reading.detail !== truth.detail)) return false;
	return truth.words === undefined || isLike(reading.waitingFor, truth.words);
};
