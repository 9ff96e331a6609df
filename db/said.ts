/** What single looks of `queen orchestrate run --once` said already, each reader's by herself: from cron a line comes when something begins or ends. */
import type {Database} from './database.ts';
import {readMeta, writeMeta} from './meta.ts';
import type {SaidEdge} from './types.ts';

type Said = Readonly<Record<string, readonly SaidEdge[]>>;

const readSaid = (db: Database): Said => JSON.parse(readMeta(db.sql, 'said') ?? '{}') as Said;

function write(db: Database, said: Said): void {
	writeMeta(db.sql, 'said', Object.keys(said).length === 0 ? null : JSON.stringify(said));
}

export const saidEdges = (db: Database, reader: string): readonly SaidEdge[] => {
	const said = readSaid(db);
	return Object.hasOwn(said, reader) ? (said[reader] ?? []) : [];
};

/** Inside a write transaction. What does not stand any more is not kept. */
export function keepSaidEdges(db: Database, reader: string, edges: readonly SaidEdge[]): void {
	const others = Object.entries(readSaid(db)).filter(([name]) => name !== reader);
	const mine = edges.map(({kind, about, edge}) => ({kind, about, edge}));
	write(db, Object.fromEntries([...others, ...(mine.length === 0 ? [] : [[reader, mine] as const])]));
}

/** Everything about one name: what she was told, and what others were told of her. */
export function forgetSaid(db: Database, name: string): void {
	if (readMeta(db.sql, 'said') === null) return;
	const others = Object.entries(readSaid(db)).filter(([reader]) => reader !== name);
	write(db, Object.fromEntries(others.map(([reader, edges]) => [reader, edges.filter(({about}) => about !== name)])));
}
