/**
 * Every key of the table, in every place where it counts, has an effect that is seen or says why it has none. The list is made
 * from the table itself: a new binding is a new case here without anybody thinking of it.
 */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bindings} from '../../components/keymap.ts';
import type {Binding} from '../../components/pane.ts';
import {paneIds} from '../../components/state.ts';
import {casesIn, furnishedView, goHome, hasEffect, switches} from '../driver/every-key.ts';

const isFull = Boolean(process.env['HIVEQUEEN_FULL']);
/** At a tenth of the size a key that counts in all panes is asked in two of the six. */
const isAskedHere = (binding: Binding, n: number, pane: number): boolean => isFull || !binding.where.includes('panes') || n % 3 === pane % 3;

test('every key in every pane has an effect or says why not', async t => {
	const view = await furnishedView(t);
	for (const [index, pane] of paneIds.entries()) {
		await t.test(`${index + 1} ${pane}`, async () => {
			// Whoever stands in a pane and asks for it gets what she has: that is no effect, and needs no reason.
			const cases = casesIn(['panes', pane]).filter(({binding, key}, n) => key !== String(index + 1) && isAskedHere(binding, n, index));
			for (const {binding, key} of cases) {
				await goHome(view, index + 1);
				if (key === '-') {
					view.send('+');
					await view.waitFor(({rows}) => rows().filter(row => row.startsWith('╭')).length <= 1, 'one pane alone');
				}
				// Mutation seen red: a binding whose `act` answers nothing and whose `disabled` is null.
				await hasEffect(view, key, `${binding.id} in ${pane}`);
				if (switches.has(binding.id)) view.send(key);
			}
		});
	}
});

test('no key means two things in one place', () => {
	for (const place of new Set(bindings.flatMap(({where}) => where))) {
		const keys = bindings.filter(({where}) => where.includes(place)).flatMap(({keys}) => keys);
		assert.deepEqual(
			keys.filter((key, at) => keys.indexOf(key) !== at),
			[],
			place,
		);
	}
});
