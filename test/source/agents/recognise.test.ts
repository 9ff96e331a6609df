import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {clientOf} from '../../../source/agents/client-of.ts';
import {agentById, agents, recognise} from '../../../source/agents/index.ts';

const of = (line: string): string | null => recognise(line.split(' '))?.id ?? null;

const codexNative = '/opt/agents/codex/node_modules/@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex';

describe('recognise', () => {
	const sessions: readonly (readonly [string, string])[] = [
		['claude', 'claude'],
		['claude', '/usr/local/bin/claude --continue'],
		['claude', '/home/x/.local/share/claude/versions/2.1.220'],
		['claude', '/home/x/.local/share/claude/versions/2.1.220 --resume abc -n doctor'],
		['claude', '/opt/node_modules/@anthropic-ai/claude-code/bin/claude.exe --permission-mode plan'],
		['claude', 'node /usr/lib/node_modules/@anthropic-ai/claude-code/cli.js'],
		['claude', 'node --max-old-space-size=4096 /usr/local/bin/claude'],
		['claude', 'claude fix.sh'],
		['codex', 'codex'],
		['codex', `${codexNative} -c model_provider=openai`],
		['codex', 'node /opt/agents/codex/node_modules/.bin/codex resume --last'],
		['codex', 'node /usr/lib/node_modules/@openai/codex/bin/codex.js -m exec'],
		['gemini', 'node /opt/agents/gemini/node_modules/.bin/gemini --approval-mode yolo'],
		['gemini', '/usr/bin/node --max-old-space-size=12052 /opt/agents/gemini/node_modules/.bin/gemini --resume latest'],
		['gemini', 'node /usr/lib/node_modules/@google/gemini-cli/dist/index.js -i hello'],
		['opencode', 'opencode'],
		['opencode', '/opt/node_modules/opencode-linux-x64/bin/opencode -s ses_1'],
		['opencode', 'bun run /home/x/.bun/bin/opencode'],
		['qwen', 'node /opt/agents/qwen/node_modules/.bin/qwen'],
		['qwen', '/usr/bin/node --max-old-space-size=4096 /usr/lib/node_modules/@qwen-code/qwen-code/cli.js -m mcp --approval-mode plan'],
		['qwen', 'qwen -i hello'],
		['copilot', 'node /opt/agents/copilot/node_modules/.bin/copilot'],
		['copilot', '/opt/agents/copilot/node_modules/@github/copilot-linux-x64/copilot --model gpt-5.2'],
		['copilot', 'copilot --resume --mode plan'],
		['auggie', 'node /opt/agents/auggie/node_modules/.bin/auggie'],
		['cline', 'cline'],
		['amp', 'amp'],
	];
	for (const [id, line] of sessions) it(`${id}: ${line}`, () => assert.equal(of(line), id));

	/** Helpers, daemons, one-shot runs, and programs that only have the word somewhere (RULES.md, "Sisters"). */
	const others: readonly string[] = [
		'claude -p hello',
		'claude --print',
		'claude --output-format stream-json --verbose --input-format stream-json',
		'claude mcp serve',
		'claude --model opus -p hello',
		'claude update',
		'claude daemon start',
		'claude --agent-id a@team --team-name t',
		'codex exec fix-it',
		'codex -m gpt-5 exec fix-it',
		`${codexNative} app-server --listen stdio`,
		'codex app-server daemon pid-update-loop',
		'node /opt/x/.bin/codex mcp-server',
		'codex exec-server',
		'node /opt/x/.bin/gemini -p hello',
		'node /opt/x/.bin/gemini --prompt=hello',
		'gemini mcp list',
		'opencode run fix',
		'opencode serve --port 4096',
		'cline --cline-hub-daemon',
		'qwen -p hello',
		'node /opt/x/.bin/qwen --output-format=json',
		'qwen --acp',
		'qwen mcp list',
		'copilot -p hello --allow-all-tools',
		'copilot --acp --stdio',
		'copilot login',
		'copilot svc deploy',
		'auggie --print hello',
		'amp -x hello',
		'amp threads list',
		'vim claude',
		'bash -c claude',
		'node server.js claude',
		'node -e claude',
		'tail -f /home/x/.claude/history.jsonl',
		'grep codex',
		'claude-monitor',
		'sleep 100',
		'',
	];
	for (const line of others) it(`nobody: ${line || '(nothing)'}`, () => assert.equal(of(line), null));

	it('takes a title-like argument for a prompt, not for an option', () => {
		assert.equal(recognise(['claude', 'explain the -p flag of mkdir'])?.id, 'claude');
		assert.equal(recognise(['claude', '--', '-p'])?.id, 'claude');
		assert.equal(recognise([]), null);
	});

	// Mutation seen red: qwen left out of the light registry.
	it('is answered alike by the light recogniser of the hot commands', () => {
		for (const line of [...sessions.map(([, text]) => text), ...others]) assert.equal(clientOf(line.split(' ')), of(line), line);
	});

	it('finds each registered agent by its id', () => {
		for (const agent of agents) assert.equal(agentById(agent.id), agent);
		assert.equal(agentById('none'), null);
	});
});

describe('taskFromTitle', () => {
	const cases: readonly (readonly [string, string, string | null])[] = [
		['claude', '✳ Fix the login test', 'Fix the login test'],
		['claude', '⠂ Fix the login test', 'Fix the login test'],
		['claude', '✳ Claude Code', null],
		['claude', 'devbox', null],
		['claude', 'Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA', null],
		['codex', '⠙ Fix the login test | web-app', 'Fix the login test'],
		['codex', '[ ! ] Action Required | Fix the login test | web-app', 'Fix the login test'],
		['codex', 'web-app', null],
		['gemini', '◇  Ready (web-app)', null],
		['gemini', '✦  Working… (web-app)', null],
		['opencode', 'OC | Fix the login test', 'Fix the login test'],
		['opencode', 'OpenCode', null],
		['qwen', 'Qwen - web-app', null],
		['copilot', 'GitHub Copilot', null],
	];
	for (const [id, title, task] of cases) it(`${id}: ${title}`, () => assert.equal(agentById(id)?.taskFromTitle(title), task));
});
