import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {Reading} from '../../../db/types.ts';
import {agentById, agents} from '../../../source/agents/index.ts';
import type {Observation, StateFile} from '../../../source/agents/types.ts';
import type {Process} from '../../../source/processes/types.ts';

const process: Process = {pid: 7, ppid: 1, group: 7, session: 7, tty: 34816, foreground: 7, state: 'S', startTime: '70', uid: 1000, argv: ['claude']};
const file = (status: string | null, waitingFor: string | null = null): StateFile => ({
	pid: 7,
	startTime: '70',
	status,
	waitingFor,
	cwd: '/w',
	sessionId: null,
	userName: null,
	headless: false,
	tmuxPane: null,
});

const rule = '─'.repeat(80);
const box = (prompt: string, footer: string): readonly string[] => [rule, `❯ ${prompt}`, rule, footer];
const idleScreen = ['● Done.', ...box('', '  ? for shortcuts')];
const dialog = [rule, ' Bash command', '   rm -rf build', ' Do you want to proceed?', ' ❯ 1. Yes', '   2. No', ' Esc to cancel · Tab to amend'];

const read = (given: Partial<Observation>, id = 'claude'): Reading => {
	const agent = agentById(id);
	assert.ok(agent);
	return agent.read({process, title: null, screen: null, stateFile: null, ...given});
};

describe('the order of evidence', () => {
	// Mutation seen red: the state-file rule moved before the dialog rule.
	it('a visible dialog beats the state file and a spinner in the title', () => {
		const reading = read({screen: dialog, stateFile: file('busy'), title: '⠂ Work'});
		assert.deepEqual([reading.status, reading.source, reading.waitingFor], ['waiting', 'dialog', 'approve Bash: rm -rf build']);
	});

	// Mutations seen red: `dialog` of claude.ts without `withoutLast`; firstOption without choices that have no number.
	it('what is asked is read above the rule that bears the name of the session, and of choices without numbers', () => {
		const named = [...dialog, `${'─'.repeat(70)} search ─`];
		assert.equal(read({screen: named, stateFile: file('waiting', 'permission prompt')}).waitingFor, 'approve Bash: rm -rf build');
		const unnumbered = [...dialog.slice(0, 4), ' ❯ No', '   Yes', ...dialog.slice(6)];
		for (const screen of [unnumbered, unnumbered.with(4, '   No').with(5, ' ❯ Yes')])
			assert.equal(read({screen, stateFile: file('waiting', 'permission prompt')}).waitingFor, 'approve Bash: rm -rf build');
	});

	it('the state file beats title and screen', () => {
		assert.equal(read({screen: idleScreen, stateFile: file('busy'), title: '✳ Work'}).status, 'working');
		const reading = read({screen: ['✽ Galloping… (3s)', ...box('', '  esc to interrupt')], stateFile: file('idle'), title: '⠂ Work'});
		assert.deepEqual([reading.status, reading.source], ['idle', 'state-file']);
	});

	it('a spinner in the title beats the screen; ✳ is evidence of nothing', () => {
		assert.deepEqual([read({screen: idleScreen, title: '⠂ Work'}).status, read({screen: idleScreen, title: '⠂ Work'}).source], ['working', 'title']);
		assert.equal(read({title: '✳ Work'}).status, 'unknown');
		assert.equal(read({screen: idleScreen, title: '✳ Work'}).source, 'screen');
	});

	// Mutation seen red: weigh() that stops at the first source that has something to say.
	it('every source that was looked at is named, also those below the one that decided', () => {
		const said = ({evidence}: Reading): readonly string[] => evidence.map(({source, said: text}) => `${source}: ${text}`);
		const asking = read({screen: dialog, stateFile: file('busy'), title: '⠂ Work'});
		assert.deepEqual(said(asking), [
			'dialog: permission for Bash: approve Bash: rm -rf build',
			'state-file: busy',
			'title: spinner: Work',
			'screen: no mark that we know',
		]);
		const idle = read({screen: idleScreen, stateFile: file('idle'), title: '⠂ Work'});
		assert.deepEqual(said(idle), ['dialog: no dialog on the screen', 'state-file: idle', 'title: spinner: Work', 'screen: prompt ready']);
		assert.deepEqual([idle.status, idle.source], ['idle', 'state-file']);
		assert.deepEqual(said(read({})), []);
	});

	// Mutation seen red: usable() without the Gi= check gives evidence of a title.
	it('a terminal probe in the title is no title', () => {
		const {evidence} = read({title: 'Gi=31,s=1,v=1,a=q', screen: idleScreen});
		assert.ok(evidence.every(one => one.source !== 'title'));
	});

	// Mutation seen red: ownsTerminal() answering true.
	it('what is in the background owns neither title nor screen', () => {
		const reading = read({process: {...process, foreground: 99}, title: '⠂ Work', screen: dialog});
		assert.deepEqual([reading.status, reading.source], ['unknown', 'none']);
		assert.equal(read({process: {...process, foreground: 99}, screen: dialog, stateFile: file('busy')}).status, 'working');
	});

	// Mutation seen red: the check of state T removed from weigh().
	it('a suspended process is idle whatever is seen', () => {
		const reading = read({process: {...process, state: 'T', foreground: 99}, screen: dialog, stateFile: file('busy')});
		assert.deepEqual([reading.status, reading.detail, reading.source], ['idle', 'suspended', 'process']);
	});
});

describe("Claude's own words", () => {
	it('shell is idle with something behind it', () => {
		assert.deepEqual([read({stateFile: file('shell')}).status, read({stateFile: file('shell')}).detail], ['idle', 'background']);
	});

	it('an unknown word is unknown, and shown raw', () => {
		const reading = read({stateFile: file('dreaming'), screen: idleScreen, title: '⠂ Work'});
		assert.equal(reading.status, 'unknown');
		assert.ok(reading.evidence.some(one => one.said.includes('dreaming')));
	});

	it('no word yet: title and screen decide', () => {
		assert.equal(read({stateFile: file(null), screen: idleScreen}).status, 'idle');
	});

	it('waiting without a dialog that we know keeps her own reason', () => {
		assert.equal(read({stateFile: file('waiting', 'permission prompt')}).waitingFor, 'a permission');
		assert.equal(read({stateFile: file('waiting', 'approve Bash')}).waitingFor, 'approve Bash');
		assert.equal(read({stateFile: file('waiting')}).status, 'waiting');
	});

	it('a menu is believed only where the client does not say that it asks for something', () => {
		const menu = [rule, ' Some new thing', ' ❯ 1. One', ' Enter to save · Esc to cancel'];
		assert.deepEqual([read({screen: menu, stateFile: file('waiting', 'dialog open')}).status, 'menu'], ['idle', 'menu']);
		assert.equal(read({screen: menu, stateFile: file('waiting', 'sandbox request')}).status, 'waiting');
		assert.equal(read({screen: menu}).status, 'unknown');
	});

	it('an error on the screen is added to idle', () => {
		const reading = read({screen: ['● API Error: 500 Internal server error.', ...box('', '  ? for shortcuts')], stateFile: file('idle')});
		assert.deepEqual([reading.status, reading.source], ['error', 'screen']);
	});
});

describe('traps', () => {
	it('a dialog quoted above the prompt box is prose', () => {
		assert.equal(read({screen: ['● It looks like this:', ...dialog.slice(1), ...box('', '  ? for shortcuts')]}).status, 'idle');
	});

	// Mutation seen red: asking for a dialog although a prompt is visible (read-client.ts: isReady).
	it("a footer's Esc under a prompt box opens no menu", () => {
		assert.equal(read({screen: ['● Done.', ...box('login', '  Esc to cancel')], stateFile: file('idle')}).detail, null);
	});

	// Mutation seen red: inWords() without its limit.
	it('a command of 5,000 letters is cut', () => {
		const long = dialog.map(line => line.replace('rm -rf build', 'x'.repeat(5000)));
		assert.equal(read({screen: long}).waitingFor?.length, 200);
	});

	it('a dialog with anything below it is history', () => {
		assert.equal(read({screen: [...dialog, 'Killed', 'dev@devbox:~$ ']}).status, 'unknown');
	});

	it('words of a dialog typed into the box are typed', () => {
		const {status} = read({screen: ['● Done.', ...box('Do you want to proceed? 1. Yes (esc to interrupt)', '')]});
		assert.ok(status === 'unknown' || status === 'idle');
	});

	it('a question and a footer that wrap on a narrow screen are understood', () => {
		const narrow = [
			rule.slice(0, 30),
			' Edit file',
			' src/a-very-long/name.ts',
			' Do you want to make this edit to',
			' name.ts?',
			' ❯ 1. Yes',
			'   2. Yes, allow all edits during',
			'      this session (shift+tab)',
			'   3. No',
			' Esc to cancel · Tab to amend',
		];
		assert.equal(read({screen: narrow}).waitingFor, 'approve Edit: src/a-very-long/name.ts');
	});
});

const statuses = new Set(['working', 'waiting', 'idle', 'starting', 'error', 'unknown']);
const details = new Set([null, 'limit', 'login', 'compacting', 'interrupted', 'background', 'subagents', 'suspended', 'menu']);

describe('any screen', () => {
	it('of endless lines is read too', () => {
		const long = ['A b', ' ', '─', '❯ ', '(1s ', '· ', '│ ', '● 1. ', 'Do you want to '].map(piece => piece.repeat(200_000));
		for (const agent of agents) assert.ok(agent.read({process, title: 'A b '.repeat(20_000), screen: [...long, ...long], stateFile: null}).evidence.length > 0);
	});

	const pieces = fc.constantFrom(
		...['❯ 1. Yes', ' Do you want to proceed?', rule, '❯ ', '› ', '• Working (7s • esc to interrupt)', '╰──────────╯', '│ ● 1. Allow once │', '✽ Go…'],
		...['  ┃   Allow once   Allow always   Reject', ' Esc to cancel', '  Press enter to confirm or esc to cancel', '\u001b]52;c;QQ==\u0007', '\u202e', ''],
	);
	const line = fc.oneof(pieces, fc.string({unit: 'binary', maxLength: 300}));
	const screen = fc.array(line, {maxLength: 60});

	// Mutation seen red: a detail outside the closed vocabulary; waiting() called without words.
	it('is read without a throw, in the closed vocabulary, its words on one short line', () => {
		fc.assert(
			fc.property(screen, fc.option(fc.string({unit: 'binary'})), fc.option(fc.constantFrom('busy', 'idle', 'waiting', 'x')), (lines, title, word) => {
				for (const agent of agents) {
					const reading = agent.read({process, title, screen: lines, stateFile: word === null ? null : file(word)});
					assert.ok(statuses.has(reading.status) && details.has(reading.detail));
					assert.ok((reading.waitingFor ?? '').length <= 200 && !/\n/.test(reading.waitingFor ?? ''));
					assert.equal(reading.waitingFor !== null, reading.status === 'waiting');
				}
			}),
			{numRuns: 300},
		);
	});
});
