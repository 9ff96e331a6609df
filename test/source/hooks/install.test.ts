import assert from 'node:assert/strict';
import {chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import {QueenError} from '../../../source/errors.ts';
import {install, type Machine, planInstall, planUninstall, uninstall} from '../../../source/hooks/install.ts';
import {hookPlaces} from '../../../source/hooks/places.ts';
import {hooksReport} from '../../../source/hooks/report.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';
import {newShell} from '../../driver/shell.ts';

const node = process.execPath;

const newMachine = (t: TestContext): {readonly machine: Machine; readonly settings: string; readonly folder: string} => {
	const folder = newFolder(newOwner(t));
	const home = path.join(folder, 'home');
	mkdirSync(home);
	const bundle = path.join(folder, 'hook.cjs');
	writeFileSync(bundle, '');
	const db = path.join(folder, 'hive', 'queen.db');
	return {
		machine: {env: {HOME: home}, cwd: folder, db, node, bundle, wall: Date.UTC(2026, 10, 21, 16, 30)},
		settings: path.join(home, '.claude/settings.json'),
		folder,
	};
};

const write = (file: string, text: string, mode = 0o644): void => {
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, text, {mode});
	chmodSync(file, mode);
};

const odd = '{ "permissions":{"allow":["A","B"]},\n"hooks": {"Stop": [{"hooks": [{"type":"command","command":"mine"}]}], "Setup":[ ]}\n ,"z":1}   \n\n';

const refusal = (pattern: RegExp) => (error: unknown) =>
	error instanceof QueenError && error.code === 'refused' && pattern.test(error.message) && !error.message.trim().includes('\n');

test('installed and taken out again, an oddly written file is what it was, byte for byte', t => {
	const {machine, settings} = newMachine(t);
	write(settings, odd, 0o640);
	const {copy} = install(machine, planInstall(machine, 'user'));
	assert.equal(readFileSync(copy ?? '', 'utf8'), odd);
	assert.match(path.basename(copy ?? ''), /20261121-163000/);
	assert.equal(statSync(settings).mode & 0o777, 0o640);
	assert.equal(hooksReport(machine, ['user']).scopes[0]?.state, 'installed');
	uninstall(machine, planUninstall(machine, 'user'));
	assert.equal(readFileSync(settings, 'utf8'), odd);
	assert.equal(statSync(settings).mode & 0o777, 0o640);
	assert.equal(existsSync(hookPlaces(path.dirname(machine.db)).front), false);
});

test('where no file was, none is left, and no folder of ours', t => {
	const {machine, settings} = newMachine(t);
	install(machine, planInstall(machine, 'user'));
	assert.equal(statSync(settings).mode & 0o777, 0o600);
	uninstall(machine, planUninstall(machine, 'user'));
	assert.equal(existsSync(path.dirname(settings)), false);
});

test('a folder of ours in which somebody put something stays', t => {
	const {machine, settings} = newMachine(t);
	install(machine, planInstall(machine, 'user'));
	write(path.join(path.dirname(settings), 'notes.md'), 'mine');
	uninstall(machine, planUninstall(machine, 'user'));
	assert.deepEqual(readdirSync(path.dirname(settings)), ['notes.md']);
});

// Mutation seen red: beforeUs() that never asks for the copy.
test('an empty file stays an empty file', t => {
	const {machine, settings} = newMachine(t);
	write(settings, '');
	install(machine, planInstall(machine, 'user'));
	uninstall(machine, planUninstall(machine, 'user'));
	assert.equal(readFileSync(settings, 'utf8'), '');
});

test('twice installed is once installed, and the way back is still the first one', t => {
	const {machine, settings} = newMachine(t);
	write(settings, odd);
	install(machine, planInstall(machine, 'user'));
	const once = readFileSync(settings, 'utf8');
	assert.equal(planInstall(machine, 'user').changes, false);
	install(machine, planInstall(machine, 'user'));
	assert.equal(readFileSync(settings, 'utf8'), once);
	// Another place of the database: the old lines go, the new ones come.
	const moved = {...machine, db: path.join(path.dirname(machine.db), 'deeper', 'queen.db')};
	assert.equal(hooksReport(moved, ['user']).scopes[0]?.state, 'old');
	install(moved, planInstall(moved, 'user'));
	assert.equal(hooksReport(moved, ['user']).scopes[0]?.state, 'installed');
	uninstall(moved, planUninstall(moved, 'user'));
	assert.deepEqual(JSON.parse(readFileSync(settings, 'utf8')), JSON.parse(odd.replace(', "Setup":[ ]', ', "Setup":[]')));
});

// Mutation seen red: planUninstall that restores the copy without comparing what is there now.
test('what others changed meanwhile stays', t => {
	const {machine, settings} = newMachine(t);
	write(settings, odd);
	install(machine, planInstall(machine, 'user'));
	writeFileSync(settings, readFileSync(settings, 'utf8').replace('"z":1', '"z":2, "theme": "dark"'));
	uninstall(machine, planUninstall(machine, 'user'));
	assert.equal(readFileSync(settings, 'utf8'), odd.replace('"z":1', '"z":2, "theme": "dark"'));
});

test('installed over a file that was changed since: the way back is the changed file', t => {
	const {machine, settings} = newMachine(t);
	write(settings, odd);
	install(machine, planInstall(machine, 'user'));
	writeFileSync(settings, readFileSync(settings, 'utf8').replace('"z":1', '"z":3').replace('"set -- Stop', '"set -- Nothing'));
	const other = {...machine, db: path.join(path.dirname(machine.db), 'other', 'queen.db')};
	install(other, planInstall(other, 'user'));
	uninstall(other, planUninstall(other, 'user'));
	assert.equal(readFileSync(settings, 'utf8'), odd.replace('"z":1', '"z":3'));
});

test('the record is lost: exactly our entries are taken out', t => {
	const {machine, settings} = newMachine(t);
	write(settings, odd);
	install(machine, planInstall(machine, 'user'));
	writeFileSync(hookPlaces(path.dirname(machine.db)).record, 'not JSON');
	uninstall(machine, planUninstall(machine, 'user'));
	// The list that was empty before had an entry of ours, and is gone with it: it said nothing.
	assert.equal(readFileSync(settings, 'utf8'), odd);
});

// Mutation seen red: replaceSettings that renames onto `file.path` instead of `file.real`.
test('a link stays a link, and what it leads to is changed', t => {
	const {machine, settings, folder} = newMachine(t);
	const real = path.join(folder, 'dotfiles', 'claude.json');
	write(real, odd, 0o600);
	mkdirSync(path.dirname(settings));
	symlinkSync('../../dotfiles/claude.json', settings);
	install(machine, planInstall(machine, 'user'));
	assert.equal(readlinkSync(settings), '../../dotfiles/claude.json');
	assert.notEqual(readFileSync(real, 'utf8'), odd);
	uninstall(machine, planUninstall(machine, 'user'));
	assert.equal(lstatSync(settings).isSymbolicLink(), true);
	assert.equal(readFileSync(real, 'utf8'), odd);
});

test('a link to a file that is not there yet', t => {
	const {machine, settings, folder} = newMachine(t);
	mkdirSync(path.dirname(settings));
	symlinkSync(path.join(folder, 'dotfiles', 'later.json'), settings);
	install(machine, planInstall(machine, 'user'));
	assert.equal(lstatSync(settings).isSymbolicLink(), true);
	assert.equal(existsSync(path.join(folder, 'dotfiles', 'later.json')), true);
});

// Mutation seen red: assertWritable that returns at once.
test('a read-only file is not touched, also not by root', t => {
	const {machine, settings} = newMachine(t);
	write(settings, '{}', 0o444);
	assert.throws(() => install(machine, planInstall(machine, 'user')), refusal(/read-only/));
	assert.equal(readFileSync(settings, 'utf8'), '{}');
	assert.deepEqual(readdirSync(path.dirname(settings)), ['settings.json']);
});

test('a folder, a huge file and bytes that are no text are refused', t => {
	const {machine, settings} = newMachine(t);
	mkdirSync(settings, {recursive: true});
	assert.throws(() => planInstall(machine, 'user'), refusal(/no settings file/));
	const other = newMachine(t);
	write(other.settings, `{"a":"${'x'.repeat(5_000_000)}"}`);
	assert.throws(() => planInstall(other.machine, 'user'), refusal(/no settings file/));
	const third = newMachine(t);
	mkdirSync(path.dirname(third.settings));
	writeFileSync(third.settings, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
	assert.throws(() => planInstall(third.machine, 'user'), refusal(/not valid UTF-8/));
});

// Mutation seen red: assertUnchanged that returns at once.
test('somebody writes between the plan and the deed: his text stays', t => {
	const {machine, settings} = newMachine(t);
	write(settings, odd);
	const plan = planInstall(machine, 'user');
	writeFileSync(settings, '{"his": 1}');
	assert.throws(() => install(machine, plan), refusal(/changed meanwhile/));
	assert.equal(readFileSync(settings, 'utf8'), '{"his": 1}');
	assert.deepEqual(readdirSync(path.dirname(settings)), ['settings.json']);
});

test('two settings files: the front stays until the last one is free of us', t => {
	const {machine, settings} = newMachine(t);
	const {front} = hookPlaces(path.dirname(machine.db));
	for (const scope of ['user', 'local'] as const) install(machine, planInstall(machine, scope));
	uninstall(machine, planUninstall(machine, 'user'));
	assert.equal(existsSync(front), true);
	assert.equal(existsSync(settings), false);
	uninstall(machine, planUninstall(machine, 'local'));
	assert.equal(existsSync(front), false);
});

test('the front is ours alone, and names Node, the bundle and the database', t => {
	const {machine} = newMachine(t);
	install(machine, planInstall(machine, 'user'));
	const {front} = hookPlaces(path.dirname(machine.db));
	assert.equal(statSync(front).mode & 0o777, 0o700);
	const text = readFileSync(front, 'utf8');
	for (const part of [machine.node, machine.bundle, machine.db]) assert.ok(text.includes(`'${part}'`), part);
	writeFileSync(front, `${text}\n:`);
	assert.equal(hooksReport(machine, ['user']).front.state, 'old');
});

test('queen hooks: the diff first, then the deed; status says how it is; no word too many', async t => {
	// At home, where the user's settings are those of the project too: they are said once.
	const {shell} = newShell(t);
	const settings = path.join(shell.home, '.claude/settings.json');
	write(settings, odd);
	const absent = await shell.queen('hooks', 'status');
	assert.equal(absent.code, 0);
	assert.match(absent.out, /not installed/);
	// Mutation seen red: `nobody` taken for a yes, as it was: an agent or a script wrote into the keeper's settings unasked.
	const shown = await shell.queen('hooks', 'install');
	assert.equal(shown.code, 0, shown.err);
	assert.match(shown.out, /^ {2}\+ .*set -- PreToolUse/m);
	assert.match(shown.out, /Nothing was changed.*add --yes to do it/);
	const told = await shell.json<{changed: boolean; needsYes: boolean}>('hooks', 'install');
	assert.deepEqual([told.changed, told.needsYes], [false, true]);
	assert.equal(readFileSync(settings, 'utf8'), odd);
	assert.equal(existsSync(path.join(path.dirname(shell.db), 'hooks')), false);
	const installed = await shell.queen('hooks', 'install', '--yes');
	assert.equal(installed.code, 0, installed.err);
	assert.match(installed.out, /^ {2}\+ .*set -- PreToolUse/m);
	assert.doesNotMatch(installed.out, /^ {2}- .*"mine"[^,]*$/m);
	const report = await shell.json<{scopes: {scope: string; state: string}[]; front: {state: string}; program: {exists: boolean}; lastFired: string | null}>(
		'hooks',
		'status',
	);
	assert.deepEqual(
		report.scopes.map(({state}) => state),
		['installed', 'absent'],
	);
	assert.deepEqual([report.front.state, report.program.exists, report.lastFired], ['current', true, null]);
	assert.match(await shell.says('hooks', 'install', '--yes'), /already installed and current/);
	assert.equal((await shell.queen('hooks', 'uninstall')).code, 0);
	assert.equal(readFileSync(settings, 'utf8'), odd);
	assert.match(await shell.says('hooks', 'uninstall'), /No hook of ours/);
	for (const [words, pattern] of [
		[['hooks', 'mend'], /install, uninstall and status/],
		[['hooks', 'install', '--agent', 'emacs'], /claude, codex, gemini, opencode/],
		[['hooks', 'install', '--agent', 'codex', '--local'], /--user or --project/],
		[['hooks', 'install', '--user', '--project'], /contradict/],
		[['hooks', 'install', 'now'], /one word too many/],
	] as const) {
		const {code, err} = await shell.queen(...words);
		assert.equal(code, 2, words.join(' '));
		assert.match(err, pattern);
	}
	writeFileSync(settings, '{ // mine\n}');
	const broken = await shell.queen('hooks', 'install', '--yes');
	assert.equal(broken.code, 1);
	assert.equal(broken.err.trim().split('\n').length, 1);
	assert.equal(readFileSync(settings, 'utf8'), '{ // mine\n}');
});

test('queen doctor: hooks that are not there, that work and what they cost, that are broken', async t => {
	const {shell} = newShell(t);
	const hooks = async (): Promise<{level: string; says: string}> => {
		const {out} = await shell.queen('doctor', '--json');
		const found = (JSON.parse(out) as {about: string; level: string; says: string}[]).filter(({about}) => about === 'hooks');
		assert.equal(found.length, 1);
		return found[0] ?? {level: '', says: ''};
	};
	assert.deepEqual([(await hooks()).level, /not installed/.test((await hooks()).says)], ['note', true]);
	await shell.says('hooks', 'install', '--yes');
	const {front, events, alarm} = hookPlaces(path.dirname(shell.db));
	const well = await hooks();
	assert.match(well.says, /installed, last fired never; a silent one costs p50 [\d.]+ ms, p95 [\d.]+ ms/);
	assert.equal(well.level, 'ok');
	assert.equal(existsSync(events), false, 'the trial is no firing');
	const script = readFileSync(front, 'utf8');
	// Current by its text alone it is not.
	writeFileSync(front, script.replace('queen_record() {', 'queen_record() { return;'));
	assert.deepEqual([(await hooks()).level, /another queen/.test((await hooks()).says)], ['problem', true]);
	writeFileSync(front, script);
	writeFileSync(alarm, 'the hook of Stop ended with 7\n');
	assert.match((await hooks()).says, /ended with 7/);
	writeFileSync(path.join(shell.home, '.claude/settings.json'), '{');
	assert.match((await hooks()).says, /not valid JSON/);
});
