/** How a lost session is taken up again. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {agentById, agents} from '../../source/agents/index.ts';
import {resumeLine} from '../../source/format/resume.ts';
import {clipboardBytes} from '../../source/tui/clipboard.ts';
import {stateFile} from './scanner/builders.ts';

describe('the command that resumes a session', () => {
	it('names the conversation where the client publishes its id, else the last one of that folder', () => {
		const claude = agentById('claude');
		assert.deepEqual(claude?.resume({...stateFile(1), sessionId: '3f2a-11'}), ['claude', '--resume', '3f2a-11']);
		assert.deepEqual(claude?.resume(null), ['claude', '--continue']);
		// Mutation seen red: `plainId` not asked.
		assert.deepEqual(claude?.resume({...stateFile(1), sessionId: 'x; rm -rf ~'}), ['claude', '--continue']);
		assert.deepEqual(agentById('codex')?.resume(null), ['codex', 'resume', '--last']);
	});

	it('is recognised as a session of the same client when it runs', () => {
		for (const agent of agents) {
			const argv = agent.resume(null);
			if (argv !== null) assert.ok(agent.recognise(argv), argv.join(' '));
		}
	});

	it('is one line that a shell reads as it is meant', () => {
		const resume = ['claude', '--continue'];
		assert.equal(resumeLine({cwd: '/src/guide', resume}), 'cd /src/guide && claude --continue');
		assert.equal(resumeLine({cwd: "/src/it's $(x)", resume}), `cd '/src/it'\\''s $(x)' && claude --continue`);
		assert.equal(resumeLine({cwd: '/src/a\nb', resume}), null);
		assert.equal(resumeLine({cwd: null, resume}), null);
		assert.equal(resumeLine({cwd: '/src', resume: null}), null);
	});
});

describe('the clipboard', () => {
	it('gets the text as base64, inside tmux also wrapped', () => {
		assert.equal(clipboardBytes('cd /ä', {}), `\u001b]52;c;${Buffer.from('cd /ä').toString('base64')}\u0007`);
		assert.match(clipboardBytes('x', {TMUX: '/tmp/s,1,0'}), /\u001bPtmux;\u001b\u001b\]52;c;eA==\u0007\u001b\\$/);
	});
});
