/**
 * Every key of the table, in every place where it counts, has an effect that is seen or says why it has none. The list is made
 * from the table itself: a new binding is a new case here without anybody thinking of it.
 */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bindings} from '../../components/keymap.ts';
import type {Binding, Where} from '../../components/pane.ts';
import {paneIds} from '../../components/state.ts';
import {type Colony, newColony} from '../driver/colony.ts';
import {bytesOf} from '../driver/keys.ts';
import type {Screen} from '../driver/screen.ts';

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
	}
	await colony.shell.says('scan');
	const view = await colony.view();
	await view.waitFor(/iza-3/);
	await view.waitFor('domain-2');
	return {colony, view};
};

/** Keys that leave, stop or hand over the view: they have stories of their own. */
const leaving = new Set(['quit', 'suspend', 'jump', 'ctrl-c']);
/** Keys that switch: pressing again is the way back. */
const switches = new Set(['only-waiting', 'all-mail']);

/** Two keys that only say why they cannot act, and what they say: one of the two is always news. */
const idleKeys = [
	{key: '-', says: 'All panes are shown already'},
	{key: 'u', says: 'There is nothing to take back'},
] as const;

/** A reason stands for four seconds; when it goes, that is no effect of a key. */
const reasonMs = 3000;

/** From anywhere back to the second row of a pane, all panes shown, nothing open: as keys in one piece, and an answer to the last. */
const goHome = async (view: Screen, pane: number): Promise<void> => {
	while (view.shows('┏') || isFiltering(view)) await view.press('escape');
	const last = idleKeys.find(({says}) => !view.shows(says)) ?? idleKeys[0];
	view.send(`-${pane}<j${last.key}`);
	await view.waitFor(last.says);
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
		for (const {binding, key} of casesIn(['panes', pane])) {
			await goHome(view, index + 1);
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
