/**
 * Real Claude Code clients that work together as `ao` and claude-swarm have it: what their model makes them run is typed into their own shells.
 *   QUEEN_E2E_CLAUDE=/path/to/claude npm run test:e2e
 */
import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import {until} from '../driver/wait.ts';
import {gitAt} from '../source/push/clones.ts';
import type {RealClient} from './client-pane.ts';
import type {Act} from './model.ts';
import {keepersPrompt, newStage, type SisterJson, type Stage} from './real-client.ts';

type Sister = SisterJson & {
	readonly branch: string | null;
	readonly task: string | null;
	readonly declared: {readonly status: string | null; readonly workstream: string | null} | null;
};
type Git = ReturnType<typeof gitAt>;

const bash = (command: string): Act => ({uses: {tool: 'Bash', input: {command, description: 'as the prompt says'}}});

/** A project with a commit; clients run any command without a question there. */
async function newProject(t: TestContext): Promise<Stage & {readonly git: Git}> {
	const stage = await newStage(t, {inPath: true});
	const settings = path.join(stage.shell.home, '.claude/settings.json');
	writeFileSync(settings, JSON.stringify({permissions: {allow: ['Write', 'Edit', 'Read', 'Bash'], defaultMode: 'default'}}, null, 2));
	const git = gitAt(stage.repo, stage.shell.env);
	await git('add', '.');
	await git('commit', '--quiet', '-m', 'first');
	return {...stage, git};
}

const sistersOf = async ({shell}: Stage): Promise<readonly Sister[]> => (await shell.json<{sisters: Sister[]}>('status')).sisters;

/** What the tools answered to the model, the last request's as one text. */
const toldAt = ({model}: Stage, scene: string): string => model.heard(scene).at(-1) ?? '';

/** The keeper's shell is back: what she typed has ended. */
const isBack = (she: RealClient): Promise<unknown> =>
	until(async () => (await she.screen()).trimEnd().endsWith(keepersPrompt.trimEnd()), 'the prompt of the shell', 30_000);

test('ao start in a pane: the plan is the first turn, the session is the orchestrator; ao prompts makes A; ao stop gives the file back', async t => {
	const stage = await newProject(t);
	const {shell, repo, model, git} = stage;
	const claudeMd = path.join(repo, 'CLAUDE.md');
	const before = '# App\r\n\r\nUse tabs, and no emoji.';
	writeFileSync(claudeMd, before);
	await git('add', '.');
	await git('commit', '--quiet', '-m', 'rules');

	// The keeper's view was open: the session was seen, and got a name that we made up, before it said a word.
	const seen = Promise.withResolvers<void>();
	model.play('plan', [
		{...bash('queen onboard'), after: seen.promise},
		bash('queen context add "POST /users returns {id}" --category interface'),
		bash('queen tell A "the login form, only src/login.ts" --dispatch'),
		bash('ao prompts A:frontend'),
		bash('queen orchestrate'),
	]);
	const planner = await stage.opens();
	await planner.types('ao start "Build X as in scene plan" --yes');
	const early = await stage.sister(planner, 'the session that was only seen', ({status}) => status !== 'gone');
	assert.match(readFileSync(claudeMd, 'utf8'), /^# App\r\n\r\nUse tabs, and no emoji\.\r\n\r\n<!-- >>> queen ao 2: /);
	seen.resolve();
	await planner.sees(/End of plan\./);

	const first = model.heard('plan')[0] ?? '';
	assert.match(first, /You plan and coordinate a piece of work[\s\S]*Your name is orchestrator\.[\s\S]*<wish>\\nBuild X as in scene plan\\n<\/wish>/);
	// The client reads the project's CLAUDE.md, and our section with it.
	assert.match(first, /Several sessions work here \(HiveQueen\)/);
	// Seen red before a name that was made up gave way to QUEEN_NAME: app-1 beside an orchestrator without a process.
	const listed = await stage.sister(planner, 'the orchestrator', ({name, status}) => name === 'orchestrator' && status === 'idle');
	assert.equal(listed.pid, early.pid);
	assert.deepEqual(
		(await sistersOf(stage)).map(({name}) => name),
		['orchestrator'],
		'one session, one name',
	);
	const told = toldAt(stage, 'plan');
	assert.match(told, /===== SESSION A: frontend =====/);
	assert.doesNotMatch(told, /is_error\\?":true|command not found/);

	// What was printed, as the keeper uses it: the lines in a terminal, then the words.
	const [planned] = await shell.json<readonly {start: readonly string[]; prompt: string; folder: string}[]>('ao', 'prompts', 'A:frontend');
	assert.ok(planned);
	model.play('frontend', [
		bash('queen onboard'),
		bash('queen inbox'),
		bash('queen ack 1 && iam "the login form" --for 1'),
		bash('queen update --status running --workstream frontend'),
		bash('queen sync'),
		bash('queen claim src/login.ts --why "the login form"'),
		bash('queen tell orchestrator "A works on it"'),
	]);
	const a = await stage.opens();
	for (const line of planned.start) await a.types(line);
	await a.sees(/❯/);
	if (/trust/i.test(await a.screen())) await a.keys('Enter');
	await a.isReady();
	await a.pastes(`${planned.prompt}\n\nThis is scene frontend.`);
	await a.sees(/Pasted text|scene frontend/);
	await a.keys('Enter');
	await a.sees(/End of frontend\./);
	const answers = toldAt(stage, 'frontend');
	assert.match(answers, /the login form, only src\/login\.ts/);
	assert.doesNotMatch(answers, /is_error\\?":true/);
	const {pid} = await stage.sister(a, 'A in her pane', ({name, status}) => name === 'a' && status === 'idle');
	const her = (await sistersOf(stage)).filter(each => each.pid === pid || each.name === 'a');
	assert.deepEqual(
		her.map(({name, branch, task, declared}) => [name, branch, task, declared?.status, declared?.workstream]),
		[['a', 'feat/frontend', 'the login form', 'running', 'frontend']],
	);
	const mail = await shell.as('orchestrator').json<readonly {from: string; fromVerified: string}[]>('inbox', '--all', '--peek');
	assert.deepEqual(
		mail.filter(({from}) => from === 'a').map(({fromVerified}) => fromVerified),
		['yes'],
	);
	assert.match(await shell.says('swarm', 'status'), /│ A +│ frontend +│ running +│ feat\/frontend +│/);
	const dashboard = await shell.says('orchestrate', 'dashboard');
	assert.match(dashboard, /^ {2}a +idle +says running, .*\(frontend\): the login form +\[feat\/frontend\]$/m);

	await planner.keys('C-c');
	await planner.keys('C-c');
	await isBack(planner);
	await planner.types('ao stop --yes; echo stopped with $?');
	await planner.sees(/stopped with 0/);
	assert.equal(readFileSync(claudeMd, 'utf8'), before);
	assert.equal(await git('status', '--porcelain'), '');
});

test('the words of ao prompts in a session that was started without its name: it takes the name once, and keeps it', async t => {
	const stage = await newProject(t);
	const {shell} = stage;
	const [planned] = await shell.json<readonly {prompt: string}[]>('ao', 'prompts', 'B:backend');
	const once = /run `(QUEEN_NAME=B [^`]+)` once/.exec(planned?.prompt ?? '')?.[1];
	assert.ok(once);
	const b = await stage.start();
	// Looks first, as nobody has looked yet, and is greeted under a name that we made up.
	await b.turn('unnamed', [bash('queen onboard')]);
	assert.match(toldAt(stage, 'unnamed'), /app-1/);
	await b.turn('named', [bash(once), bash('queen update --status running --workstream backend'), bash('queen tell queen "B is here"')]);
	assert.doesNotMatch(toldAt(stage, 'named'), /is_error\\?":true/);
	// Mutation seen red: no `takesName` in actions/onboard.ts.
	await stage.sister(b, 'B', ({name, status}) => name === 'b' && status === 'idle');
	assert.deepEqual(
		(await sistersOf(stage)).map(({name, declared}) => [name, declared?.workstream]),
		[['b', 'backend']],
	);
	const mail = await shell.json<readonly {from: string; fromVerified: string}[]>('inbox', '--all', '--peek');
	assert.deepEqual(
		mail.map(({from, fromVerified}) => [from, fromVerified]),
		[['b', 'yes']],
	);
});

type Claim = {readonly resource: string; readonly owner: string; readonly state: string};

test("claude-swarm's rhythm in a real session: its name is proven, its claim ends with it, its commit is marked, its push is there", async t => {
	const stage = await newProject(t);
	const {shell, repo, git} = stage;
	const remote = path.join(shell.folder, 'app.git');
	await git('init', '--quiet', '--bare', remote);
	await git('remote', 'add', 'origin', remote);
	await git('push', '--quiet', '--set-upstream', 'origin', 'main');
	await git('switch', '--quiet', '--create', 'feat/frontend');
	await shell.says('hooks', 'install', '--yes');
	await shell.says('guard', 'install', '--yes');
	await shell.says('swarm', 'init', '--sessions', 'A:frontend B:backend');

	const a = await stage.start();
	// The keeper's view was open before she said who she is.
	const {name: madeUp, pid} = await stage.sister(a, 'the session that was only seen', ({status}) => status === 'idle');
	assert.equal(madeUp, 'app-1');
	await shell.says('swarm', 'message', 'A', 'the types are exported now', '--from', 'B');
	await a.turn('rhythm', [
		bash('claude-swarm sync --session A'),
		bash('claude-swarm claim src/x.ts --session A'),
		{uses: {tool: 'Write', input: {file_path: path.join(repo, 'src/x.ts'), content: 'export const x = 1;\n'}}},
		bash('git add src/x.ts && claude-swarm commit "add x" --session A'),
		bash('claude-swarm push --session A'),
		bash('claude-swarm message B "x is there" --from A'),
		bash('claude-swarm sync --session A; echo "quiet: $?"'),
	]);
	const told = toldAt(stage, 'rhythm');
	assert.match(told, /\[SYNC\] 1 new message\(s\)/);
	assert.match(told, /MSG from=B: .{0,6}the types are exported now/);
	assert.match(told, /A claimed src\/x\.ts/);
	assert.match(told, /Committed: \[Session A\] add x/);
	assert.match(told, /Push successful/);
	assert.match(told, /:.{0,4}quiet: 0/, 'nothing is new, so nothing is said');
	assert.doesNotMatch(told, /is_error\\?":true/);

	const she = await stage.sister(a, 'A', ({name, status}) => name === 'a' && status === 'idle');
	assert.equal(she.pid, pid);
	const sent = await shell.as('B').json<readonly {from: string; body: string; fromVerified: string}[]>('inbox', '--all', '--peek');
	assert.deepEqual(
		sent.map(({from, body, fromVerified}) => [from, body, fromVerified]),
		[['a', 'x is there', 'yes']],
	);
	// In the remote itself, not in our picture of it.
	assert.equal(await gitAt(remote, shell.env)('log', '-1', '--format=%s', 'feat/frontend'), '[Session A] add x');
	assert.equal(await gitAt(remote, shell.env)('rev-parse', 'feat/frontend'), await git('rev-parse', 'HEAD'));
	assert.equal(await git('rev-parse', 'origin/feat/frontend'), await git('rev-parse', 'HEAD'));

	const claimed = async (): Promise<readonly (readonly [string, string, string])[]> =>
		(await shell.json<readonly Claim[]>('claims')).filter(({resource}) => resource === 'src/x.ts').map(({resource, owner, state}) => [resource, owner, state]);
	assert.deepEqual(await claimed(), [['src/x.ts', 'a', 'held']]);
	const refused = await shell.queen('swarm', 'claim', 'src/x.ts', '--session', 'B');
	assert.deepEqual([refused.code, refused.out], [1, 'src/x.ts is already claimed by another session\n']);
	// Bound to the process: it ends with it, long before its time. Mutation seen red: `process: null` in `owner` of actions/claims.ts.
	await a.kill();
	await until(async () => (await claimed())[0]?.[2] === 'orphaned', 'the claim to be an orphan', 30_000);
	await until(async () => (await shell.queen('swarm', 'claim', 'src/x.ts', '--session', 'B')).code === 0, 'B to get it', 60_000);
});
