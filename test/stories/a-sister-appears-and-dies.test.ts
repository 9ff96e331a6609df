import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {stateFileOf} from '../../source/demo/likeness.ts';
import {newColony, type StatusJson} from '../driver/colony.ts';
import {beforeNextScanMs, until} from '../driver/wait.ts';

test('a sister appears in the open view, works, asks, and dies', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const view = await colony.view();
	await view.waitFor('0 sisters');

	const iza = await colony.sister('iza-3', {at: repo.path});
	await view.waitFor('1 sister');
	await view.waitFor(/○ iza-3 .*main/);

	iza.works('I found two call sites.');
	await view.waitFor(/● iza-3/);

	// Her question in words, under her row.
	iza.asks('rm -rf build');
	await view.waitFor(/◆ iza-3/);
	await view.waitFor('rm -rf build');
	await view.waitFor('1 needs you');

	repo.write('notes.md', 'x');
	await view.press('f5');
	await view.waitFor(/main\*/, 'the changed file', beforeNextScanMs);

	await iza.dies();
	await view.waitFor(/✕ iza-3/);
	// She left her state file behind; a dead process is not believed.
	const status = await colony.shell.json<StatusJson>('status');
	assert.deepEqual(
		status.sisters.map(({name, status}) => [name, status]),
		[['iza-3', 'gone']],
	);
});

test('four kinds of clients are recognised by what they are, not by their names', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('zoo');
	for (const agent of ['claude', 'codex', 'gemini', 'opencode'] as const) {
		const sister = await colony.sister(`a-${agent}`, {at: repo.path, agent});
		sister.works('busy');
	}
	// A program of another name that only talks like one.
	await colony.tmux.window(repo.path, ['bash', '-c', 'printf "\\033]2;✳ Claude Code\\007 esc to interrupt"; exec sleep infinity']);
	await colony.shell.says('scan');
	const {sisters} = await until(async () => {
		const status = await colony.shell.json<StatusJson>('status');
		return status.sisters.length >= 4 ? status : null;
	}, 'four sisters');
	assert.deepEqual(sisters.map(({agent}) => agent).sort(), ['claude', 'codex', 'gemini', 'opencode']);
	for (const {agent, status} of sisters) assert.equal(status, 'working', agent);
});

test('a state file that a dead process left behind is not believed of the one that has its number now', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-3', {at: repo.path, publishes: false});
	const sessions = path.join(colony.shell.env['CLAUDE_CONFIG_DIR'] ?? '', 'sessions');
	mkdirSync(sessions, {recursive: true});
	const old = {pid: iza.pid, startTime: '1', cwd: repo.path, name: 'somebody-else', status: 'waiting', startedAt: 0, now: 0, tmux: null} as const;
	writeFileSync(path.join(sessions, `${iza.pid}.json`), stateFileOf(old));
	await colony.shell.says('scan');
	const {sisters} = await colony.shell.json<StatusJson>('status');
	// Mutation seen red: the start time is not compared.
	assert.deepEqual(
		sisters.map(({name, status}) => [name, status]),
		[['guide-1', 'idle']],
	);
});
