import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {commands} from '../../source/commands/index.ts';
import {dist} from '../driver/environment.ts';
import {newShell, runProgram} from '../driver/shell.ts';

const queen = path.join(dist, 'queen.cjs');

/** Words, who says them, the exit code, and what stands on stderr. RULES.md, "Commands". */
const table: readonly (readonly [words: readonly string[], who: string | null, code: number, err: RegExp])[] = [
	[['status'], null, 0, /^$/],
	[['inbox'], 'a', 0, /^$/],
	[['claims'], null, 0, /^$/],
	[['conflicts'], null, 0, /^$/],
	[['crons'], null, 0, /^$/],
	[['log'], null, 0, /^$/],
	[['paths'], null, 0, /^$/],
	[['stauts'], null, 2, /knows no command "stauts"\. Did you mean: queen status/],
	[['xylophone'], null, 2, /knows no command "xylophone"\. See them all: queen --help/],
	[['help', 'nothing'], null, 2, /knows no command "nothing"/],
	[['tell'], 'a', 2, /To whom\?/],
	[['tell', 'b'], 'a', 2, /What\? queen tell b "text"/],
	[['tell', 'b', 'x', '--urgnt'], 'a', 2, /no option --urgnt\. Did you mean --urgent\?/],
	[['tell', 'b', 'x', '--priority', 'huge'], 'a', 2, /--priority huge is none of low, normal, high, urgent/],
	[['tell', 'b', 'x', '--urgent', '--priority', 'low'], 'a', 2, /contradict/],
	[['tell', '@everybody', 'x'], 'a', 2, /no group @everybody\. Groups: @all, @repo, @waiting/],
	[['tell', '!!!', 'x'], 'a', 2, /"!!!" is no name/],
	[['tell', '@repo', 'x'], 'a', 1, /in no repository/],
	[['tell', '@waiting', 'x'], 'a', 1, /Nobody is in @waiting/],
	[['ack'], 'a', 2, /Which\? queen ack ID/],
	[['ack', 'seven'], 'a', 2, /"seven" is no number of a mail/],
	[['ack', '7'], 'a', 1, /There is no mail #7/],
	[['reply', '7', 'x'], 'a', 1, /There is no mail #7/],
	[['reply', '7'], 'a', 2, /queen reply ID "text"/],
	[['iam', '--for', '7', 'x'], 'a', 1, /#7 is no dispatch/],
	[['iam', '--done', 'x'], 'a', 2, /--done stands alone/],
	[['iam', 'writing'], null, 2, /You are the keeper here.*QUEEN_NAME=/],
	[['claim'], 'a', 2, /What\? queen claim/],
	[['claim', 'x', '--ttl', 'long'], 'a', 2, /--ttl long is no length of time\. Examples: 90s/],
	[['claim', 'x', 'y'], 'a', 2, /"y" is one word too many/],
	[['release', 'x'], 'a', 1, /Nobody holds "x"/],
	[['steal', 'x', '--why', 'y'], 'a', 1, /Nobody holds "x"/],
	[['steal', 'x'], 'a', 2, /needs a reason/],
	[['explain', 'nobody'], null, 1, /no sister nobody/],
	[['name', 'queen'], 'a', 1, /keeper's address/],
	[['name', 'b'], null, 2, /As the keeper give both names/],
	[['beat'], null, 2, /Whose beat/],
	[['conflicts', 'resolve', '7', '--why', 'x'], null, 1, /no open conflict #7/],
	[['conflicts', 'resolve', '7'], null, 2, /needs its number and a reason/],
	[['conflicts', 'mute'], null, 2, /knows "resolve", not "mute"/],
	[['log', '--since', 'yesterday-ish'], null, 2, /neither a length of time nor a date/],
	[['forget', 'a'], null, 2, /Say it with --yes/],
	[['forget', 'zoe', '--yes'], null, 1, /no sister zoe/],
	[['demo'], null, 2, /terminal/],
];

test('every refusal is one sentence with the exit code of the contract, on stderr', async t => {
	// Mutation seen red: `refused: 1` and `usage: 2` exchanged in errors.ts.
	const {shell} = newShell(t);
	for (const [words, who, code, err] of table) {
		const ran = await (who === null ? shell : shell.as(who)).queen(...words);
		const what = `queen ${words.join(' ')}`;
		assert.equal(ran.code, code, `${what}: ${ran.err}`);
		assert.match(ran.err, err, what);
		if (code !== 0) assert.equal(ran.out, '', what);
		if (code !== 0) assert.equal(ran.err.trimEnd().split('\n').length, 1, what);
	}
});

test('with --json every refusal is one JSON value on stderr', async t => {
	const {shell} = newShell(t);
	const codes = {1: 'refused', 2: 'usage'} as const;
	for (const [words, who, code] of table) {
		if (code === 0) continue;
		const ran = await (who === null ? shell : shell.as(who)).queen(...words, '--json');
		const {error} = JSON.parse(ran.err) as {error: {code: string; message: string}};
		assert.equal(error.code, codes[code as 1 | 2], words.join(' '));
		assert.ok(error.message.length > 10);
		assert.equal(ran.code, code);
		assert.equal(ran.out, '');
	}
});

test('a database that cannot be used: 74 where the disk says no, 78 where it is not ours', async t => {
	const {shell, owner} = newShell(t);
	const foreign = path.join(shell.folder, 'foreign');
	mkdirSync(foreign);
	writeFileSync(path.join(foreign, 'file'), '');
	const under = await shell.with({HIVE_DB: path.join(foreign, 'file/queen.db')}).queen('status');
	assert.deepEqual([under.code, under.out], [74, '']);
	const other = path.join(shell.folder, 'other.db');
	const made = await runProgram(
		'python3',
		['-c', `import sqlite3; c = sqlite3.connect(${JSON.stringify(other)}); c.execute('create table recipes (name text)'); c.commit()`],
		{...shell, input: null},
	);
	assert.equal(made.code, 0, made.err);
	const notOurs = await shell.with({HIVE_DB: other}).queen('status', '--json');
	assert.equal(notOurs.code, 78, notOurs.err);
	assert.match(notOurs.err, /^\{"error":\{"code":"foreign"/);
	owner.after(() => chmodSync(foreign, 0o700));
});

test('a busy database: 75 after a wait, and it is said', async t => {
	const {shell} = newShell(t);
	await shell.as('a').says('tell', 'b', 'x');
	const holder = spawn(
		'python3',
		[
			'-c',
			`import sqlite3, sys; c = sqlite3.connect(${JSON.stringify(shell.db)}, isolation_level=None); c.execute('begin immediate'); print('held', flush=True); sys.stdin.read()`,
		],
		{
			stdio: ['pipe', 'pipe', 'inherit'],
		},
	);
	t.after(() => holder.kill('SIGKILL'));
	await once(holder.stdout, 'data');
	const [busy, reading] = await Promise.all([shell.as('a').queen('tell', 'b', 'y'), shell.queen('status')]);
	assert.equal(busy.code, 75, busy.err);
	assert.match(busy.err, /busy/);
	assert.equal(reading.code, 0, reading.err);
});

test('help: of everything and of each command, with an example', async t => {
	const {shell} = newShell(t);
	const all = await shell.says('--help');
	for (const {name, summary} of commands) assert.match(all, new RegExp(`^ {2}${name} +${summary.slice(0, 30).replace(/[.*+?^$()|[\]{}\\]/g, '\\$&')}`, 'm'));
	assert.equal(await shell.says('help'), all);
	for (const command of commands) {
		const help = await shell.says('help', command.name);
		assert.ok(help.includes(command.example), command.name);
		assert.equal(await shell.says(command.name, '--help'), help, command.name);
		for (const line of help.split('\n')) assert.ok(line.length <= 120, line);
	}
});

test('the version is answered without a home, a database, anything', async t => {
	const {shell} = newShell(t);
	const ran = await shell.with({HOME: '/nonexistent', HIVE_DB: '/nonexistent/x'}).queen('--version');
	assert.match(ran.out, /^\d+\.\d+\.\d+\n$/);
	assert.equal(ran.code, 0);
	assert.equal((await shell.iam('--version')).out, ran.out);
});

test('a reader that goes away ends the command quietly, and what it did not show stays unread', async t => {
	// Mutation seen red: ReaderGone not caught in run.ts.
	const {shell} = newShell(t);
	for (let n = 0; n < 3; n++) await shell.as('a').says('tell', 'b', 'x'.repeat(8000));
	const cut = await runProgram('/bin/bash', ['-c', `set -o pipefail; "$0" "$1" inbox --all | head -c 10; echo " \${PIPESTATUS[0]}"`, process.execPath, queen], {
		...shell.as('b'),
		input: null,
	});
	assert.equal(cut.err, '');
	assert.match(cut.out, / 0\n$/);
	// Its output was larger than a pipe holds only by chance of timing; closed from the start it is certain.
	const closed = await runProgram('/bin/bash', ['-c', `"$0" "$1" inbox --all > >(exec <&-) ; sleep 0; echo $?`, process.execPath, queen], {
		...shell.as('b'),
		input: null,
	});
	assert.equal(closed.code, 0);
});

test('a following log ends by the signal that ends it', async t => {
	const {shell} = newShell(t);
	await shell.as('a').iam('x');
	for (const [signal, code] of [
		['INT', 130],
		['TERM', 143],
	] as const) {
		const script = `"$0" "$1" log --follow > "$2" & pid=$!; until grep -q iam "$2"; do sleep 0.02; done; kill -${signal} $pid; wait $pid; echo $?`;
		// In a script bash starts background jobs with SIGINT ignored; monitor mode gives them their own group and the default.
		const ran = await runProgram('/bin/bash', ['-mc', script, process.execPath, queen, path.join(shell.folder, `log-${signal}`)], {...shell, input: null});
		assert.equal(ran.out.trim().split('\n').at(-1), String(code), ran.err);
	}
});
