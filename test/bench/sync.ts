/**
 * What `queen sync` costs with nothing new and with 50 new of 100,000 entries and mails: whole processes beside `node -e 0` of the same run.
 *   node test/bench/sync.ts [--quick]
 */
import {spawnSync} from 'node:child_process';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {connect} from '../../db/open.ts';
import {newOwner, type Owner} from '../driver/cleanup.ts';
import {dist} from '../driver/environment.ts';
import {newShell} from '../driver/shell.ts';
import {median, readable} from './statistics.ts';

export type SyncCosts = {readonly size: number; readonly node: number; readonly nothing: number; readonly fifty: number};

type Connection = ReturnType<typeof connect>;
const at = '2026-04-11T04:00:00.000Z';

/** Straight into the tables: as many transactions would take minutes. */
function fill(connection: Connection, from: number, count: number, mails: boolean): void {
	const entry = connection.prepare(
		"INSERT INTO shared_context (repo_key, category, body, by_sister, by_verified, added_at, nonce) VALUES ('', 'decision', ?, 'iza-2', 'yes', ?, ?)",
	);
	const mail = connection.prepare("INSERT INTO messages (from_sister, to_sister, body, sent_at, surfaced_at, read_at) VALUES ('iza-2', 'iza-1', ?, ?, ?, ?)");
	connection.exec('BEGIN IMMEDIATE');
	for (let n = from; n < from + count; n += 1) {
		entry.run(`entry ${n}: fields are in snake_case`, at, `bench-${n}`);
		if (mails) mail.run(`mail ${n}`, at, at, at);
	}
	connection.exec('COMMIT');
}

/** Medians in milliseconds. */
export function syncCosts(owner: Owner, runs: number, size: number): SyncCosts {
	const {shell} = newShell({after: owner.after});
	const env = {...shell.env, QUEEN_NAME: 'iza-1'};
	const times: {readonly node: number[]; readonly nothing: number[]; readonly fifty: number[]} = {node: [], nothing: [], fifty: []};
	const run = (lines: number, ...args: readonly string[]): number => {
		const start = performance.now();
		const {status, stdout, stderr} = spawnSync(process.execPath, args, {env, cwd: shell.home, encoding: 'utf8'});
		const took = performance.now() - start;
		if (status !== 0 || stdout.split('\n').filter(line => line.startsWith('CTX')).length !== lines) throw new Error(`sync said ${stdout}${stderr}`);
		return took;
	};
	const sync = (lines: number): number => run(lines, path.join(dist, 'queen.cjs'), 'sync');
	sync(0);
	const connection = connect(shell.db, {timeout: 5000});
	fill(connection, 0, size, true);
	// She was told of all of it long ago.
	connection.exec('UPDATE sync_cursors SET context_id = (SELECT max(id) FROM shared_context)');
	for (let round = 0; round < runs; round += 1) {
		times.node.push(run(0, '-e', '0'));
		times.nothing.push(sync(0));
		fill(connection, size + round * 50, 50, false);
		times.fifty.push(sync(50));
	}
	connection.close();
	return {size, node: median(times.node), nothing: median(times.nothing), fifty: median(times.fifty)};
}

type Row = {readonly what: string; readonly here: string; readonly budget: string; readonly floor: string; readonly kept: boolean};

/** Rows of the bench's table. */
export function syncRows({size, node, nothing, fifty}: SyncCosts): readonly Row[] {
	const row = (what: string, took: number, budget: number | null): Row => ({
		what,
		here: `${readable(took / node)} x`,
		budget: budget === null ? '-' : `${budget} x`,
		floor: `node -e 0 = ${readable(node)} ms`,
		kept: budget === null || took / node <= budget,
	});
	const of = `${size.toLocaleString('en')} entries and mails`;
	return [row(`queen sync, nothing new of ${of}`, nothing, 1.35), row(`queen sync, 50 new of ${of}`, fifty, null)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const ends: (() => void | Promise<void>)[] = [];
	const isQuick = process.argv.includes('--quick');
	try {
		const costs = syncCosts(newOwner({after: end => void ends.push(end as () => void)}), isQuick ? 8 : 40, isQuick ? 10_000 : 100_000);
		for (const {what, here, budget, floor} of syncRows(costs)) process.stdout.write(`${what.padEnd(60)} ${here}  budget ${budget}  ${floor}\n`);
	} finally {
		for (const end of ends) await end();
	}
}
