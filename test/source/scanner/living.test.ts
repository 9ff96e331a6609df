/** The scanner on real processes in real terminals and repositories. */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import {stateFileOf} from '../../../source/demo/likeness.ts';
import type {Looker} from '../../../source/scanner/look.ts';
import {systemLooker, systemScanner} from '../../../source/scanner/system.ts';
import {end, isAlive, startTime} from '../../driver/processes.ts';
import {runProgram} from '../../driver/shell.ts';
import {until} from '../../driver/wait.ts';
import {type Machine, newMachine} from './machine.ts';

// Mutation seen red: endSessions of the store ends nobody.
test('a sister appears, is killed, and is gone; a bare shell is nobody', async t => {
	const {colony, complete, until: seen, context} = await newMachine(t);
	await complete();
	assert.deepEqual(await context.store.sisters(), []);
	const site = await colony.repository('site');
	const iza = await colony.sister('iza-1', {at: site.path});
	const known = await seen('iza-1', sister => sister.status === 'idle');
	assert.deepEqual([known.agent, known.pid, known.repo, known.branch, known.terminal?.pane], ['claude', iza.pid, 'site', 'main', iza.pane.id]);
	await iza.dies();
	const gone = await seen('iza-1', sister => sister.status === 'gone');
	assert.equal(gone.sessions, 0);
});

// Mutation seen red: sightingOf without gitUnread. What a scanner that just began could not read was written down as nothing.
test('a repository that a new scanner cannot read leaves what was known of who stands there', async t => {
	const {colony, complete, context, sister} = await newMachine(t);
	const site = await colony.repository('site');
	await colony.sister('ann', {at: site.path});
	await colony.sister('bea', {at: site.path});
	site.write('README.md', 'changed\n');
	await complete();
	const before = await sister('ann');
	assert.deepEqual([before.branch, before.dirty], ['main', true]);
	const head = readFileSync(path.join(site.path, '.git/HEAD'));
	site.write('.git/HEAD', 'nonsense\n');
	const pass = await systemScanner(context, systemLooker(context), () => null).complete(new AbortController().signal);
	assert.equal(pass?.report?.complete, false);
	const {repo, branch, dirty, changed, worktree} = await sister('ann');
	assert.deepEqual({repo, branch, dirty, changed, worktree}, {repo: 'site', branch: 'main', dirty: true, changed: ['README.md'], worktree: site.path});
	const open = async () => (await context.store.conflicts()).filter(one => one.resolvedAt === null).map(({kind, type}) => `${kind} ${type}`);
	assert.deepEqual(await open(), ['conflict same-worktree']);
	writeFileSync(path.join(site.path, '.git/HEAD'), head);
	await complete();
	assert.deepEqual(await open(), ['conflict same-worktree']);
});

test('what she does shows in a fast pass: her state file, her title, her screen', async t => {
	const {colony, until: seen, complete} = await newMachine(t);
	const site = await colony.repository('site');
	const iza = await colony.sister('iza-1', {at: site.path});
	const codex = await colony.sister('codex', {at: site.path, agent: 'codex'});
	await complete();
	iza.works('moving the login');
	await seen('iza-1', sister => sister.status === 'working' && sister.statusSource === 'state-file');
	iza.asks('rm -rf build');
	const asking = await seen('iza-1', sister => sister.status === 'waiting');
	assert.match(asking.waitingFor ?? '', /rm -rf build/);
	codex.works();
	await seen('site-1', sister => sister.agent === 'codex' && sister.status === 'working' && sister.statusSource === 'title');
	codex.idles();
	await seen('site-1', sister => sister.status === 'idle');
});

test('a switch of branch is seen without a complete pass', async t => {
	const {colony, complete, until: seen, context} = await newMachine(t);
	const site = await colony.repository('site');
	await colony.sister('iza-1', {at: site.path});
	await complete();
	await site.git('switch', '--quiet', '--create', 'izabael/guide');
	await seen('iza-1', sister => sister.branch === 'izabael/guide');
	const events = await context.store.events({limit: 100, kinds: ['branch']});
	assert.deepEqual(events.at(-1)?.data, {from: 'main', to: 'izabael/guide'});
});

// Mutations seen red: the shape of the colony taken for unchanged (detectors in complete passes only); every pass reported as complete.
test('two on one branch: the conflict opens with the fast pass that sees it, and ends with the second complete one', async t => {
	const {colony, complete, fast, until: seen, open, context} = await newMachine(t);
	const site = await colony.repository('site');
	const iza = await colony.sister('iza-1', {at: site.path});
	await colony.sister('iza-2', {at: (await site.worktree('guide', 'izabael/guide')).path});
	await complete();
	assert.deepEqual(await open(), []);
	const other = await colony.sister('izabael', {at: site.path});
	await seen('izabael', sister => sister.status === 'idle');
	const [notice] = await open();
	assert.deepEqual([notice?.kind, notice?.type, notice?.sisters], ['notice', 'same-worktree', ['iza-1', 'izabael']]);
	iza.works();
	await seen('iza-1', sister => sister.status === 'working');
	const [conflict] = await open();
	assert.deepEqual([conflict?.kind, conflict?.id], ['conflict', notice?.id]);
	assert.equal((await context.store.counts('queen')).conflicts, 1);
	await other.leaves();
	await seen('izabael', sister => sister.status === 'gone');
	await fast();
	await fast();
	await complete();
	assert.equal((await open()).length, 1, 'not resolved by fast passes and one complete one');
	await complete();
	assert.deepEqual(await open(), []);
});

test('clones of one project on one branch: shared-branch, and a commit makes it serious', async t => {
	const {colony, complete, until: seen, open} = await newMachine(t);
	const site = await colony.repository('site');
	const clonePath = path.join(path.dirname(site.path), 'clone');
	await site.git('remote', 'add', 'origin', 'https://keeper:secret@example.org/site.git');
	await site.git('clone', '--quiet', site.path, clonePath);
	await site.git('-C', clonePath, 'remote', 'set-url', 'origin', 'git@example.org:site');
	await colony.sister('iza-1', {at: site.path});
	await colony.sister('iza-2', {at: clonePath});
	await complete();
	assert.deepEqual(
		(await open()).map(each => [each.kind, each.type]),
		[['notice', 'shared-branch']],
	);
	const before = (await open())[0]?.evidence;
	await site.commit('more');
	await seen('iza-1', sister => sister.head !== JSON.parse(before ?? '').heads[JSON.stringify([site.path, 'main'])]);
	const [conflict] = await open();
	assert.deepEqual([conflict?.kind, conflict?.evidence], ['conflict', before]);
});

/** Stops the tmux server, so that it answers nobody; it goes on at the end of the test. */
const stopTmux = (t: TestContext, {colony}: Machine): (() => void) => {
	const goOn = (): void => {
		if (isAlive(colony.tmux.pid)) process.kill(colony.tmux.pid, 'SIGCONT');
	};
	process.kill(colony.tmux.pid, 'SIGSTOP');
	t.after(goOn);
	return goOn;
};

// Mutation seen red: `sawEverybody: true` in look.ts.
test('an incomplete scan calls nobody gone, and does not say that there is no conflict', async t => {
	const machine = await newMachine(t);
	const {colony, complete, sister, context} = machine;
	const site = await colony.repository('site');
	await colony.sister('codex', {at: site.path, agent: 'codex'});
	await complete();
	assert.equal((await context.store.colony()).complete, true);
	const goOn = stopTmux(t, machine);
	const pass = await complete();
	assert.equal(pass.report?.complete, false);
	assert.match(pass.report?.unread.join() ?? '', /tmux server hive: no answer/);
	assert.notEqual((await sister('site-1')).status, 'gone');
	assert.equal((await context.store.colony()).complete, false);
	goOn();
	assert.equal((await complete()).report?.complete, true);
	assert.notEqual((await sister('site-1')).status, 'gone');
	assert.equal((await context.store.colony()).complete, true);
});

/** A likeness of Claude that publishes a state file and has no terminal. */
const publish = (machine: Machine, pid: number, name: string): void => {
	const folder = path.join(machine.colony.shell.env['CLAUDE_CONFIG_DIR'] ?? '', 'sessions');
	mkdirSync(folder, {recursive: true});
	const file = {pid, startTime: startTime(pid), cwd: '/', name, status: 'idle', startedAt: 0, now: 0, tmux: null} as const;
	writeFileSync(path.join(folder, `${pid}.json`), stateFileOf(file));
};

// Mutation seen red: the state left out of both guards, in state-files.ts and isDead in find-sessions.ts.
test('a zombie is dead, though its pid is still there', async t => {
	const machine = await newMachine(t);
	// The parent is stopped, so that it never reaps its child.
	const parent = spawn('bash', ['-c', 'bash -c "exec -a claude sleep 1000" & echo $!; kill -STOP $$; wait'], {stdio: ['ignore', 'pipe', 'ignore']});
	const [line] = (await once(parent.stdout, 'data')) as [Buffer];
	const pid = Number(String(line));
	t.after(async () => {
		await end(pid);
		parent.kill('SIGKILL');
	});
	await until(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('claude\0'), 'the likeness to start');
	publish(machine, pid, 'iza-1');
	await machine.complete();
	const sister = await machine.sister('iza-1');
	assert.deepEqual([sister.status, sister.terminal], ['idle', null], 'listed without a terminal');
	process.kill(pid, 'SIGKILL');
	await until(() => / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')), 'the zombie');
	await machine.until('iza-1', each => each.status === 'gone');
});

test('suspended with Ctrl-Z she is idle; the shell that took her terminal over is not looked at', async t => {
	const machine = await newMachine(t);
	const site = await machine.colony.repository('site');
	// A shell with jobs: the client gets a process group of its own, and the next job the terminal when it stops.
	const script = `printf '\\033]2;✳ a topic\\007'; bash -c 'exec -a claude sleep 1000'; sleep 1000`;
	await machine.colony.tmux.window(site.path, ['bash', '--norc', '--noprofile', '-i', '-c', script], 'shell');
	const client = await machine.until('site-1', sister => sister.task === 'a topic');
	process.kill(client.pid ?? 0, 'SIGTSTP');
	const idle = await machine.until('site-1', sister => sister.detail === 'suspended');
	assert.deepEqual([idle.status, idle.statusSource, idle.pid, idle.task], ['idle', 'process', client.pid, null]);
	process.kill(client.pid ?? 0, 'SIGKILL');
	await machine.until('site-1', sister => sister.status === 'gone');
});

/** Waits until a process has a child under that argv[0]. */
const childCalled = ({context}: Machine, parent: number, name: string): Promise<number> =>
	until(() => context.processes.list().find(each => each.ppid === parent && each.argv[0] === name)?.pid, `a child of ${parent} called ${name}`);

test('a terminal within a pane: found by the process tree, read like the pane', async t => {
	const machine = await newMachine(t);
	const site = await machine.colony.repository('site');
	const pane = await machine.colony.tmux.window(site.path, ['script', '--quiet', '--command', 'bash -c "exec -a claude sleep 1000"', '/dev/null'], 'nested');
	const pid = await childCalled(machine, pane.pid, 'claude');
	publish(machine, pid, 'iza-1');
	await machine.complete();
	const sister = await machine.sister('iza-1');
	assert.deepEqual([sister.pid, sister.terminal?.pane], [pid, pane.id]);
	await end(pid);
});

/** A likeness of Codex on a terminal of its own, within no pane; answers its pid. */
const alone = async (t: TestContext, machine: Machine, variables: Readonly<Record<string, string>>): Promise<number> => {
	const words = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
	const script = spawn('script', ['--quiet', '--command', `env ${words.join(' ')} bash -c 'exec -a codex sleep 1000'`, '/dev/null'], {stdio: 'ignore'});
	t.after(() => script.kill('SIGKILL'));
	const pid = await childCalled(machine, script.pid ?? 0, 'codex');
	t.after(() => end(pid));
	return pid;
};

/** Looks at this machine as a keeper's scanner does, which is not kept to the story's own servers. */
const wideLooker = ({context}: Machine): Looker => systemLooker({...context, env: {...context.env, QUEEN_NARROW: undefined}});

// Mutations seen red: paneByHints answering null; followHints left out of look().
test('an agent on a terminal of no known pane: her environment may name the pane, or a server elsewhere; else she is unplaced', async t => {
	const machine = await newMachine(t);
	const {tmux, shell} = machine.colony;
	const known = await tmux.window(shell.home, ['sleep', '1000'], 'outer');
	const server = (await tmux.run('display-message', '-p', '#{socket_path},#{pid},0')).trim();
	const inPane = await alone(t, machine, {TMUX: server, TMUX_PANE: known.id});
	const nowhere = await alone(t, machine, {TMUX: '', TMUX_PANE: ''});
	const other = path.join(shell.folder, 'own.sock');
	const started = await runProgram(
		'tmux',
		['-S', other, '-f', '/dev/null', 'new-session', '-d', '-P', '-F', '#{pid} #{pane_pid}', 'exec -a codex sleep 1000'],
		{
			env: {...shell.env, SHELL: '/bin/bash'},
			cwd: shell.home,
			input: null,
		},
	);
	const [otherServer = 0, elsewhere = 0] = started.out.trim().split(' ').map(Number);
	t.after(async () => {
		await end(otherServer, 'SIGTERM');
		await end(elsewhere);
	});
	await until(() => readFileSync(`/proc/${elsewhere}/cmdline`, 'utf8').startsWith('codex\0'), 'the likeness in the other server');
	const seen = await wideLooker(machine).look(true, new AbortController().signal);
	const terminal = (pid: number) => seen.sightings.find(each => each.process.pid === pid)?.terminal;
	assert.equal(terminal(inPane)?.pane, known.id);
	assert.equal(terminal(elsewhere)?.socket, other);
	assert.equal(terminal(nowhere), undefined);
	assert.deepEqual(
		seen.unplaced.map(each => each.process.pid).filter(pid => [inPane, nowhere, elsewhere].includes(pid)),
		[nowhere],
	);
});

/** Puts wrappers before tmux and git in PATH that count their starts. */
const countStarts = (machine: Machine): ((program: string) => number) => {
	const {env, folder} = machine.colony.shell;
	const bin = path.join(folder, 'bin');
	mkdirSync(bin);
	const log = path.join(folder, 'starts');
	writeFileSync(log, '');
	for (const program of ['tmux', 'git']) {
		const rest = (env['PATH'] ?? '')
			.split(':')
			.filter(place => place !== bin)
			.join(':');
		writeFileSync(path.join(bin, program), `#!/bin/sh\necho ${program} >>'${log}'\nPATH='${rest}' exec ${program} "$@"\n`, {mode: 0o755});
	}
	env['PATH'] = `${bin}:${env['PATH']}`;
	return program =>
		readFileSync(log, 'utf8')
			.split('\n')
			.filter(line => line === program).length;
};

// Mutation seen red: `isTrusted` always false.
test('where everybody stands still, a pass starts no process', async t => {
	const machine = await newMachine(t);
	const starts = countStarts(machine);
	const site = await machine.colony.repository('site');
	await machine.colony.sister('iza-1', {at: site.path});
	await machine.complete();
	await machine.fast();
	assert.ok(starts('tmux') > 0 && starts('git') > 0, 'the wrappers count');
	const before = [starts('tmux'), starts('git')] as const;
	const passes = 10;
	for (let pass = 0; pass < passes; pass += 1) await machine.fast();
	assert.equal(starts('git'), before[1]);
	// Somebody else's queen on this machine may look at the server too: that is activity, and is looked at.
	assert.ok(starts('tmux') - before[0] <= passes / 2, `${starts('tmux') - before[0]} tmux in ${passes} passes`);
	await machine.complete();
	assert.equal(starts('git'), before[1], 'not even in a complete pass');
});
