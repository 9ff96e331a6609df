/** doctor --fix and --restore, and the copy that is made every hour. */
import assert from 'node:assert/strict';
import {chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import type {Colony} from '../../db/types.ts';
import type {Mended} from '../../source/actions/doctor/fix.ts';
import type {Check} from '../../source/actions/doctor/types.ts';
import {createHourly} from '../../source/care/hourly.ts';
import {backupOnce} from '../../source/scanner/spawn.ts';
import {newShell, type Shell} from '../driver/shell.ts';

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);
const long = new Date(Date.now() - 90 * 24 * 3_600_000);

type Report = {readonly mended: readonly Mended[]; readonly checks: readonly Check[]};
const fix = async (shell: Shell, ...more: readonly string[]): Promise<Report> =>
	JSON.parse((await shell.queen('doctor', '--fix', '--json', ...more)).out) as Report;
const told = ({mended}: Report): readonly string[] => mended.map(({about, done}) => `${about} ${done ? 'done' : 'left'}`).toSorted();

test('--fix mends permissions, leftovers, old alarms and makes a copy; says what it did; the second time there is nothing to do', async t => {
	const {shell} = newShell(t);
	await shell.as('a').iam('work');
	const folder = path.dirname(shell.db);
	const old = (file: string, text = ''): string => {
		writeFileSync(file, text, {mode: 0o600});
		utimesSync(file, long, long);
		return file;
	};
	chmodSync(folder, 0o755);
	chmodSync(shell.db, 0o644);
	for (const name of ['backups', 'quarantine', 'hooks']) mkdirSync(path.join(folder, name), {mode: 0o700});
	const part = old(path.join(folder, 'backups', '20260101T000000Z-hourly.db.part'));
	const identity = old(path.join(folder, 'colony.json.4711'));
	const alarm = old(path.join(folder, 'hooks', 'alarm'), 'the disk was full');
	const stranger = old(path.join(folder, 'backups', 'notes.txt'));
	const grave = path.join(folder, 'quarantine', '20260101T000000Z');
	mkdirSync(grave, {mode: 0o700});
	utimesSync(grave, long, long);
	const outside = old(path.join(shell.home, 'theirs'));
	chmodSync(outside, 0o644);
	symlinkSync(outside, path.join(folder, 'backups', 'link.db'));

	const report = await fix(shell);
	assert.deepEqual(told(report), ['alarm done', 'copies done', 'leftover done', 'leftover done', 'permissions done', 'permissions done', 'quarantine left']);
	assert.deepEqual([modeOf(folder), modeOf(shell.db)], ['700', '600']);
	assert.deepEqual([part, identity, alarm, stranger, grave].map(existsSync), [false, false, false, true, true]);
	// Mutation seen red: stat instead of lstat (a link's target is changed).
	assert.equal(modeOf(outside), '644', 'what a link leads to is not ours');
	assert.ok(!report.checks.some(({about}) => about === 'permissions') || report.checks.every(({about, level}) => about !== 'permissions' || level === 'ok'));
	assert.ok(report.checks.some(({about, says}) => about === 'copies' && says.startsWith('1 copy, the newest made')));
	assert.deepEqual(told(await fix(shell, '--yes')), ['quarantine done']);
	assert.equal(existsSync(grave), false);
	assert.deepEqual(told(await fix(shell)), []);
	assert.match((await shell.queen('doctor', '--fix')).out, /Nothing had to be mended/);
});

test('--fix: the log of a database that is gone is put aside before a new one could take it for its own', async t => {
	const {shell} = newShell(t);
	const folder = path.dirname(shell.db);
	mkdirSync(folder, {recursive: true, mode: 0o700});
	writeFileSync(`${shell.db}-wal`, 'frames of another', {mode: 0o600});
	const report = await fix(shell);
	assert.ok(told(report).includes('leftover done'), told(report).join());
	const [aside = ''] = readdirSync(path.join(folder, 'quarantine'));
	assert.deepEqual(readdirSync(path.join(folder, 'quarantine', aside)), ['queen.db-wal']);
	assert.equal((await shell.as('a').iam('work')).code, 0);
});

test('--restore lists, says what it would do, and does it only with --yes; what was there is kept, uninstall takes all of it', async t => {
	const {shell} = newShell(t);
	assert.match(await shell.says('doctor', '--restore'), /There is no copy yet/);
	await shell.as('a').iam('before');
	await shell.queen('doctor', '--fix');
	await shell.as('a').iam('after');
	const [copy] = await shell.json<readonly {readonly name: string; readonly whole: boolean}[]>('doctor', '--restore');
	assert.ok(copy?.whole);
	const taskNow = async (): Promise<string | null> => (await shell.json<{sisters: {task: string}[]}>('status')).sisters[0]?.task ?? null;
	assert.match(await shell.says('doctor', '--restore', copy.name), /It would take the place .* --yes/);
	// Mutation seen red: --yes not asked for.
	assert.equal(await taskNow(), 'after');
	assert.match(await shell.says('doctor', '--restore', copy.name, '--yes'), /is the database now\. What was there lies in .*quarantine/);
	assert.equal(await taskNow(), 'before');
	assert.deepEqual((await shell.queen('doctor', '--restore', '../../etc/passwd', '--yes')).code, 1);
	assert.equal((await shell.queen('doctor', '--restore', '--fix')).code, 2);
	await shell.says('uninstall', '--yes');
	// Mutation seen red: uninstall with the names of before (backups stay behind, mail and all).
	assert.equal(existsSync(path.dirname(shell.db)), false);
});

test('the copy of the hour is made in a process of its own, and its trouble is a finding until one was made', async t => {
	const {shell} = newShell(t);
	await shell.as('a').iam('work');
	const backups = path.join(path.dirname(shell.db), 'backups');
	writeFileSync(backups, 'in the way');
	const failed = await backupOnce(20_000, shell.env);
	assert.notEqual(failed.code, 0);
	const sick = await shell.queen('doctor');
	assert.equal(sick.code, 1);
	assert.match(sick.out, /No copy of the database could be made/);
	rmSync(backups);
	assert.deepEqual(await backupOnce(20_000, shell.env), {code: 0, why: null});
	assert.equal(readdirSync(backups).length, 1);
	assert.deepEqual(await backupOnce(20_000, shell.env), {code: 0, why: null});
	assert.equal(readdirSync(backups).length, 1, 'nothing has changed');
	assert.equal((await shell.json<{colony: Colony}>('status')).colony.backup?.trouble, null);
});

test('when a copy is due', async () => {
	const minute = 60_000;
	let [wall, started] = [Date.parse('2026-04-11T04:00:00Z'), 0];
	let backup: Colony['backup'] = {at: null, trouble: null};
	let finish = (): void => {};
	const make = (isWanted: boolean) =>
		createHourly({
			isWanted,
			colony: async () => (backup === undefined ? {} : {backup}),
			start: () => {
				started += 1;
				return new Promise(resolve => {
					finish = resolve;
				});
			},
			wall: () => wall,
			mono: () => wall,
		});
	const look = make(true);
	const after = async (minutes: number): Promise<number> => {
		wall += minutes * minute;
		const before = started;
		await look();
		return started - before;
	};
	assert.equal(await after(0), 0, 'a young colony');
	assert.equal(await after(11), 1);
	assert.equal(await after(120), 0, 'one at a time');
	finish();
	await Promise.resolve();
	backup = {at: new Date(wall).toISOString(), trouble: null};
	assert.equal(await after(59), 1, 'the one before began two hours ago');
	finish();
	await Promise.resolve();
	assert.equal(await after(59), 0);
	assert.equal(await after(1), 1, 'an hour');
	finish();
	await Promise.resolve();
	backup = {at: backup.at, trouble: 'no space'};
	assert.equal(await after(9), 0);
	assert.equal(await after(1), 1, 'trouble: after ten minutes');
	await make(false)();
	const others = make(true);
	backup = {at: new Date(wall - 30 * minute).toISOString(), trouble: null};
	const before = started;
	await others();
	assert.equal(started, before, 'another process made one half an hour ago');
});
