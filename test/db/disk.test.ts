/** Disks that say no. */
import assert from 'node:assert/strict';
import {chmodSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {failure} from '../../db/failures.ts';
import {StoreError} from '../../db/store.ts';
import {inFolder} from './colony.ts';
import {withWorkers} from './processes.ts';
import {open} from './workers/common.ts';
import {newMail} from './world.ts';

test('a full disk: the write fails with one sentence, reading goes on, everything acknowledged is there', async () => {
	await inFolder(folder =>
		withWorkers(async start => {
			const file = join(folder, 'queen.db');
			(await open(file)).close();
			// 600 blocks of 512 bytes for every file; Node ignores SIGXFSZ, so that the write itself fails.
			const filler = start('fill', [file], {wrap: ['sh', '-c', 'ulimit -f 600; exec "$@"', 'sh']});
			assert.equal(await filler.ended, 0, filler.lines.at(-1));
			const acked = filler.lines.filter(line => line.startsWith('acked ')).length;
			assert.ok(acked > 0 && acked < 10_000);
			// Mutation seen red: failures.ts without SQLITE_IOERR_WRITE (`refused io`).
			assert.deepEqual(filler.lines.slice(acked), ['refused full', `read ${acked}`]);
			const store = await open(file);
			assert.deepEqual(await store.check(), []);
			assert.equal((await store.inbox('b', {all: true, limit: null})).total, acked, 'none lost, none by half');
			assert.equal((await store.events({limit: 100_000, kinds: ['tell']})).length, acked);
			await store.sendMail(newMail('a', 'b', 'there is space again', {nonce: 'after'}));
			store.close();
		}),
	);
});

test('every way in which SQLite and the system say no has a code and a sentence', () => {
	const coded = (code: string): unknown => failure(Object.assign(new Error('raw'), {code}), '/tmp/queen.db');
	const expected = {
		SQLITE_BUSY: 'busy',
		SQLITE_BUSY_SNAPSHOT: 'busy',
		SQLITE_FULL: 'full',
		SQLITE_IOERR_WRITE: 'full',
		SQLITE_IOERR_SHMSIZE: 'full',
		SQLITE_IOERR_READ: 'io',
		SQLITE_READONLY_DBMOVED: 'read-only',
		SQLITE_CORRUPT_VTAB: 'corrupt',
		SQLITE_NOTADB: 'corrupt',
		ENOSPC: 'full',
		EROFS: 'read-only',
		EACCES: 'read-only',
		ENOTDIR: 'io',
	};
	for (const [code, meaning] of Object.entries(expected)) {
		const error = coded(code);
		assert.ok(error instanceof StoreError && error.code === meaning, code);
		assert.ok(error.message.includes('/tmp/queen.db') && error.cause instanceof Error, code);
	}
	for (const ours of [new TypeError('a bug'), Object.assign(new Error('a bug'), {code: 'SQLITE_CONSTRAINT_UNIQUE'})])
		assert.equal(failure(ours, '/tmp/queen.db'), ours);
});

/** Permissions do not stop root, unless it gives that power away. */
const powers = '-dac_override,-dac_read_search';
const visitor = process.getuid?.() === 0 ? {wrap: ['setpriv', `--inh-caps=${powers}`, `--bounding-set=${powers}`]} : {};

test('a folder that may only be read: code read-only, and reading works where SQLite allows it', async () => {
	await inFolder(folder =>
		withWorkers(async start => {
			const file = join(folder, 'queen.db');
			const store = await open(file);
			await store.sendMail(newMail('a', 'b', 'hello', {nonce: 'one'}));
			chmodSync(folder, 0o555);
			for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
			try {
				// Another process holds it open, so that its index in shared memory is there to be read.
				for (const how of ['read-only', 'usual']) {
					const guest = start('visitor', [file, how], visitor);
					assert.equal(await guest.ended, 0);
					assert.equal(guest.lines[0], 'read 1', how);
					assert.match(guest.lines[1] ?? '', /^refused read-only/, how);
				}
				store.close();
				const late = start('visitor', [file], visitor);
				await late.ended;
				assert.match(late.lines.join('\n'), /refused read-only: .*(HIVE_DB|writable)/);
			} finally {
				chmodSync(folder, 0o755);
			}
		}),
	);
});

test('no folder can be made there: one sentence, code read-only or io', async () => {
	await inFolder(folder =>
		withWorkers(async start => {
			chmodSync(folder, 0o555);
			const guest = start('visitor', [join(folder, 'new', 'queen.db')], visitor);
			await guest.ended;
			chmodSync(folder, 0o755);
			assert.match(guest.lines.join('\n'), /^refused read-only: .*HIVE_DB/);
			const file = join(folder, 'file');
			(await open(file)).close();
			const inside = start('visitor', [join(file, 'queen.db')], visitor);
			await inside.ended;
			assert.match(inside.lines.join('\n'), /^refused io: .*HIVE_DB/);
		}),
	);
});
