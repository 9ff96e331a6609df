import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {newestVersion} from '../../db/migrate.ts';
import {migrations} from '../../db/migrations/index.ts';
import {connect, openStore, openWith} from '../../db/open.ts';
import {type Store, StoreError, type StoreErrorCode} from '../../db/store.ts';
import {inFolder} from './colony.ts';
import {createWorld, newMail} from './world.ts';

export const rejectsWith = (promise: Promise<unknown>, code: StoreErrorCode): Promise<void> =>
	assert.rejects(promise, error => error instanceof StoreError && error.code === code && error.message.length > 20);

const eventsOf = async (store: Store, kind: 'recovered' | 'import') => (await store.events({limit: 100, kinds: [kind]})).map(event => event.data);

test('folder 0700 and every file 0600, whatever the umask', async () => {
	await inFolder(async folder => {
		const before = process.umask(0);
		try {
			const file = join(folder, 'deep', 'queen', 'queen.db');
			const store = await openStore(createWorld().options(file));
			await store.addEvent('notice', 'queen', {});
			await store.backup(join(folder, 'copy.db'));
			const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
			assert.deepEqual([mode(join(folder, 'deep')), mode(join(folder, 'deep', 'queen'))], ['700', '700']);
			const found = readdirSync(join(folder, 'deep', 'queen')).sort();
			assert.deepEqual(found, ['colony.json', 'queen.db', 'queen.db-shm', 'queen.db-wal', 'queen.db.lock']);
			// Mutation seen red: createPrivate left out before the first connect.
			for (const name of found) assert.equal(mode(join(folder, 'deep', 'queen', name)), '600', name);
			assert.equal(mode(join(folder, 'copy.db')), '600');
			store.close();
		} finally {
			process.umask(before);
		}
	});
});

test('opening an up-to-date database neither waits for a writer nor writes', async () => {
	await inFolder(async folder => {
		const options = {...createWorld().options(join(folder, 'queen.db')), busyMs: 20};
		(await openStore(options)).close();
		const writer = connect(options.file, {timeout: 0});
		writer.exec('BEGIN IMMEDIATE');
		const store = await openStore(options);
		assert.deepEqual(await store.sisters(), []);
		await rejectsWith(store.addEvent('notice', 'queen', {}), 'busy');
		writer.exec('ROLLBACK');
		await store.addEvent('notice', 'queen', {});
		writer.close();
		store.close();
	});
});

test('WAL, our application id, the version, and the colony named beside it', async () => {
	await inFolder(async folder => {
		const options = createWorld().options(join(folder, 'queen.db'));
		const store = await openStore(options);
		const {id} = await store.colony();
		const connection = connect(options.file, {timeout: 0});
		const pragma = (name: string) => connection.pragma(name, {simple: true});
		assert.deepEqual(
			[pragma('journal_mode'), pragma('application_id'), pragma('user_version'), pragma('auto_vacuum')],
			['wal', 0x48495645, newestVersion(), 2],
		);
		assert.equal(JSON.parse(readFileSync(join(folder, 'colony.json'), 'utf8')).id, id);
		connection.close();
		store.close();
		const again = await openStore(options);
		assert.equal((await again.colony()).id, id);
		assert.deepEqual(await again.check(), []);
		again.close();
	});
});

test('a newer database is left alone: code newer', async () => {
	await inFolder(async folder => {
		const options = createWorld().options(join(folder, 'queen.db'));
		(await openStore(options)).close();
		const connection = connect(options.file, {timeout: 0});
		connection.pragma('user_version = 999');
		connection.close();
		const bytes = readFileSync(options.file);
		await rejectsWith(openStore(options), 'newer');
		await rejectsWith(openStore({...options, readOnly: true}), 'newer');
		// Mutation seen red: examineOurs without the version test.
		assert.ok(readFileSync(options.file).equals(bytes));
		assert.deepEqual(
			readdirSync(folder).filter(name => name === 'quarantine'),
			[],
		);
	});
});

test('somebody else’s database is left alone: code foreign', async () => {
	for (const statement of [
		'CREATE TABLE recipes (id INTEGER)',
		'CREATE TABLE sisters (name TEXT, born TEXT)',
		'PRAGMA application_id = 7; CREATE TABLE workers (pid, name, task)',
	]) {
		await inFolder(async folder => {
			const options = createWorld().options(join(folder, 'queen.db'));
			const connection = connect(options.file, {timeout: 0});
			connection.exec(statement);
			connection.close();
			const bytes = readFileSync(options.file);
			// Mutation seen red: examine() that takes every database of another program for an original.
			await rejectsWith(openStore(options), 'foreign');
			assert.ok(readFileSync(options.file).equals(bytes));
		});
	}
});

test('replaced or deleted under us: noticed before the next write', async () => {
	for (const how of ['delete', 'replace'] as const) {
		await inFolder(async folder => {
			const options = createWorld().options(join(folder, 'queen.db'));
			const store = await openStore(options);
			await store.sendMail(newMail('a', 'b', 'kept'));
			assert.equal(store.isCurrent(), true);
			if (how === 'replace') {
				await store.backup(join(folder, 'copy.db'));
				renameSync(join(folder, 'copy.db'), options.file);
			} else rmSync(options.file);
			assert.equal(store.isCurrent(), false);
			// Mutation seen red: write() without assertCurrent: the mail is acknowledged and nowhere.
			await rejectsWith(store.sendMail(newMail('a', 'b', 'lost')), 'replaced');
			assert.equal((await store.inbox('b', {all: true, limit: null})).total, 1, 'reading what we hold still works');
			store.close();
		});
	}
});

test('a deleted file begins a new colony and says so', async () => {
	await inFolder(async folder => {
		const options = createWorld().options(join(folder, 'queen.db'));
		const store = await openStore(options);
		const {id} = await store.colony();
		store.close();
		rmSync(options.file);
		const fresh = await openStore(options);
		assert.notEqual((await fresh.colony()).id, id);
		assert.match(String((await eventsOf(fresh, 'recovered'))[0]?.['what']), /missing/);
		fresh.close();
	});
});

test('an emptied file is noticed, kept, and replaced by the newest backup', async () => {
	await inFolder(async folder => {
		const options = createWorld().options(join(folder, 'queen.db'));
		const store = await openStore(options);
		const {id} = await store.colony();
		await store.sendMail(newMail('a', 'b', 'kept'));
		store.close();
		await makeBackups(options, folder);
		truncateSync(options.file, 0);
		const fresh = await openStore(options);
		// Mutation seen red: examine() that takes an empty file for a fresh one.
		assert.equal((await fresh.colony()).id, id);
		assert.equal((await fresh.inbox('b', {all: true, limit: null})).total, 1);
		assert.match(String((await eventsOf(fresh, 'recovered'))[0]?.['what']), /emptied.*the copy/);
		fresh.close();
	});
});

/** Two backups, the newer of which is damaged: the older one is the newest good. */
async function makeBackups(options: Parameters<typeof openStore>[0], folder: string): Promise<void> {
	const step = {version: newestVersion() + 1, name: 'two', apply: () => undefined};
	(await openWith(options, [...migrations, step])).close();
	const connection = connect(options.file, {timeout: 0});
	connection.pragma(`user_version = ${newestVersion()}`);
	connection.close();
	const backups = readdirSync(join(folder, 'backups'));
	assert.equal(backups.length, 1);
	writeFileSync(join(folder, 'backups', `99991231T000000Z-1-version-${newestVersion()}.db`), 'not a database');
}

test('a migration of an existing file keeps a dated copy first; one that fails changes nothing', async () => {
	await inFolder(async folder => {
		const options = createWorld().options(join(folder, 'queen.db'));
		const store = await openStore(options);
		await store.sendMail(newMail('a', 'b', 'kept'));
		store.close();
		const broken = {
			version: newestVersion() + 1,
			name: 'broken',
			apply: (sql: {exec(text: string): void}) => sql.exec('CREATE TABLE extra (a INTEGER) STRICT; DROP TABLE messages; SELECT nonsense'),
		};
		await assert.rejects(openWith(options, [...migrations, broken]), /nonsense/);
		const same = await openStore(options);
		assert.equal((await same.inbox('b', {all: true, limit: null})).total, 1);
		same.close();
		const good = {version: newestVersion() + 1, name: 'good', apply: (sql: {exec(text: string): void}) => sql.exec('ALTER TABLE events ADD COLUMN host TEXT')};
		const moved = await openWith(options, [...migrations, good]);
		assert.equal((await moved.inbox('b', {all: true, limit: null})).total, 1);
		moved.close();
		await rejectsWith(openStore(options), 'newer');
		// Mutation seen red: upgrade() without withCopy.
		const copies = readdirSync(join(folder, 'backups'));
		assert.deepEqual(copies, [`20260411T040000Z-version-${newestVersion()}.db`], 'only of the one that went through');
		const copy = connect(join(folder, 'backups', copies[0] ?? ''), {timeout: 0});
		assert.deepEqual(copy.prepare('SELECT body FROM messages').all(), [{body: 'kept'}]);
		copy.close();
	});
});

test('read-only: reads, never writes, makes nothing', async () => {
	await inFolder(async folder => {
		const options = createWorld().options(join(folder, 'queen.db'));
		await rejectsWith(openStore({...options, readOnly: true}), 'io');
		assert.deepEqual(readdirSync(folder), []);
		const writer = await openStore(options);
		await writer.sendMail(newMail('a', 'b', 'hello'));
		const reader = await openStore({...options, readOnly: true});
		assert.equal((await reader.inbox('b', {all: true, limit: null})).total, 1);
		await rejectsWith(reader.markRead('b', [1]), 'read-only');
		assert.equal((await reader.snapshot('b')).counts.unread, 1);
		reader.close();
		writer.close();
	});
});

test('read-only beside a suspicion: a whole database is read, the suspicion is left to who may write', async () => {
	await inFolder(async folder => {
		const options = createWorld().options(join(folder, 'queen.db'));
		const writer = await openStore(options);
		await writer.sendMail(newMail('a', 'b', 'hello'));
		writer.close();
		writeFileSync(`${options.file}.suspect`, '');
		// Mutation seen red: openLong that asks for the suspicion again after it was looked into.
		const reader = await openStore({...options, readOnly: true});
		assert.equal((await reader.inbox('b', {all: true, limit: null})).total, 1);
		reader.close();
		assert.ok(existsSync(`${options.file}.suspect`));
	});
});

test('a backup is a whole database, and never overwrites', async () => {
	await inFolder(async folder => {
		const world = createWorld();
		const store = await openStore(world.options(join(folder, 'queen.db')));
		await store.sendMail(newMail('a', 'b', 'hello'));
		const copy = join(folder, 'copy.db');
		await store.backup(copy);
		await rejectsWith(store.backup(copy), 'io');
		store.close();
		const other = await openStore(world.options(copy));
		assert.equal((await other.inbox('b', {all: true, limit: null})).total, 1);
		other.close();
	});
});
