import assert from 'node:assert/strict';
import {chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {lookAt, type Need} from '../../../source/attention/needs.ts';
import {type Notice, noticeOf} from '../../../source/attention/notice.ts';
import {hasDesktop, tellCommand, tellDesktop} from '../../../source/attention/outside.ts';
import {oscFor, terminalBytes} from '../../../source/attention/terminal.ts';
import {defaultConfig} from '../../../source/config.ts';
import {before, conflict, message, sister} from '../../components/make.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';
import {hostile} from '../../hostile.ts';

const esc = '\u001b';
const st = `${esc}\\`;

const needOf = (words: string): readonly Need[] => [
	...lookAt({sisters: [sister('iza-2', {status: 'waiting', waitingFor: words, statusSince: before(1000)})], conflicts: [], inbox: []}).needs.values(),
];
const noticeSaying = (words: string): Notice => noticeOf(needOf(words));
const calm = noticeSaying('Allow Bash(ls)?');

test('the bytes of a notification: bell, OSC 9, OSC 777, and wrapped where tmux lies between', () => {
	const none = {bell: 'off', osc: 'off'} as const;
	assert.equal(terminalBytes(calm, none, {}), '');
	assert.equal(terminalBytes(calm, {...none, bell: 'on'}, {TMUX: '/tmp/x,1,0'}), '\u0007');
	assert.equal(terminalBytes(calm, {...none, osc: '9'}, {}), `${esc}]9;iza-2 needs you: Allow Bash(ls)?${st}`);
	assert.equal(terminalBytes(calm, {...none, osc: '777'}, {}), `${esc}]777;notify;iza-2 needs you;Allow Bash(ls)?${st}`);
	// Mutation seen red: the ESC of the inner end not doubled, which would end the wrapping too early.
	assert.equal(
		terminalBytes(calm, {...none, osc: '9'}, {TMUX: '/tmp/x,1,0'}),
		`${esc}Ptmux;${esc}${esc}]9;iza-2 needs you: Allow Bash(ls)?${esc}${esc}\\${st}`,
	);
	assert.deepEqual(
		{bell: defaultConfig.notify.bell, osc: defaultConfig.notify.osc, desktop: defaultConfig.notify.desktop},
		{bell: 'on', osc: 'off', desktop: 'off'},
	);
});

test('auto: one form for each terminal, none where it would be printed', () => {
	const table: readonly (readonly [NodeJS.ProcessEnv, '9' | '777' | null])[] = [
		[{TERM: 'xterm-kitty'}, '777'],
		[{TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app'}, '9'],
		[{TERM: 'tmux-256color', TMUX: '/x,1,0', LC_TERMINAL: 'iTerm2'}, '9'],
		[{TERM: 'screen-256color', TMUX: '/x,1,0'}, '777'],
		[{TERM: 'xterm-256color', WT_SESSION: 'a'}, '9'],
		[{TERM: 'linux'}, null],
		[{TERM: 'screen'}, null],
		[{TERM: 'xterm-256color', TERM_PROGRAM: 'Apple_Terminal'}, null],
		[{}, null],
	];
	for (const [env, form] of table) assert.equal(oscFor('auto', env), form, JSON.stringify(env));
	assert.equal(oscFor('off', {TERM: 'xterm-kitty'}), null);
	assert.equal(oscFor('9', {TERM: 'linux'}), '9', 'she said so');
});

test('no text of an agent brings a control character, a field or an end of its own', () => {
	for (const [name, text] of Object.entries(hostile)) {
		for (const env of [{}, {TMUX: '/x,1,0'}]) {
			for (const osc of ['9', '777'] as const) {
				const notice = noticeSaying(`${text};more`);
				const bytes = terminalBytes(notice, {bell: 'off', osc}, env);
				const wrapped = env.TMUX ? bytes.replace(`${esc}Ptmux;`, '').slice(0, -2).replaceAll(`${esc}${esc}`, esc) : bytes;
				const inside = wrapped.slice(2, -2);
				// Mutation seen red: notice.ts without cell().
				assert.doesNotMatch(inside, /[\u0000-\u001f\u007f-\u009f]/, name);
				assert.equal(inside.split(';').length, osc === '9' ? 2 : 4, name);
				assert.ok(bytes.length < 800, name);
			}
		}
	}
});

/** A folder with a program that writes down how it was called. */
function fakeProgram(
	t: Parameters<typeof newOwner>[0],
	name: string,
	more = '',
): {readonly env: NodeJS.ProcessEnv; readonly calls: () => string; readonly folder: string} {
	const folder = newFolder(newOwner(t));
	mkdirSync(path.join(folder, 'bin'));
	const file = path.join(folder, 'bin', name);
	writeFileSync(file, `#!/bin/sh\nfor word; do printf '<%s>\\n' "$word" >> '${folder}/calls'; done\n${more}\n`);
	chmodSync(file, 0o755);
	const calls = (): string => (existsSync(path.join(folder, 'calls')) ? readFileSync(path.join(folder, 'calls'), 'utf8') : '');
	return {env: {PATH: `${folder}/bin:/usr/bin:/bin`, HOME: folder, DISPLAY: ':0'}, calls, folder};
}

test('the desktop: notify-send gets texts as arguments, markup escaped; without a desktop nothing is started', async t => {
	const {env, calls} = fakeProgram(t, 'notify-send');
	assert.equal(hasDesktop(env), true);
	await tellDesktop(noticeSaying('--help <b>bold</b> & $(touch /tmp/owned)'), env);
	assert.equal(calls(), '<--app-name=HiveQueen>\n<-->\n<iza-2 needs you>\n<--help &lt;b&gt;bold&lt;/b&gt; &amp; $(touch /tmp/owned)>\n');
	const {DISPLAY: _, ...headless} = env;
	assert.equal(hasDesktop(headless), false);
	await tellDesktop(calm, headless);
	assert.equal(calls().split('\n').length, 5);
	const broken = fakeProgram(t, 'notify-send', 'echo "no bus" >&2; exit 3');
	await assert.rejects(tellDesktop(calm, broken.env), /The desktop notification ended with 3: no bus/);
});

test('macOS: osascript gets a script of ours and texts as its arguments', async t => {
	const {env, calls} = fakeProgram(t, 'osascript');
	await tellDesktop(noticeSaying('" & (do shell script "touch /tmp/owned") & "'), env);
	const lines = calls().split('\n');
	assert.deepEqual(lines.slice(0, 6), [
		'<-e>',
		'<on run argv>',
		'<-e>',
		'<display notification (item 2 of argv) with title (item 1 of argv)>',
		'<-e>',
		'<end run>',
	]);
	assert.deepEqual(lines.slice(6, 9), ['<-->', '<iza-2 needs you>', '<" & (do shell script "touch /tmp/owned") & ">']);
});

test("the keeper's command runs unchanged; facts come in variables and as JSON, and no text of an agent is ever run", async t => {
	const {env, folder} = fakeProgram(t, 'unused');
	const needs = [
		...lookAt({
			sisters: [sister('iza-2', {status: 'waiting', waitingFor: '$(touch owned)`touch owned`\u001b[2J"; touch owned; "', statusSince: before(1000)})],
			conflicts: [conflict(3, {sisters: ['iza-1', 'iza-2']})],
			inbox: [message(9, {priority: 'urgent', body: 'hot\nsecond line'})],
		}).needs.values(),
	];
	const notice = noticeOf(needs);
	const command = `cat > facts.json; printf '%s|%s|%s|%s' "$QUEEN_NOTIFY_TITLE" "$QUEEN_NOTIFY_COUNT" "$QUEEN_NOTIFY_KINDS" "$QUEEN_NOTIFY_WHO" > words; printf '%s' "$QUEEN_NOTIFY_TEXT" > text`;
	await tellCommand(notice, command, env);
	const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
	assert.equal(read('words'), '1 conflict, 1 sister needs you, 1 urgent mail|3|conflict waiting mail|iza-1 iza-2');
	assert.match(read('text'), /iza-2 needs you: \$\(touch owned\)`touch owned`␛\[2J/);
	const facts = JSON.parse(read('facts.json')) as Notice;
	assert.deepEqual(
		facts.needs.map(({kind}) => kind),
		['conflict', 'waiting', 'mail'],
	);
	// Mutation seen red: the text put into the command line.
	assert.equal(existsSync(path.join(folder, 'owned')), false);
	await assert.rejects(tellCommand(notice, 'echo out of paper >&2; exit 4', env), /notify\.command of your configuration ended with 4: out of paper/);
});
