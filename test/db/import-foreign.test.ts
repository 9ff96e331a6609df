/** What other coordination programs stored, taken over into a living colony: read from a copy, each row once, all or nothing. */
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import fc from 'fast-check';
import type {Connection} from '../../db/connection.ts';
import {readForeign} from '../../db/foreign-file.ts';
import {readHive} from '../../db/foreign-hive.ts';
import {readSwarm} from '../../db/foreign-swarm.ts';
import {connect, openStore} from '../../db/open.ts';
import {type ImportOptions, type Store, StoreError, type StoreOptions} from '../../db/store.ts';
import type {ClaimPlace, ForeignColony, Imported} from '../../db/types.ts';
import {inFolder} from './colony.ts';
import {createWorld, pathClaim, registration, sighting, type World} from './world.ts';

// Copies are made below it: a place of our own shows whether one was left.
const temporary = mkdtempSync(join(tmpdir(), 'hivequeen-import-'));
process.env['TMPDIR'] = temporary;
after(() => rmSync(temporary, {recursive: true, force: true}));
const copiesLeft = (): readonly string[] => readdirSync(temporary).filter(name => name.startsWith('queen-import-'));

/** Word for word as claude-swarm 0.3.3 makes its tables. */
export const swarmSchema = `
CREATE TABLE sessions (id TEXT PRIMARY KEY, workstream TEXT NOT NULL, status TEXT DEFAULT 'running', branch TEXT, note TEXT,
	updated_at DATETIME DEFAULT CURRENT_TIMESTAMP, last_sync_at DATETIME);
CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, from_id TEXT NOT NULL, to_id TEXT NOT NULL, body TEXT NOT NULL, type TEXT DEFAULT 'message',
	status TEXT DEFAULT 'unread', created_at DATETIME DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE reviews (id INTEGER PRIMARY KEY AUTOINCREMENT, requester TEXT NOT NULL, reviewer TEXT NOT NULL, diff TEXT, status TEXT DEFAULT 'pending',
	comments TEXT, created_at DATETIME DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE git_lock (id INTEGER PRIMARY KEY CHECK (id = 1), held_by TEXT, acquired_at DATETIME);
CREATE TABLE file_claims (file_path TEXT PRIMARY KEY, session_id TEXT NOT NULL, claimed_at DATETIME DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE shared_context (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL, category TEXT NOT NULL, body TEXT NOT NULL,
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP);
`;
const swarmRows = `
INSERT INTO git_lock VALUES (1, 'A', '2026-04-01T09:00:00+00:00');
INSERT INTO sessions VALUES ('A', 'frontend', 'blocked', 'feat/frontend', 'waiting on B, SECRET', '2026-04-01T10:00:00.123456+00:00', NULL),
	('B', 'backend', 'Running Late', 'feat/backend', NULL, '2026-04-01T10:05:00+00:00', '2026-04-01T10:06:00+00:00'), ('queen', 'all', 'running', NULL, NULL, NULL, NULL);
INSERT INTO messages (from_id, to_id, body, type, status, created_at) VALUES ('B', 'A', 'Auth types are exported now', 'message', 'unread', '2026-04-01 10:01:00'),
	('A', 'B', 'thanks', 'message', 'read', '2026-04-01 10:02:00'), ('B', 'A', 'Auth types are exported now', 'message', 'unread', '2026-04-01 10:01:00');
INSERT INTO reviews (requester, reviewer, diff, status, comments, created_at) VALUES ('A', 'B', 'diff --git a/x b/x', 'approved', 'lgtm', '2026-04-01 10:03:00'),
	('B', 'A', 'diff --git a/y b/y', 'pending', 'fix it', '2026-04-01 10:04:00');
INSERT INTO file_claims VALUES ('src/x.ts', 'A', '2026-04-01T10:00:00+00:00'), ('src/y.ts', 'B', '2026-04-01T10:00:00+00:00');
INSERT INTO shared_context (session_id, category, body, created_at) VALUES ('B', 'decision', 'JWT, not cookies', '2026-04-01T10:00:00+00:00'),
	('A', 'gossip', 'SECRET', '2026-04-01T10:00:01+00:00');
`;
const hiveRows = `
CREATE TABLE workers (pid INTEGER PRIMARY KEY, name TEXT, task TEXT, updated_at TEXT);
CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, to_worker TEXT NOT NULL, body TEXT NOT NULL, sent_at TEXT NOT NULL, read_at TEXT);
INSERT INTO workers VALUES (1, 'Worker A', 'writing', '2026-04-11T04:00:00.123456+00:00'), (2, 'Worker A', 'an older process', '2026-04-10T04:00:00+00:00');
INSERT INTO messages(to_worker, body, sent_at) VALUES ('Worker A', 'hello', '2026-04-11 04:00:00');
`;

const shop = {repo: 'shop', repoId: '/r/shop/.git', repoKey: 'example.org/shop'};

/** As source/actions/import.ts does: paths in the repository. */
function placesOf(colony: ForeignColony): ReadonlyMap<string, ClaimPlace> {
	const isSwarm = colony.from === 'claude-swarm';
	const nowhere = {repo: null, repoId: null, repoKey: null};
	return new Map(
		colony.claims.map(({key, text}) => [key, {kind: isSwarm ? 'path' : 'domain', resource: text, ignoreCase: false, ...(isSwarm ? shop : nowhere)}] as const),
	);
}

const optionsFor = (colony: ForeignColony, more: Partial<ImportOptions> = {}): ImportOptions => ({
	repository: shop,
	places: placesOf(colony),
	trial: false,
	...more,
});

function make(file: string, ...statements: readonly string[]): Connection {
	const connection = connect(file, {timeout: 0});
	connection.pragma('journal_mode = WAL');
	for (const each of statements) connection.exec(each);
	return connection;
}

type Case = {readonly world: World; readonly options: StoreOptions; readonly store: Store; readonly folder: string; readonly file: string};

async function inColony(work: (given: Case) => Promise<void>): Promise<void> {
	await inFolder(async folder => {
		const world = createWorld();
		const options = world.options(join(folder, 'hive/queen.db'));
		const store = await openStore(options);
		mkdirSync(join(folder, 'other'));
		try {
			await work({world, options, store, folder, file: join(folder, 'other/bus.db')});
		} finally {
			store.close();
		}
	});
}

const read = ({file, options}: Case): ForeignColony => readForeign(file, options.file, sql => readSwarm(sql, file));
const nothing: Imported = {sisters: 0, mail: 0, claims: 0, context: 0, reviews: 0, held: []};

/** Names, contents and times of change of a folder. */
const fingerprint = (folder: string): readonly string[] =>
	readdirSync(folder)
		.sort()
		.map(name => {
			const {mtimeNs, ino, mode} = statSync(join(folder, name), {bigint: true});
			return `${name} ${mtimeNs} ${ino} ${mode} ${createHash('sha256')
				.update(readFileSync(join(folder, name)))
				.digest('hex')}`;
		});

test('claude-swarm: sessions, mail, claims, shared context and reviews come in once', async () => {
	await inColony(async given => {
		const {store, file} = given;
		make(file, swarmSchema, swarmRows).close();
		const colony = read(given);
		assert.deepEqual(await store.importColony(colony, optionsFor(colony)), {sisters: 2, mail: 3, claims: 2, context: 2, reviews: 2, held: []});

		const [a, b] = [await store.sister('a'), await store.sister('b')];
		assert.deepEqual(
			[a?.displayName, a?.status, a?.branch, a?.repo, a?.lastSign, a?.declared],
			[
				'A',
				'gone',
				'feat/frontend',
				'shop',
				null,
				{status: 'blocked', note: 'waiting on B, [redacted]', workstream: 'frontend', since: '2026-04-01T10:00:00.123Z'},
			],
		);
		assert.deepEqual([b?.declared?.status, b?.declared?.since, b?.lastSeen], ['running-late', '2026-04-01T10:06:00.000Z', '2026-04-01T10:06:00.000Z']);
		assert.equal(await store.sister('queen'), null, 'the keeper is no sister');

		// Equal texts are separate letters.
		const inbox = await store.inbox('a', {all: true, limit: null});
		assert.deepEqual(
			inbox.messages.map(({from, body, sentAt, readAt, fromVerified}) => [from, body, sentAt, readAt, fromVerified]),
			[1, 2].map(() => ['b', 'Auth types are exported now', '2026-04-01T10:01:00.000Z', null, 'unknown']),
		);
		assert.equal((await store.inbox('b', {all: false, limit: null})).unread, 0, 'read there is read here');

		const claims = await store.claims();
		assert.deepEqual(
			claims.map(({resource, owner, repoKey, claimedAt, state, ttlMs}) => [resource, owner, repoKey, claimedAt, state, ttlMs]),
			['x', 'y'].map((name, n) => [`src/${name}.ts`, ['a', 'b'][n], shop.repoKey, '2026-04-01T10:00:00.000Z', 'held', 7_200_000]),
		);

		const {entries} = await store.context({where: {repoKey: shop.repoKey}, limit: null});
		assert.deepEqual(
			entries.map(({by, category, body}) => [by, category, body]),
			[
				['a', 'discovery', '[redacted]'],
				['b', 'decision', 'JWT, not cookies'],
			],
		);
		assert.equal((await store.syncNews('c', shop.repoKey, {messages: null, context: null})).context.length, 2, 'news to who was not told');

		const {reviews} = await store.reviews({which: 'all', limit: null});
		assert.deepEqual(
			reviews.map(({requester, reviewer, branch, state, verdict, comments}) => [requester, reviewer, branch, state, verdict, comments.map(({body}) => body)]),
			[
				['b', 'a', 'feat/backend', 'superseded', null, ['diff --git a/y b/y', 'fix it']],
				['a', 'b', 'feat/frontend', 'superseded', 'approved', ['diff --git a/x b/x', 'lgtm']],
			],
		);
		// Mutation seen red: reviews imported without superseded_at.
		assert.equal((await store.reviews({which: 'in-force', limit: null})).total, 0, 'an imported approval clears no branch');
		assert.equal((await store.reviews({which: 'all', withCommits: true, limit: null})).total, 0);

		const events = await store.events({limit: 50});
		// Mutations seen red: `knows` that is always false; the event written also when nothing came in.
		assert.deepEqual(await store.importColony(read(given), optionsFor(colony)), nothing, 'the second time adds nothing');
		assert.deepEqual(await store.events({limit: 50}), events, 'and says nothing');
	});
});

test('what came since the first import comes in alone, also from a copy of the file elsewhere', async () => {
	await inColony(async given => {
		const {store, file, folder} = given;
		const foreign = make(file, swarmSchema, swarmRows);
		const first = read(given);
		await store.importColony(first, optionsFor(first));
		foreign.exec("INSERT INTO messages (from_id, to_id, body) VALUES ('A', 'B', 'late')");
		foreign.exec(`VACUUM INTO '${join(folder, 'other/moved.db')}'`);
		foreign.close();
		const again = read({...given, file: join(folder, 'other/moved.db')});
		// Mutation seen red: the path of the file made part of the key.
		assert.deepEqual(await store.importColony(again, optionsFor(again)), {...nothing, mail: 1});
	});
});

test('a database in use is read with its log, and neither it nor its folder is changed', async () => {
	await inColony(async given => {
		const {file, folder} = given;
		const foreign = make(file, swarmSchema, swarmRows);
		// Nothing of it stands in the file itself yet.
		assert.ok(statSync(`${file}-wal`).size > 0);
		foreign.exec("BEGIN; INSERT INTO messages (from_id, to_id, body) VALUES ('A', 'B', 'never committed')");
		const before = fingerprint(join(folder, 'other'));
		// Mutation seen red: suffixes without '-wal'.
		assert.equal(read(given).letters.length, 3);
		assert.deepEqual(fingerprint(join(folder, 'other')), before);
		foreign.exec('ROLLBACK');
		// As a killed program leaves it: whoever opens that file first empties the log into it.
		mkdirSync(join(folder, 'killed'));
		for (const suffix of ['', '-wal']) copyFileSync(`${file}${suffix}`, join(folder, `killed/bus.db${suffix}`));
		const killed = fingerprint(join(folder, 'killed'));
		assert.equal(read({...given, file: join(folder, 'killed/bus.db')}).letters.length, 3);
		// Mutation seen red: the file opened where it lies.
		assert.deepEqual(fingerprint(join(folder, 'killed')), killed);
		foreign.close();
		chmodSync(join(folder, 'other'), 0o500);
		assert.equal(read(given).letters.length, 3, 'also where nothing may be written');
		chmodSync(join(folder, 'other'), 0o700);
		assert.deepEqual(copiesLeft(), [], 'no copy is left');
	});
});

test('a trial says the same and writes nothing', async () => {
	await inColony(async given => {
		const {store, file} = given;
		make(file, swarmSchema, swarmRows).close();
		const colony = read(given);
		const tried = await store.importColony(colony, optionsFor(colony, {trial: true}));
		// Mutation seen red: ImportTried not thrown.
		assert.deepEqual([await store.sisters(), await store.claims(), await store.events({limit: 10})], [[], [], []]);
		assert.deepEqual(await store.importColony(colony, optionsFor(colony)), tried);
	});
});

test('what another holds here stays out, what she said here already stays, and a failure takes all of it back', async () => {
	await inColony(async given => {
		const {store, file, world} = given;
		make(file, swarmSchema, swarmRows).close();
		await store.register(registration('A'));
		await store.declareStatus('a', {status: 'ready', note: null, workstream: null}, 'a');
		await store.recordSightings({epoch: null, sightings: [sighting(world.process(9))], complete: true});
		await store.claim(pathClaim('iza-9', 'src'));
		const colony = read(given);
		const broken = {...colony, context: [...colony.context, {key: 'x', by: 'A', category: 'decision' as const, body: 'b', addedAt: null}]};
		const twice = {...broken, context: [...broken.context].map(each => ({...each}))};
		Object.defineProperty(twice.context[2], 'body', {
			get: () => {
				throw new Error('broken row');
			},
		});
		await assert.rejects(store.importColony(twice, optionsFor(colony)), /broken row/);
		assert.equal((await store.inbox('b', {all: true, limit: null})).total, 0, 'all or nothing');
		const done = await store.importColony(colony, optionsFor(colony));
		assert.deepEqual(done, {
			...{sisters: 1, mail: 3, claims: 0, context: 2, reviews: 2},
			held: [
				{resource: 'src/x.ts', owner: 'a', holder: 'iza-9'},
				{resource: 'src/y.ts', owner: 'b', holder: 'iza-9'},
			],
		});
		assert.equal((await store.sister('a'))?.declared?.status, 'ready');
	});
});

test('what she holds here already is not taken twice, nor for longer', async () => {
	await inColony(async given => {
		const {store, file, world} = given;
		make(file, swarmSchema, swarmRows).close();
		const held = await store.claim(pathClaim('a', 'src/x.ts', {ttlMs: 60_000}));
		world.pass(30_000);
		const colony = read(given);
		// Mutation seen red: addClaim without ownClaim, which renews it.
		assert.equal((await store.importColony(colony, optionsFor(colony))).claims, 1);
		const [claim] = (await store.claims()).filter(({owner}) => owner === 'a');
		assert.deepEqual([claim?.id, claim?.ttlMs, claim?.expiresAt], held.ok ? [held.claim.id, 60_000, held.claim.expiresAt] : []);
	});
});

test('a hive from elsewhere: its own mail, tasks and claims', async () => {
	await inColony(async given => {
		const {store, options, folder} = given;
		const file = join(folder, 'other/hive.db');
		make(file, hiveRows).close();
		const readIt = () => readForeign(file, options.file, sql => readHive(sql, file));
		await store.sendMail({from: 'x', fromVerified: 'yes', to: ['y'], repoKey: null, body: 'ours', priority: 'normal', kind: 'mail', replyTo: null, nonce: 'n'});
		const colony = readIt();
		assert.deepEqual(await store.importColony(colony, optionsFor(colony)), {...nothing, sisters: 1, mail: 1});
		const worker = await store.sister('worker-a');
		assert.deepEqual([worker?.task, worker?.unread, worker?.status], ['writing', 1, 'gone']);
		assert.deepEqual([(await store.message(1))?.body, (await store.message(2))?.body], ['ours', 'hello'], 'ours keeps its number');
		assert.deepEqual(await store.importColony(readIt(), optionsFor(colony)), nothing);
	});
});

test('the original queen: released claims are history, held ones are held', async () => {
	await inColony(async given => {
		const {store, options, folder} = given;
		const file = join(folder, 'other/old.db');
		make(
			file,
			`CREATE TABLE sisters (pid INTEGER PRIMARY KEY, name TEXT NOT NULL, git_branch TEXT, current_task TEXT, last_seen TEXT);
			CREATE TABLE claims (id TEXT PRIMARY KEY, owner TEXT NOT NULL, description TEXT, claimed_at TEXT NOT NULL, released_at TEXT);
			INSERT INTO claims VALUES ('deploy', 'iza-2', 'mine', '2026-04-11T04:00:00Z', NULL), ('old', 'iza-1', NULL, '2026-04-10T04:00:00Z', 'some day')`,
		).close();
		const colony = readForeign(file, options.file, sql => readHive(sql, file));
		assert.deepEqual(await store.importColony(colony, optionsFor(colony)), {...nothing, claims: 2});
		assert.deepEqual(
			(await store.claims({released: true})).map(({resource, owner, state, kind}) => [resource, owner, state, kind]),
			[
				['old', 'iza-1', 'released', 'domain'],
				['deploy', 'iza-2', 'held', 'domain'],
			],
		);
		await store.release((await store.findClaims('deploy'))[0]?.id ?? 0, {name: 'iza-2', verified: 'yes', force: false, why: null});
		assert.deepEqual(await store.importColony(colony, optionsFor(colony)), nothing, 'what was given back here is not claimed again');
	});
});

test('what is no such database is refused in one sentence, and nothing is left behind', async () => {
	await inColony(async given => {
		const {options, folder} = given;
		const at = (name: string): string => join(folder, 'other', name);
		writeFileSync(at('text'), 'no database, but long enough that SQLite looks at it twice '.repeat(20));
		writeFileSync(at('empty'), '');
		make(at('columns'), 'CREATE TABLE sessions (id TEXT); CREATE TABLE "messages\u001b[31m" (x)').close();
		make(at('half'), swarmSchema.replace('file_path TEXT PRIMARY KEY', 'path TEXT PRIMARY KEY')).close();
		make(at('damaged'), swarmSchema, swarmRows).close();
		truncateSync(at('damaged'), statSync(at('damaged')).size - 4096);
		make(at('view'), 'CREATE VIEW sessions AS SELECT 1 AS id, 2 AS workstream, 3 AS status; CREATE TABLE messages (from_id, to_id, body)').close();
		mkdirSync(at('folder'));
		symlinkSync(options.file, at('ours'));
		const cases: readonly (readonly [string, StoreError['code'], RegExp])[] = [
			['text', 'foreign', /is no SQLite database, or a damaged one: nothing was imported/],
			['empty', 'foreign', /is not the database of claude-swarm \(it has no tables\)/],
			['columns', 'foreign', /not the database of claude-swarm \(its tables are sessions, messages/],
			['half', 'foreign', /its table file_claims has no file_path/],
			['damaged', 'foreign', /damaged/],
			['view', 'foreign', /not the database of claude-swarm/],
			['folder', 'foreign', /is no file/],
			['missing', 'io', /There is no file/],
			// Mutation seen red: assertReadable without the comparison of dev and inode.
			['ours', 'foreign', /is the colony's own database/],
		];
		for (const [name, code, sentence] of cases)
			assert.throws(
				() => read({...given, file: at(name)}),
				(error: unknown) => error instanceof StoreError && error.code === code && sentence.test(error.message),
				name,
			);
		const other = createWorld().options(join(folder, 'another/queen.db'));
		(await openStore(other)).close();
		assert.throws(() => read({...given, file: other.file}), /is a colony of this program already/);
		assert.deepEqual(copiesLeft(), []);
	});
});

test('rows that hold anything: nothing throws, nothing is doubled', async () => {
	const value = fc.oneof(
		fc.string({unit: 'binary'}),
		fc.integer(),
		fc.constant(null),
		fc.uint8Array({maxLength: 8}),
		fc.constant('\u0000\u001b]0;x\u0007'),
		fc.constant('ä'.repeat(9000)),
	);
	const row = fc.tuple(value, value, value, value);
	await fc.assert(
		fc.asyncProperty(fc.array(row, {maxLength: 6}), async rows => {
			await inColony(async given => {
				const {store, file} = given;
				const foreign = make(file, swarmSchema.replaceAll(' NOT NULL', ''));
				for (const [n, [a, b, c, d]] of rows.entries()) {
					foreign.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)').run(n, b, c, d, a, b, c);
					foreign.prepare('INSERT INTO messages (from_id, to_id, body, type, status, created_at) VALUES (?, ?, ?, ?, ?, ?)').run(a, b, c, d, a, b);
					foreign.prepare('INSERT INTO reviews (requester, reviewer, diff, status, comments, created_at) VALUES (?, ?, ?, ?, ?, ?)').run(a, b, c, d, a, b);
					foreign.prepare('INSERT INTO shared_context (session_id, category, body, created_at) VALUES (?, ?, ?, ?)').run(a, b, c, d);
				}
				foreign.close();
				const colony = read(given);
				const first = await store.importColony(colony, optionsFor(colony));
				assert.deepEqual([first.mail, first.context, first.reviews], [rows.length, rows.length, rows.length]);
				assert.deepEqual(await store.importColony(read(given), optionsFor(colony)), nothing);
				assert.deepEqual(await store.check(), []);
			});
		}),
		{numRuns: 15},
	);
});
