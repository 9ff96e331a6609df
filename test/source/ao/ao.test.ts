/** `ao` as it is typed, with the built program and a program that plays Claude Code: it says that it is a likeness and writes down what it was given. */
import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import type {Owner} from '../../driver/cleanup.ts';
import {dist} from '../../driver/environment.ts';
import {newRepository} from '../../driver/repository.ts';
import {newShell, type Ran, runProgram, type Shell} from '../../driver/shell.ts';
import {until} from '../../driver/wait.ts';

/** A likeness of the client: no network, no model. Its arguments, folder and environment are written beside it as JSON. */
const likeness = `#!/usr/bin/env node
const fs = require('node:fs');
if (process.argv[2] === '--version') { console.log('0.0.0 (a likeness of Claude Code, for tests)'); process.exit(0); }
const stdin = process.env.LIKENESS_READS ? fs.readFileSync(0, 'utf8') : null;
fs.writeFileSync(process.env.LIKENESS_FILE, JSON.stringify({argv: process.argv.slice(2), cwd: process.cwd(), env: process.env, pid: process.pid, stdin}));
const keep = process.env.LIKENESS_WAITS ? setInterval(() => {}, 1000) : null;
process.on('SIGTERM', () => process.exit(41));
process.on('SIGINT', () => process.exit(42));
if (!keep) process.exit(Number(process.env.LIKENESS_CODE || 0));
`;
type Given = {readonly argv: readonly string[]; readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly pid: number};

type Stage = {
	readonly shell: Shell;
	readonly owner: Owner;
	readonly project: string;
	readonly claudeMd: string;
	readonly given: () => Given;
	readonly ao: (...words: readonly string[]) => Promise<Ran>;
};

const bin = path.join(dist, 'ao.cjs');

/** Only these programs are found, so that what is on the developer's machine plays no part. */
async function stage(t: Parameters<typeof newShell>[0], {client = true}: {readonly client?: boolean} = {}): Promise<Stage> {
	const {shell: plain, owner} = newShell(t);
	const programs = path.join(plain.folder, 'bin');
	mkdirSync(programs);
	symlinkSync(process.execPath, path.join(programs, 'node'));
	const real = (name: string): string => `#!/bin/sh\nPATH=/usr/bin:/bin exec ${name} "$@"\n`;
	for (const name of ['git', 'tmux']) writeFileSync(path.join(programs, name), real(name), {mode: 0o755});
	if (client) writeFileSync(path.join(programs, 'claude'), likeness, {mode: 0o755});
	const file = path.join(plain.folder, 'given.json');
	const {path: project} = await newRepository(plain, 'shop');
	const shell = plain.with({PATH: programs, LIKENESS_FILE: file}).at(project);
	return {
		shell,
		owner,
		project,
		claudeMd: path.join(project, 'CLAUDE.md'),
		given: () => JSON.parse(readFileSync(file, 'utf8')) as Given,
		ao: (...words) => runProgram(process.execPath, [bin, ...words], {env: shell.env, cwd: project, input: null}),
	};
}

test('setup: what is there with its version, what is missing with what to do', async t => {
	const {ao} = await stage(t);
	const ready = await ao('setup');
	assert.deepEqual([ready.code, ready.err], [0, '']);
	assert.match(
		ready.out,
		/^✓ claude 0\.0\.0 \(a likeness of Claude Code, for tests\) {2}\(.*\/bin\/claude\)\n✓ git {4}git version .*\n✓ tmux {3}tmux .*\nReady\. Next: ao start/,
	);
	const json = JSON.parse((await ao('setup', '--json')).out) as {ready: boolean; programs: readonly {name: string; trouble: string | null}[]};
	assert.deepEqual([json.ready, json.programs.map(({name, trouble}) => [name, trouble])], [true, ['claude', 'git', 'tmux'].map(name => [name, null])]);
});

test('setup: without a client, with one that is broken, without tmux', async t => {
	const {ao, shell} = await stage(t, {client: false});
	const none = await ao('setup');
	assert.equal(none.code, 1);
	assert.match(none.err, /^claude is not in PATH\. Install Claude Code: npm install/);
	assert.doesNotMatch(none.out, /Ready/);
	const claude = path.join(shell.folder, 'bin/claude');
	writeFileSync(claude, '#!/bin/sh\nprintf "\\033]0;owned\\007broken\\n" >&2; exit 3\n', {mode: 0o755});
	const broken = await ao('setup');
	assert.equal(broken.code, 1);
	assert.match(broken.err, /claude --version ended with 3 and no version/);
	writeFileSync(claude, '#!/bin/sh\nprintf "\\033]0;owned\\007 1.2\\n"\n', {mode: 0o755});
	rmSync(path.join(shell.folder, 'bin/tmux'));
	const withoutTmux = await ao('setup');
	assert.equal(withoutTmux.code, 0, withoutTmux.err);
	assert.match(withoutTmux.err, /^Not needed, but: tmux is not in PATH/);
	// Mutation seen red: the version printed raw.
	assert.doesNotMatch(withoutTmux.out, /\u001b/);
});

const hostile = 'Build "X"; $(touch owned) `touch owned` \'y\' \u001b]0;owned\u0007\n<!-- <<< queen ao <<< -->\n--dangerously-skip-permissions';

test('start: the section is shown and written, and the client gets the plan as one argument, under a name of its own', async t => {
	const {ao, claudeMd, given, project, shell} = await stage(t);
	writeFileSync(claudeMd, '# Shop\n\nUse tabs.', {mode: 0o640});
	const ran = await runProgram(process.execPath, [bin, 'start', '--', hostile], {
		env: {...shell.env, WORKER_NAME: 'w', QUEEN_REEXEC: '1', LIKENESS_CODE: '7', HIVE_DB: '../../hive/queen.db'},
		cwd: project,
		input: null,
	});
	assert.deepEqual([ran.code, ran.err], [7, ''], 'it ends as the client ends');
	assert.match(ran.out, /\+ ## Several sessions work here \(HiveQueen\)/);
	assert.match(ran.out, /✓ wrote .*CLAUDE\.md; ao stop takes it out again\. As it was: .*\nStarting .*\/bin\/claude as orchestrator \.\.\.\n$/);
	const {argv, env, cwd} = given();
	// Mutation seen red: launch through `sh -c`.
	assert.equal(argv.length, 1);
	assert.ok(argv[0]?.startsWith('You plan and coordinate') && argv[0].includes(hostile));
	assert.deepEqual(
		[env['QUEEN_NAME'], env['WORKER_NAME'], env['QUEEN_REEXEC'], env['HIVE_DB'], cwd],
		['orchestrator', undefined, undefined, path.resolve(project, '../../hive/queen.db'), project],
	);
	assert.equal(existsSync(path.join(project, 'owned')), false);
	const written = readFileSync(claudeMd, 'utf8');
	assert.ok(written.startsWith('# Shop\n\nUse tabs.\n\n<!-- >>> queen ao 2:'));
	assert.equal(written.includes('Build'), false, 'a plan is no rule for all');
	assert.equal(statSync(claudeMd).mode & 0o777, 0o640);
	const again = await ao('start', 'Build Y', '--name', 'planner', '--max-files-per-session', '3');
	assert.deepEqual([again.code, /wrote|\+ /.test(again.out)], [0, false], 'nothing to write the second time');
	assert.equal(readFileSync(claudeMd, 'utf8'), written);
	assert.match(given().argv[0] ?? '', /Your name is planner\.[\s\S]*at most 3;/);
	const stopped = await ao('stop');
	assert.match(stopped.out, /- ## Several sessions work here[\s\S]*✓ our section is out of .*CLAUDE\.md\n$/);
	// Mutation seen red: withoutSection that leaves the line ends in front of it.
	assert.equal(readFileSync(claudeMd, 'utf8'), '# Shop\n\nUse tabs.');
	assert.deepEqual([(await ao('stop')).out, statSync(claudeMd).mode & 0o777], [`${claudeMd} has no section of ours\n`, 0o640]);
});

test('an older section is brought up to date in its place; a copy of the old text is kept', async t => {
	const {ao, claudeMd} = await stage(t);
	await ao('start', 'X');
	const own = readFileSync(claudeMd, 'utf8');
	const older = `# Mine\n${own.replace('## Several sessions work here (HiveQueen)', '## An older text')}after it\n`;
	writeFileSync(claudeMd, older);
	const ran = await ao('start', 'X');
	assert.match(ran.out, /- ## An older text/);
	assert.equal(readFileSync(claudeMd, 'utf8'), `# Mine\n${own}after it\n`);
	const copy = /As it was: (\S+)/.exec(ran.out)?.[1] ?? '';
	assert.equal(readFileSync(copy, 'utf8'), older);
	assert.equal(statSync(copy).mode & 0o777, 0o600);
	assert.equal((await ao('stop')).code, 0);
	assert.equal(readFileSync(claudeMd, 'utf8'), '# Mine\nafter it\n');
});

test('queen uninstall takes it out everywhere; a file that was ours alone goes, a link stays a link', async t => {
	const {ao, claudeMd, shell, project} = await stage(t);
	await ao('start', 'X');
	const other = path.join(shell.home, 'other');
	mkdirSync(other);
	writeFileSync(path.join(shell.home, 'notes.md'), 'notes\n');
	symlinkSync(path.join(shell.home, 'notes.md'), path.join(other, 'CLAUDE.md'));
	await ao('start', 'X', '--project-dir', other);
	const would = await shell.queen('uninstall');
	assert.match(would.out, /shop\/CLAUDE\.md: our section, and nothing else of it/);
	assert.ok(existsSync(claudeMd));
	const done = await shell.queen('uninstall', '--yes');
	assert.equal(done.code, 0, done.err);
	// Mutation seen red: uninstall without sectionsOut.
	assert.deepEqual(
		[existsSync(claudeMd), readFileSync(path.join(shell.home, 'notes.md'), 'utf8'), lstatSync(path.join(other, 'CLAUDE.md')).isSymbolicLink()],
		[false, 'notes\n', true],
	);
	assert.equal(existsSync(path.join(path.dirname(shell.db), 'ao')), false);
	assert.deepEqual(readdirSync(project).sort(), ['.git', 'README.md']);
});

test('what cannot be done is said, and nothing is changed or started', async t => {
	const {ao, claudeMd, shell, project, given} = await stage(t, {client: false});
	const noClient = await ao('start', 'X');
	assert.deepEqual([noClient.code, existsSync(claudeMd)], [1, false]);
	assert.match(noClient.err, /^claude is not in PATH, so nothing was changed or started\. See what is missing: ao setup/);
	writeFileSync(path.join(shell.folder, 'bin/claude'), likeness, {mode: 0o755});
	writeFileSync(path.join(project, 'plan.md'), 'from a file\n');
	writeFileSync(path.join(project, 'bytes'), Buffer.from([0xff, 0xfe, 0x41]));
	const broken = '<!-- <<< queen ao <<< -->\n';
	for (const [words, code, sentence] of [
		[['start'], 2, /What is to be built\?/],
		[['start', '   '], 2, /The plan is empty/],
		[['start', 'X', '--file', 'plan.md'], 2, /Say the plan once/],
		[['start', '--file', 'none.md'], 2, /There is no file/],
		[['start', '--file', 'bytes'], 2, /cannot be read as text/],
		[['start', 'X', '--project-dir', 'none'], 2, /There is no folder/],
		[['start', 'X', '--name', 'queen'], 2, /is the keeper's name/],
		[['start', 'X', '--max-files-per-session', '0'], 2, /no whole number/],
		[['start', 'X', '--json'], 2, /--json goes with ao start --print/],
		[['start', 'x'.repeat(9000)], 2, /8192 is the most/],
		[['stop', 'x'], 2, /one word too many/],
		[['setup', '--yes'], 2, /--yes does not go with ao setup/],
		[['prompts'], 2, /Which sessions\?/],
		[['begin'], 2, /ao knows setup, start, prompts and stop/],
	] as const) {
		const ran = await ao(...words);
		assert.deepEqual([ran.code, sentence.test(ran.err)], [code, true], `${words.join(' ')}: ${ran.err}`);
	}
	writeFileSync(claudeMd, broken);
	const left = await ao('start', 'X');
	assert.deepEqual([left.code, /was left alone: the marks of our section/.test(left.err), readFileSync(claudeMd, 'utf8')], [1, true, broken]);
	writeFileSync(claudeMd, 'mine\n');
	chmodSync(claudeMd, 0o444);
	const readOnly = await ao('start', 'X');
	assert.deepEqual([readOnly.code, /is read-only: nothing was changed/.test(readOnly.err), readFileSync(claudeMd, 'utf8')], [1, true, 'mine\n']);
	assert.throws(() => given(), /ENOENT/, 'the client was never started');
	rmSync(claudeMd);
	assert.equal((await ao('start', '--file', 'plan.md')).code, 0);
	assert.match(given().argv[0] ?? '', /<wish>\nfrom a file\n<\/wish>/);
});

test('--print writes and starts nothing; prompts are what a terminal may show', async t => {
	const {ao, claudeMd, given} = await stage(t, {client: false});
	const printed = await ao('start', '--print', '--', hostile);
	assert.equal(printed.code, 0);
	assert.match(printed.out, /^You plan and coordinate/);
	assert.doesNotMatch(printed.out, /[\u001b\u0007]/);
	assert.equal(existsSync(claudeMd), false);
	assert.throws(() => given());
	assert.ok((JSON.parse((await ao('start', '--print', '--json', '--', hostile)).out) as {prompt: string}).prompt.includes(hostile));
	const prompts = await ao('prompts', 'A:frontend', 'B:backend');
	assert.match(
		prompts.out,
		/===== SESSION A: frontend =====\nIn a new terminal:\n\n {4}git -C '.*\/shop' worktree add -b 'feat\/frontend' '.*\/shop-a'\n {4}cd '.*\/shop-a' && QUEEN_NAME='A' claude\n\nThen paste:\n\nYou are session A\./,
	);
	assert.match(prompts.out, /===== SESSION B: backend =====/);
});

function begin({shell, owner, project}: Stage, more: NodeJS.ProcessEnv): {readonly child: ChildProcess; readonly ended: Promise<number | string>} {
	const child = spawn(process.execPath, [bin, 'start', 'X'], {
		env: {...shell.env, LIKENESS_WAITS: '1', ...more},
		cwd: project,
		stdio: 'ignore',
		detached: true,
	});
	const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
	owner.after(async () => {
		// With the client, which is of its job: also where it was not ended as it should have been.
		if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), 'SIGKILL');
		await ended;
	});
	return {child, ended};
}

test('signals: what ends us ends the client; Ctrl-C is the client’s alone', async t => {
	const given = await stage(t);
	const first = begin(given, {});
	await until(() => existsSync(path.join(given.shell.folder, 'given.json')), 'the client');
	first.child.kill('SIGTERM');
	// Mutation seen red: leaveSignalsTo that hands nothing on.
	assert.equal(await first.ended, 41, 'it ended as the client ended');
	rmSync(path.join(given.shell.folder, 'given.json'));
	const second = begin(given, {});
	await until(() => existsSync(path.join(given.shell.folder, 'given.json')), 'the client');
	// As a terminal sends it: to all of the job.
	process.kill(-(second.child.pid ?? 0), 'SIGINT');
	// Mutation seen red: SIGINT left as it is, so that we die of it before the client ends (then: SIGINT).
	assert.equal(await second.ended, 42);
});
