/** The view on the database of somebody who has used it for years: does it cost what a young one costs? */
import {setTimeout as pause} from 'node:timers/promises';
import {connect} from '../../db/open.ts';
import type {Owner} from '../driver/cleanup.ts';
import {viewCommand} from '../driver/colony.ts';
import type {Big} from './fixture.ts';
import {keyTimes} from './keys.ts';
import {exitTime, stablePaint} from './paint.ts';
import {median, quantile, readable} from './statistics.ts';
import {writeTimes} from './writes.ts';

type Add = (what: string, here: string, budget: string, floor: string, kept: boolean) => void;

export type Years = {
	readonly mails: number;
	readonly events: number;
	readonly rounds: {readonly paint: number; readonly keys: number; readonly writes: number};
};

const dayMs = 86_400_000;

/** Straight into the tables: as many transactions would take an hour. One letter of fifty was never read. */
function grow({colony, sisters}: Big, {mails, events}: Years): void {
	const connection = connect(colony.shell.db, {timeout: 5000});
	const nameOf = (n: number): string => sisters[n % sisters.length]?.name ?? 'queen';
	const dayOf = (n: number, of: number): string => new Date(Date.now() - dayMs - ((of - n) / of) * 1000 * dayMs).toISOString();
	const mail = connection.prepare('INSERT INTO messages (from_sister, to_sister, body, sent_at, read_at) VALUES (?, ?, ?, ?, ?)');
	const event = connection.prepare('INSERT INTO events (at, kind, sister, data) VALUES (?, \'status\', ?, \'{"from":"idle","to":"working"}\')');
	connection.exec('BEGIN IMMEDIATE');
	for (let n = 0; n < mails; n++) {
		const at = dayOf(n, mails);
		mail.run(nameOf(n), n % 4 === 0 ? 'queen' : nameOf(n * 7 + 3), `mail ${n} of years ago: phase ${n % 12} is yours`, at, n % 50 === 0 ? null : at);
	}
	for (let n = 0; n < events; n++) event.run(dayOf(n, events), nameOf(n));
	connection.exec('COMMIT');
	connection.close();
}

export async function yearsRows(owner: Owner, add: Add, big: Big, size: Years): Promise<void> {
	grow(big, size);
	const {colony, store} = big;
	const of = `${size.mails.toLocaleString('en')} mails, ${size.events.toLocaleString('en')} events`;
	const options = {env: colony.shell.env, cwd: colony.shell.home};
	const [node, view]: [number[], number[]] = [[], []];
	for (let round = 0; round < size.rounds.paint; round++) {
		node.push(await exitTime(owner, {...options, command: [process.execPath, '-e', '0']}));
		view.push(await stablePaint(owner, {...options, command: viewCommand}, 3000));
	}
	const ratio = median(view) / median(node);
	add(`first stable paint with ${of}`, `${readable(ratio)} x (${readable(median(view))} ms)`, '8 x', `node -e 0 = ${readable(median(node))} ms`, ratio <= 8);
	const screen = await colony.view({columns: 120, rows: 40});
	await screen.waitFor('iza-1');
	// Its scanner's first complete pass is no part of a key.
	await pause(8000);
	const written = await writeTimes(screen, store, size.rounds.writes);
	const p95 = quantile(written, 0.95);
	add(
		"the same: another process's write until it shows, p95",
		`${readable(p95)} ms`,
		'50 ms',
		`p50 ${readable(median(written))} ms of ${written.length}`,
		p95 <= 50,
	);
	const {times} = await keyTimes(screen, ['j', 'k'], size.rounds.keys);
	const [p50, p99] = [median(times), quantile(times, 0.99)];
	add('the same: key to changed cell, 120x40, p50 / p99', `${readable(p50)} / ${readable(p99)} ms`, '6 / 20 ms', '', p50 <= 6 && p99 <= 20);
	await screen.press('q');
	await screen.waitExit();
}
