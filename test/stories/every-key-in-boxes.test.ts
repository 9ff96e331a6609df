/** The same for the boxes over the screen and the filter line, which have keys of their own (see every-key-in-panes.test.ts). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bindings} from '../../components/keymap.ts';
import type {Where} from '../../components/pane.ts';
import {paneIds} from '../../components/state.ts';
import {casesIn, furnishedView, goHome, hasEffect, look} from '../driver/every-key.ts';
import {bytesOf} from '../driver/keys.ts';

/** How each box is opened from the second row of a pane. */
const boxes: readonly {
	readonly where: Where;
	readonly pane: number;
	readonly open: readonly string[];
	readonly mark: RegExp /** Must show before the last of these keys. */;
	readonly first?: RegExp;
}[] = [
	{where: 'help', pane: 1, open: ['?'], mark: /Help/},
	{where: 'peek', pane: 1, open: ['enter'], mark: /read-only/},
	{where: 'detail', pane: 2, open: ['enter'], mark: /┏/},
	{where: 'compose', pane: 1, open: ['t'], mark: /Tell/},
	{where: 'confirm', pane: 3, open: ['R'], mark: /Release a claim/},
	{where: 'prompt', pane: 3, open: ['c'], mark: /┏/},
	{where: 'sides', pane: 4, open: ['enter'], mark: /severity/},
	{where: 'palette', pane: 1, open: [':'], mark: /Actions/},
	{where: 'reviews', pane: 1, open: ['v'], mark: /Reviews/},
	{where: 'review', pane: 1, open: ['v', 'enter'], mark: /a line of the diff/},
	{where: 'shared', pane: 1, open: ['C'], mark: /▸ #2 warning/},
	{where: 'shared-filter', pane: 1, open: ['C', '/'], first: /▸ #2 warning/, mark: /2 found/},
	{where: 'entry', pane: 1, open: ['C', 'enter'], first: /▸ #2 warning/, mark: /by iza-2, .*, in guide/},
	{where: 'filter', pane: 1, open: ['/'], mark: /Esc clear/},
];

test('every key in every box has an effect or says why not', async t => {
	const view = await furnishedView(t);
	for (const {where, pane, open, mark, first} of boxes) {
		await t.test(where, async () => {
			for (const {binding, key} of casesIn([where])) {
				await goHome(view, pane);
				const outside = look(view);
				for (const [n, name] of open.entries()) {
					if (first && n === open.length - 1) await view.waitFor(first);
					view.send(bytesOf(name));
				}
				await view.waitFor(screen => look(screen) !== outside && mark.test(screen.text()), `${where} to open`);
				await hasEffect(view, key, `${binding.id} in ${where}`);
			}
		});
	}
});

test('every place of the table is asked, here or in the panes', () => {
	const places = new Set(bindings.flatMap(({where}) => where));
	// `going` opens by an answer from outside, and its keys leave or close it: jump.test.ts presses them.
	const asked = new Set<Where>(['panes', 'going', ...paneIds, ...boxes.map(({where}) => where)]);
	assert.deepEqual(
		[...places].filter(place => !asked.has(place)),
		[],
	);
});
