import {processColumns, processOf, terminalColumns, terminalOf} from './columns.ts';
import type {Database} from './database.ts';
import type {Moment} from './moment.ts';
import type {Change, SessionRow} from './rows.ts';
import {insert, update} from './sql.ts';
import type {AgentId, ProcessIdentity, Session, TerminalPlace} from './types.ts';

export const toSession = (row: SessionRow): Session => ({
	sister: row.sister,
	process: processOf(row),
	agent: row.agent as AgentId,
	terminal: terminalOf(row),
	startedAt: row.started_at,
	endedAt: row.ended_at,
});

export const sessionRow = (db: Database, process: ProcessIdentity): SessionRow | undefined =>
	db.sql.get<SessionRow>(
		'SELECT * FROM sessions WHERE host = ? AND boot_id = ? AND pid = ? AND start_time = ?',
		process.host,
		process.bootId,
		process.pid,
		process.startTime,
	);

/** Everybody's, or one sister's; oldest first, at most 1000. */
export const livingSessions = (db: Database, sister?: string): readonly SessionRow[] =>
	sister === undefined
		? db.sql.all<SessionRow>('SELECT * FROM sessions WHERE ended_at IS NULL ORDER BY id LIMIT 1000')
		: db.sql.all<SessionRow>('SELECT * FROM sessions WHERE ended_at IS NULL AND sister = ?', sister);

export const livingSessionCounts = (db: Database): ReadonlyMap<string, number> =>
	new Map(
		db.sql
			.all<{sister: string; n: number}>('SELECT sister, count(*) AS n FROM sessions WHERE ended_at IS NULL GROUP BY sister')
			.map(row => [row.sister, row.n]),
	);

export type NewSession = {
	readonly sister: string;
	readonly process: ProcessIdentity;
	readonly agent: AgentId;
	readonly terminal: TerminalPlace | null;
	readonly repoKey: string | null;
	readonly clientName: string | null;
	readonly sighted: boolean;
};

/** A new session, or one that was thought to have ended and is back. */
export function startSession(db: Database, moment: Moment, session: NewSession): SessionRow {
	const columns = {
		sister: session.sister,
		agent: session.agent,
		client_name: session.clientName,
		repo_key: session.repoKey,
		...terminalColumns(session.terminal),
		sighted: session.sighted ? 1 : 0,
	};
	const known = sessionRow(db, session.process);
	if (known) changeSession(db, known.id, {...columns, ended_at: null});
	else insert(db.sql, 'sessions', {...columns, ...processColumns(session.process), started_at: moment.iso});
	const row = sessionRow(db, session.process);
	if (row === undefined) throw new Error('a session vanished inside a transaction');
	return row;
}

export const changeSession = (db: Database, id: number, change: Change<SessionRow>): number => update(db.sql, 'sessions', 'id', id, change);

/** How long a terminal pane remembers who sat in it (RULES.md, Sisters). */
const rememberedMs = 24 * 3_600_000;

/** The name last seen in this terminal pane and repository within 24 h, or null. */
export function rememberedName(db: Database, moment: Moment, place: TerminalPlace, repoKey: string | null): string | null {
	const oldest = new Date(moment.wall - rememberedMs).toISOString();
	return (
		db.sql.value<string>(
			`SELECT sister FROM sessions WHERE terminal_socket = ? AND terminal_pane = ? AND terminal_server = ? AND terminal_kind = ?
				AND repo_key IS ? AND ended_at >= ? ORDER BY ended_at DESC, id DESC LIMIT 1`,
			place.socket,
			place.pane,
			place.server,
			place.kind,
			repoKey,
			oldest,
		) ?? null
	);
}
