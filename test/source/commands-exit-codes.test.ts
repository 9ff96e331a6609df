import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {commandHelp} from '../../source/commands/help.ts';
import {commands} from '../../source/commands/index.ts';
import {dist} from '../driver/environment.ts';
import {newShell, runProgram} from '../driver/shell.ts';
import {runHere} from './in-process.ts';

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
	[['tell'], 'a', 2, /To whom\?/],
	[['tell', 'b'], 'a', 2, /What\? queen tell b "text"/],
	[['tell', 'b', 'x', '--urgnt'], 'a', 2, /no option --urgnt\. Did you mean --urgent\?/],
	[['tell', 'b', 'x', '--priority', 'huge'], 'a', 2, /--priority huge is none of low, normal, high, urgent/],
	[['tell', 'b', 'x', '--urgent', '--priority', 'low'], 'a', 2, /contradict/],
	[['tell', '@everybody', 'x'], 'a', 2, /no group @everybody\. Groups: @all, @repo, @waiting/],
	// Mutation seen red: tell that does not look who calls.
	[['tell', 'a', 'x'], 'a', 1, /You are a: nothing was sent/],
	[['tell', 'b,a', 'x'], 'a', 1, /You are a: nothing was sent/],
	[['tell', '@keeper', 'x'], null, 1, /You are queen: nothing was sent/],
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
	// Mutations seen red: prepare without refuseUnclosed; butNot that always quotes.
	[['claim', '[bad'], 'a', 2, /has a bracket that is never closed: close it, or say path:\[bad/],
	[['claim', 'src/{a,b'], 'a', 2, /never closed/],
	[['import'], null, 2, /queen import knows claude-swarm and hive\. Usage/],
	[['import', 'swarm'], null, 2, /knows claude-swarm and hive, not \\?"swarm\\?"/],
	[['ao'], null, 2, /^(?:\{.*)?ao knows setup, start, prompts and stop\. Begin with: ao setup/],
	[['detect', '.'], null, 1, / is a folder: name one screen in it/],
	[['unmute', 'nobody-known'], null, 1, /no sister/],
	[['release', 'x'], 'a', 1, /Nobody holds "x"/],
	[['steal', 'x', '--why', 'y'], 'a', 1, /Nobody holds "x"/],
	[['steal', 'x'], 'a', 2, /needs a reason/],
	[['explain', 'nobody'], null, 1, /no sister nobody/],
	[['name', 'queen'], 'a', 1, /keeper's address/],
	[['name', 'b'], null, 2, /As the keeper give both names/],
	[['beat'], null, 2, /Whose beat/],
	[['conflicts', 'resolve', '7', '--why', 'x'], null, 1, /no open conflict #7/],
	[['conflicts', 'resolve', '7'], null, 2, /Resolving a conflict needs its number and a reason: queen conflicts resolve ID/],
	// The other words for it are understood, and answered with the one that is taught.
	[['conflicts', 'accept', '7'], null, 2, /Resolving .*: queen conflicts resolve ID/],
	[['conflicts', 'frobnicate'], null, 2, /knows show, tell, yield and resolve, not "frobnicate"/],
	[['log', '--since', 'yesterday-ish'], null, 2, /neither a length of time nor a date/],
	// A living one, and one who is not known, are refused at once: nobody is asked to say yes to nothing. Mutation seen red: run without checkForget.
	[['forget', 'a'], null, 1, /^a is alive|"a is alive/],
	[['forget', 'zoe'], null, 1, /no sister zoe\. See who is there: queen status"?/],
	[['forget', '--before', '2026-10-01'], null, 2, /Say it with --yes/],
	// Mutation seen red: `allowed` that only asks trustedCaller; uninstall without checkUninstall.
	[['forget', 'zoe'], 'a', 1, /Only the keeper can make the colony forget/],
	[['forget', '--before', '2026-10-01', '--yes'], 'a', 1, /Only the keeper can make the colony forget/],
	[['uninstall', '--yes'], 'a', 1, /Only the keeper can delete the colony/],
	[['forget', 'zoe', '--yes'], null, 1, /no sister zoe/],
	// Mutations seen red: checkForget, and forget, that do not know the keeper's names (all her mail would go).
	[['forget', 'queen'], null, 1, /queen is you, the keeper/],
	[['forget', 'Queen', '--yes'], null, 1, /queen is you, the keeper/],
	// What is stored is longer than what was typed, where a secret is taken out. Mutation seen red: checkText that measures what was typed.
	[['tell', 'b', `${'x'.repeat(8170)} token=abc123`], 'a', 2, /8192 is the most; nothing was stored/],
	[['context', 'add', `${'x'.repeat(8170)} token=abc123`], 'a', 2, /8192 is the most; nothing was stored/],
	[['demo'], null, 2, /terminal/],
];

const errorCodes: Readonly<Record<number, string>> = {1: 'refused', 2: 'usage'};

test('every refusal is one sentence with the exit code of the contract, on stderr; with --json one JSON value', async t => {
	// Mutation seen red: `refused: 1` and `usage: 2` exchanged in errors.ts; `wantsJson` answering false.
	const {shell} = newShell(t);
	for (const [words, who, code, err] of table) {
		const caller = who === null ? shell : shell.as(who);
		const [plain, json] = [await runHere(caller, ...words), await runHere(caller, ...words, '--json')];
		const what = `queen ${words.join(' ')}`;
		assert.deepEqual([plain.code, json.code], [code, code], `${what}: ${plain.err}`);
		assert.match(plain.err, err, what);
		if (code === 0) continue;
		assert.equal(plain.out, '', what);
		assert.equal(plain.err.trimEnd().split('\n').length, 1, what);
		const {error} = JSON.parse(json.err) as {error: {code: string; message: string}};
		assert.equal(error.code, errorCodes[code], what);
		assert.equal(error.message, plain.err.trimEnd(), what);
	}
});

test('the program says the same: a hot command, one of the others, words that are no command', async t => {
	// Mutation seen red: `process.exit(code)` in hot.ts without the code.
	const {shell} = newShell(t);
	const a = shell.as('a');
	const [hot, other, unknown, far, json] = await Promise.all([
		a.queen('tell', 'b', 'x', '--urgnt'),
		a.queen('claims', 'extra'),
		a.queen('stauts'),
		a.queen('xylophone'),
		a.queen('stauts', '--json'),
	]);
	assert.deepEqual(
		[hot, other, unknown, far, json].map(({code, out}) => [code, out]),
		Array.from({length: 5}, () => [2, '']),
	);
	assert.match(hot.err, /^queen tell knows no option --urgnt\. Did you mean --urgent\?[^\n]*\n$/);
	assert.match(other.err, /^"extra" is one word too many\.[^\n]*\n$/);
	assert.match(unknown.err, /^queen knows no command "stauts"\. Did you mean: queen status\n$/);
	assert.match(far.err, /^queen knows no command "xylophone"\. See them all: queen --help\n$/);
	assert.equal((JSON.parse(json.err) as {error: {code: string}}).error.code, 'usage');
	assert.equal((await a.queen('release', 'nothing-of-mine')).code, 1);
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
	const look = {colour: false, columns: 80};
	for (const command of commands) {
		const help = commandHelp(command, look);
		assert.ok(help.includes(command.example), command.name);
		for (const flag of Object.keys(command.flags)) assert.match(help, new RegExp(`^ {2}--${flag}\\b`, 'm'), command.name);
	}
	const json = (name: string): string => {
		const [help] = commands.filter(command => command.name === name).map(command => commandHelp(command, look));
		return (help ?? '').replaceAll(/\n {4,}/g, ' ').match(/^ {2}--json +(.*)/m)?.[1] ?? '';
	};
	assert.equal(json('claims'), 'for programs: one JSON value on stdout, errors as JSON on stderr');
	// Mutation seen red: commandHelp without ownJson.
	for (const name of ['log', 'status', 'orchestrate', 'watch']) assert.match(json(name), /one JSON object a line.*errors as JSON on stderr/, name);
	assert.match(json('ack'), /a result for each number, also when one of them was refused/);
	// A hot one, which the hand parser reads, and one of meow's.
	for (const name of ['tell', 'claims']) assert.equal(await shell.says('help', name), await shell.says(name, '--help'));
	assert.equal(await shell.says('help'), all);
});

test('the version is answered without a home, a database, anything', async t => {
	const {shell} = newShell(t);
	const ran = await shell.with({HOME: '/nonexistent', HIVE_DB: '/nonexistent/x'}).queen('--version');
	assert.match(ran.out, /^\d+\.\d+\.\d+\n$/);
	assert.equal(ran.code, 0);
	assert.equal((await shell.iam('--version')).out, ran.out);
});

test('a reader that goes away ends the command quietly, and what was not shown stays unread', async t => {
	// Mutation seen red: `ReaderGone` not thrown on EPIPE; `markPrinted` called before the printing.
	const {shell} = newShell(t);
	const b = shell.as('b');
	await shell.as('a').says('tell', 'b', 'x'.repeat(8000));
	const child = spawn(process.execPath, [queen, 'inbox'], {env: b.env, stdio: ['ignore', 'pipe', 'pipe']});
	// Closed long before the program has started: its first write meets nobody.
	child.stdout.destroy();
	let said = '';
	child.stderr.on('data', text => {
		said += String(text);
	});
	const [code] = await once(child, 'close');
	assert.deepEqual([code, said], [0, '']);
	assert.match(await b.says('inbox', '--peek'), /^📬 1 unread/);
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
