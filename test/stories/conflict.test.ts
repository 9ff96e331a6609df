import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newColony, type StatusJson} from '../driver/colony.ts';
import {runProgram} from '../driver/shell.ts';

test('two sisters on one branch: the strip opens, one goes away, the number is calm again', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('izabael');
	// A second clone of the same project: one branch, two folders.
	const clone = `${colony.shell.folder}/src/izabael-2`;
	await runProgram('git', ['clone', '--quiet', repo.path, clone], {env: colony.shell.env, cwd: colony.shell.folder, input: null});
	await repo.git('remote', 'add', 'origin', repo.path);
	const first = await colony.sister('izabael', {at: repo.path});
	await colony.sister('iza-1', {at: clone});
	first.works('I write the draft.');
	const view = await colony.view();
	await view.waitFor(/▲ 1 CONFLICT/);
	await view.waitFor('shared-branch');
	// Red, heavy and in words: never colour alone.
	const number = view.cellsOf('1 CONFLICT');
	assert.ok(
		number.every(({bold, inverse, fg}) => bold && inverse && fg === '1'),
		JSON.stringify(number[0]),
	);
	await view.waitFor('┏', 'the heavy border of the strip');
	const status = await colony.shell.json<StatusJson>('status');
	assert.deepEqual(
		status.conflicts.filter(({kind, resolvedAt}) => kind === 'conflict' && resolvedAt === null).map(({type}) => type),
		['shared-branch'],
	);

	await runProgram('git', ['switch', '--quiet', '--create', 'izabael/own'], {env: colony.shell.env, cwd: clone, input: null});
	// Two complete scans without the fact. Mutation seen red: what is not found any more stays open.
	await colony.shell.says('scan');
	await colony.shell.says('scan');
	await view.waitFor(/✓ conflicts 0/);
	await view.waitGone('┏');
});

test('a conflict is accepted by x with a reason, and does not count until its evidence changes', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('izabael');
	const first = await colony.sister('izabael', {at: repo.path});
	await colony.sister('iza-1', {at: repo.path});
	first.works('I write.');
	const view = await colony.view();
	await view.waitFor(/▲ 1 CONFLICT/);
	await view.waitFor('same-worktree');
	await view.press('4');
	await view.press('x');
	await view.waitFor(/why/i);
	await view.type('pair work');
	await view.press('enter');
	// Mutation seen red: `resolve` answers without muting.
	await view.waitFor(/✓ conflicts 0/);
	const found = await colony.shell.json<readonly {readonly mutedWhy: string | null}[]>('conflicts');
	assert.equal(found[0]?.mutedWhy, 'pair work');
});
