/** The palette: any action by what it does. */
import assert from 'node:assert/strict';
import {afterEach, describe, it} from 'node:test';
import {keyContext} from '../../components/context.ts';
import {bindings} from '../../components/keymap.ts';
import {paletteRows} from '../../components/palette.ts';
import {initialState, paneIds} from '../../components/state.ts';
import {makeTheme} from '../../components/theme.ts';
import {calm, now} from './fixtures.ts';
import {openScreen, type TestScreen} from './screen.ts';

let screen: TestScreen | null = null;
const open = async (): Promise<TestScreen> => {
	screen = await openScreen();
	return screen;
};
afterEach(() => {
	screen?.close();
	screen = null;
});

const chosen = (s: TestScreen): string => s.lines.find(line => line.includes('┃') && line.includes('▸')) ?? '';
const type = (s: TestScreen, text: string): Promise<void> => s.press(...text);

describe('the palette', () => {
	// Mutation seen red: `isAction` without the panes of their own.
	it('finds every action of every pane by its own words', () => {
		const context = keyContext({
			facts: calm,
			ui: initialState,
			now,
			theme: makeTheme({colour: true, ascii: false}),
			screen: {columns: 120, rows: 40},
			peek: null,
			sides: null,
			listRows: 8,
			key: '',
		});
		const inPanes = bindings.filter(({where}) => where.includes('panes') || paneIds.some(id => where.includes(id)));
		assert.ok(inPanes.length > 30);
		for (const {id, keys, help} of inPanes) {
			const words = id === 'pane' ? 'Go to Claims' : help;
			const found = paletteRows(bindings, words, context);
			assert.ok(
				found.some(({what, key}) => what === words && (id === 'pane' || key === keys[0])),
				`${id} is not found`,
			);
		}
	});

	it('does the chosen action on the row under it', async () => {
		const s = await open();
		await s.press(':');
		await type(s, 'write a mail');
		await s.press('enter');
		assert.ok(!s.text.includes('Actions'), 'the palette is closed');
		assert.match(s.text, /Tell/);
	});

	it('goes to a pane by its name', async () => {
		const s = await open();
		await s.press(':');
		await type(s, 'go to crons');
		assert.match(chosen(s), /Go to Crons/);
		await s.press('enter');
		await s.press('?');
		assert.match(s.text, /keys in Crons/);
	});

	// Mutation seen red: `acts: why === null` replaced by `acts: true`.
	it('says why an action cannot be done, and stays', async () => {
		const s = await open();
		await s.press(':');
		await type(s, 'take back what');
		await s.press('enter');
		assert.match(s.text, /nothing to take back/);
		assert.match(s.text, /Actions/);
	});

	it('letters are text there, arrows choose, round and round', async () => {
		const s = await open();
		await s.press(':');
		const first = chosen(s);
		await s.press('down');
		assert.notEqual(chosen(s), first);
		await s.press('up');
		assert.equal(chosen(s), first);
		await s.press('q');
		assert.match(s.text, /: q/);
		assert.deepEqual(s.intents, []);
	});

	it('what nothing is called by says so', async () => {
		const s = await open();
		await s.press(':');
		await type(s, 'zzzzqqq');
		assert.match(s.text, /No action matches/);
		await s.press('enter');
		assert.match(s.text, /other words, or Esc/);
	});
});
