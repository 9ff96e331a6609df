/**
 * A real Claude Code client does all of it end to end.
 *   QUEEN_E2E_CLAUDE=/path/to/claude npm run test:e2e
 */
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {resumeLine} from '../../source/format/resume.ts';
import {end, isAlive} from '../driver/processes.ts';
import {until} from '../driver/wait.ts';
import {claudeProgram, newStage, type Stage} from './real-client.ts';

const version =
	claudeProgram === '' ? '' : execFileSync(claudeProgram, ['--version'], {encoding: 'utf8', env: {PATH: process.env['PATH'], HOME: '/nonexistent'}}).trim();
process.stdout.write(`# client: ${version || 'QUEEN_E2E_CLAUDE is not set'}\n`);

/** What the model was told, without printing all of it when it was not. */
const has = (text: string | undefined, wanted: RegExp, isThere = true): void => {
	const ours = (text ?? '')
		.split('HiveQueen')
		.slice(1)
		.map(part => `…HiveQueen${part.slice(0, 300)}`);
	assert.equal(wanted.test(text ?? ''), isThere, `${wanted} ${isThere ? 'is missing' : 'is there'}; of ours: ${ours.join('\n') || 'nothing'}`);
};

type Mail = {readonly body: string; readonly surfacedAt: string | null};
const mailOf = ({shell}: Stage, name: string): Promise<readonly Mail[]> => shell.as(name).json<Mail[]>('inbox', '--all', '--peek');

test('QUEEN_E2E_CLAUDE names a client', () => assert.notEqual(version, '', 'set QUEEN_E2E_CLAUDE to the path of a claude program'));

test('status: idle, working, waiting with its reason, idle after Esc, gone after kill -9; the name from -n', async t => {
	const stage = await newStage(t);
	const she = await stage.start(['-n', 'Iza 7']);
	const other = await stage.start();
	const idle = await stage.sister(she, 'idle', ({status}) => status === 'idle');
	assert.equal(idle.name, 'iza-7');
	assert.equal((await stage.sister(other, 'the other', ({status}) => status === 'idle')).name, 'app-1');
	await she.asks('long', [{thinksMs: 60_000, says: 'too late'}]);
	await stage.sister(she, 'working', ({status}) => status === 'working');
	assert.equal((await stage.sister(other, 'the other', () => true)).status, 'idle');
	await she.keys('Escape');
	await stage.sister(she, 'idle after Esc', ({status}) => status === 'idle');
	await she.asks('permission', [{uses: {tool: 'Bash', input: {command: 'rm -rf build', description: 'clean'}}}]);
	const waiting = await stage.sister(she, 'waiting', ({status}) => status === 'waiting');
	assert.match(waiting.waitingFor ?? '', /Bash|rm -rf build|permission/);
	await she.keys('Escape');
	await stage.sister(she, 'idle after the refusal', ({status}) => status === 'idle');
	await she.kill();
	const {sisters} = await until(
		async () => {
			await stage.shell.says('scan');
			const seen = await stage.shell.json<{sisters: {name: string; status: string}[]}>('status');
			return seen.sisters.some(({name, status}) => name === 'iza-7' && status === 'gone') ? seen : null;
		},
		'iza-7 to be gone',
		30_000,
	);
	assert.equal(sisters.find(({name}) => name === 'app-1')?.status, 'idle');
});

test('a zombie is dead', async t => {
	const stage = await newStage(t);
	const she = await stage.start(['-n', 'iza-z']);
	const {pid} = await stage.sister(she, 'idle', ({status}) => status === 'idle');
	// Its parent does not ask how it ended: it stays in the table of processes.
	process.kill(she.pane.pid, 'SIGSTOP');
	process.kill(pid ?? 0, 'SIGKILL');
	await until(() => !isAlive(pid ?? 0), 'the zombie');
	await until(async () => {
		await stage.shell.says('scan');
		return (await stage.shell.json<{sisters: {name: string; status: string}[]}>('status')).sisters.some(
			({name, status}) => name === 'iza-z' && status === 'gone',
		);
	}, 'iza-z to be gone');
	process.kill(she.pane.pid, 'SIGCONT');
});

test('mail stands in the request of her next prompt, is surfaced only then, and is told once', async t => {
	const stage = await newStage(t);
	const {shell, model} = stage;
	await shell.says('hooks', 'install', '--yes');
	const she = await stage.start(['-n', 'iza-1']);
	await she.turn('first', []);
	has(model.heard('first')[0], /other agents on this machine know this session as iza-1/);
	await shell.as('iza-2').says('tell', 'iza-1', 'PR number eight is up', '--urgent');
	assert.equal((await mailOf(stage, 'iza-1'))[0]?.surfacedAt, null);
	assert.doesNotMatch(await she.screen(), /PR number eight/, 'nothing is typed into her terminal');
	await she.turn('second', []);
	const request = model.heard('second')[0] ?? '';
	has(request, /mail for iza-1: 1 new \(1 urgent\)/);
	has(request, /from iza-2 \(unverified\): PR number eight is up/);
	assert.notEqual((await mailOf(stage, 'iza-1'))[0]?.surfacedAt, null);
	await she.turn('third', []);
	const third = model.heard('third')[0] ?? '';
	assert.equal(third.split('PR number eight').length, request.split('PR number eight').length, 'not told again');
	// A session without a name hears nothing of it, and writes nothing down.
	const human = await stage.start();
	await human.turn('human', []);
	has(model.heard('human')[0], /HiveQueen/, false);
});

test('the edit of a claimed file is denied with its holder; an unclaimed one is edited; her own claim does not stop her', async t => {
	const stage = await newStage(t);
	const {shell, repo, model} = stage;
	for (const name of ['a.ts', 'free.ts', 'mine.ts']) writeFileSync(path.join(repo, 'src', name), 'one\n');
	await shell.says('hooks', 'install', '--yes');
	const she = await stage.start([], {QUEEN_NAME: 'iza-1'});
	const at = (name: string): string => path.join(repo, 'src', name);
	const edit = (name: string): {readonly uses: {readonly tool: string; readonly input: Readonly<Record<string, unknown>>}} => ({
		uses: {tool: 'Edit', input: {file_path: at(name), old_string: 'one', new_string: 'two'}},
	});
	const read = (name: string) => ({uses: {tool: 'Read', input: {file_path: at(name)}}});
	await she.turn('read', [read('a.ts'), read('free.ts'), read('mine.ts')]);
	await shell.as('iza-2').says('claim', 'src/a.ts', '--why', 'refactor the login');
	await shell.as('iza-1').says('claim', 'src/mine.ts');
	await she.turn('edit', [edit('a.ts'), edit('free.ts'), edit('mine.ts')]);
	assert.deepEqual(
		['a.ts', 'free.ts', 'mine.ts'].map(name => readFileSync(at(name), 'utf8')),
		['one\n', 'two\n', 'two\n'],
	);
	const told = model.heard('edit').at(-1) ?? '';
	has(told, /src\/a\.ts is claimed: iza-2 holds #1/);
	has(told, /Her reason: .{0,3}refactor the login/);
	has(told, /queen tell iza-2/);
	const {sisters} = await shell.json<{sisters: {name: string}[]}>('status');
	assert.ok(sisters.some(({name}) => name === 'iza-1'));
	// A large file, whose JSON is never parsed as a whole.
	await she.turn('large', [{uses: {tool: 'Write', input: {file_path: at('large.ts'), content: 'x'.repeat(400_000)}}}]);
	assert.equal(readFileSync(at('large.ts'), 'utf8').length, 400_000);
	// Configured to warn: the edit is made, and the model is told beside its result.
	const config = path.join(shell.home, '.config/queen/config.json');
	mkdirSync(path.dirname(config), {recursive: true});
	writeFileSync(config, '{"claims": "warn"}');
	await she.turn('warned', [edit('a.ts')]);
	assert.equal(readFileSync(at('a.ts'), 'utf8'), 'two\n');
	has(model.heard('warned').at(-1), /src\/a\.ts is claimed: iza-2 holds #1/);
});

test('/clear keeps her name and greets her again; a restart under the same name gets the mail that waited', async t => {
	const stage = await newStage(t);
	const {shell, model} = stage;
	await shell.says('hooks', 'install', '--yes');
	const she = await stage.start(['-n', 'iza-1']);
	await she.turn('before', []);
	await she.types('/clear');
	await until(async () => !/End of before/.test(await she.screen()), 'a cleared screen');
	await shell.as('iza-2').says('tell', 'iza-1', 'after the clearing');
	await she.turn('cleared', []);
	const cleared = model.heard('cleared')[0] ?? '';
	has(cleared, /know this session as iza-1/);
	has(cleared, /after the clearing/);
	has(cleared, /End of before/, false);
	await she.types('/exit');
	await until(async () => !/❯/.test((await she.screen()).slice(-200)), 'the end of the client', 30_000).catch(() => undefined);
	await shell.as('iza-2').says('tell', 'iza-1', 'while you were away');
	const again = await stage.start(['-n', 'iza-1']);
	await again.turn('restarted', []);
	const restarted = model.heard('restarted')[0] ?? '';
	has(restarted, /know this session as iza-1/);
	has(restarted, /while you were away/);
});

test('a session that began before the hooks gets its mail once they are installed; uninstalled, all is silent and the file as it was', async t => {
	const stage = await newStage(t);
	const {shell, model} = stage;
	const settings = path.join(shell.home, '.claude/settings.json');
	const before = readFileSync(settings, 'utf8');
	const she = await stage.start(['-n', 'iza-1']);
	await she.turn('early', []);
	has(model.heard('early')[0], /HiveQueen/, false);
	await shell.says('hooks', 'install', '--yes');
	await shell.as('iza-2').says('tell', 'iza-1', 'found you');
	// Whether a running client takes up new hooks is its own affair; it is told what we saw.
	await she.turn('later', []);
	const takesUp = /found you/.test(model.heard('later')[0] ?? '');
	t.diagnostic(`${version}: a running session takes up new hooks: ${takesUp}`);
	if (!takesUp) {
		await she.types('/exit');
		const again = await stage.start(['-n', 'iza-1']);
		await again.turn('anew', []);
		has(model.heard('anew')[0], /found you/);
	}
	assert.equal((await shell.json<{lastFired: string | null}>('hooks', 'status')).lastFired === null, false);
	await shell.says('hooks', 'uninstall');
	assert.equal(readFileSync(settings, 'utf8'), before);
	await shell.as('iza-2').says('tell', 'iza-1', 'nobody tells');
	const last = await stage.start(['-n', 'iza-9']);
	await last.turn('silent', []);
	has(model.heard('silent')[0], /HiveQueen/, false);
});

test('what her shell is told by the hooks: commands speak to the database that the hooks speak to', async t => {
	const stage = await newStage(t);
	const {shell, model, repo} = stage;
	await shell.says('hooks', 'install', '--yes');
	const settings = path.join(shell.home, '.claude/settings.json');
	const allowed = JSON.parse(readFileSync(settings, 'utf8')) as {permissions: {allow: string[]}};
	allowed.permissions.allow.push('Bash');
	writeFileSync(settings, JSON.stringify(allowed, null, 2));
	const she = await stage.start([], {QUEEN_NAME: 'iza-1', HIVE_DB: ''});
	await she.turn('shell', [{uses: {tool: 'Bash', input: {command: `printenv HIVE_DB > ${path.join(repo, 'seen')}`, description: 'look'}}}]);
	has(model.heard('shell')[0], /know this session as iza-1/);
	assert.equal(readFileSync(path.join(repo, 'seen'), 'utf8').trim(), shell.db);
});

test('the spool says what happened, and nothing of what was written', async t => {
	const stage = await newStage(t);
	const {shell, repo} = stage;
	await shell.says('hooks', 'install', '--yes');
	const she = await stage.start([], {QUEEN_NAME: 'iza-1'});
	await she.turn('write', [{uses: {tool: 'Write', input: {file_path: path.join(repo, 'new.txt'), content: 'A-SECRET-WORD'}}}]);
	await she.asks('permission', [{uses: {tool: 'Bash', input: {command: 'touch A-SECRET-WORD', description: 'x'}}}]);
	const spool = path.join(path.dirname(shell.db), 'spool/events');
	const text = await until(() => {
		const now = readFileSync(spool, 'utf8');
		return now.includes('PermissionRequest') ? now : null;
	}, 'the question in the spool');
	const lines = text
		.trim()
		.split('\n')
		.map(line => JSON.parse(line) as {event: string; tool: string; path: string; client: number; session: string});
	assert.deepEqual([...new Set(lines.map(({event}) => event))].sort(), ['PermissionRequest', 'PostToolUse', 'SessionStart', 'Stop', 'UserPromptSubmit']);
	assert.deepEqual(
		lines.filter(({event}) => event === 'PostToolUse').map(({tool, path: file}) => [tool, file]),
		[['Write', path.join(repo, 'new.txt')]],
	);
	assert.equal(lines.find(({event}) => event === 'PermissionRequest')?.tool, 'Bash');
	const {pid} = await stage.sister(she, 'waiting', ({status}) => status === 'waiting');
	assert.ok(lines.every(({client, session}) => client === pid && session.length > 10));
	assert.doesNotMatch(text, /A-SECRET-WORD/);
	await end(pid ?? 0);
});

test('rewake: urgent mail wakes an idle session, other mail does not; one waiter, which goes with its client', async t => {
	const stage = await newStage(t);
	const {shell, model} = stage;
	const config = path.join(shell.home, '.config/queen/config.json');
	mkdirSync(path.dirname(config), {recursive: true});
	writeFileSync(config, '{"rewake": "urgent"}');
	await shell.says('hooks', 'install', '--yes');
	const she = await stage.start(['-n', 'iza-1']);
	await she.turn('first', []);
	const waiters = path.join(path.dirname(shell.db), 'flags/waiters');
	const waiter = (notThis = 0): Promise<number> =>
		until(
			() => {
				const pids = existsSync(waiters) ? readdirSync(waiters).map(name => Number(readFileSync(path.join(waiters, name), 'utf8').trim())) : [];
				assert.ok(pids.length <= 1, 'one waiter');
				return pids.find(pid => pid > 0 && pid !== notThis) ?? null;
			},
			'the waiter',
			30_000,
		);
	const first = await waiter();
	await shell.as('iza-2').says('tell', 'iza-1', 'calm news');
	await shell.as('iza-2').says('tell', 'iza-1', 'the house burns', '--urgent');
	const woken = await until(() => model.heard('first').find(text => /the house burns/.test(text)) ?? null, 'the model to be asked by itself', 60_000);
	has(woken, /mail for iza-1: 1 new \(1 urgent\), 2 unread/);
	// The client calls that a prompt: what else is new is told beside it, as at every prompt.
	has(woken, /1 new, 2 unread.*calm news/);
	assert.ok((await mailOf(stage, 'iza-1')).every(({surfacedAt}) => surfacedAt !== null));
	const second = await waiter(first);
	const asked = model.heard('first').length;
	await shell.as('iza-2').says('tell', 'iza-1', 'more calm news');
	await she.turn('second', []);
	has(model.heard('second')[0], /more calm news/);
	assert.equal(model.heard('first').length, asked, 'calm mail wakes nobody, and urgent mail only once');
	const last = await waiter(second);
	await she.kill();
	// It looks for its client every 30 s.
	await until(() => !isAlive(last), 'the end of the waiter', 60_000);
});

test('a lost session: the command that the view copies takes up the very conversation', async t => {
	const stage = await newStage(t);
	const she = await stage.start(['-n', 'Iza 7']);
	await stage.sister(she, 'idle', ({status}) => status === 'idle');
	// The client writes its conversation down a moment later; one that is killed before has none to take up.
	const projects = path.join(stage.shell.home, '.claude', 'projects');
	const areWritten = (...lines: readonly string[]): boolean =>
		existsSync(projects) &&
		readdirSync(projects, {recursive: true, encoding: 'utf8'}).some(file => {
			const text = file.endsWith('.jsonl') ? readFileSync(path.join(projects, file), 'utf8') : '';
			return lines.every(line => text.includes(line));
		});
	await she.turn('marmalade', []);
	await until(() => areWritten('please play scene marmalade', 'End of marmalade'), 'the first turn to be written down', 30_000);
	/*
	 * Two turns: 2.1.197 sometimes writes the answer of the very first turn before its question when the answer comes within half a second, as
	 * ours does. Resumed, it goes on from the last line of its file, and shows the question alone. From the second turn on the lines are in order.
	 * Seen red with one turn: 3 of 34 runs, and always when the lines of the file were put in that order by hand.
	 */
	await she.turn('honey', []);
	await until(() => areWritten('please play scene honey', 'End of honey'), 'the second turn to be written down', 30_000);
	await she.kill();
	type Lost = {readonly name: string; readonly status: string; readonly cwd: string | null; readonly resume: readonly string[] | null};
	const lost = await until(
		async () => {
			await stage.shell.says('scan');
			const {sisters} = await stage.shell.json<{sisters: readonly Lost[]}>('status');
			return sisters.find(({name, status}) => name === 'iza-7' && status === 'gone') ?? null;
		},
		'iza-7 to be lost',
		30_000,
	);
	assert.match(resumeLine(lost) ?? '', /^cd \S+ && claude --resume [\w-]+$/);
	assert.equal(lost.cwd, stage.repo);
	const again = await stage.start(lost.resume?.slice(1));
	await again.sees(/End of marmalade\.[\s\S]*End of honey\./);
	await stage.sister(again, 'idle again', ({status}) => status === 'idle');
});
