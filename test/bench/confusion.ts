/**
 * What is read of every captured screen, against the truth: state x verdict for each client, with everything seen and with sources taken
 * away. "unknown" is honest and counted apart; anything else that is not the truth is wrong.
 *   node test/bench/confusion.ts
 */
import type {Reading} from '../../db/types.ts';
import {agrees, truthOf} from '../../source/agents/capture.ts';
import type {Observation} from '../../source/agents/types.ts';
import {type Capture, captures} from '../source/agents/captures.ts';

export const verdicts = ['working', 'waiting', 'idle', 'starting', 'error', 'none', 'unknown'] as const;
type Verdict = (typeof verdicts)[number];

/** One client in one state: how many screens got which verdict. */
export type ConfusionRow = {
	readonly agent: string;
	/** The label of the captures; `none`: no client runs there; `menu`: one that the user opened herself. */
	readonly truth: string;
	readonly counts: Readonly<Record<Verdict, number>>;
	readonly right: number;
	/** Names of captures that were read wrong. */
	readonly wrong: readonly string[];
};

/** What is not looked at. */
export const sources: Readonly<Record<string, Partial<Observation>>> = {
	'everything seen': {},
	'no state file': {stateFile: null},
	'no title': {title: null},
	'screen only': {stateFile: null, title: null},
};

const isVerdict = (status: string): status is Verdict => verdicts.some(verdict => verdict === status);

type Judged = {readonly row: string; readonly verdict: Verdict; readonly isRight: boolean; readonly name: string};

const judge = ({name, client, facts, session}: Capture, without: Partial<Observation>): Judged => {
	const reading: Reading | null = session === null ? null : session.agent.read({...session.observation, ...without});
	const status = reading?.status ?? 'none';
	// A headless run is the client's, and no session: nothing is to be said of it.
	const isOneShot = session === null && facts.foreground.some(({argv}) => argv.includes('-p'));
	const isRight = isOneShot || agrees(reading, truthOf(facts)) === true;
	const truth = isOneShot ? 'headless' : facts.state === 'waiting' && facts.waitingFor === 'menu' ? 'menu' : facts.state;
	return {row: `${client.split('-')[0]} ${truth}`, verdict: isVerdict(status) ? status : 'unknown', isRight, name};
};

const rowOf = (key: string, judged: readonly Judged[]): ConfusionRow => {
	const [agent = '', truth = ''] = key.split(' ');
	const count = (verdict: Verdict): number => judged.filter(one => one.verdict === verdict).length;
	return {
		agent,
		truth,
		counts: Object.fromEntries(verdicts.map(verdict => [verdict, count(verdict)])) as Record<Verdict, number>,
		right: judged.filter(({isRight}) => isRight).length,
		wrong: judged.filter(({isRight, verdict}) => !isRight && verdict !== 'unknown').map(({name}) => name),
	};
};

/** The rows of one table, by client and state. */
export const confusion = (without: Partial<Observation>, all: readonly Capture[] = captures()): readonly ConfusionRow[] => {
	const judged = all.map(capture => judge(capture, without));
	const keys = [...new Set(judged.map(({row}) => row))].sort();
	return keys.map(key =>
		rowOf(
			key,
			judged.filter(({row}) => row === key),
		),
	);
};

const sum = (rows: readonly ConfusionRow[], of: (row: ConfusionRow) => number): number => rows.reduce((total, row) => total + of(row), 0);

/** The whole table as text: state x verdict per client with everything seen, then a line for each way of seeing less. */
export const confusionTable = (all: readonly Capture[] = captures()): readonly string[] => {
	const line = (cells: readonly (string | number)[]): string =>
		cells.map((cell, at) => (at < 2 ? String(cell).padEnd(11) : String(cell || '·').padStart(8))).join('');
	const rows = confusion({}, all);
	const body = rows.map(({agent, truth, counts, wrong}) => line([agent, truth, ...verdicts.map(verdict => counts[verdict]), wrong.length]));
	const less = confusionRows(all).map(({what, here}) => `${what}: ${here}`);
	return [line(['client', 'truth', ...verdicts, 'wrong']), ...body, ...less];
};

/** One row a way of seeing, in the shape of the bench's table (test/bench/run.ts). The budget: nothing wrong. */
export const confusionRows = (all: readonly Capture[] = captures()) =>
	Object.entries(sources).map(([name, without]) => {
		const rows = confusion(without, all);
		const wrong = sum(rows, row => row.wrong.length);
		const unknown = sum(rows, row => row.counts.unknown);
		const here = `${sum(rows, row => row.right)} right, ${unknown} unknown, ${wrong} wrong`;
		return {what: `status of ${all.length} real screens, ${name}`, here, budget: '0 wrong', floor: '', kept: wrong === 0};
	});

if (import.meta.main) process.stdout.write(`${confusionTable().join('\n')}\n`);
