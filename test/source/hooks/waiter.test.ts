/** Urgent mail wakes an idle session where the keeper wants it: what the client runs in the background at the end of a turn. */
import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {cpuTicks, isAlive} from '../../driver/processes.ts';
import {until} from '../../driver/wait.ts';
import type {FakeClient} from './client.ts';
import {type Hive, newHive} from './hive.ts';

type Settings = {readonly hooks: Readonly<Record<string, readonly {readonly hooks: readonly {readonly command: string; readonly asyncRewake?: boolean}[]}[]>>};

const wakeLine = ({settings}: Hive): string | undefined =>
	(JSON.parse(readFileSync(settings, 'utf8')) as Settings).hooks['Stop']?.flatMap(({hooks}) => hooks).find(({asyncRewake}) => asyncRewake === true)?.command;

const configure = ({shell}: Hive, rewake: string): void => {
	const config = path.join(shell.home, '.config/queen/config.json');
	mkdirSync(path.dirname(config), {recursive: true});
	writeFileSync(config, JSON.stringify({rewake}));
};

const wakingHive = async (t: Parameters<typeof newHive>[0]): Promise<{readonly hive: Hive; readonly line: string}> => {
	const hive = await newHive(t);
	assert.equal(wakeLine(hive), undefined, 'off by default');
	configure(hive, 'urgent');
	assert.equal((await hive.shell.queen('hooks', 'status')).code, 1, 'not as it would be written now');
	await hive.shell.says('hooks', 'install', '--yes');
	assert.equal((await hive.shell.queen('hooks', 'status')).code, 0);
	const line = wakeLine(hive);
	assert.ok(line);
	return {hive, line};
};

const seatOf = ({places}: Hive, {pid}: FakeClient): string => path.join(places.waiters, String(pid));
const waiterOf = (hive: Hive, she: FakeClient): number => {
	const seat = seatOf(hive, she);
	return existsSync(seat) ? Number(readFileSync(seat, 'utf8').trim()) : 0;
};
/** A waiter at work: answers its process. */
const waits = (hive: Hive, she: FakeClient, notThis = 0): Promise<number> =>
	until(() => {
		const pid = waiterOf(hive, she);
		return pid > 0 && pid !== notThis ? pid : null;
	}, 'a waiter');

type Mail = {readonly body: string; readonly surfacedAt: string | null};

// Mutations seen red: the priority's test left out of tellUrgent; markSurfaced before writeAll; `matters` of the mail that answers false.
test('urgent mail ends the waiter with 2 and its text, once; other mail does not', async t => {
	const {hive, line} = await wakingHive(t);
	const {shell} = hive;
	const she = hive.client('iza-1');
	await she.fire('SessionStart');
	await she.fire('UserPromptSubmit');
	const {ended} = await she.background(line);
	const pid = await waits(hive, she);
	await shell.as('iza-2').says('tell', 'iza-1', 'when you have a break');
	await shell.as('iza-2').says('tell', 'iza-3', 'for another', '--urgent');
	assert.ok(isAlive(pid));
	await shell.as('iza-2').says('tell', 'iza-1', 'the house burns', '--urgent');
	const {code, out, err} = await ended();
	assert.deepEqual([code, out], [2, '']);
	assert.match(err, /^HiveQueen: mail for iza-1: 1 new \(1 urgent\), 2 unread/);
	assert.match(err, /^(----[0-9a-f]{24}----)\n#\d+ urgent from iza-2 \(unverified\): the house burns\n\1$/m);
	assert.doesNotMatch(err, /when you have a break/);
	assert.equal(existsSync(seatOf(hive, she)), false);
	const mail = await shell.as('iza-1').json<Mail[]>('inbox', '--all', '--peek');
	assert.deepEqual(
		mail.map(({body, surfacedAt}) => [body, surfacedAt === null]),
		[
			['the house burns', false],
			['when you have a break', true],
		],
	);
	// The next end of a turn: the same letter wakes nobody again.
	const again = await she.background(line);
	await waits(hive, she);
	const prompt = await she.fire('UserPromptSubmit');
	assert.match(prompt.context ?? '', /when you have a break/);
	assert.doesNotMatch(prompt.context ?? '', /the house burns/);
	assert.deepEqual((await again.ended()).code, 0, 'her turn began: the waiter is dismissed');
});

test('what came while she worked wakes her at the end of the turn', async t => {
	const {hive, line} = await wakingHive(t);
	const she = hive.client('iza-1');
	await she.fire('SessionStart');
	await she.fire('UserPromptSubmit');
	await hive.shell.as('iza-2').says('tell', 'iza-1', 'stop!', '--urgent');
	const {code, err} = await (await she.background(line)).ended();
	assert.equal(code, 2);
	assert.match(err, /stop!/);
});

// Mutation seen red: hasSeat() that only looks whether the file is there.
test('at most one waiter for each client: the newer one takes its place; the end of the session ends it too', async t => {
	const {hive, line} = await wakingHive(t);
	const [she, other] = [hive.client('iza-1'), hive.client('iza-2')];
	for (const each of [she, other]) {
		await each.fire('SessionStart');
		await each.fire('UserPromptSubmit');
	}
	const first = await she.background(line);
	const pid = await waits(hive, she);
	const hers = await other.background(line);
	const othersPid = await waits(hive, other);
	const second = await she.background(line);
	await waits(hive, she, pid);
	assert.deepEqual([(await first.ended()).code, isAlive(pid), isAlive(othersPid)], [0, false, true]);
	await she.fire('SessionEnd', '{"reason":"clear"}');
	assert.deepEqual([(await second.ended()).code, (await second.ended()).err], [0, '']);
	await hive.shell.says('hooks', 'uninstall');
	assert.equal((await hers.ended()).code, 0, 'the hooks were taken out');
});

test('switched off, without a name, without a program: it ends at once and says nothing', async t => {
	const {hive, line} = await wakingHive(t);
	const human = hive.client(null);
	await human.fire('UserPromptSubmit');
	assert.deepEqual((await (await human.background(line)).ended()).code, 0);
	const she = hive.client('iza-1');
	await she.fire('SessionStart');
	await she.fire('UserPromptSubmit');
	configure(hive, 'off');
	const {code, out, err} = await (await she.background(line)).ended();
	assert.deepEqual([code, out, err], [0, '', '']);
	configure(hive, 'urgent');
	const script = readFileSync(hive.places.front, 'utf8');
	writeFileSync(hive.places.front, script.replace(/^queen_bundle=.*$/m, "queen_bundle='/nowhere/hook.cjs'"));
	assert.deepEqual((await (await she.background(line)).ended()).code, 0);
});

/** It watches its three folders, and has done nothing for a while. */
const sleeps = (pid: number): Promise<boolean> => {
	const watched = (): number =>
		readdirSync(`/proc/${pid}/fdinfo`).flatMap(name => readFileSync(`/proc/${pid}/fdinfo/${name}`, 'utf8').match(/^inotify wd:/gm) ?? []).length;
	let [last, quiet] = [-1, 0];
	return until(() => {
		const now = cpuTicks(pid);
		quiet = now === last && watched() === 3 ? quiet + 1 : 0;
		last = now;
		return quiet >= 20;
	}, 'a waiter that sleeps');
};

// Mutation seen red: watchFolders without `matters` (each letter to anybody is looked up).
test('a waiter sleeps through mail of others', async t => {
	const {hive, line} = await wakingHive(t);
	const she = hive.client('iza-1');
	await she.fire('SessionStart');
	await she.fire('UserPromptSubmit');
	const {ended} = await she.background(line);
	const pid = await waits(hive, she);
	await sleeps(pid);
	// Without its seat it ends as soon as it looks at anything.
	renameSync(hive.places.waiters, `${hive.places.waiters}.away`);
	for (let n = 0; n < 5; n += 1) await hive.shell.as('iza-2').says('tell', 'iza-3', `letter ${n}`, '--urgent');
	assert.ok(isAlive(pid));
	await hive.shell.as('iza-2').says('tell', 'iza-1', 'this is hers', '--urgent');
	assert.equal((await ended()).code, 0);
});
