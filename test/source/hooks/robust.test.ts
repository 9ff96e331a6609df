/** Whatever is wrong, a hook ends with 0, says nothing that is not the protocol, and leaves the session at its work (RULES.md; reliability.md, 3b). */
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {connect} from '../../../db/open.ts';
import {readHookAlarm} from '../../../source/hooks/alarm.ts';
import type {Fired} from './client.ts';
import {type Hive, newHive} from './hive.ts';
import {isAlwaysTold, strangeInputs} from './inputs.ts';

const events = ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'PermissionRequest', 'Notification', 'Stop', 'SessionEnd'] as const;

const isSilent = ({code, out, err}: Fired, what: string): void => assert.deepEqual({code, out, err}, {code: 0, out: '', err: ''}, what);

const linesOf = (hive: Hive): Readonly<Record<string, string>> => {
	const settings = JSON.parse(readFileSync(hive.settings, 'utf8')) as {hooks: Record<string, {hooks: {command: string}[]}[]>};
	return Object.fromEntries(events.map(event => [event, settings.hooks[event]?.[0]?.hooks[0]?.command ?? '']));
};

for (const shell of ['/bin/sh', '/bin/bash']) {
	// Mutations seen red: the check for control characters left out of queen_find; a queen_word that takes any text.
	test(`anything on stdin, ${shell}`, async t => {
		const hive = await newHive(t);
		const {repo} = hive;
		const file = path.join(repo, 'src/a.ts');
		const she = hive.client('iza-2', {shell});
		await she.fire('SessionStart');
		// So that edits are looked at by Node too.
		await hive.shell.as('iza-1').at(repo).says('claim', 'src/a.ts');
		for (const [what, input] of Object.entries(strangeInputs(file)))
			for (const event of events.filter(name => name !== 'SessionStart')) isSilent(await she.fire(event, input), `${event}: ${what}`);
		isAlwaysTold(hive);
		assert.match((await she.edit(file)).denied ?? '', /iza-1 holds/, 'and still at work');
	});
}

test('input that comes in pieces is waited for; one that never ends is given up', async t => {
	const hive = await newHive(t);
	const file = path.join(hive.repo, 'src/a.ts');
	const she = hive.client('iza-2');
	await she.fire('SessionStart');
	await hive.shell.as('iza-1').at(hive.repo).says('claim', 'src/a.ts');
	const line = linesOf(hive)['PreToolUse'] ?? '';
	const pieces = `{ printf '{"tool_name":"Edit","tool_in'; sleep 0.3; printf 'put":{"file_path":"${file}"}}'; } | { ${line}; }`;
	assert.match((await she.run(pieces)).denied ?? '', /iza-1 holds/);
	// A client that nobody knows yet, so that it is Node that waits. Mutation seen red: no deadline in hook.ts (the story then ends by its own).
	const fifo = path.join(hive.shell.folder, 'fifo');
	execFileSync('mkfifo', [fifo]);
	const late = hive.client('iza-3');
	isSilent(await late.run(`exec 9<>${fifo}; { ${line}; } <&9`), 'a stdin that never ends');
	assert.match(readHookAlarm(hive.places.folder)?.sentence ?? '', /PreToolUse/);
});

const breakers: Readonly<Record<string, (hive: Hive) => void>> = {
	'the front is gone': hive => rmSync(hive.places.front),
	'the folder is gone': hive => rmSync(hive.places.folder, {recursive: true}),
	'the folder is a file': hive => {
		rmSync(hive.places.folder, {recursive: true});
		writeFileSync(hive.places.folder, '');
	},
	'flags and spool are files': hive => {
		for (const place of [hive.places.flags, hive.places.spool]) {
			rmSync(place, {recursive: true});
			writeFileSync(place, '');
		}
	},
};
// Each of three things holds where the others fail: `command .`, `; exit 0` and the front's trap. Mutations seen red: the trap left out
// together with either of the other two.
for (const [what, broken] of Object.entries(breakers)) {
	test(`nothing is blocked where ${what}`, async t => {
		const hive = await newHive(t);
		const she = hive.client(null);
		const lines = linesOf(hive);
		broken(hive);
		for (const event of events)
			for (const shell of ['sh', 'bash']) isSilent(await she.run(`${shell} -c ${JSON.stringify(lines[event]).replaceAll('$', '\\$')}`), `${event} ${shell}`);
		for (const event of events) isSilent(await she.run(lines[event] ?? ''), event);
	});
}

test('a front that was cut off anywhere refuses nothing', async t => {
	const hive = await newHive(t);
	const she = hive.client(null);
	const lines = linesOf(hive);
	const script = readFileSync(hive.places.front, 'utf8');
	for (let end = 50; end < script.length; end += 173) {
		writeFileSync(hive.places.front, script.slice(0, end));
		const {code, out} = await she.run(lines['PreToolUse'] ?? '');
		assert.deepEqual([code, out], [0, ''], `the first ${end} bytes`);
	}
});

// Mutation seen red: queen_run that starts Node without looking whether it is there.
test('the clone was moved away: silence, an alarm, and queen hooks status says it', async t => {
	const hive = await newHive(t);
	const script = readFileSync(hive.places.front, 'utf8');
	for (const [part, place] of [
		['bundle', '/nowhere/dist/hook.cjs'],
		['node', '/nowhere/bin/node'],
	] as const) {
		writeFileSync(hive.places.front, script.replace(new RegExp(`^queen_${part}=.*$`, 'm'), `queen_${part}='${place}'`));
		const she = hive.client('iza-1');
		isSilent(await she.fire('Stop'), 'what only needs recording goes on');
		assert.equal(readHookAlarm(hive.places.folder), null);
		isSilent(await she.fire('SessionStart'), part);
		const alarm = readHookAlarm(hive.places.folder)?.sentence ?? '';
		assert.ok(alarm.includes(place), alarm);
		const {code, out} = await hive.shell.queen('hooks', 'status');
		assert.equal(code, 1);
		assert.match(out, /alarm.*run queen hooks install again/);
		rmSync(hive.places.alarm);
	}
	assert.ok(hive.spool().length >= 2);
	await hive.shell.says('hooks', 'install', '--yes');
	assert.equal((await hive.shell.queen('hooks', 'status')).code, 0);
	assert.match((await hive.client('iza-1').fire('SessionStart')).context ?? '', /iza-1/);
});

test('a program that fails or prints on stderr blocks nothing, and its failure is told', async t => {
	const hive = await newHive(t);
	const bundle = path.join(hive.shell.folder, 'broken.cjs');
	const script = readFileSync(hive.places.front, 'utf8');
	writeFileSync(hive.places.front, script.replace(/^queen_bundle=.*$/m, `queen_bundle='${bundle}'`));
	const she = hive.client('iza-1');
	for (const [text, said] of [
		['process.exit(2)', /SessionStart ended with 2/],
		['throw new Error("x")', /ended with 1/],
		['process.kill(process.pid, "SIGKILL")', /ended with 137/],
		['syntax error', /ended with 1/],
	] as const) {
		writeFileSync(bundle, text);
		isSilent(await she.fire('SessionStart'), text);
		assert.match(readHookAlarm(hive.places.folder)?.sentence ?? '', said);
	}
	// What an environment asks of every Node must not reach ours.
	writeFileSync(hive.places.front, script);
	assert.match((await hive.client('iza-1', {env: {NODE_OPTIONS: '--require /nowhere.cjs'}}).fire('SessionStart')).context ?? '', /iza-1/);
});

test('no database yet: one is made for a named session only', async t => {
	const hive = await newHive(t);
	const db = path.join(hive.shell.folder, 'fresh/queen.db');
	const human = hive.client(null, {env: {HIVE_DB: db}});
	for (const event of events) isSilent(await human.fire(event), event);
	assert.equal(existsSync(path.dirname(db)), false);
	assert.match((await hive.client('iza-1', {env: {HIVE_DB: db}}).fire('SessionStart')).context ?? '', /iza-1/);
	assert.equal(existsSync(db), true);
});

test('a database that is gone, foreign or broken: silence and an alarm, and nothing of it is written over', async t => {
	const hive = await newHive(t);
	const she = hive.client('iza-1');
	await she.fire('SessionStart');
	for (const text of ['not a database at all, but long enough to be looked at as one '.repeat(200), 'SQLite format 3\0']) {
		for (const suffix of ['-wal', '-shm', '']) rmSync(hive.shell.db + suffix, {force: true});
		writeFileSync(hive.shell.db, text);
		const {code, err} = await she.fire('SessionStart');
		assert.deepEqual([code, err], [0, '']);
	}
});

test('a database that is busy: the mail is told all the same, and told again because it could not be marked', async t => {
	const hive = await newHive(t);
	const she = hive.client('iza-1');
	await she.fire('SessionStart');
	await she.fire('UserPromptSubmit');
	await hive.shell.as('iza-2').says('tell', 'iza-1', 'while the house is full');
	const writer = connect(hive.shell.db, {timeout: 1000});
	hive.owner.after(() => void writer.close());
	writer.exec('BEGIN IMMEDIATE');
	const first = await she.fire('UserPromptSubmit');
	assert.equal(first.code, 0);
	assert.match(first.context ?? '', /while the house is full/);
	assert.match(readHookAlarm(hive.places.folder)?.sentence ?? '', /UserPromptSubmit failed/);
	writer.exec('ROLLBACK');
	assert.match((await she.fire('UserPromptSubmit')).context ?? '', /while the house is full/);
	isSilent(await she.fire('UserPromptSubmit'), 'told and marked');
	assert.equal(readHookAlarm(hive.places.folder), null, 'all is well again');
});

// Mutation seen red: markSurfaced before sayInContext.
test('an answer that nobody could read marks nothing', async t => {
	const hive = await newHive(t);
	const she = hive.client('iza-1');
	await she.fire('SessionStart');
	await she.fire('UserPromptSubmit');
	await hive.shell.as('iza-2').says('tell', 'iza-1', 'never lost');
	const line = linesOf(hive)['UserPromptSubmit'] ?? '';
	isSilent(await she.run(`{ ${line}; } | true`), 'the reader is gone');
	isSilent(await she.run(`{ ${line}; } > /dev/full`), 'no space where it is written to');
	const [mail] = await hive.shell.as('iza-1').json<{surfacedAt: string | null}[]>('inbox', '--peek');
	assert.equal(mail?.surfacedAt, null);
	assert.match((await she.fire('UserPromptSubmit')).context ?? '', /never lost/);
});

test('the spool of a colony that nobody scans does not grow for ever', async t => {
	const hive = await newHive(t);
	await hive.client('iza-1').fire('SessionStart');
	writeFileSync(hive.places.events, `${'x'.repeat(200)}\n`.repeat(6000));
	await hive.client('iza-2').fire('SessionStart');
	await hive.client('iza-3').fire('Stop');
	assert.ok(readFileSync(hive.places.events, 'utf8').length < 1000);
});

test('cards of clients that have ended are taken away', async t => {
	const hive = await newHive(t);
	const she = hive.client('iza-1');
	await she.fire('SessionStart');
	await she.fire('UserPromptSubmit');
	await she.end();
	assert.equal(existsSync(path.join(hive.places.sessions, String(she.pid))), true);
	await hive.client('iza-2').fire('SessionStart');
	assert.equal(existsSync(path.join(hive.places.sessions, String(she.pid))), false);
});
