/** What one sighting says about a sister, as columns. Pure: the row as it was and the sighting in, the differences out. */
import {processColumns, terminalColumns} from './columns.ts';
import {type Moment, since} from './moment.ts';
import type {Change, SessionRow, SisterRow} from './rows.ts';
import {signColumns} from './sisters.ts';
import {applyReading} from './status.ts';
import type {GitFacts, Reading, Sighting} from './types.ts';

/** The columns whose value is another one. */
export function differences<Row extends SisterRow | SessionRow>(row: Row, columns: Change<Row>): Change<Row> {
	const old: Readonly<Record<string, unknown>> = row;
	return Object.fromEntries(Object.entries(columns).filter(([column, value]) => old[column] !== value)) as Change<Row>;
}

/** Null: she stands in no repository. */
export const gitColumns = (git: GitFacts | null): Change<SisterRow> => ({
	repo: git?.repo ?? null,
	repo_id: git?.repoId ?? null,
	repo_key: git?.repoKey ?? null,
	worktree: git?.worktree ?? null,
	git_branch: git?.branch ?? null,
	head: git?.head ?? null,
	dirty: git?.dirty ? 1 : 0,
	changed: JSON.stringify(git?.changed ?? []),
	untracked: git?.untracked ?? 0,
	ahead: git?.ahead ?? null,
	behind: git?.behind ?? null,
});

/** A declared task wins over what the client or the title says (RULES.md, taskSource). */
function taskColumns(row: SisterRow, sighting: Sighting, moment: Moment, redact: (text: string) => string): Change<SisterRow> {
	if (row.task_source === 'declared') return {};
	const task = sighting.task === null ? null : redact(sighting.task);
	const taskSince = task === row.current_task ? row.task_since : task === null ? null : moment.iso;
	return {current_task: task, task_source: task === null ? 'none' : sighting.taskSource, task_since: taskSince};
}

const redacted = (reading: Reading, redact: (text: string) => string): Reading => ({
	...reading,
	waitingFor: reading.waitingFor === null ? null : redact(reading.waitingFor),
	evidence: reading.evidence.map(({source, said}) => ({source, said: redact(said)})),
});

const signsOfWork = ['status', 'head', 'dirty', 'changed', 'untracked'] as const;

/** What could not be read there is not known to be nothing. */
const gitColumnsOf = (row: SisterRow, {git, gitUnread, cwd}: Sighting): Change<SisterRow> => (gitUnread && row.cwd === cwd ? {} : gitColumns(git));

/** What must be written at once. Empty: nothing that matters has changed. */
export function importantChange(row: SisterRow, sighting: Sighting, moment: Moment, redact: (text: string) => string): Change<SisterRow> {
	const {evidence: _, ...reading} = applyReading(row, redacted(sighting.reading, redact), moment);
	const change = differences<SisterRow>(row, {
		agent: sighting.agent,
		...processColumns(sighting.process),
		...terminalColumns(sighting.terminal),
		cwd: sighting.cwd,
		...(sighting.resume === null ? {} : {resume: JSON.stringify(sighting.resume)}),
		...gitColumnsOf(row, sighting),
		...taskColumns(row, sighting, moment, redact),
		...reading,
		gone_at: null,
	});
	const worked = signsOfWork.some(column => column in change) && row.status_source !== 'none';
	return worked ? {...change, ...signColumns(moment)} : change;
}

/** Just under the 30 s of a complete pass, so that it is written along with it and wakes no view for itself. */
const seenEveryMs = 29_000;
const signEveryMs = 60_000;

/** What may wait for the next write: it changes all the time and nobody acts on it. */
export function softChange(row: SisterRow, sighting: Sighting, moment: Moment, redact: (text: string) => string): Change<SisterRow> {
	const evidence = row.pending === null ? {evidence: JSON.stringify(redacted(sighting.reading, redact).evidence)} : {};
	const seen = moment.wall - Date.parse(row.last_seen) >= seenEveryMs || row.last_seen > moment.iso ? {last_seen: moment.iso} : {};
	const signed = since(moment, {wall: row.sign_wall, mono: row.sign_mono, boot: row.sign_boot});
	const working = sighting.reading.status === 'working' && signed >= signEveryMs ? signColumns(moment) : {};
	const output = sighting.lastOutput === null ? {} : {last_output: sighting.lastOutput};
	return differences<SisterRow>(row, {...evidence, ...seen, ...working, ...output});
}
