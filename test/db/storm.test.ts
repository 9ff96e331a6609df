/** Processes that are killed at any moment: what was acknowledged is there, nothing is there by half. */
import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {connect} from '../../db/open.ts';
import {inFolder} from './colony.ts';
import {isFull, type Worker, withWorkers} from './processes.ts';
import {open} from './workers/common.ts';
import {newMail} from './world.ts';

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
const said = (workers: readonly Worker[], word: string): readonly string[] =>
	workers.flatMap(worker => worker.lines.filter(line => line.startsWith(`${word} `)).map(line => line.slice(word.length + 1)));

test('kill -9 of writers: every acknowledged write is there, none by half, and a retry sends nothing twice', async () => {
	const kills = isFull ? 150 : 15;
	await inFolder(folder =>
		withWorkers(async start => {
			const file = join(folder, 'queen.db');
			const all: Worker[] = [];
			const begin = (): Worker => {
				const worker = start('storm', [file, `writer-${all.length}`]);
				all.push(worker);
				return worker;
			};
			let living = [begin(), begin(), begin(), begin()];
			for (let kill = 0; kill < kills; kill += 1) {
				const victim = living[kill % living.length] as Worker;
				await victim.said('acked');
				await pause(Math.random() * 15);
				victim.kill();
				await victim.ended;
				living = living.map(worker => (worker === victim ? begin() : worker));
			}
			for (const worker of living) worker.kill();
			await Promise.all(living.map(worker => worker.ended));
			await judge(file, said(all, 'tried'), said(all, 'acked'));
		}),
	);
});

type Counted = {readonly nonce: string; readonly n: number};

/** The nonces that were read from the pipes against the rows. */
async function judge(file: string, tried: readonly string[], acked: readonly string[]): Promise<void> {
	assert.ok(acked.length > 0);
	const store = await open(file);
	const connection = connect(file, {timeout: 5000});
	const rows = (query: string) => connection.prepare(query).all() as Counted[];
	const sends = () => new Map(rows('SELECT nonce, count(*) AS n FROM messages GROUP BY nonce').map(row => [row.nonce, row.n]));
	const before = sends();
	// Mutations seen red: storm.ts that acknowledges before it sends; no transaction at all in sql.ts (then events are missing below).
	for (const nonce of acked) assert.equal(before.get(nonce), 2, `${nonce}: acknowledged, to two recipients`);
	for (const [nonce, n] of before) assert.equal(n, 2, `${nonce}: half a send`);
	const one = (query: string): number => Number(connection.prepare(query).pluck().get());
	assert.equal(one('SELECT count(*) FROM dispatches'), before.size, 'a job for each send');
	assert.equal(one("SELECT count(*) FROM events WHERE kind = 'dispatch'"), before.size, 'an event for each send');
	assert.equal(one("SELECT count(*) FROM events WHERE kind = 'claim'"), one('SELECT count(*) FROM claims'), 'an event for each claim');
	assert.deepEqual(await store.check(), []);
	for (const nonce of tried) await store.sendMail(newMail(nonce.replace(/-\d+$/, ''), ['a', 'b'], nonce, {nonce, kind: 'dispatch'}));
	// Mutation seen red: sendMail without the look-up by nonce.
	const after = sends();
	assert.deepEqual([...after.keys()].sort(), [...tried].sort());
	for (const [nonce, n] of after) assert.equal(n, 2, `${nonce}: a retry doubled it`);
	connection.close();
	store.close();
}

/** Resolves when the path is there. Only its name is looked at: nobody but SQLite opens a database. */
async function appears(path: string): Promise<void> {
	const deadline = Date.now() + 60_000;
	while (!existsSync(path)) {
		assert.ok(Date.now() < deadline, `${path} never appeared`);
		await new Promise(resolve => setImmediate(resolve));
	}
}

test('a new file opened by several at once, in every other round some of them killed: one colony, whole', async () => {
	const rounds = isFull ? 40 : 6;
	for (let round = 0; round < rounds; round += 1) {
		await inFolder(folder =>
			withWorkers(async start => {
				const file = join(folder, 'deep', 'queen.db');
				const openers = Array.from({length: 4}, (_, n) => start('opener', [file, `opener-${n}`]));
				await Promise.all(openers.map(opener => opener.said('ready')));
				for (const opener of openers) opener.go();
				const victims = round % 2 === 1 ? openers.slice(0, 3) : [];
				await killSome(file, victims);
				await Promise.all(openers.map(opener => opener.ended));
				for (const opener of openers) assert.ok(opener.child.exitCode === 0 || victims.includes(opener), 'an opener failed');
				await judgeColony(file, openers);
			}),
		);
	}
});

/** While the tables are being made: that is a few milliseconds after the file is there. */
async function killSome(file: string, victims: readonly Worker[]): Promise<void> {
	if (victims.length === 0) return;
	await appears(file);
	await pause(Math.random() * 8);
	for (const victim of victims) victim.kill();
}

async function judgeColony(file: string, openers: readonly Worker[]): Promise<void> {
	const store = await open(file);
	const {id} = await store.colony();
	// Mutations seen red: migrate() without its transaction (no identity is left); that and no lock (`table meta already exists`).
	assert.deepEqual([...new Set(said(openers, 'opened'))], [id], 'one colony');
	assert.equal(JSON.parse(readFileSync(join(dirname(file), 'colony.json'), 'utf8')).id, id);
	assert.deepEqual(await store.check(), []);
	assert.deepEqual(await store.events({limit: 10, kinds: ['recovered']}), []);
	const marks = (await store.events({limit: 100, kinds: ['notice']})).map(event => event.sister);
	for (const [n, opener] of openers.entries()) if (said([opener], 'opened').length > 0) assert.ok(marks.includes(`opener-${n}`));
	store.close();
}

test('leaders that die or stall: one at a time, and a late one writes nothing', async () => {
	const kills = isFull ? 12 : 3;
	await inFolder(folder =>
		withWorkers(async start => {
			const file = join(folder, 'queen.db');
			const all: Worker[] = [];
			const begin = (): Worker => {
				const worker = start('leader', [file, '400']);
				all.push(worker);
				return worker;
			};
			let living = Array.from({length: 4}, begin);
			for (let kill = 0; kill < kills; kill += 1) {
				const leader = await whoLeads(living);
				leader.kill();
				await leader.ended;
				living = living.map(worker => (worker === leader ? begin() : worker));
			}
			await whoLeads(living, 'refused');
			for (const worker of living) worker.kill();
			await Promise.all(living.map(worker => worker.ended));
			await judgeLeaders(file, all, kills);
		}),
	);
});

/** The next one that writes (or is refused) as a leader. */
function whoLeads(workers: readonly Worker[], word = 'wrote'): Promise<Worker> {
	const before = workers.map(worker => worker.lines.length);
	return new Promise((resolve, reject) => {
		const deadline = Date.now() + 60_000;
		const look = (): void => {
			const found = workers.find((worker, n) => worker.lines.slice(before[n]).some(line => line.startsWith(word)));
			if (found) resolve(found);
			else if (Date.now() > deadline) reject(new Error(`nobody ${word}`));
			else setTimeout(look, 10);
		};
		look();
	});
}

async function judgeLeaders(file: string, all: readonly Worker[], kills: number): Promise<void> {
	const holders = Map.groupBy(said(all, 'led'), line => line.split(' ')[0]);
	for (const [epoch, lines] of holders) assert.equal(new Set(lines).size, 1, `epoch ${epoch} had two leaders`);
	assert.ok(holders.size > kills);
	const store = await open(file);
	const branches = await store.events({limit: 100_000, kinds: ['branch']});
	const epochs = branches.map(event => Number(String(event.data['to']).replace('epoch-', '')));
	assert.ok(epochs.length > 0);
	// Mutation seen red: epochHolds that always says yes (a stalled leader is never refused and writes over the newer one).
	assert.deepEqual(
		epochs,
		epochs.toSorted((a, b) => a - b),
		'an epoch never comes back',
	);
	assert.ok(said(all, 'refused').length > 0, 'somebody came late');
	store.close();
}
