/**
 * The traps that other managers of sessions fell into (research/managers.md, sections 0 and 2), each with its name. What the
 * screen of one of our own captures shows already is read from there.
 */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Reading} from '../../../db/types.ts';
import {agentById, recognise} from '../../../source/agents/index.ts';
import type {Observation} from '../../../source/agents/types.ts';
import {captures} from './captures.ts';

const all = captures();

/** The reading of a capture, after something was changed about it. */
const readingOf = (name: string, change: (observation: Observation) => Partial<Observation> = () => ({})): Reading => {
	const session = all.find(capture => capture.name === name)?.session;
	assert.ok(session, `${name} holds no session`);
	return session.agent.read({...session.observation, ...change(session.observation)});
};

/** Only the screen is looked at, with lines put above the first one that matches. */
const withLines =
	(before: RegExp, ...lines: readonly string[]) =>
	({screen}: Observation): Partial<Observation> => {
		const at = (screen ?? []).findLastIndex(line => before.test(line));
		assert.ok(at >= 0, `nothing like ${before}`);
		return {stateFile: null, screen: [...(screen ?? []).slice(0, at), ...lines, ...(screen ?? []).slice(at)]};
	};

const claudeEnd = /^✻ \w+ for 0s/;
const idle197 = 'claude-2.1.197/idle-resumed-80x24';
const idle330 = 'claude-2.1.330/idle-after-turn';

describe('traps of others', () => {
	// Mutation seen red: the gate `prompt` of claude.ts never open.
	it('herdr#4064: prose "Would you like to ... yes" is no question', () => {
		const prose = withLines(claudeEnd, '● Done.', '', '  Would you like to proceed?', '  ❯ 1. Yes', '    2. No', '');
		assert.equal(readingOf(idle330, prose).status, 'idle');
		for (const client of ['claude-2.1.330', 'opencode-1.18.33', 'qwen-0.15.10', 'codex-0.169.0']) {
			const found = all.find(({name}) => name.startsWith(`${client}/prose-trap-idle`));
			assert.ok(found, client);
			assert.notEqual(readingOf(found.name, () => ({stateFile: null})).status, 'waiting', found.name);
		}
	});

	// Mutation seen red: recognise() that takes any process on the terminal for the session.
	it('herdr#1292: the screen of a client that ended, above a bare shell, is nobody', () => {
		for (const {name, session} of all) if (/exited|shell-(?:cat|less)-trap/.test(name)) assert.equal(session, null, name);
	});

	// Mutation seen red: spinners looked for above her head line too (the piece `session` of claude.ts).
	it('agent-deck: quoted banners of a dead session above a new one', () => {
		const old = ['dev@devbox:~/web-app$ claude', ' ▐▛███▜▌   Claude Code v2.1.197', '❯ fix it', '✽ Galloping… (3s · ↓ 201 tokens)', 'Killed'];
		const fresh = all.find(({name}) => name.startsWith('claude-2.1.197/idle-fresh'));
		assert.ok(fresh);
		assert.equal(readingOf(fresh.name, ({screen}) => ({stateFile: null, screen: [...old, ...(screen ?? [])]})).status, 'idle');
	});

	// Mutation seen red: the gate `prompt` of claude.ts never open.
	it('a statusline with odd text', () => {
		const odd = ['  ✽ Deploying… · ● API Error budget 3% · ⠋ main · 12 shells of pearls', '  Do you want to proceed? ❯ 1. Yes'];
		const {status} = readingOf(idle330, ({screen}) => ({stateFile: null, screen: [...(screen ?? []).filter(line => line.trim() !== ''), ...odd]}));
		assert.equal(status, 'idle');
	});

	it('a welcome banner with a middle dot', () => {
		const banner = withLines(/^❯ The login test/, '· Welcome back! … What is new: /release-notes', ' ▐▛███▜▌   Claude Code v2.1.197');
		assert.equal(readingOf(idle197, banner).status, 'idle');
	});

	// Mutation seen red: the spinner of claude.ts without its `^`.
	it('bullets of markdown', () => {
		const bullets = withLines(claudeEnd, '● The plan:', '  * first, look at the login…', '  · then write the test… (3s · ↓ 2 tokens)', '  ✻ and so on…');
		assert.equal(readingOf(idle330, bullets).status, 'idle');
	});

	it('the head line of subagents: she works although her footer offers shortcuts', () => {
		for (const {name, facts} of all)
			if (/background-agent|working-subagent/.test(name) && facts.foreground[0]?.argv[0] === 'claude')
				assert.equal(readingOf(name, () => ({stateFile: null, title: null})).status, 'working', name);
	});

	it('words of a dialog in her own prompt', () => {
		for (const {name, session} of all)
			if (name.includes('typing-trap') && session)
				assert.ok(['idle', 'unknown'].includes(readingOf(name, () => ({stateFile: null, title: null})).status), name);
	});

	// Mutation seen red: the title rule before the dialog rule (evidence.ts).
	it('agent-deck#114: a spinner that stays while a question is open', () => {
		for (const {name, facts} of all)
			if (facts.state === 'waiting' && facts.waitingFor === 'question')
				assert.equal(readingOf(name, () => ({title: '⠙ Fix the login test'})).status, 'waiting', name);
	});

	it('agent-deck#114: Qwen spins while it waits', () => {
		assert.equal(
			readingOf('qwen-0.15.10/waiting-bash', ({screen}) => ({screen: (screen ?? []).map(line => line.replace('⠏ Waiting', '⠹ Waiting'))})).status,
			'waiting',
		);
	});

	it('herdr#2268: confirmations before a session are questions', () => {
		for (const {name, facts} of all)
			if (['trust dialog', 'api key question', 'bypass warning'].includes(facts.waitingFor ?? '')) assert.equal(readingOf(name).status, 'waiting', name);
	});

	it('herdr#2396: a screen that nobody knows is no work', () => {
		for (const id of ['claude', 'codex', 'gemini', 'opencode', 'qwen', 'copilot', 'cline']) {
			const session = all.find(capture => capture.session)?.session;
			const reading = session && agentById(id)?.read({...session.observation, stateFile: null, title: 'devbox', screen: ['Something', 'entirely', 'new']});
			assert.equal(reading?.status, 'unknown', id);
		}
	});

	// Mutation seen red: the dots no longer asked for in the spinner of claude.ts.
	it('aoe: past tense is over, accents or not (aoe#3712)', () => {
		for (const done of ['✻ Sautéed for 19s', '✽ Worked for 1m 52s', '· Cogitated for 3s · done 2:17 PM'])
			assert.equal(readingOf(idle330, withLines(claudeEnd, done)).status, 'idle', done);
	});

	it('ccmanager: "esc to cancel" is work in Gemini and a dialog in Claude', () => {
		assert.equal(readingOf('gemini-0.61.0/working-thinking', () => ({title: null})).status, 'working');
		assert.equal(readingOf('claude-2.1.330/waiting-bash', () => ({title: null, stateFile: null})).status, 'waiting');
	});

	it('ccmanager#227: a prompt is visible while she works', () => {
		for (const {name, facts, session} of all)
			if (facts.state === 'working' && session) assert.notEqual(readingOf(name, () => ({stateFile: null, title: null})).status, 'idle', name);
	});

	it('aoe#2449, orca#1141: after Esc she is idle although no hook said so', () => {
		for (const {name, facts} of all) if (name.includes('idle-interrupted')) assert.equal(facts.state === 'idle' && readingOf(name).status, 'idle', name);
	});

	it('aoe PR#3143: the native program is called after its version', () => {
		assert.equal(recognise(['/home/x/.local/share/claude/versions/2.1.220'])?.id, 'claude');
		assert.equal(recognise(['2.1.220']), null);
	});

	// Mutation seen red: spinnerTitle of claude.ts that takes any sign before a blank.
	it('agent-deck#1867: a title whose signs tmux replaced by underlines says nothing', () => {
		const reading = readingOf(idle330, () => ({stateFile: null, title: '__ building thing_x'}));
		assert.deepEqual([reading.status, reading.source], ['idle', 'screen']);
	});

	it('the transcript view over a session says nothing of an idle one', () => {
		for (const {name} of all)
			if (/\/transcript(?:-\d|$)/.test(name)) assert.ok(['idle', 'unknown'].includes(readingOf(name, () => ({stateFile: null, title: null})).status), name);
	});
});
