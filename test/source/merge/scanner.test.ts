/** The whole way: sisters in worktrees, a real scanner, the store. */
import assert from 'node:assert/strict';
import {readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import {it} from 'node:test';
import type {Conflict} from '../../../db/types.ts';
import {scanOnce} from '../../../source/scanner/spawn.ts';
import {until} from '../../driver/wait.ts';
import {type Machine, newMachine} from '../scanner/machine.ts';

const text = (line: number, said: string): string => Array.from({length: 30}, (_, at) => (at === line ? `${said}\n` : `line ${at}\n`)).join('');

/** Complete passes until every pair was compared: on a machine at its limits one may not be enough. */
const compared = (machine: Machine): Promise<true> =>
	until(
		async () => (await machine.complete()).report?.looked.some(line => /^merges of 1 pair of worktrees$/.test(line)),
		'the pair to be compared',
	) as Promise<true>;

const predicted = async (machine: Machine): Promise<readonly Conflict[]> => (await machine.open()).filter(conflict => conflict.type === 'predicted-merge');

it('two sisters whose branches will conflict: opened with both and the file, kept through commits, resolved by a merge', async t => {
	const machine = await newMachine(t);
	const {colony} = machine;
	const complete = () => compared(machine);
	const app = await colony.repository('app');
	app.write('src/a.ts', text(0, 'begin'));
	await app.commit('begin');
	const one = await app.worktree('one', 'user/one');
	const two = await app.worktree('two', 'user/two');
	await colony.sister('iza-1', {at: one.path});
	await colony.sister('iza-2', {at: two.path});
	// A near miss: the same file, in other places.
	one.write('src/a.ts', text(3, 'mine'));
	two.write('src/a.ts', text(25, 'yours'));
	await compared(machine);
	assert.deepEqual(await predicted(machine), []);
	two.write('src/a.ts', text(3, 'yours'));
	await complete();
	const [conflict, ...others] = await predicted(machine);
	assert.deepEqual(others, []);
	assert.deepEqual([conflict?.kind, conflict?.sisters, conflict?.files, conflict?.severity], ['conflict', ['iza-1', 'iza-2'], ['src/a.ts'], 'medium']);
	assert.match(conflict?.detail ?? '', /^iza-1 \(user\/one\) and iza-2 \(user\/two\) will conflict in src\/a\.ts when either merges/);
	// A fast pass has nothing new to say, and takes nothing back.
	await machine.fast();
	await one.commit('mine');
	await two.commit('yours');
	await complete();
	assert.deepEqual(
		(await predicted(machine)).map(({id, evidence}) => [id, evidence]),
		[[conflict?.id, conflict?.evidence]],
	);
	// Accepted with a reason, it stays accepted through further commits.
	await machine.context.store.resolve(conflict?.id ?? 0, 'queen', 'we know');
	one.write('README.md', '# more\n');
	await one.commit('more');
	await complete();
	assert.equal((await predicted(machine))[0]?.mutedWhy, 'we know');
	await two.git('merge', '--quiet', '--strategy-option=ours', 'user/one');
	await complete();
	await complete();
	assert.deepEqual(await predicted(machine), []);
});

it('the sandboxes lie beside the database, closed to others, and a single scan leaves none', async t => {
	const machine = await newMachine(t);
	const {colony} = machine;
	const app = await colony.repository('app');
	const two = await app.worktree('two', 'user/two');
	await colony.sister('iza-1', {at: app.path});
	await colony.sister('iza-2', {at: two.path});
	app.write('new.ts', 'mine\n');
	two.write('new.ts', 'yours\n');
	await compared(machine);
	const folder = path.join(path.dirname(colony.shell.db), 'merges');
	assert.equal(readdirSync(folder).length, 1);
	assert.equal((await predicted(machine)).length, 1);
	const mine = readdirSync(folder);
	assert.equal(statSync(folder).mode & 0o777, 0o700);
	assert.deepEqual(await scanOnce(60_000, colony.shell.env), {code: 0, why: null});
	assert.deepEqual(readdirSync(folder), mine);
	assert.equal((await predicted(machine)).length, 1);
});
