/** Every way in which a file can be broken that we could think of: it is kept, a good one takes its place, and it is said. */
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {closeSync, copyFileSync, existsSync, fstatSync, ftruncateSync, openSync, readdirSync, readFileSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {connect, openStore} from '../../db/open.ts';
import {type Store, StoreError, type StoreOptions} from '../../db/store.ts';
import {inFolder} from './colony.ts';
import {createWorld, minutes, newClaim, newMail, type World} from './world.ts';

const isFull = process.env['HIVEQUEEN_FULL'] === '1';
const letters = 120;
const body = (n: number): string => `letter ${n} ${'x'.repeat(300)}`;

/** A colony with mail on many pages, closed. */
async function seed(options: StoreOptions): Promise<void> {
	const store = await openStore(options);
	for (let n = 1; n <= letters; n += 1) await store.sendMail(newMail('a', 'b', body(n)));
	await store.claim(newClaim('a', 'deploy'));
	store.close();
}

/** Uses everything, as a day's commands would: damage that lies somewhere is met. */
async function exercise(store: Store): Promise<void> {
	await store.snapshot('b', {allMail: true});
	await store.inbox('b', {all: true, limit: null});
	await store.claims({released: true});
	await store.events({limit: 10_000});
	await store.sendMail(newMail('a', 'c', 'still here'));
	await store.claim(newClaim('c', 'tests'));
	const problems = await store.check();
	if (problems.length > 0) throw new StoreError('corrupt', problems.join('; '));
}

/** Opens and uses it; damage that is met only then ends this run, and the next one must find a good database. Answers the runs it took. */
async function exerciseUntilGood(options: StoreOptions): Promise<number> {
	for (let run = 1; run <= 3; run += 1) {
		const store = await openStore(options);
		try {
			await exercise(store);
			return run;
		} catch (error) {
			assert.ok(error instanceof StoreError && error.code === 'corrupt', String(error));
		} finally {
			store.close();
		}
	}
	assert.fail('still damaged after three runs');
}

/** No process holds a connection here, so `fs` may touch the file. */
function damage(file: string, change: (descriptor: number, size: number) => void): void {
	const descriptor = openSync(file, 'r+');
	change(descriptor, fstatSync(descriptor).size);
	closeSync(descriptor);
}

const fill = (from: number, length: number, byte: number) => (descriptor: number) => {
	writeSync(descriptor, Buffer.alloc(length, byte), 0, length, from);
};

const quarantined = (folder: string): readonly string[] => (existsSync(join(folder, 'quarantine')) ? readdirSync(join(folder, 'quarantine')) : []);

async function lettersOf(options: StoreOptions): Promise<ReadonlySet<string>> {
	const store = await openStore(options);
	const {messages} = await store.inbox('b', {all: true, limit: null});
	store.close();
	for (const message of messages) assert.equal(message.body, body(message.id), 'what came along is what was written');
	return new Set(messages.map(message => message.body));
}

const recoveries = async (options: StoreOptions): Promise<number> => {
	const store = await openStore(options);
	const events = await store.events({limit: 100, kinds: ['recovered']});
	store.close();
	return events.length;
};

const heads: Readonly<Record<string, (descriptor: number, size: number) => void>> = {
	'a text file': descriptor => {
		ftruncateSync(descriptor, 0);
		writeSync(descriptor, 'this is no database, but somebody’s notes\n'.repeat(50));
	},
	'header of zeros': fill(0, 100, 0),
	'first page of zeros': fill(0, 4096, 0),
	'first page of noise': fill(16, 4080, 0xa5),
	'schema of noise': fill(2048, 2048, 0xa5),
	'cut to 60 %': (descriptor, size) => ftruncateSync(descriptor, Math.floor(size * 0.6)),
	'cut in the middle of a page': (descriptor, size) => ftruncateSync(descriptor, size - 6000),
	'cut to one byte': descriptor => ftruncateSync(descriptor, 1),
};

for (const [what, change] of Object.entries(heads)) {
	test(`${what}: put in quarantine, never overwritten, and a good one takes its place`, async () => {
		await inFolder(async folder => {
			const options = createWorld().options(join(folder, 'queen.db'));
			await seed(options);
			damage(options.file, change);
			const bytes = readFileSync(options.file);
			await exerciseUntilGood(options);
			const [kept, ...more] = quarantined(folder);
			assert.deepEqual(more, [], 'once is enough');
			// Mutation seen red: recover() without quarantine().
			assert.ok(readFileSync(join(folder, 'quarantine', kept ?? '', 'queen.db')).equals(bytes));
			assert.equal(await recoveries(options), 1);
			assert.equal(await exerciseUntilGood(options), 1, 'the second run is stable');
			assert.equal(quarantined(folder).length, 1);
		});
	});
}

type Page = {readonly page: number; readonly table: string; readonly kind: string; readonly rows: number};

/** Which page belongs to what. */
function pagesOf(file: string): readonly Page[] {
	const connection = connect(file, {timeout: 0});
	const pages = connection.prepare('SELECT pageno AS page, name AS "table", pagetype AS kind, ncell AS rows FROM dbstat ORDER BY pageno').all() as Page[];
	connection.close();
	return pages;
}

test('any single dead page: good again, and at most the rows of that page are lost', async () => {
	await inFolder(async folder => {
		const whole = join(folder, 'whole', 'queen.db');
		const world = createWorld();
		await seed(world.options(whole));
		const pages = pagesOf(whole).filter(({page}) => page > 1);
		const step = isFull ? 1 : Math.ceil(pages.length / 8);
		const chosen = pages.filter((_, index) => index % step === 0);
		assert.ok(chosen.some(({table}) => table === 'messages'));
		for (const page of chosen) await breakPage(join(folder, String(page.page)), whole, page, createWorld());
	});
});

async function breakPage(folder: string, whole: string, {page, table, kind, rows}: Page, world: World): Promise<void> {
	const options = world.options(join(folder, 'queen.db'));
	(await openStore(options)).close();
	copyFileSync(whole, options.file);
	damage(options.file, fill((page - 1) * 4096, 4096, 0xa5));
	const runs = await exerciseUntilGood(options);
	const left = await lettersOf(options);
	const lost = letters - left.size;
	// Without the schema, or the page above all others of its table, nothing can be found any more: only a backup helps.
	const above = table === 'sqlite_schema' || (table === 'messages' && kind !== 'leaf');
	const allowed = above ? letters : table === 'messages' ? rows : 0;
	// Mutation seen red: salvage that reads whole tables only (a dead page loses every letter); a single row read by BETWEEN (its neighbour is lost too).
	assert.ok(lost <= allowed, `page ${page} (${table}, ${kind}): ${lost} letters lost, ${allowed} were on it`);
	if (runs > 1) assert.equal(await recoveries(options), 1);
}

test('damage is met by an operation: code corrupt, and the next open mends it', async () => {
	await inFolder(async folder => {
		const options = createWorld().options(join(folder, 'queen.db'));
		await seed(options);
		const leaf = pagesOf(options.file).find(({table, kind}) => table === 'messages' && kind === 'leaf');
		damage(options.file, fill(((leaf?.page ?? 0) - 1) * 4096, 4096, 0xa5));
		const store = await openStore(options);
		await assert.rejects(store.inbox('b', {all: true, limit: null}), error => error instanceof StoreError && error.code === 'corrupt');
		store.close();
		// Mutation seen red: failure() without markSuspicious.
		assert.ok(existsSync(`${options.file}.suspect`));
		await assert.rejects(openStore({...options, readOnly: true}), error => error instanceof StoreError && error.code === 'corrupt');
		const mended = await openStore(options);
		assert.ok((await mended.inbox('b', {all: true, limit: null})).total >= letters - (leaf?.rows ?? 0));
		const [event] = await mended.events({limit: 10, kinds: ['recovered']});
		assert.ok(Number(event?.data['salvaged']) > 0);
		const sent = await mended.sendMail(newMail('a', 'b', 'new'));
		assert.ok(sent.ok && sent.messages.every(message => message.id > letters), 'numbers are not used twice');
		const claim = await mended.claim(newClaim('a', 'next'));
		assert.ok(claim.ok && claim.claim.fence > 1, 'nor are fences');
		mended.close();
		assert.equal(existsSync(`${options.file}.suspect`), false);
	});
});

test('damaged again right away: left to a person, not recovered for ever', async () => {
	await inFolder(async folder => {
		const world = createWorld();
		const options = world.options(join(folder, 'queen.db'));
		await seed(options);
		damage(options.file, fill(0, 100, 0));
		(await openStore(options)).close();
		damage(options.file, fill(0, 100, 0));
		// Mutation seen red: recover() without recoveredSince.
		await assert.rejects(openStore(options), error => error instanceof StoreError && error.code === 'corrupt' && /again/.test(error.message));
		assert.equal(quarantined(folder).length, 1);
		world.pass(minutes(2));
		(await openStore(options)).close();
		assert.equal(quarantined(folder).length, 2);
	});
});

test('a suspicion without damage is dropped', async () => {
	await inFolder(async folder => {
		const options = createWorld().options(join(folder, 'queen.db'));
		await seed(options);
		closeSync(openSync(`${options.file}.suspect`, 'w'));
		assert.equal((await lettersOf(options)).size, letters);
		assert.deepEqual([existsSync(`${options.file}.suspect`), quarantined(folder)], [false, []]);
	});
});

test('a log cut or flipped anywhere: some prefix of what was written, never half a mail', async () => {
	await inFolder(async folder => {
		const world = createWorld();
		const options = world.options(join(folder, 'queen.db'));
		const store = await openStore(options);
		for (let n = 1; n <= 40; n += 1) await store.sendMail(newMail('a', 'b', body(n)));
		// Another process copies: this one holds a connection, and closing a descriptor of ours would drop its locks.
		const source = `${folder}-copy`;
		execFileSync('cp', ['-r', folder, source]);
		store.close();
		try {
			for (const [index, share] of [0.1, 0.35, 0.6, 0.85].entries()) await cutLog(join(folder, `cut-${index}`), source, share, world);
		} finally {
			rmSync(source, {recursive: true, force: true});
		}
	});
});

async function cutLog(folder: string, source: string, share: number, world: World): Promise<void> {
	const options = world.options(join(folder, 'queen.db'));
	(await openStore(options)).close();
	copyFileSync(join(source, 'queen.db'), options.file);
	copyFileSync(join(source, 'queen.db-wal'), `${options.file}-wal`);
	damage(`${options.file}-wal`, (descriptor, size) => {
		if (share < 0.5) ftruncateSync(descriptor, Math.floor(size * share));
		else fill(Math.floor(size * share), 3, 0xa5)(descriptor);
	});
	const store = await openStore(options);
	const {messages} = await store.inbox('b', {all: true, limit: null});
	const events = await store.events({limit: 1000, kinds: ['tell']});
	assert.deepEqual(
		messages.map(message => message.body).toReversed(),
		messages.map((_, n) => body(n + 1)),
	);
	assert.equal(events.length, messages.length, 'a mail and its event are one');
	assert.ok(messages.length < 40);
	assert.deepEqual(await store.check(), []);
	store.close();
}
