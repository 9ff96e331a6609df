/** The databases that people have from the seeds: recognised by their columns, kept, and what they knew comes along. */
import assert from 'node:assert/strict';
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {Connection} from '../../db/connection.ts';
import {connect, openStore} from '../../db/open.ts';
import type {StoreOptions} from '../../db/store.ts';
import {inFolder} from './colony.ts';
import {createWorld, newMail} from './world.ts';

/** The original queen's tables, as seed 2 prints them, and one that it does not. */
const original = `
CREATE TABLE sisters (pid INTEGER PRIMARY KEY, name TEXT NOT NULL, git_branch TEXT, current_task TEXT, task_source TEXT DEFAULT 'auto', status TEXT, last_seen TEXT);
CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, from_sister TEXT, to_sister TEXT NOT NULL, body TEXT NOT NULL, priority TEXT DEFAULT 'normal',
	sent_at TEXT NOT NULL, read_at TEXT, acked_at TEXT);
CREATE TABLE claims (id TEXT PRIMARY KEY, owner TEXT NOT NULL, description TEXT, claimed_at TEXT NOT NULL, released_at TEXT);
CREATE TABLE conflicts (id TEXT PRIMARY KEY, type TEXT NOT NULL, sisters TEXT NOT NULL, detail TEXT, detected_at TEXT NOT NULL, resolved_at TEXT);
CREATE TABLE events (at TEXT, what TEXT);
CREATE INDEX by_name ON sisters(name);
CREATE VIEW unread AS SELECT * FROM messages WHERE read_at IS NULL;
INSERT INTO sisters VALUES (26747, 'iza-1', 'main', NULL, 'auto', 'idle', '2026-04-11T04:00:00Z'),
	(26932, 'iza-2', 'izabael/phase10', 'Phase 10, with SECRET', 'declared', 'working', '2026-04-11T04:10:00Z'),
	(11, 'iza-2', 'old', 'an older process', 'declared', 'idle', '2026-04-10T04:10:00Z');
INSERT INTO messages VALUES (147, 'iza-1', 'iza-2', 'PR #8 is up SECRET', 'normal', '2026-04-11T04:12:09Z', NULL, NULL),
	(148, NULL, 'iza-1', 'read', 'urgent', '2026-04-11 04:13:00', '2026-04-11T04:14:00.5+00:00', NULL);
INSERT INTO claims VALUES ('izabael-com-deploy', 'iza-2', 'mine', '2026-04-11T04:00:00Z', NULL), ('old', 'iza-1', NULL, '2026-04-10T04:00:00Z', '2026-04-10T05:00:00Z');
`;

const minimal = `
CREATE TABLE workers (pid INTEGER PRIMARY KEY, name TEXT, task TEXT, updated_at TEXT);
CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, to_worker TEXT NOT NULL, body TEXT NOT NULL, sent_at TEXT NOT NULL, read_at TEXT);
INSERT INTO workers VALUES (1, 'Worker A', 'writing', '2026-04-11T04:00:00.123456+00:00');
INSERT INTO messages(to_worker, body, sent_at) VALUES ('Worker A', 'hello', datetime('2026-04-11 04:00:00'));
`;

function writeDatabase(options: StoreOptions, statements: string, more?: (connection: Connection) => void): void {
	const connection = connect(options.file, {timeout: 0});
	connection.exec(statements);
	more?.(connection);
	connection.close();
}

test('the original queen: mail with its numbers, claims, tasks; a dated copy is kept; said in one event', async () => {
	await inFolder(async folder => {
		const options = createWorld().options(join(folder, 'queen.db'));
		const long = 'ä'.repeat(5000);
		writeDatabase(options, original, connection => {
			connection.prepare("INSERT INTO messages (from_sister, to_sister, body, sent_at) VALUES ('iza-1', 'iza-3', ?, 'yesterday')").run(long);
		});
		const store = await openStore(options);
		const [letter, read, cut] = await Promise.all([147, 148, 149].map(id => store.message(id)));
		assert.deepEqual(
			[letter?.from, letter?.to, letter?.body, letter?.sentAt, letter?.readAt, letter?.kind],
			['iza-1', 'iza-2', 'PR #8 is up [redacted]', '2026-04-11T04:12:09.000Z', null, 'mail'],
		);
		assert.deepEqual([read?.from, read?.priority, read?.sentAt, read?.readAt], ['unknown', 'urgent', '2026-04-11T04:13:00.000Z', '2026-04-11T04:14:00.500Z']);
		assert.match(cut?.body ?? '', /^ä{3000,}\n… \(cut; the whole text is in .*original\.db\)$/);
		assert.equal((await store.counts('iza-2')).unread, 1);
		const two = await store.sister('iza-2');
		assert.deepEqual([two?.status, two?.task, two?.taskSource, two?.branch], ['gone', 'Phase 10, with [redacted]', 'declared', 'izabael/phase10']);
		const claims = await store.claims({released: true});
		assert.deepEqual(
			claims.map(claim => [claim.resource, claim.owner, claim.state, claim.kind]),
			[
				['old', 'iza-1', 'released', 'domain'],
				['izabael-com-deploy', 'iza-2', 'held', 'domain'],
			],
		);
		const sent = await store.sendMail(newMail('a', 'b', 'next'));
		assert.equal(sent.ok && sent.messages[0]?.id, 150, 'numbers go on');
		const [event] = await store.events({limit: 10, kinds: ['import']});
		const kept = String(event?.data['kept']);
		assert.deepEqual([event?.data['from'], event?.data['mail'], event?.data['claims'], event?.data['sisters']], ['the original queen', 3, 2, 2]);
		assert.deepEqual(await store.check(), []);
		store.close();
		assert.deepEqual(
			readdirSync(join(folder, 'backups')).map(name => join(folder, 'backups', name)),
			[kept],
		);
		assert.equal(statSync(kept).mode & 0o777, 0o600);
		const copy = connect(kept, {timeout: 0});
		assert.deepEqual(copy.prepare('SELECT id, body FROM messages WHERE id = 149').all(), [{id: 149, body: long}]);
		copy.close();
		const again = await openStore(options);
		assert.equal((await again.events({limit: 10, kinds: ['import']})).length, 1, 'once');
		again.close();
	});
});

test('the minimal hive: its workers and its mail', async () => {
	await inFolder(async folder => {
		const options = createWorld().options(join(folder, 'queen.db'));
		writeDatabase(options, minimal);
		const store = await openStore(options);
		const [sister] = await store.sisters();
		assert.deepEqual([sister?.name, sister?.displayName, sister?.task, sister?.unread, sister?.status], ['worker-a', 'Worker A', 'writing', 1, 'gone']);
		assert.deepEqual((await store.message(1))?.body, 'hello');
		assert.equal((await store.events({limit: 10, kinds: ['import']}))[0]?.data['from'], 'the minimal hive');
		store.close();
	});
});

test('one half of the minimal hive is enough to know it', async () => {
	for (const statement of minimal.trim().split('\n').slice(0, 2)) {
		await inFolder(async folder => {
			const options = createWorld().options(join(folder, 'queen.db'));
			writeDatabase(options, statement);
			const store = await openStore(options);
			assert.equal((await store.events({limit: 10, kinds: ['import']})).length, 1);
			store.close();
		});
	}
});

test('an import that fails changes nothing', async () => {
	await inFolder(async folder => {
		const options = createWorld().options(join(folder, 'queen.db'));
		writeDatabase(options, original);
		const broken: StoreOptions = {
			...options,
			redact: text => {
				if (text.includes('Phase')) throw new Error('redact broke');
				return text;
			},
		};
		await assert.rejects(openStore(broken), /redact broke/);
		// Mutation seen red: dropEverything() outside the transaction of build().
		const connection = connect(options.file, {timeout: 0});
		assert.deepEqual(connection.prepare('SELECT count(*) AS n FROM sisters').all(), [{n: 3}]);
		assert.deepEqual(connection.prepare('SELECT what FROM events').all(), []);
		connection.close();
		const store = await openStore(options);
		assert.equal((await store.sisters()).length, 2);
		store.close();
	});
});
