/** Hooks of clients other than Claude Code: put in beside foreign ones, taken out byte for byte, and heard in each one's own dialect. */
import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import fc from 'fast-check';
import {QueenError} from '../../../source/errors.ts';
import {dialects} from '../../../source/hooks/dialects.ts';
import {type HookAgent, hookEventNames} from '../../../source/hooks/events.ts';
import {install, type Machine, planInstall, planUninstall, uninstall} from '../../../source/hooks/install.ts';
import {installedLine, isOurLine} from '../../../source/hooks/installed-line.ts';
import {patchedPaths} from '../../../source/hooks/patch.ts';
import {editedPaths} from '../../../source/hooks/payload.ts';
import {pluginText} from '../../../source/hooks/plugin.ts';
import {hooksReport} from '../../../source/hooks/report.ts';
import {type Scope, settingsPath} from '../../../source/hooks/settings-file.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';
import {newShell} from '../../driver/shell.ts';

const others = ['codex', 'gemini', 'opencode'] as const;

const newMachine = (t: TestContext): Machine => {
	const folder = newFolder(newOwner(t));
	const home = path.join(folder, 'home');
	mkdirSync(home);
	const bundle = path.join(folder, 'hook.cjs');
	writeFileSync(bundle, '');
	return {env: {HOME: home}, cwd: folder, db: path.join(folder, 'hive/queen.db'), node: process.execPath, bundle, wall: Date.UTC(2026, 10, 21, 16, 30)};
};

const fileOf = (machine: Machine, agent: HookAgent, scope: Scope = 'user'): string => settingsPath(scope, machine.env, machine.cwd, agent);
const write = (file: string, text: string): void => {
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, text);
};
const stateOf = (machine: Machine, agent: HookAgent): string | undefined => hooksReport(machine).agents.find(each => each.agent === agent)?.scopes[0]?.state;

test('the files are those of the clients, by the variables that they look at themselves', () => {
	const env = {HOME: '/home/k'};
	const at = (agent: HookAgent, scope: Scope, more: NodeJS.ProcessEnv = {}): string => settingsPath(scope, {...env, ...more}, '/nowhere/app', agent);
	assert.deepEqual(
		others.flatMap(agent => [at(agent, 'user'), at(agent, 'project')]),
		[
			'/home/k/.codex/hooks.json',
			'/nowhere/app/.codex/hooks.json',
			'/home/k/.gemini/settings.json',
			'/nowhere/app/.gemini/settings.json',
			'/home/k/.config/opencode/plugins/hivequeen.js',
			'/nowhere/app/.opencode/plugins/hivequeen.js',
		],
	);
	assert.equal(at('codex', 'user', {CODEX_HOME: '/c'}), '/c/hooks.json');
	assert.equal(at('gemini', 'user', {GEMINI_CLI_HOME: '/g'}), '/g/.gemini/settings.json');
	assert.equal(at('opencode', 'user', {XDG_CONFIG_HOME: '/x'}), '/x/opencode/plugins/hivequeen.js');
});

const foreign: Readonly<Record<'codex' | 'gemini', string>> = {
	codex: '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "mine", "timeout": 5}]}]}\n}\n',
	gemini:
		'{\n    "theme": "x",\n    "hooks": {"BeforeTool": [{"matcher": "read_.*", "hooks": [{"type": "command", "command": "mine", "timeout": 5000}]}]}\n}\n',
};

for (const agent of ['codex', 'gemini'] as const) {
	// Mutations seen red: dialects with Claude's names; planInstall for claude whatever is asked.
	test(`${agent}: beside foreign hooks, under its own names and in its own unit of time, and out again byte for byte`, t => {
		const machine = newMachine(t);
		const file = fileOf(machine, agent);
		write(file, foreign[agent]);
		assert.equal(stateOf(machine, agent), 'absent');
		install(machine, planInstall(machine, 'user', agent));
		assert.equal(stateOf(machine, agent), 'installed');
		assert.equal(planInstall(machine, 'user', agent).changes, false, 'once is enough');
		type Group = {readonly matcher?: string; readonly hooks: readonly {readonly command: string; readonly timeout: number}[]};
		const {hooks} = JSON.parse(readFileSync(file, 'utf8')) as {readonly hooks: Readonly<Record<string, readonly Group[]>>};
		const ours = Object.entries(hooks).flatMap(([event, groups]) =>
			groups.flatMap(group => group.hooks.filter(({command}) => isOurLine(command)).map(hook => ({event, ...hook}))),
		);
		assert.deepEqual(ours.map(({event}) => event).toSorted(), dialects[agent].points.map(({theirs}) => theirs).toSorted());
		assert.ok(
			ours.every(({timeout}) => (agent === 'gemini' ? timeout === 10_000 : timeout <= 10)),
			'milliseconds or seconds',
		);
		assert.equal(
			Object.values(hooks)
				.flat()
				.filter(({hooks: [first]}) => first?.command === 'mine').length,
			1,
			'theirs stay',
		);
		uninstall(machine, planUninstall(machine, 'user', agent));
		assert.equal(readFileSync(file, 'utf8'), foreign[agent]);
		assert.equal(existsSync(path.dirname(machine.db)) && readdirSync(path.join(path.dirname(machine.db), 'hooks')).includes('queen-hook'), false);
	});
}

for (const agent of others) {
	// Mutation seen red: replaceSettings that answers only the innermost folder.
	test(`${agent}: where nothing was, nothing is left; the front stays while another client needs it`, t => {
		const machine = newMachine(t);
		install(machine, planInstall(machine, 'user', 'claude'));
		for (const scope of ['user', 'project'] as const) install(machine, planInstall(machine, scope, agent));
		assert.equal(stateOf(machine, agent), 'installed');
		for (const scope of ['user', 'project'] as const) uninstall(machine, planUninstall(machine, scope, agent));
		assert.deepEqual(readdirSync(machine.env['HOME'] ?? ''), ['.claude']);
		assert.deepEqual(readdirSync(machine.cwd).toSorted(), ['hive', 'home', 'hook.cjs']);
		assert.equal(stateOf(machine, 'claude'), 'installed');
		assert.equal(hooksReport(machine).front.state, 'current');
	});
}

test('codex: config.toml, its comments and its layout are not looked at', t => {
	const machine = newMachine(t);
	const toml = path.join(path.dirname(fileOf(machine, 'codex')), 'config.toml');
	const text = '# mine\nmodel   =  "x" # odd\n\n[hooks] # inline ones\n';
	write(toml, text);
	install(machine, planInstall(machine, 'user', 'codex'));
	uninstall(machine, planUninstall(machine, 'user', 'codex'));
	assert.equal(readFileSync(toml, 'utf8'), text);
});

test('gemini: settings with comments are refused in a sentence, and hinder nobody where we never wrote', t => {
	const machine = newMachine(t);
	const text = '{\n  // mine\n  "theme": "x",\n}\n';
	write(fileOf(machine, 'gemini'), text);
	assert.equal(stateOf(machine, 'gemini'), 'absent');
	assert.equal(planUninstall(machine, 'user', 'gemini').changes, false);
	assert.throws(
		() => planInstall(machine, 'user', 'gemini'),
		error => error instanceof QueenError && error.code === 'refused' && !error.message.includes('\n'),
	);
	assert.equal(readFileSync(fileOf(machine, 'gemini'), 'utf8'), text);
});

test("opencode: somebody else's file of our plugin's name is not touched; an older one of ours is renewed", t => {
	const machine = newMachine(t);
	const file = fileOf(machine, 'opencode');
	write(file, 'export const Mine = async () => ({});\n');
	for (const work of [() => planInstall(machine, 'user', 'opencode'), () => planUninstall(machine, 'user', 'opencode')])
		assert.throws(work, error => error instanceof QueenError && /not written by this program/.test(error.message));
	writeFileSync(file, `${pluginText('/elsewhere/hooks/queen-hook')}// older\n`);
	assert.equal(stateOf(machine, 'opencode'), 'old');
	install(machine, planInstall(machine, 'user', 'opencode'));
	assert.equal(stateOf(machine, 'opencode'), 'installed');
});

test('each line is known again as ours, whatever the folder is called', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary'}), fc.constantFrom(...hookEventNames), fc.constantFrom('claude', ...others), (folder, event, agent) => {
			assert.equal(isOurLine(installedLine(`/${folder}/hooks/queen-hook`, event, agent)), true);
		}),
		{numRuns: 300},
	);
});

// ---------------------------------------------------------------- patches

test('the files of a patch', () => {
	const patch =
		'*** Begin Patch\n*** Update File: src/a.ts\n*** Move to: lib/a.ts\n@@\n-*** Update File: not/one.ts\n+x\n*** Add File: new file.ts\r\n+hello\n*** Delete File: /abs/old.ts\n*** End Patch';
	assert.deepEqual(patchedPaths(patch), ['src/a.ts', 'lib/a.ts', 'new file.ts', '/abs/old.ts']);
	assert.deepEqual(patchedPaths(`apply_patch <<'EOF'\n${patch}\nEOF`).length, 4);
	assert.deepEqual(patchedPaths('rm -rf build'), []);
	assert.equal(patchedPaths(Array.from({length: 5000}, (_, n) => `*** Add File: ${n}`).join('\n')).length, 200);
	const payload = JSON.stringify({tool_name: 'apply_patch', tool_input: {command: patch}});
	assert.deepEqual(editedPaths({text: payload, isCut: false}), patchedPaths(patch));
	// Cut off where it is long: what was read whole counts.
	const cut = JSON.stringify({
		tool_name: 'apply_patch',
		tool_input: {command: `*** Begin Patch\n*** Add File: a "b".ts\n+${'x'.repeat(50)}\n*** Add File: half`},
	}).slice(0, -8);
	assert.deepEqual(editedPaths({text: cut, isCut: true}), ['a "b".ts']);
});

test('queen uninstall takes the hooks out of every client', async t => {
	const {shell} = newShell(t);
	for (const agent of ['claude', ...others]) await shell.says('hooks', 'install', '--yes', '--agent', agent);
	const {settings} = await shell.json<{settings: readonly string[]}>('uninstall');
	assert.equal(settings.length, 4);
	await shell.says('uninstall', '--yes');
	for (const agent of ['claude', ...others] as const) assert.equal(existsSync(settingsPath('user', shell.env, shell.cwd, agent)), false, agent);
});
