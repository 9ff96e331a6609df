/** The one table of keys: no key twice in a place, and every key does something or says why not. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {keyContext} from '../../components/context.ts';
import {stepsFor} from '../../components/dispatch.ts';
import {bindings, keyTable, lookup} from '../../components/keymap.ts';
import type {Binding, Facts, KeyContext, Step, Where} from '../../components/pane.ts';
import {paneById} from '../../components/panes/index.ts';
import {rowsOf} from '../../components/rows.ts';
import {initialState, type Msg, paneIds, type UiState, update} from '../../components/state.ts';
import {makeTheme} from '../../components/theme.ts';
import {type Press, pressesOf} from '../../components/use-keymap.ts';
import {calm, firstRun, inConflict, now} from './fixtures.ts';
import {bytesOf} from './screen.ts';

const isOfPanes = ({where}: Binding): boolean => where.some(place => place === 'panes' || paneIds.some(id => id === place));
const none = pressesOf(' ')[0]?.key ?? assert.fail();
const pressOf = (name: string): Press => ({name, input: name.length === 1 ? name : '', key: none});
const contextOf = (snapshot: Facts, ui: UiState, key: string): KeyContext =>
	keyContext({
		facts: snapshot,
		ui,
		now,
		theme: makeTheme({colour: true, ascii: false}),
		screen: {columns: 120, rows: 40},
		peek: null,
		sides: null,
		listRows: 8,
		key,
	});

/** An intent goes outside; a message must change the state. */
function changes(step: Step, ui: UiState): boolean {
	const asked = new Set(['send', 'ack', 'jump', 'peek', 'sides', 'edit-outside', 'copy-resume', 'all-mail', 'rescan', 'suspend', 'quit', 'undo-release']);
	return asked.has(step.type) || (step.type !== 'edit' && update(ui, step as Msg) !== ui);
}

const overlays: readonly Where[] = ['help', 'peek', 'compose', 'confirm', 'prompt', 'going', 'detail', 'palette', 'sides', 'reviews', 'review', 'filter'];
const places: readonly (readonly Where[])[] = [...paneIds.map(id => [id, 'panes'] as const), ...overlays.map(kind => [kind])];

describe('the key table', () => {
	// Mutation seen red: `w` of withdraw changed to `r`.
	it('gives every key one meaning in each place', () => {
		for (const place of places) {
			const keys = bindings.filter(binding => binding.where.some(where => place.includes(where))).flatMap(binding => binding.keys);
			assert.deepEqual(
				keys.filter((key, index) => keys.indexOf(key) !== index),
				[],
				place.join(' '),
			);
		}
	});

	it('has unique ids, and a sentence for every key', () => {
		const rows = keyTable();
		assert.equal(new Set(rows.map(row => row.id)).size, rows.length);
		for (const row of rows) {
			assert.match(row.help, /^[A-Z].{6,}[^.]$/, row.id);
			assert.ok(row.keys.length > 0 && row.where !== '', row.id);
		}
	});

	it('has the keys of the issue', () => {
		for (const key of [
			'j',
			'k',
			'up',
			'down',
			'page-up',
			'page-down',
			'ctrl-d',
			'ctrl-u',
			'home',
			'end',
			'<',
			'>',
			'G',
			'tab',
			'shift-tab',
			'1',
			'6',
			'+',
			'-',
			'g',
			't',
			'd',
			'A',
			'c',
			'/',
			'!',
			'?',
			'q',
			'f5',
			'ctrl-r',
			'u',
			']',
			'[',
		])
			for (const id of paneIds) assert.ok(lookup([id, 'panes'], key), `${key} in ${id}`);
		for (const id of paneIds) assert.ok(lookup([id], 'enter'), `Enter in ${id}`);
		assert.equal(lookup(['inbox'], 'r')?.id, 'reply');
		assert.equal(lookup(['inbox'], 'a')?.id, 'ack');
		assert.equal(lookup(['claims'], 'R')?.id, 'release');
		assert.equal(lookup(['sisters'], 'R')?.id, 'release');
		assert.equal(lookup(['conflicts'], 'x')?.id, 'resolve');
	});

	for (const [name, snapshot] of Object.entries({calm, inConflict, firstRun})) {
		// Mutation seen red: reasonElsewhere in dispatch.ts answers [].
		it(`has an effect or a reason for every key in every pane (${name})`, () => {
			const keys = new Set(bindings.filter(isOfPanes).flatMap(binding => binding.keys));
			for (const pane of paneIds) {
				// From the middle of a list every move has somewhere to go.
				const rows = rowsOf(paneById[pane], snapshot, initialState);
				const middle = rows[Math.floor(rows.length / 2)];
				const ui: UiState = {...initialState, focus: pane, selected: middle ? {[pane]: {key: middle.key, index: Math.floor(rows.length / 2)}} : {}};
				for (const key of keys) {
					const steps = stepsFor(pressOf(key), contextOf(snapshot, ui, key));
					assert.ok(steps.length > 0, `${key} in ${pane}`);
					const isAtEnd = rows.length < 3 && lookup([pane, 'panes'], key)?.group === 'move';
					const isHere = key === String(paneIds.indexOf(pane) + 1);
					assert.ok(isAtEnd || isHere || steps.some(step => changes(step, ui)), `${key} in ${pane}: ${JSON.stringify(steps)}`);
				}
			}
		});
	}
});

it('bytes of keys are what terminals send', () => {
	assert.deepEqual([bytesOf('ctrl-s'), bytesOf('j'), bytesOf('enter')], ['\u0013', 'j', '\r']);
});
