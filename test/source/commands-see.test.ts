import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {test} from 'node:test';
import type {ColonyEvent, Conflict, Finding, Sighting, Sister} from '../../db/types.ts';
import {rules} from '../../source/commands/rules.ts';
import {openContext} from '../../source/open-context.ts';
import {dist} from '../driver/environment.ts';
import {newRepository} from '../driver/repository.ts';
import {newShell, type Shell} from '../driver/shell.ts';
import {runHere} from './in-process.ts';

type Context = Awaited<ReturnType<typeof openContext>>;

const sighting = ({clock}: Context, n: number, name: string, change: Partial<Sighting> = {}): Sighting => ({
	process: {host: clock.host, bootId: clock.bootId, pid: 900_000 + n, startTime: '1'},
	agent: 'claude',
	clientName: name,
	terminal: {kind: 'tmux', socket: '/tmp/tmux-1000/default', pane: `%${n}`, server: '1:1'},
	cwd: '/work/guide',
	git: {
		...{repo: 'guide', repoId: '/work/guide/.git', repoKey: 'guide', worktree: '/work/guide', branch: 'main', head: 'abc', dirty: true},
		...{changed: [], untracked: 0, ahead: 0, behind: 0},
	},
	reading: {status: 'idle', detail: null, waitingFor: null, source: 'screen', evidence: []},
	task: null,
	taskSource: 'none',
	lastOutput: null,
	resume: null,
	...change,
});

/** The colony of the first article, as a scanner would have written it. */
async function colony(shell: Shell, findings: readonly Finding[] = []): Promise<void> {
	const context = await openContext({env: shell.env, cwd: shell.cwd, busyMs: 5000});
	const {store, clock} = context;
	const git = sighting(context, 0, '').git;
	const sightings = [
		sighting(context, 1, 'iza-1'),
		sighting(context, 2, 'iza-2', {
			reading: {status: 'working', detail: null, waitingFor: null, source: 'title', evidence: []},
			git: git && {...git, branch: 'izabael/phase10-state-handles', dirty: false},
		}),
		sighting(context, 3, 'iza-3', {reading: {status: 'waiting', detail: null, waitingFor: 'approve Bash: rm -rf build', source: 'dialog', evidence: []}}),
	];
	await store.recordSightings({epoch: null, sightings, complete: true});
	const startedAt = new Date(clock.wall()).toISOString();
	const report = {startedAt, tookMs: 142, complete: true, unread: [], looked: ['tmux server default (3 panes)'], scanner: {pid: 1, host: clock.host}};
	const crons = ['backup', 'gym-sync'].map(name => ({
		name,
		schedule: '0 3 * * *',
		words: 'at 03:00',
		command: name,
		source: 'crontab',
		nextRun: null,
		lastRun: null,
		lastResult: null,
	}));
	await store.recordFindings({epoch: null, findings, crons, report});
	store.close();
}

const sharedBranch: Finding = {
	...{kind: 'conflict', type: 'shared-branch', key: 'guide main', sisters: ['iza-1', 'iza-3'], repo: 'guide', repoId: '/work/guide/.git', branch: 'main'},
	...{files: [], detail: 'both work on main in guide', severity: 'medium', evidence: '1'},
};

test('status looks as it did in the first queen', async t => {
	const {shell} = newShell(t);
	await shell.as('iza-2').iam('Phase 10 shipped');
	await colony(shell);
	await shell.as('iza-1').says('tell', 'iza-3', 'hello');
	assert.equal(
		(await runHere(shell, 'status')).out,
		[
			'🦋 HiveQueen — colony status',
			'',
			'  iza-1  pid 900001  idle            [main*]',
			'         (idle at prompt)',
			'  iza-2  pid 900002  working    📌   [izabael/phase10-state-handles]',
			'         Phase 10 shipped',
			'  iza-3  pid 900003  needs you       [main*]',
			'         asks: approve Bash: rm -rf build',
			'',
			'  conflicts 0',
			'  Cron jobs tracked: 2',
			'  📬 Pending mail: iza-3 1 unread',
			'',
		].join('\n'),
	);
	// The same without UTF-8: nothing but ASCII.
	const ascii = await shell.with({LANG: 'C'}).queen('status');
	assert.match(ascii.out, /^[ -~\n]+$/);
	// `queen` on a pipe is `queen status`.
	assert.equal((await shell.queen()).out, (await shell.queen('status')).out);
});

test('the number of conflicts is said only when it is true', async t => {
	// Mutation seen red: `conflictNumber` without the question whether there was a scan (its age: format.test.ts).
	const {shell} = newShell(t);
	const unseen = (await runHere(shell, 'status')).out;
	assert.match(unseen, /^ {2}conflicts \? \(never scanned\)$/m);
	// Mutation seen red: the first steps as after a look: it said that there is nobody, and four were there.
	assert.match(unseen, /^ {2}Not looked yet: queen scan$/m);
	assert.doesNotMatch(unseen, /No sessions/);
	assert.equal((await shell.json<{colony: {age: number | null}}>('status')).colony.age, null);
	await colony(shell, [sharedBranch]);
	const {out} = await runHere(shell, 'status');
	assert.match(out, /^ {2}▲ conflicts 1$/m);
	assert.match(out, /^ {4}#1 shared-branch main: iza-1, iza-3 — both work on main in guide \(medium\)$/m);
});

test('a conflict is accepted with a reason and does not count any more', async t => {
	const {shell} = newShell(t);
	await colony(shell, [sharedBranch]);
	assert.match(await shell.says('conflicts'), /^conflicts 1\n {2}#1 shared-branch/);
	assert.equal(await shell.as('iza-1').says('conflicts', 'resolve', '1', '--why', 'we pair'), '✓ resolved #1; it counts again when its evidence changes\n');
	assert.match(await shell.says('conflicts'), /^conflicts 0\n {2}#1 .*\[resolved: we pair\]/);
	const [conflict] = await shell.json<Conflict[]>('conflicts');
	for (const field of ['id', 'kind', 'type', 'sisters', 'repo', 'branch', 'files', 'detail', 'severity', 'detectedAt', 'resolvedAt'])
		assert.ok(conflict && field in conflict, field);
});

/** PRODUCT.md, "What `queen status --json` carries": each field, and what it may be. `null` stands for "may be null". */
const contract = {
	colony: {
		db: ['string'],
		scannedAt: ['string', 'null'],
		scanMs: ['number', 'null'],
		complete: ['boolean'],
		age: ['number', 'null'],
		scanner: ['object', 'null'],
	},
	sisters: {
		...{name: ['string'], agent: ['string'], status: ['string'], detail: ['string', 'null'], waitingFor: ['string', 'null'], statusSource: ['string']},
		...{
			statusSince: ['string'],
			task: ['string', 'null'],
			taskSource: ['string'],
			repo: ['string', 'null'],
			repoId: ['string', 'null'],
			worktree: ['string', 'null'],
		},
		...{branch: ['string', 'null'], dirty: ['boolean'], cwd: ['string', 'null'], terminal: ['object', 'null'], pid: ['number', 'null'], unread: ['number']},
		...{claims: ['number'], lastSeen: ['string']},
	},
	messages: {unread: ['number'], unreadAll: ['number'], openDispatches: ['number']},
	claims: {
		...{
			id: ['number'],
			kind: ['string'],
			repo: ['string', 'null'],
			resource: ['string'],
			owner: ['string'],
			description: ['string', 'null'],
			claimedAt: ['string'],
		},
		...{expiresAt: ['string', 'null'], state: ['string'], stale: ['boolean'], fence: ['number'], shared: ['boolean']},
	},
	conflicts: {
		...{id: ['number'], kind: ['string'], type: ['string'], sisters: ['object'], repo: ['string', 'null'], branch: ['string', 'null'], files: ['object']},
		...{detail: ['string'], severity: ['string'], detectedAt: ['string'], resolvedAt: ['string', 'null']},
	},
	crons: {
		name: ['string'],
		schedule: ['string'],
		words: ['string'],
		command: ['string'],
		source: ['string'],
		nextRun: ['string', 'null'],
		lastRun: ['string', 'null'],
	},
} as const;

const kindOf = (value: unknown): string => (value === null ? 'null' : typeof value);

test('status --json keeps every field of the contract, null where nothing is known', async t => {
	// Mutation seen red: `messages` renamed.
	const {shell} = newShell(t);
	await shell.as('a').says('claim', 'deploy');
	await colony(shell, [sharedBranch]);
	await shell.as('a').iam('x');
	await shell.says('beat', 'izadaemon');
	const status = JSON.parse((await runHere(shell, 'status', '--json')).out) as Record<string, unknown>;
	for (const [part, fields] of Object.entries(contract)) {
		const items = (Array.isArray(status[part]) ? status[part] : [status[part]]) as Record<string, unknown>[];
		assert.ok(items.length > 0, part);
		for (const item of items)
			for (const [field, kinds] of Object.entries(fields)) assert.ok(kinds.includes(kindOf(item[field])), `${part}.${field} is ${kindOf(item[field])}`);
	}
	const sisters = status['sisters'] as Sister[];
	assert.deepEqual(sisters.map(({name}) => name).sort(), ['a', 'iza-1', 'iza-2', 'iza-3', 'izadaemon']);
	assert.deepEqual(Object.keys(sisters.find(({name}) => name === 'iza-1')?.terminal ?? {}).sort(), ['kind', 'pane', 'server', 'socket']);
	assert.match(JSON.stringify(status['colony']), /"scanner":\{"pid":1,"host":/);
});

test('onboarding says who works on what, what is held, what waits, and how to declare', async t => {
	const {shell} = newShell(t);
	await colony(shell, [sharedBranch]);
	await shell.as('iza-2').iam('Phase 10');
	await shell.as('iza-1').says('claim', 'deploy', '--why', 'release day');
	await shell.as('iza-1').says('tell', 'iza-3', '--urgent', 'the deploy is yours');
	const {out} = await runHere(shell.as('iza-3'), 'onboard');
	assert.match(
		out,
		/^🦋 HiveQueen onboarding for iza-3\n\nOther sisters working right now:\n {2}iza-2 {2}working +Phase 10 {2}\[izabael\S+\]\n {2}iza-1 {2}idle +\[main\*\]\n/,
	);
	// Who works stands first, who declared is not asked to. Mutations seen red: others without busyFirst; declaring that never looks.
	assert.doesNotMatch((await runHere(shell.as('iza-2'), 'onboard')).out, /Declare your task/);
	assert.doesNotMatch((await runHere(shell, 'onboard')).out, /Declare your task/);
	assert.doesNotMatch(out, /^ {2}iza-3 /m);
	assert.match(out, /Careful, these are about you:\n {2}#1 shared-branch main: iza-1, iza-3/);
	assert.match(out, /Held by others, keep away:\n {2}#1 {2}deploy {2}iza-1 {2}until released {2}"release day"/);
	assert.match(out, /📬 1 unread \(from iza-1\) ⚡URGENT: queen inbox/);
	assert.match(out, /Declare your task with: iam "<what you're doing>"\nSend mail to a sister with: queen tell <name> "<msg>"\n$/);
	assert.equal(await shell.says('onboard', '--print-rules'), `${rules}\n`);
});

// Mutation seen red: nearFirst() that answers them as they came.
test('of what others hold, what lies in her own repository and what lies in none is told first', async t => {
	const {shell} = newShell(t);
	const [site, guide] = [await newRepository(shell, 'site'), await newRepository(shell, 'guide')];
	await runHere(shell.as('iza-1').at(guide.path), 'claim', 'docs/ch01.md');
	await runHere(shell.as('iza-1'), 'claim', 'deploy');
	await runHere(shell.as('iza-2').at(site.path), 'claim', 'src/a.ts');
	const {out} = await runHere(shell.as('iza-3').at(site.path), 'onboard');
	const held = /Held by others, keep away:\n((?: {2}#.*\n)+)/.exec(out)?.[1] ?? '';
	assert.deepEqual(held.match(/deploy|a\.ts|ch01\.md/g), ['deploy', 'a.ts', 'ch01.md']);
});

test("the keeper's notes to herself are nobody's news", async t => {
	const {shell} = newShell(t);
	await runHere(shell.as('ann'), 'onboard');
	await runHere(shell, 'tell', '@keeper', 'ask for a raise', '--dispatch');
	await runHere(shell.as('bob'), 'tell', '@keeper', 'the parser is done');
	const {out} = await runHere(shell.as('ann'), 'onboard');
	// Mutation seen red: isHersAlone answering false.
	assert.doesNotMatch(out, /a raise/);
	assert.match(out, /tell {2}bob {2}-> queen #2 {2}"the parser is done"/);
});

test('onboarding tells what others did since she was last here', async t => {
	const {shell} = newShell(t);
	await colony(shell);
	await runHere(shell.as('a'), 'onboard');
	await shell.as('b').iam('the second chapter');
	const {out} = await runHere(shell.as('a'), 'onboard');
	assert.match(out, /Since you were last here \([^)]+\):\n[\s\S]* {2}iam {2}b {2}the second chapter\n/);
});

test('the log has the line of the first queen and the sentences of Live, a beginning, and JSON', async t => {
	const {shell} = newShell(t);
	await shell.says('beat', 'izadaemon');
	await colony(shell);
	await runHere(shell.as('ann'), 'tell', 'bob', 'the parser is mine');
	const log = (await runHere(shell, 'log')).out;
	// Mutation seen red: eventLine that answers logLine for every kind.
	assert.match(log, /^\S+Z {2}tell {2}ann {2}-> bob #\d+ {2}"the parser is mine"$/m);
	assert.match(log, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}scan {2}queen {2}\{"sisters": 3, "izadaemon": true, "crons": 2, "conflicts": 0\}$/m);
	const events = await shell.json<ColonyEvent[]>('log', '--since', '1h');
	assert.ok(events.some(({kind}) => kind === 'appeared'));
	assert.equal(log.trimEnd().split('\n').length, events.length);
	assert.deepEqual(await shell.json<ColonyEvent[]>('log', '--since', '2999-01-01'), []);
});

test('a followed log shows what another process does, once each', async t => {
	// Mutation seen red: `last` in commands/log.ts never moved on.
	const {shell} = newShell(t);
	await shell.as('a').iam('before');
	const child = spawn(process.execPath, [path.join(dist, 'queen.cjs'), 'log', '--follow', '--json'], {env: shell.env, stdio: ['ignore', 'pipe', 'inherit']});
	t.after(() => child.kill('SIGKILL'));
	const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
	const tasks: unknown[] = [];
	const readUntil = async (task: string): Promise<void> => {
		while (tasks.at(-1) !== task) {
			const event = JSON.parse(String((await lines.next()).value)) as ColonyEvent;
			if (event.kind === 'iam') tasks.push(event.data['task']);
		}
	};
	await readUntil('before');
	await shell.as('b').iam('during');
	await readUntil('during');
	await shell.as('b').iam('after');
	await readUntil('after');
	assert.deepEqual(tasks, ['before', 'during', 'after']);
});

test('a sister is renamed with her mail and her claims; the old name still reaches her', async t => {
	const {shell} = newShell(t);
	await shell.as('a').says('claim', 'deploy');
	await shell.says('tell', 'a', 'one');
	assert.match(await shell.says('name', 'a', 'izabael'), /a is izabael now/);
	await shell.says('tell', 'a', 'two');
	assert.match(await shell.as('izabael').says('inbox'), /^📬 2 unread for izabael/);
	assert.match(await shell.says('claims'), /deploy {2}izabael/);
	assert.match((await shell.as('b').queen('name', 'izabael', 'mine')).err, /Only izabael herself or the keeper/);
});

test('iam says who I am and how that is known', async t => {
	const {shell} = newShell(t);
	assert.match((await shell.iam()).out, /^You are queen \(the keeper; verified/);
	await shell.as('a').iam('x');
	assert.match((await shell.as('a').iam()).out, /^You are a \(named by QUEEN_NAME or WORKER_NAME; unverified: [^)]+\)\.\n📌 x\n$/);
});

test('explain, paths, crons: what is known, where it lies', async t => {
	const {shell} = newShell(t);
	await colony(shell);
	assert.match(await shell.says('explain', 'iza-3'), /needs you[\s\S]*dialog/);
	assert.match(await shell.says('paths'), new RegExp(`database +${shell.db} +\\(\\$HIVE_DB\\)`));
	assert.match(await shell.says('crons'), /^ {2}backup +0 3 \* \* \* +at 03:00; next run not known$/m);
});

test('mute and unmute: who is told of whom, for how long, and when nothing changed', async t => {
	const {shell} = newShell(t);
	await runHere(shell.as('ann'), 'onboard');
	// Mutation seen red: `wasMuted` that is always true.
	assert.equal((await runHere(shell, 'unmute', 'ann')).out, 'ann was not muted: you are told of her.\n');
	await runHere(shell, 'mute', 'ann', '--for', '1h');
	// Mutation seen red: `left` that rounds down.
	assert.equal((await runHere(shell, 'mute')).out, '  ann  for 1h\n');
	assert.equal((await runHere(shell, 'unmute', 'ann')).out, '✓ you are told of ann again\n');
	assert.equal((await runHere(shell, 'mute')).out, 'Nobody is muted.\n');
});

test('files are for their owner only, whatever the umask', async t => {
	const {shell} = newShell(t);
	await shell.as('a').says('tell', 'b', 'secret');
	assert.equal(statSync(path.dirname(shell.db)).mode & 0o777, 0o700);
	for (const name of readdirSync(path.dirname(shell.db))) assert.equal(statSync(path.join(path.dirname(shell.db), name)).mode & 0o077, 0, name);
});

test('uninstall takes the hooks out of the settings before it deletes what they call', async t => {
	// Mutation seen red: `takeOut` not called (the settings then call a script that is gone).
	const {shell} = newShell(t);
	const settings = path.join(shell.env['CLAUDE_CONFIG_DIR'] ?? '', 'settings.json');
	const before = '{\n  "model":   "opus"\n}\n';
	mkdirSync(path.dirname(settings), {recursive: true});
	writeFileSync(settings, before);
	await shell.says('hooks', 'install', '--yes');
	assert.notEqual(readFileSync(settings, 'utf8'), before);
	assert.ok((await shell.says('uninstall')).includes(`${settings}: our hooks`));
	await shell.says('uninstall', '--yes');
	assert.equal(readFileSync(settings, 'utf8'), before);
	assert.ok(!existsSync(path.join(path.dirname(shell.db), 'hooks')));
});

test('uninstall says what it would delete, deletes exactly that, and nothing without --yes', async t => {
	// Mutation seen red: every name in the folder taken for ours.
	const {shell} = newShell(t);
	await shell.as('a').says('tell', 'b', 'x');
	const folder = path.dirname(shell.db);
	const strangers = ['queen.db.mine', 'notes.txt', 'backups-of-mine'].map(name => path.join(folder, name));
	for (const file of strangers) writeFileSync(file, '');
	const said = await shell.says('uninstall');
	assert.match(said, /would be deleted for good.*queen uninstall --yes\n$/);
	assert.ok(existsSync(shell.db));
	const listed = said
		.split('\n')
		.filter(line => line.startsWith('  /'))
		.map(line => line.trim());
	assert.ok(listed.includes(shell.db));
	assert.match(await shell.says('uninstall', '--yes'), /✓ deleted/);
	for (const file of listed) assert.ok(!existsSync(file), file);
	for (const file of strangers) assert.ok(existsSync(file), file);
	assert.match(await shell.says('uninstall'), /^Nothing of ours/);
});

test('doctor finds what is wrong and says how to mend it; without problems it says so', async t => {
	const {shell} = newShell(t);
	await colony(shell);
	const well = await shell.json<{about: string; level: string}[]>('doctor');
	assert.deepEqual(
		well.filter(({level}) => level === 'problem'),
		[],
	);
	writeFileSync(path.join(path.dirname(shell.db), 'x'), '');
	const ill = await runDoctorIll(shell);
	assert.equal(ill.code, 1);
	assert.match(ill.out, /!! +tmux +not found by PATH[^\n]*\n +mend: install tmux/);
	assert.match(ill.out, /!! +permissions +\S+ is open to others \(755\)\n +mend: chmod 700/);
	assert.match(ill.out, /!! +configuration +\S+config\.json is not valid JSON/);
	assert.match(ill.out, /\d+ problems found\.\n$/);
});

async function runDoctorIll(shell: Shell): Promise<{code: number; out: string}> {
	const {chmodSync, mkdirSync} = await import('node:fs');
	chmodSync(path.dirname(shell.db), 0o755);
	const config = path.join(shell.home, '.config/queen');
	mkdirSync(config, {recursive: true});
	writeFileSync(path.join(config, 'config.json'), '{"glyphs": ');
	return shell.with({PATH: path.dirname(process.execPath)}).queen('doctor');
}
