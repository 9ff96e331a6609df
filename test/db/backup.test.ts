/** Copies of the database, and going back to one. */
import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readdirSync, renameSync, statSync, truncateSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import fc from 'fast-check';
import {superfluous, takeBackup} from '../../db/backup.ts';
import {connect, openStore} from '../../db/open.ts';
import {listBackups, restoreBackup} from '../../db/restore.ts';
import {StoreError} from '../../db/store.ts';
import {isAsleep} from '../driver/processes.ts';
import {until} from '../driver/wait.ts';
import {inFolder} from './colony.ts';
import {isFull, type startWorker, withWorkers} from './processes.ts';
import {open, realOptions} from './workers/common.ts';
import {createWorld, hours, newMail, report, type World} from './world.ts';

const plan = {hourly: 6, daily: 7};
const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);
const refusal =
	(code: string) =>
	(error: unknown): boolean =>
		error instanceof StoreError && error.code === code;
const pass = (world: World) => ({epoch: null, findings: [], crons: null, report: report(world)}) as const;

test('a copy is whole, private, made only when something has changed, and takes the place when it is asked to', async () => {
	await inFolder(async folder => {
		const world = createWorld();
		const options = world.options(join(folder, 'queen.db'));
		const store = await openStore(options);
		await store.sendMail(newMail('a', 'b', 'before'));
		const first = await takeBackup(options, plan);
		assert.equal(first.made, join(folder, 'backups', '20260411T040000Z-hourly.db'));
		assert.deepEqual([modeOf(first.made), modeOf(join(folder, 'backups'))], ['600', '700']);
		assert.deepEqual((await store.colony()).backup, {at: '2026-04-11T04:00:00.000Z', trouble: null});
		world.pass(hours(1));
		// The scanner's own pulse is no change. Mutation seen red: the mark counts scan events.
		await store.recordFindings(pass(world));
		assert.deepEqual(await takeBackup(options, plan), {made: null, removed: []});
		await store.sendMail(newMail('a', 'b', 'after'));
		assert.ok((await takeBackup(options, plan)).made);
		assert.deepEqual(readdirSync(join(folder, 'backups')), ['20260411T040000Z-hourly.db', '20260411T050000Z-hourly.db']);

		assert.deepEqual(
			listBackups(options).map(({at, kind, whole, mails}) => [at, kind, whole, mails]),
			[
				['2026-04-11T05:00:00.000Z', 'hourly', true, 2],
				['2026-04-11T04:00:00.000Z', 'hourly', true, 1],
			],
		);
		const {kept} = restoreBackup(options, '20260411T040000Z-hourly.db');
		// Who has the old file open hears it, and writes nothing.
		assert.equal(store.isCurrent(), false);
		await assert.rejects(store.sendMail(newMail('a', 'b', 'into the void')), refusal('replaced'));
		store.close();
		const restored = await openStore(options);
		assert.deepEqual(
			(await restored.inbox('b', {all: true, limit: null})).messages.map(({body}) => body),
			['before'],
		);
		assert.match(JSON.stringify((await restored.events({limit: 1}))[0]?.data), /20260411T040000Z-hourly\.db was put in place/);
		assert.deepEqual([modeOf(options.file), await restored.check()], ['600', []]);
		restored.close();
		// What was there is kept, and complete: with its log.
		const old = await openStore({...options, file: join(kept ?? '', 'queen.db')});
		assert.equal((await old.inbox('b', {all: true, limit: null})).total, 2);
		old.close();
	});
});

test('a copy that is damaged, foreign or not there is shown as such and never put in place', async () => {
	await inFolder(async folder => {
		const world = createWorld();
		const options = world.options(join(folder, 'queen.db'));
		const store = await openStore(options);
		await store.sendMail(newMail('a', 'b', 'x'.repeat(8000)));
		const {made} = await takeBackup(options, plan);
		truncateSync(made ?? '', 20_000);
		connect(join(folder, 'backups', '20260101T000000Z-original.db'), {timeout: 0}).exec('CREATE TABLE t (x)');
		assert.deepEqual(
			listBackups(options).map(({kind, whole}) => [kind, whole]),
			[
				['hourly', false],
				['original', false],
			],
		);
		for (const name of ['20260411T040000Z-hourly.db', '20260101T000000Z-original.db']) assert.throws(() => restoreBackup(options, name), refusal('corrupt'));
		for (const name of ['../queen.db', '/etc/passwd', '20260411T040001Z-hourly.db', '']) assert.throws(() => restoreBackup(options, name), refusal('io'));
		await store.sendMail(newMail('a', 'b', 'still the same file'));
		store.close();
	});
});

test('of copies stay the last ones and the newest of each day; those before a migration or an import always', () => {
	const names = fc.uniqueArray(fc.integer({min: 0, max: 40 * 24}), {maxLength: 60});
	const nameAt = (hour: number): string => `${new Date(Date.UTC(2026, 0, 1, hour)).toISOString().replace(/[-:]|\.\d+/g, '')}-hourly.db`;
	fc.assert(
		fc.property(names, fc.nat(8), fc.nat(8), (at, hourly, daily) => {
			const all = at.toSorted((a, b) => a - b).map(nameAt);
			const others = ['20260101T000000Z-version-1.db', '20250101T000000Z-original.db', 'notes.txt'];
			const gone = new Set(superfluous([...all, ...others], {hourly, daily}));
			const kept = all.filter(name => !gone.has(name));
			const days = [...new Set(all.map(name => name.slice(0, 8)))].slice(-daily || all.length);
			const wanted = new Set([
				...(hourly === 0 ? [] : all.slice(-hourly)),
				...(daily === 0 ? [] : days.map(day => all.findLast(name => name.startsWith(day)) ?? '')),
			]);
			// Mutations seen red: the oldest of a day; hourly forgotten.
			assert.deepEqual(
				kept,
				all.filter(name => wanted.has(name)),
			);
			for (const name of others) assert.ok(!gone.has(name));
		}),
	);
});

async function bigColony(folder: string, mails: number): Promise<string> {
	const file = join(folder, 'queen.db');
	const store = await open(file);
	for (let n = 0; n < mails; n += 1) await store.sendMail(newMail('a', 'b', 'x'.repeat(4000), {nonce: `big-${n}`}));
	store.close();
	return file;
}

const namesIn = (folder: string, end: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith(end)) : []);

function healthOf(file: string): unknown {
	const copy = connect(file, {timeout: 0, readonly: true});
	try {
		return copy.pragma('integrity_check', {simple: true});
	} finally {
		copy.close();
	}
}

async function killedWhileCopying(start: typeof startWorker, file: string, round: number): Promise<void> {
	const worker = start('backup', [file, 'again-and-again']);
	await worker.said(`begins ${round % 3}`);
	await pause((round * 7) % 40);
	worker.kill();
	await worker.ended;
}

/** Some rounds, and more until one of them was killed in the middle: how long a copy takes is the machine's. */
async function killRounds(start: typeof startWorker, file: string, isCut: () => boolean): Promise<void> {
	for (let round = 0; round < (isFull ? 40 : 8) || (!isCut() && round < 200); round += 1) await killedWhileCopying(start, file, round);
}

test('killed while it copies: no copy under its name is half, and the database is as it was', async () => {
	await inFolder(folder =>
		withWorkers(async start => {
			const file = await bigColony(folder, 600);
			const backups = join(folder, 'backups');
			await killRounds(start, file, () => namesIn(backups, '.part').length > 0);
			// Mutation seen red: VACUUM INTO the final name.
			for (const name of namesIn(backups, '.db')) assert.equal(healthOf(join(backups, name)), 'ok', name);
			const parts = namesIn(backups, '.part');
			assert.ok(parts.length > 0, 'no round was killed in the middle: make the database larger');
			for (const part of parts) utimesSync(join(backups, part), 0, 0);
			const last = start('backup', [file, 'once']);
			await last.ended;
			assert.match(last.lines.at(-1) ?? '', /^made (null|.*-hourly\.db)$/);
			assert.deepEqual(namesIn(backups, '.part'), [], 'what was never finished is removed later');
			const store = await open(file);
			assert.deepEqual(await store.check(), []);
			assert.ok((await store.inbox('b', {all: true, limit: 1})).total >= 600);
			store.close();
		}),
	);
});

test('a disk that is full: no half copy stays, the reason stands in the colony until a copy was made', async () => {
	await inFolder(folder =>
		withWorkers(async start => {
			const file = await bigColony(folder, 300);
			const full = start('backup', [file, 'once'], {wrap: ['sh', '-c', 'ulimit -f 600; exec "$@"', 'sh']});
			await full.ended;
			assert.equal(full.lines.at(-1), 'refused full');
			assert.deepEqual(readdirSync(join(folder, 'backups')), []);
			const store = await open(file);
			// Mutation seen red: noteTrouble left out.
			assert.match((await store.colony()).backup?.trouble ?? '', /^No copy of the database could be made: .*space/);
			const well = start('backup', [file, 'once']);
			await well.ended;
			assert.match(well.lines.at(-1) ?? '', /-hourly\.db$/);
			assert.equal((await store.colony()).backup?.trouble, null);
			store.close();
		}),
	);
});

test('a writer that waited for its turn while a copy was put in place stores nothing in the file that was put aside', async () => {
	await inFolder(folder =>
		withWorkers(async start => {
			const file = join(folder, 'queen.db');
			(await open(file)).close();
			const writer = start('late-writer', [file]);
			await writer.said('ready');
			const hold = connect(file, {timeout: 0});
			hold.exec('BEGIN IMMEDIATE');
			writer.go();
			await writer.said('sending');
			// Now it waits inside SQLite for the lock, and sleeps but for a glance now and then; were it not there yet, it would find the new file.
			let looks = 0;
			await until(() => {
				looks = isAsleep(writer.child.pid ?? 0) ? looks + 1 : 0;
				return looks === 10;
			}, 'the writer to wait for the lock');
			mkdirSync(join(folder, 'aside'));
			for (const suffix of ['', '-wal', '-shm']) renameSync(`${file}${suffix}`, join(folder, 'aside', `queen.db${suffix}`));
			writeFileSync(file, '');
			hold.exec('ROLLBACK');
			await writer.ended;
			// Mutation seen red: assertCurrent only before the transaction (acked).
			assert.equal(writer.lines.at(-1), 'refused replaced');
			hold.close();
		}),
	);
});

async function bodiesOf(file: string): Promise<readonly string[]> {
	const store = await open(file);
	assert.deepEqual(await store.check(), []);
	const {messages} = await store.inbox('b', {all: true, limit: null});
	store.close();
	return messages.map(({body}) => body);
}

test('a copy is put in place while writers write: every acknowledged mail is in the new one or in what was kept', async () => {
	await inFolder(folder =>
		withWorkers(async start => {
			const file = join(folder, 'queen.db');
			(await open(file)).close();
			const writers = [1, 2, 3].map(() => start('backup', [file, 'again-and-again']));
			await Promise.all(writers.map(writer => writer.said('made ')));
			const options = realOptions(file);
			const newest = listBackups(options).find(({whole}) => whole);
			const {kept} = restoreBackup(options, newest?.name ?? '');
			await Promise.all(writers.map(writer => writer.said('refused replaced')));
			for (const writer of writers) writer.kill();
			await Promise.all(writers.map(writer => writer.ended));
			const bodies = new Set([...(await bodiesOf(file)), ...(await bodiesOf(join(kept ?? '', 'queen.db')))]);
			const acked = writers.flatMap(writer => writer.lines.filter(line => line.startsWith('acked ')).map(line => line.slice(6)));
			// Mutation seen red: quarantine that leaves the -wal where it was.
			assert.deepEqual(
				acked.filter(body => !bodies.has(body)),
				[],
			);
		}),
	);
});

test('what is too old goes, by the configured times; mail that nobody acknowledged never', async () => {
	await inFolder(async folder => {
		const world = createWorld();
		const store = await openStore({...world.options(join(folder, 'queen.db')), retention: {eventsMs: hours(24), settledMs: hours(48), bytes: 1 << 30}});
		await store.sendMail(newMail('a', 'b', 'open'));
		await store.sendMail(newMail('a', 'b', 'read'));
		await store.sendMail(newMail('a', 'b', 'settled'));
		await store.sendMail(newMail('a', 'b', 'a job', {kind: 'dispatch'}));
		await store.markRead('b', [2]);
		await store.ack('b', [3, 4]);
		world.pass(hours(25));
		await store.recordFindings(pass(world));
		assert.deepEqual(
			(await store.events({limit: 100})).map(({kind}) => kind),
			['scan'],
		);
		assert.equal((await store.inbox('b', {all: true, limit: null})).total, 4);
		world.pass(hours(25));
		await store.recordFindings(pass(world));
		// Mutation seen red: settledMs for every mail (the open ones go).
		assert.deepEqual((await store.inbox('b', {all: true, limit: null})).messages.map(({body}) => body).toSorted(), ['a job', 'open', 'read']);
		store.close();
	});
});

test('a database that is too large loses its oldest events first, then what is settled, and no open mail', async () => {
	await inFolder(async folder => {
		const world = createWorld();
		const bytes = 3 << 20;
		const body = 'x'.repeat(6000);
		const store = await openStore({...world.options(join(folder, 'queen.db')), retention: {eventsMs: null, settledMs: hours(10_000), bytes}});
		for (let n = 0; n < 400; n += 1) await store.sendMail(newMail('a', 'b', `${n} ${body}`));
		await store.ack(
			'b',
			Array.from({length: 200}, (_, n) => n + 1),
		);
		for (let n = 0; n < 2500; n += 1) await store.addEvent('iam', 'a', {task: 'x'.repeat(900)});
		const size = (): number => statSync(join(folder, 'queen.db')).size;
		for (let turn = 0; turn < 12; turn += 1) {
			world.pass(30_000);
			await store.recordFindings(pass(world));
		}
		// Mutation seen red: no shrink in pruneLog.
		const events = await store.events({limit: 10_000});
		assert.ok(events.length >= 1000 && events.length <= 1100, `${events.length} events`);
		const {messages} = await store.inbox('b', {all: true, limit: null});
		assert.equal(messages.filter(({ackedAt}) => ackedAt === null).length, 200);
		assert.equal(messages.length, 200, 'what was settled went as well');
		store.close();
		assert.ok(size() <= bytes, `${size()} bytes`);
	});
});
