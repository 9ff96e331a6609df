/** Hooks of clients other than Claude Code as each of them runs them: what it is answered, in its own dialect. */
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {installedLine, quoted} from '../../../source/hooks/installed-line.ts';
import {startClient} from './client.ts';
import {type Hive, newHive} from './hive.ts';
import {isAlwaysTold, strangeInputs} from './inputs.ts';

const write = (file: string, text: string): void => {
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, text);
};

type Answer = Readonly<Record<string, unknown>> & {readonly hookSpecificOutput?: Readonly<Record<string, string>>};

const clientOf = (hive: Hive, agent: 'codex' | 'gemini', name: string) =>
	startClient(hive.owner, {
		env: {...hive.shell.env, QUEEN_NAME: name, ...(agent === 'gemini' ? {GEMINI_SESSION_ID: 'g-1'} : {})},
		cwd: hive.repo,
		folder: hive.shell.folder,
		settings: path.join(hive.shell.home, agent === 'codex' ? '.codex/hooks.json' : '.gemini/settings.json'),
		// What each starts its hooks with: gemini bash, codex the login shell of its user.
		shell: '/bin/bash',
		argv0: agent,
	});

const answerOf = (out: string): Answer => (out === '' ? {} : (JSON.parse(out) as Answer));
const patchOf = (...files: readonly string[]): string =>
	JSON.stringify({
		session_id: 'x',
		hook_event_name: 'PreToolUse',
		tool_name: 'apply_patch',
		tool_input: {command: `*** Begin Patch\n${files.map(file => `*** Update File: ${file}\n@@\n-a\n+SECRET\n`).join('')}*** End Patch`},
	});

// Mutations seen red: theirName that answers our names; ofGemini that answers as Claude is answered.
test('gemini is answered in its own words', async t => {
	const hive = await newHive(t);
	await hive.shell.says('hooks', 'install', '--yes', '--agent', 'gemini');
	const she = clientOf(hive, 'gemini', 'iza-1');
	assert.match((await she.fire('SessionStart')).context ?? '', /know this session as iza-1/);
	await hive.shell.as('iza-2').says('tell', 'iza-1', 'hello');
	const mail = answerOf((await she.fire('BeforeAgent')).out);
	assert.equal(mail.hookSpecificOutput?.['hookEventName'], 'BeforeAgent');
	assert.match(mail.hookSpecificOutput?.['additionalContext'] ?? '', /mail for iza-1: 1 new/);
	const edit = (file: string): string => JSON.stringify({tool_name: 'write_file', tool_input: {file_path: file, content: 'SECRET'}});
	assert.equal((await she.fire('BeforeTool', edit('src/a.ts'))).out, '');
	await hive.shell.as('iza-2').at(hive.repo).says('claim', 'src/a.ts');
	// Her own paths count from where she works.
	for (const file of ['src/a.ts', path.join(hive.repo, 'src/a.ts')]) {
		const answer = answerOf((await she.fire('BeforeTool', edit(file))).out);
		assert.equal(answer['decision'], 'deny');
		assert.match(String(answer['reason']), /iza-2 holds/);
		assert.equal(answer.hookSpecificOutput, undefined);
	}
	assert.equal((await she.fire('BeforeTool', edit('src/b.ts'))).out, '');
	for (const event of ['AfterTool', 'AfterAgent', 'Notification', 'SessionEnd'])
		assert.equal((await she.fire(event, event === 'AfterTool' ? edit('src/b.ts') : '{"notification_type":"ToolPermission","reason":"exit"}')).out, '');
	const lines = hive.spool().filter(({agent}) => agent === 'gemini');
	assert.deepEqual(
		lines.map(({event, tool, kind, path: file}) => [event, tool, kind, file]),
		[
			['SessionStart', '', '', ''],
			['UserPromptSubmit', '', '', ''],
			['PostToolUse', 'write_file', '', path.join(hive.repo, 'src/b.ts')],
			['Stop', '', '', ''],
			['Notification', '', 'ToolPermission', ''],
			['SessionEnd', '', 'exit', ''],
		],
	);
	assert.doesNotMatch(JSON.stringify(lines), /SECRET/);
	assert.ok(lines.every(({session}) => session === 'g-1'));
	const report = await hive.shell.queen('hooks', 'status');
	assert.match(report.out, /gemini user .*installed and current\n.*last run by a session/);
});

// Mutations seen red: the front without queen_patch; firstInTheWay that looks at the first file only.
test('codex: a patch is an edit of each of its files, also through its shell; asking is denying, because it cannot ask', async t => {
	const hive = await newHive(t);
	await hive.shell.says('hooks', 'install', '--yes', '--agent', 'codex');
	assert.match((await hive.shell.queen('hooks', 'status')).out, /codex user .*installed and current\n.*untested here/);
	const she = clientOf(hive, 'codex', 'iza-1');
	assert.match((await she.fire('SessionStart')).context ?? '', /know this session as iza-1/);
	await she.fire('UserPromptSubmit');
	await hive.shell.as('iza-2').at(hive.repo).says('claim', 'src/a.ts');
	await she.fire('UserPromptSubmit');
	assert.match((await she.fire('PreToolUse', patchOf('src/b.ts', 'src/a.ts'))).denied ?? '', /src\/a\.ts is claimed: iza-2 holds/);
	assert.match((await she.fire('PreToolUse', patchOf(path.join(hive.repo, 'src/a.ts')))).denied ?? '', /iza-2 holds/);
	assert.equal((await she.fire('PreToolUse', patchOf('src/b.ts'))).out, '');
	const bash = (command: string): string => JSON.stringify({tool_name: 'Bash', tool_input: {command}});
	assert.match(
		(await she.fire('PreToolUse', bash("apply_patch <<'EOP'\n*** Begin Patch\n*** Delete File: src/a.ts\n*** End Patch\nEOP"))).denied ?? '',
		/iza-2 holds/,
	);
	assert.equal((await she.fire('PreToolUse', bash('cat src/a.ts'))).out, '');
	const config = path.join(hive.shell.home, '.config/queen/config.json');
	write(config, '{"claims": "ask"}');
	assert.match((await she.fire('PreToolUse', patchOf('src/a.ts'))).denied ?? '', /iza-2 holds/);
	write(config, '{"claims": "warn"}');
	const warned = answerOf((await she.fire('PreToolUse', patchOf('src/a.ts'))).out).hookSpecificOutput ?? {};
	assert.deepEqual([warned['permissionDecision'], /iza-2 holds/.test(warned['additionalContext'] ?? '')], [undefined, true]);
	await she.fire('PostToolUse', patchOf('src/b.ts', '/abs/c.ts'));
	assert.deepEqual(
		hive
			.spool()
			.filter(({event}) => event === 'PostToolUse')
			.map(({tool, path: file, agent}) => [tool, file, agent]),
		[
			['apply_patch', path.join(hive.repo, 'src/b.ts'), 'codex'],
			['apply_patch', '/abs/c.ts', 'codex'],
		],
	);
	assert.doesNotMatch(JSON.stringify(hive.spool()), /SECRET/);
	assert.match((await hive.shell.queen('hooks', 'status')).out, /codex user .*installed and current\n.*last run by a session/);
});

test("codex's line needs no shell but /bin/sh: whatever its user's login shell is, exec and quotes are enough", () => {
	const line = installedLine("/home/o'brien/hooks/queen-hook", 'Stop', 'codex');
	assert.match(line, /^exec \/bin\/sh -c '[^']+' /);
	assert.ok(line.endsWith(` ${quoted("/home/o'brien/hooks/queen-hook")} Stop codex`));
});

// ---------------------------------------------------------------- opencode's plugin

type Hooks = {
	readonly event: (given: {readonly event: Readonly<Record<string, unknown>>}) => Promise<void>;
	readonly 'chat.message': (input: {readonly sessionID: string}, output: {message: {id: string}; parts: Record<string, unknown>[]}) => Promise<void>;
	readonly 'tool.execute.before': (
		input: {readonly tool: string; readonly callID: string},
		output: {readonly args: Readonly<Record<string, unknown>>},
	) => Promise<void>;
	readonly 'tool.execute.after': (
		input: {readonly tool: string; readonly callID: string; readonly args: Readonly<Record<string, unknown>>},
		output: {output: string},
	) => Promise<void>;
};

/** The installed plugin, loaded as opencode loads it; this very process is the client. */
const loadPlugin = async (hive: Hive, file: string): Promise<Hooks> => {
	const copy = path.join(hive.shell.folder, `plugin-${Math.random()}.mjs`);
	writeFileSync(copy, readFileSync(file, 'utf8'));
	const {HiveQueen} = (await import(copy)) as {readonly HiveQueen: (given: {readonly directory: string}) => Promise<Hooks>};
	return HiveQueen({directory: hive.repo});
};

/** For the time of a test: the plugin's children inherit the environment of the client. */
const inEnvironment = async (env: NodeJS.ProcessEnv, work: () => Promise<void>): Promise<void> => {
	const before = {...process.env};
	for (const name of Object.keys(process.env)) delete process.env[name];
	Object.assign(process.env, env);
	try {
		await work();
	} finally {
		for (const name of Object.keys(process.env)) delete process.env[name];
		Object.assign(process.env, before);
	}
};

// Mutations seen red: the plugin without the throw; a part without an id; subagents greeted too.
test('opencode: its plugin hands messages, edits and ends of turns to the front', async t => {
	const hive = await newHive(t);
	await hive.shell.says('hooks', 'install', '--yes', '--agent', 'opencode');
	const plugin = await loadPlugin(hive, path.join(hive.shell.home, '.config/opencode/plugins/hivequeen.js'));
	await hive.shell.as('iza-2').at(hive.repo).says('claim', 'src/a.ts');
	await hive.shell.as('iza-2').says('tell', 'iza-1', 'hello');
	await inEnvironment({...hive.shell.env, QUEEN_NAME: 'iza-1'}, async () => {
		const say = async (sessionID: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
			const parts = [{id: 'prt_1', type: 'text', text: 'work'}];
			await plugin['chat.message']({sessionID}, {message: {id: 'msg_1'}, parts});
			return parts.slice(1);
		};
		const [part, ...more] = await say('ses_1');
		assert.deepEqual(more, []);
		assert.match(String(part?.['text']), /know this session as iza-1[\s\S]*mail for iza-1: 1 new/);
		assert.deepEqual([part?.['id'], part?.['sessionID'], part?.['messageID'], part?.['synthetic']], ['prt_1q', 'ses_1', 'msg_1', true]);
		assert.deepEqual(await say('ses_1'), [], 'once');
		await plugin.event({event: {type: 'session.created', properties: {info: {id: 'ses_2', parentID: 'ses_1'}}}});
		assert.deepEqual(await say('ses_2'), [], 'a subagent is nobody to greet');
		await plugin.event({event: {type: 'session.compacted', properties: {sessionID: 'ses_1'}}});
		assert.match(String((await say('ses_1'))[0]?.['text']), /know this session as iza-1/, 'her context is gone');
		const edit = (file: string): Promise<void> =>
			plugin['tool.execute.before']({tool: 'edit', callID: 'c1'}, {args: {filePath: file, oldString: 'a', newString: 'b'}});
		await assert.rejects(edit(path.join(hive.repo, 'src/a.ts')), /iza-2 holds/);
		await edit(path.join(hive.repo, 'src/b.ts'));
		await assert.rejects(
			plugin['tool.execute.before']({tool: 'apply_patch', callID: 'c1'}, {args: {patchText: '*** Begin Patch\n*** Delete File: src/a.ts\n*** End Patch'}}),
			/iza-2 holds/,
		);
		await plugin['tool.execute.before']({tool: 'read', callID: 'c1'}, {args: {filePath: path.join(hive.repo, 'src/a.ts')}});
		write(path.join(hive.shell.home, '.config/queen/config.json'), '{"claims": "warn"}');
		await edit(path.join(hive.repo, 'src/a.ts'));
		const result = {output: 'Edit applied.'};
		await plugin['tool.execute.after']({tool: 'edit', callID: 'c1', args: {filePath: path.join(hive.repo, 'src/a.ts')}}, result);
		assert.match(result.output, /^Edit applied\.\n\nsrc\/a\.ts is claimed: iza-2 holds/);
		await plugin.event({event: {type: 'session.idle', properties: {sessionID: 'ses_1'}}});
		await hive.shell.says('hooks', 'uninstall', '--agent', 'opencode');
	});
});

test('opencode: whatever goes wrong behind the plugin, the client works on', async t => {
	const hive = await newHive(t);
	await hive.shell.says('hooks', 'install', '--yes', '--agent', 'opencode');
	const plugin = await loadPlugin(hive, path.join(hive.shell.home, '.config/opencode/plugins/hivequeen.js'));
	for (const script of ['echo not JSON', 'echo "{}"', 'exit 2', 'kill -9 $$', 'syntax ( error', 'head -c 300000 /dev/zero']) {
		writeFileSync(hive.places.front, `${script}\n`);
		const parts = [{id: 'prt_1', type: 'text', text: 'work'}];
		await plugin['chat.message']({sessionID: script}, {message: {id: 'msg_1'}, parts});
		assert.equal(parts.length, 1, script);
		await plugin['tool.execute.before']({tool: 'write', callID: 'c'}, {args: {filePath: '/x', content: 'x'.repeat(300_000)}});
		await plugin.event({event: {type: 'session.idle'}});
		await plugin.event({event: {type: 'a new one'}});
	}
});

// ---------------------------------------------------------------- whatever comes

// Mutation seen red: queen_patch without queen_check (a control character then stands in the spool).
for (const agent of ['codex', 'gemini'] as const) {
	test(`${agent}: anything on stdin is silence, and the spool stays whole`, async t => {
		const hive = await newHive(t);
		await hive.shell.says('hooks', 'install', '--yes', '--agent', agent);
		const she = clientOf(hive, agent, 'iza-1');
		await she.fire('SessionStart');
		await hive.shell.as('iza-2').at(hive.repo).says('claim', 'src/a.ts');
		const file = path.join(hive.repo, 'src/a.ts');
		const events =
			agent === 'codex'
				? ['UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'PermissionRequest', 'Stop', 'SessionEnd']
				: ['BeforeAgent', 'BeforeTool', 'AfterTool', 'AfterAgent', 'Notification', 'SessionEnd'];
		const patches = {
			'a patch that never ends': `{"tool_name":"apply_patch","tool_input":{"command":"*** Begin Patch${'\\n*** Add File: x'.repeat(20_000)}`,
			'a patch without names': '{"tool_name":"apply_patch","tool_input":{"command":"*** Begin Patch\\n*** Update File: \\n*** Add File: \\n*** End Patch"}}',
			'a control character in a name': `{"tool_name":"apply_patch","tool_input":{"command":"*** Begin Patch\\n*** Add File: x${String.fromCharCode(7)}y\\n*** Add File: z\\n*** End Patch"}}`,
			'quotes and control characters in a name':
				'{"tool_name":"apply_patch","tool_input":{"command":"*** Begin Patch\\n*** Add File: a\\"b\u0007c\\n*** Add File: \\u0000\\n"}}',
		};
		for (const [what, input] of Object.entries({...strangeInputs(file), ...patches}))
			for (const event of events) {
				const {code, out, err} = await she.fire(event, input);
				assert.deepEqual({code, out, err}, {code: 0, out: '', err: ''}, `${event}: ${what}`);
			}
		isAlwaysTold(hive);
	});
}
