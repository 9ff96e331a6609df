/**
 * Every key of the table, in every place where it counts, has an effect that is seen or says why it has none. The list is made
 * from the table itself: a new binding is a new case here without anybody thinking of it.
 */
import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {bindings} from '../../components/keymap.ts';
import type {Binding, Where} from '../../components/pane.ts';
import {paneIds} from '../../components/state.ts';
import {type Colony, newColony} from '../driver/colony.ts';
import {bytesOf} from '../driver/keys.ts';
import type {Screen} from '../driver/screen.ts';
import {until} from '../driver/wait.ts';

/** What may change without a key: ages, clocks, countdowns, the age of the scan. */
const volatile = /\b(?:now|just now|\d+[smhd](?:\d+[smhd])?|\d\d:\d\d(?::\d\d)?|\d+ ms|out)\b/g;

/** Text and looks of the screen without what changes by itself. */
const look = (screen: Screen): string =>
	screen
		.rows()
		.map((row, y) => {
			const looks = Array.from({length: screen.columns()}, (_, x) => {
				const {inverse, bold, fg, bg} = screen.cell(y, x);
				return inverse || bold || bg !== 'default' ? `${Number(inverse)}${Number(bold)}${fg}${bg}` : '';
			});
			return `${row.replaceAll(volatile, '#').replaceAll(/ +/g, ' ')}${looks.join('').replaceAll(/(.+?)\1+/g, '$1')}`;
		})
		.join('\n');

/** A `crontab` that answers with three entries; the real one is not asked. */
const crontabFolder = (colony: Colony): string => {
	const folder = path.join(colony.shell.folder, 'bin');
	mkdirSync(folder);
	writeFileSync(path.join(folder, 'crontab'), `#!/bin/sh\nprintf '0 3 * * * backup-%s\\n' 0 1 2\n`, {mode: 0o755});
	return folder;
};

/** A colony with something in each pane, and quiet. */
const furnished = async (t: Parameters<typeof newColony>[0]): Promise<{readonly colony: Colony; readonly view: Screen}> => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const names = ['iza-1', 'iza-2', 'iza-3'] as const;
	for (const name of names) await colony.sister(name, {at: repo.path});
	for (const [n, name] of names.entries()) {
		const shell = colony.shell.as(name).at(repo.path);
		await shell.iam(`task ${n}`);
		await shell.says('tell', 'queen', `mail ${n}`);
		await shell.says('claim', `domain-${n}`);
		// Its lease is over before the scan below: a notice in Conflicts.
		await shell.says('claim', `path:old-${n}`, '--ttl', '1s');
	}
	await until(
		async () => (await colony.shell.json<readonly {readonly stale: boolean}[]>('claims')).filter(({stale}) => stale).length === names.length,
		'stale claims',
	);
	await colony.shell.says('scan');
	const view = await colony.view({env: {PATH: `${crontabFolder(colony)}:${colony.shell.env['PATH']}`}});
	for (const mark of [/iza-3/, /domain-\d/, /4 notices/, /backup-2/]) await view.waitFor(mark);
	return {colony, view};
};

const isFull = Boolean(process.env['HIVEQUEEN_FULL']);
/** At a tenth of the size a key that counts in all panes is asked in two of the six. */
const isAskedHere = (binding: Binding, n: number, pane: number): boolean => isFull || !binding.where.includes('panes') || n % 3 === pane % 3;

/** Keys that leave, stop or hand over the view: they have stories of their own. */
const leaving = new Set(['quit', 'suspend', 'jump', 'ctrl-c']);
/** Keys that switch: pressing again is the way back. */
const switches = new Set(['only-waiting', 'all-mail']);

/** A reason stands for four seconds; when it goes, that is no effect of a key. */
const reasonMs = 3000;

const alreadyAll = 'All panes are shown already';

/** From anywhere back to the second row of a pane, all panes shown, nothing open: keys in one piece, and an answer to the last. */
const goHome = async (view: Screen, pane: number): Promise<void> => {
	while (view.shows('┏') || isFiltering(view)) await view.press('escape');
	if (!view.shows(alreadyAll)) {
		// Twice: the first one may bring the panes back.
		view.send(`-${pane}<j-`);
		await view.waitFor(alreadyAll);
		return;
	}
	view.send(`-${pane}<j?`);
	await view.waitFor('┏');
	await view.press('escape');
	await view.waitGone('┏');
};

const isFiltering = (view: Screen): boolean => /^ \/.*Esc clear/.test(view.rows().at(-1) ?? '');

const casesIn = (where: readonly Where[]): readonly {readonly binding: Binding; readonly key: string}[] =>
	bindings
		.filter(binding => binding.where.some(place => where.includes(place)))
		.flatMap(binding => binding.keys.map(key => ({binding, key})))
		.filter(({binding, key}) => !leaving.has(binding.id) && !leaving.has(key));

for (const [index, pane] of paneIds.entries()) {
	test(`every key in ${index + 1} ${pane} has an effect or says why not`, async t => {
		const {view} = await furnished(t);
		// Whoever stands in a pane and asks for it gets what she has: that is no effect, and needs no reason.
		for (const {binding, key} of casesIn(['panes', pane]).filter(({binding, key}, n) => key !== String(index + 1) && isAskedHere(binding, n, index))) {
			await goHome(view, index + 1);
			if (key === '-') {
				view.send('+');
				await view.waitFor(({rows}) => rows().filter(row => row.startsWith('╭')).length <= 1, 'one pane alone');
			}
			const before = look(view);
			view.send(bytesOf(key));
			// Mutation seen red: a binding whose `act` answers nothing and whose `disabled` is null.
			await view.waitFor(screen => look(screen) !== before, `an effect or a reason of ${key} (${binding.id}) in ${pane}`, reasonMs);
			if (switches.has(binding.id)) view.send(bytesOf(key));
		}
	});
}

/** How each box is opened from the second row of a pane. */
const boxes: readonly {readonly where: Where; readonly pane: number; readonly open: readonly string[]; readonly mark: RegExp}[] = [
	{where: 'help', pane: 1, open: ['?'], mark: /Help/},
	{where: 'peek', pane: 1, open: ['enter'], mark: /read-only/},
	{where: 'detail', pane: 2, open: ['enter'], mark: /┏/},
	{where: 'compose', pane: 1, open: ['t'], mark: /Tell/},
	{where: 'confirm', pane: 3, open: ['R'], mark: /Release a claim/},
	{where: 'prompt', pane: 3, open: ['c'], mark: /┏/},
	{where: 'filter', pane: 1, open: ['/'], mark: /Esc clear/},
];

for (const {where, pane, open, mark} of boxes) {
	test(`every key in ${where} has an effect or says why not`, async t => {
		const {view} = await furnished(t);
		for (const {binding, key} of casesIn([where])) {
			await goHome(view, pane);
			const outside = look(view);
			for (const name of open) view.send(bytesOf(name));
			await view.waitFor(screen => look(screen) !== outside && mark.test(screen.text()), `${where} to open`);
			const before = look(view);
			view.send(bytesOf(key));
			await view.waitFor(screen => look(screen) !== before, `an effect or a reason of ${key} (${binding.id}) in ${where}`, reasonMs);
		}
	});
}

test('every place of the table is asked above, and no key means two things in one place', () => {
	const places = new Set(bindings.flatMap(({where}) => where));
	const asked = new Set<Where>(['panes', ...paneIds, ...boxes.map(({where}) => where)]);
	assert.deepEqual(
		[...places].filter(place => !asked.has(place)),
		[],
	);
	for (const place of asked) {
		const keys = bindings.filter(({where}) => where.includes(place)).flatMap(({keys}) => keys);
		assert.deepEqual(
			keys.filter((key, at) => keys.indexOf(key) !== at),
			[],
			place,
		);
	}
});
