/**
 * Real clients other than Claude Code, each in a one-shot run against a likeness of its model: do its hooks fire, is mail told, is an edit denied?
 *   QUEEN_E2E_CODEX=/path/to/codex QUEEN_E2E_GEMINI=/path/to/gemini QUEEN_E2E_OPENCODE=/path/to/opencode npm run test:e2e
 * Each is skipped where its variable is not set.
 */
import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import {newShell, runProgram, type Shell} from '../driver/shell.ts';
import {makeRepository} from '../source/hooks/hive.ts';
import {newOtherModel, type OtherAct, type OtherModel} from './other-models.ts';

type Place = {readonly shell: Shell; readonly repo: string; readonly model: OtherModel};

type OtherClient = {
	readonly agent: 'codex' | 'gemini' | 'opencode';
	readonly program: string;
	/** Where its hooks stand, below the home. */
	readonly settings: string;
	/** Writes what it asks at its first start; answers more environment. */
	readonly settle: (place: Place) => NodeJS.ProcessEnv;
	readonly args: (prompt: string) => readonly string[];
	readonly edits: (file: string, repo: string) => readonly OtherAct[];
	/** Its names of the tool that edits. */
	readonly tool: string;
};

const write = (file: string, text: string): void => {
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, text);
};

const key = 'a-made-up-key';

const codex: OtherClient = {
	agent: 'codex',
	program: process.env['QUEEN_E2E_CODEX'] ?? '',
	settings: '.codex/hooks.json',
	settle: ({shell, repo, model}) => {
		const provider = `[model_providers.likeness]\nname = "likeness"\nbase_url = "${model.url}/v1"\nwire_api = "responses"\nenv_key = "LIKENESS_KEY"\nrequest_max_retries = 1\n`;
		const head =
			'model = "gpt-5.5"\nmodel_provider = "likeness"\napproval_policy = "never"\nsandbox_mode = "danger-full-access"\ncheck_for_update_on_startup = false\n';
		write(path.join(shell.home, '.codex/config.toml'), `${head}${provider}[projects."${repo}"]\ntrust_level = "trusted"\n`);
		return {LIKENESS_KEY: key};
	},
	// What a person does once in the client's own review of hooks.
	args: prompt => ['exec', '--dangerously-bypass-hook-trust', '--skip-git-repo-check', prompt],
	edits: file => [{uses: {tool: 'apply_patch', input: `*** Begin Patch\n*** Update File: src/${file}\n@@\n-one\n+two\n*** End Patch`}}],
	tool: 'apply_patch',
};

const gemini: OtherClient = {
	agent: 'gemini',
	program: process.env['QUEEN_E2E_GEMINI'] ?? '',
	settings: '.gemini/settings.json',
	settle: ({shell, model}) => {
		const settings = {
			security: {auth: {selectedType: 'gemini-api-key'}, folderTrust: {enabled: false}},
			general: {enableAutoUpdate: false},
			privacy: {usageStatisticsEnabled: false},
		};
		write(path.join(shell.home, '.gemini/settings.json'), JSON.stringify(settings, null, 2));
		return {GEMINI_API_KEY: key, GOOGLE_GEMINI_BASE_URL: model.url};
	},
	args: prompt => ['--approval-mode', 'yolo', '--skip-trust', '--model', 'gemini-2.5-flash', '-p', prompt],
	edits: (file, repo) => [
		{uses: {tool: 'read_file', input: {file_path: path.join(repo, 'src', file)}}},
		{uses: {tool: 'replace', input: {file_path: path.join(repo, 'src', file), instruction: 'count', old_string: 'one', new_string: 'two'}}},
	],
	tool: 'replace',
};

const opencode: OtherClient = {
	agent: 'opencode',
	program: process.env['QUEEN_E2E_OPENCODE'] ?? '',
	settings: '.config/opencode/plugins/hivequeen.js',
	settle: ({shell, model}) => {
		const provider = {
			npm: '@ai-sdk/openai-compatible',
			name: 'Likeness',
			options: {baseURL: `${model.url}/v1`, apiKey: key},
			models: {likeness: {name: 'Likeness', limit: {context: 200_000, output: 8000}}},
		};
		const settings = {
			autoupdate: false,
			share: 'disabled',
			model: 'likeness/likeness',
			small_model: 'likeness/likeness',
			provider: {likeness: provider},
			permission: {edit: 'allow', bash: 'allow'},
		};
		write(path.join(shell.home, '.config/opencode/opencode.json'), JSON.stringify(settings, null, 2));
		return {OPENCODE_DISABLE_MODELS_FETCH: '1', OPENCODE_DISABLE_AUTOUPDATE: '1'};
	},
	args: prompt => ['run', prompt],
	edits: (file, repo) => [
		{uses: {tool: 'read', input: {filePath: path.join(repo, 'src', file)}}},
		{uses: {tool: 'edit', input: {filePath: path.join(repo, 'src', file), oldString: 'one', newString: 'two'}}},
	],
	tool: 'edit',
};

type Stage = Place & {
	/** One run with that prompt; rejects when it does not end by itself. */
	readonly run: (scene: string, acts: readonly OtherAct[]) => Promise<readonly string[]>;
};

const newStage = async (t: TestContext, client: OtherClient): Promise<Stage> => {
	const {shell: bare, owner} = newShell(t);
	const repo = makeRepository(path.join(bare.folder, 'app'), bare.env);
	const model = await newOtherModel(owner);
	const shell = bare.at(repo).with({TMPDIR: bare.folder, QUEEN_NAME: ''});
	for (const name of ['a.ts', 'free.ts', 'mine.ts']) writeFileSync(path.join(repo, 'src', name), 'one\n');
	const env = {...shell.env, ...client.settle({shell, repo, model}), QUEEN_NAME: 'iza-1', SHELL: '/bin/bash'};
	return {
		shell,
		repo,
		model,
		run: async (scene, acts) => {
			model.play(scene, acts);
			const {code, out, err} = await runProgram(client.program, client.args(`please play scene ${scene}`), {env, cwd: repo, input: null, timeoutMs: 120_000});
			assert.equal(code, 0, `${out}\n${err}`.slice(-2000));
			const heard = model.heard(scene);
			assert.ok(heard.length > 0, `the model was not asked: ${out}\n${err}`.slice(-2000));
			return heard;
		},
	};
};

type Report = {readonly agents: readonly {readonly agent: string; readonly lastFired: string | null; readonly scopes: readonly {readonly state: string}[]}[]};
type Mail = {readonly surfacedAt: string | null};

for (const client of [codex, gemini, opencode]) {
	test(`${client.agent}: greeted, told her mail, kept from a claimed file; and taken out again`, {
		skip: client.program === '' && 'its variable is not set',
	}, async t => {
		const stage = await newStage(t, client);
		const {shell, repo} = stage;
		const settings = path.join(shell.home, client.settings);
		const before = existsSync(settings) ? readFileSync(settings, 'utf8') : null;
		const report = async () => (await shell.json<Report>('hooks', 'status')).agents.find(({agent}) => agent === client.agent);
		await shell.says('hooks', 'install', '--yes', '--agent', client.agent);
		assert.deepEqual([(await report())?.scopes[0]?.state, (await report())?.lastFired], ['installed', null]);

		const first = await stage.run('first', []);
		assert.match(first[0] ?? '', /other agents on this machine know this session as iza-1/);
		assert.notEqual((await report())?.lastFired, null, 'a real firing was seen');

		await shell.as('iza-2').says('tell', 'iza-1', 'PR number eight is up', '--urgent');
		const second = await stage.run('second', []);
		assert.match(second[0] ?? '', /mail for iza-1: 1 new \(1 urgent\)/);
		assert.match(second[0] ?? '', /from iza-2 \(unverified\): PR number eight is up/);
		assert.notEqual((await shell.as('iza-1').json<Mail[]>('inbox', '--all', '--peek'))[0]?.surfacedAt, null);

		await shell.as('iza-2').says('claim', 'src/a.ts', '--why', 'refactor the login');
		await shell.as('iza-1').says('claim', 'src/mine.ts');
		const text = (name: string): string => readFileSync(path.join(repo, 'src', name), 'utf8');
		const told = await stage.run(
			'edit',
			['a.ts', 'free.ts', 'mine.ts'].flatMap(file => client.edits(file, repo)),
		);
		assert.deepEqual(['a.ts', 'free.ts', 'mine.ts'].map(text), ['one\n', 'two\n', 'two\n']);
		assert.match(told.at(-1) ?? '', /src\/a\.ts is claimed: iza-2 holds #1/);
		assert.doesNotMatch(told[0] ?? '', /PR number eight/, 'told once');

		const spool = readFileSync(path.join(path.dirname(shell.db), 'spool/events'), 'utf8')
			.trim()
			.split('\n')
			.map(line => JSON.parse(line) as Readonly<Record<string, string>>);
		const edits = spool.filter(({event}) => event === 'PostToolUse').map(({tool, path: file, agent}) => [tool, file, agent]);
		assert.deepEqual(
			edits,
			['free.ts', 'mine.ts'].map(file => [client.tool, path.join(repo, 'src', file), client.agent]),
		);
		assert.ok(
			spool.some(({event}) => event === 'Stop'),
			'the end of a turn',
		);

		await shell.says('hooks', 'uninstall', '--agent', client.agent);
		assert.equal(existsSync(settings) ? readFileSync(settings, 'utf8') : null, before);
		await shell.as('iza-2').says('tell', 'iza-1', 'nobody tells');
		const silent = await stage.run('silent', []);
		assert.doesNotMatch(silent[0] ?? '', /HiveQueen/);
	});
}
