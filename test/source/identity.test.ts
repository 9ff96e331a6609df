import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import fc from 'fast-check';
import type {Caller} from '../../source/context.ts';
import {QueenError} from '../../source/errors.ts';
import {whoIsCalling} from '../../source/identity.ts';
import {keeperName, slug} from '../../source/names.ts';
import type {Process} from '../../source/processes/types.ts';
import {identity, process_, session} from './scanner/builders.ts';

/** Ancestors by pid, nearest first; `registered`: which of them the store knows under which name; `aliases`: old names. */
type World = {
	readonly env?: NodeJS.ProcessEnv;
	readonly ancestors?: readonly Process[];
	readonly registered?: Readonly<Record<number, string>>;
	readonly aliases?: Readonly<Record<string, string>>;
};
const who = ({env = {}, ancestors = [], registered = {}, aliases = {}}: World): Promise<Caller> =>
	whoIsCalling({
		env,
		pid: 1000,
		processes: {ancestors: pid => (pid === 1000 ? ancestors : assert.fail()), identify: each => identity(each.pid)},
		store: {
			nearestSession: async asked => {
				const pid = asked.find(each => each.pid in registered)?.pid;
				return pid === undefined ? null : session(registered[pid] ?? '', pid);
			},
			nameInForce: async name => aliases[name] ?? name,
		},
	});
const refused = (world: World, code: QueenError['code'], words: RegExp): Promise<void> =>
	assert.rejects(who(world), (error: unknown) => error instanceof QueenError && error.code === code && words.test(error.message));

const shell = process_(20, 'bash');
const claude = process_(30, 'claude');

describe('who is calling', () => {
	test('1: QUEEN_NAME, then WORKER_NAME', async () => {
		assert.equal((await who({env: {QUEEN_NAME: 'iza-1', WORKER_NAME: 'worker'}})).name, 'iza-1');
		assert.equal((await who({env: {QUEEN_NAME: ' ', WORKER_NAME: 'worker'}})).name, 'worker');
	});

	test('a name is slugged, and the original is kept', async () => {
		const caller = await who({env: {QUEEN_NAME: 'Izà Eins'}});
		assert.deepEqual([caller.name, caller.displayName, caller.source], ['iza-eins', 'Izà Eins', 'environment']);
	});

	test('2: the registered sister nearest among the ancestors', async () => {
		const caller = await who({ancestors: [shell, claude, process_(40, 'codex')], registered: {40: 'far', 30: 'near'}});
		assert.deepEqual(caller, {name: 'near', displayName: 'near', verified: 'yes', isKeeper: false, source: 'ancestry', process: identity(30)});
	});

	test('3: the keeper, when no agent is among the ancestors', async () => {
		const caller = await who({ancestors: [shell, process_(21, 'tmux new-session -s claude'), process_(1, 'init')]});
		assert.deepEqual(caller, {name: 'queen', displayName: 'queen', verified: 'yes', isKeeper: true, source: 'keeper', process: null});
	});

	// Mutation seen red: `agent` found by recognise alone (headless runs, sandboxes and unknown clients then pass for the keeper).
	test('4: an agent of any kind that nobody knows is nobody: exit 2, one sentence that says what to do', async () => {
		const lines = [
			'claude',
			'claude -p hello',
			'/home/me/.local/share/claude/versions/2.1.330',
			'node /usr/lib/node_modules/@anthropic-ai/claude-code/cli.js',
			'node --max-old-space-size=8192 /usr/bin/gemini -p x',
			'codex exec x',
			'codex-linux-sandbox --x',
			'qwen',
			'node /usr/bin/copilot',
			'python3 /usr/bin/aider',
		];
		for (const line of lines) await refused({ancestors: [shell, process_(30, line)]}, 'usage', /\(pid 30\).*"queen onboard".*QUEEN_NAME/);
	});

	test("the keeper's own words for agents make none", async () => {
		for (const line of ['vim claude', 'tmux attach -t codex', 'ssh gemini', 'bash /home/me/claude-notes.sh', 'less /src/codex/bin/x', 'node server.js codex']) {
			assert.equal((await who({ancestors: [process_(30, line)]})).isKeeper, true, line);
		}
	});
});

describe('the name decides who, ancestry decides verified', () => {
	const named = (world: World): Promise<Caller> => who({env: {QUEEN_NAME: 'iza-1'}, ...world});

	test('yes: an ancestor is that sister', async () => {
		const caller = await named({ancestors: [claude], registered: {30: 'iza-1'}});
		assert.deepEqual([caller.name, caller.verified, caller.source], ['iza-1', 'yes', 'environment']);
		assert.deepEqual(caller.process, identity(30));
	});

	// Mutation seen red: `proven` always yes.
	test('no: the nearest one is a different sister', async () => assert.equal((await named({ancestors: [claude], registered: {30: 'iza-2'}})).verified, 'no'));

	test('unknown: none is registered, agent or not', async () => {
		assert.equal((await named({ancestors: [shell]})).verified, 'unknown');
		assert.equal((await named({ancestors: [claude]})).verified, 'unknown');
	});

	// Mutation seen red: byName without looking up the alias.
	test('a name from before a rename is still hers', async () => {
		const caller = await named({ancestors: [claude], registered: {30: 'deployer'}, aliases: {'iza-1': 'deployer'}});
		assert.deepEqual([caller.name, caller.verified], ['deployer', 'yes']);
	});

	// Mutation seen red: `own` taken as the nearest recognised process.
	test('an agent that is not registered yet is bound to the process that the scanner will call her session', async () => {
		const ancestors = [shell, process_(31, '/opt/codex', {group: 30}), process_(30, 'node /usr/bin/codex')];
		assert.deepEqual((await named({ancestors})).process, identity(30));
		assert.equal((await named({ancestors: [shell, process_(30, 'claude -p x')]})).process, null);
	});
});

describe("the keeper's name", () => {
	test('is hers where no agent is among the ancestors', async () => {
		for (const name of ['queen', '@keeper']) {
			const caller = await who({env: {QUEEN_NAME: name}, ancestors: [shell]});
			assert.deepEqual([caller.name, caller.isKeeper, caller.source], ['queen', true, 'environment']);
		}
	});

	// Mutation seen red: asKeeper without its condition.
	test('is refused to agents, registered or not, under either name and variable', async () => {
		const words = /keeper/;
		await refused({env: {QUEEN_NAME: 'queen'}, ancestors: [claude]}, 'refused', words);
		await refused({env: {WORKER_NAME: '@keeper'}, ancestors: [process_(30, 'claude -p x')]}, 'refused', words);
		await refused({env: {QUEEN_NAME: 'queen'}, ancestors: [shell], registered: {20: 'iza-1'}}, 'refused', /iza-1/);
	});

	// Mutation seen red: `slug(name)` replaced by `name` in isKeeperName.
	test('is not got by writing it differently', () => refused({env: {QUEEN_NAME: ' Queen'}, ancestors: [claude]}, 'refused', /keeper/));

	test("follows the view's environment", () => {
		assert.equal(keeperName({}), 'queen');
		assert.equal(keeperName({WORKER_NAME: 'Izabael'}), 'izabael');
		assert.equal(keeperName({QUEEN_NAME: '@keeper'}), 'queen');
	});
});

describe('slug', () => {
	// Mutation seen red: without `.slice(0, longest)`.
	test('is safe everywhere, and stays itself', () => {
		fc.assert(
			fc.property(fc.string({unit: 'binary', maxLength: 100, size: 'max'}), text => {
				const name = slug(text);
				assert.match(name, /^[a-z0-9_][a-z0-9._-]{0,31}$/);
				assert.equal(slug(name), name);
			}),
		);
	});
});
