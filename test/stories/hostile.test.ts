/**
 * Everything that agents, repositories and terminals can say, at its worst: the keeper's title, clipboard and layout stay hers,
 * in the view and in plain output.
 */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Colony, newColony} from '../driver/colony.ts';
import type {Screen} from '../driver/screen.ts';

const payloads = {
	'OSC 52': '\u001b]52;c;ZXZpbA==\u0007',
	'OSC 0': '\u001b]0;owned\u0007',
	'OSC 8 with ST': '\u001b]8;;http://evil.invalid\u001b\\click\u001b]8;;\u001b\\',
	CSI: '\u001b[2J\u001b[H\u001b[?1049l\u001b[31mred',
	C1: '\u009b2J\u009d0;owned\u009c\u0090q\u009c',
	bidi: '\u202eevil\u202c\u2066x\u2069',
	ZWJ: '👩‍👩‍👧‍👦 family',
	CJK: '日本語の仕事を続けています',
	combining: `z${'\u0335\u0336\u0337\u0338'.repeat(50)}algo`,
	tags: 'a\u{e0041}\u{e0042}b',
	controls: 'a\bb\rc\nd\te\u0000f\u007fg',
	long: 'x'.repeat(6000),
} as const;
const worst = Object.values(payloads).join(' | ');
/** Argument lists and environments cannot carry NUL. */
const asArgument = (text: string): string => text.replaceAll('\u0000', '');

/** Puts the text where each source of text allows it: task, mail, claim, branch, title, file name. */
const spread = async (colony: Colony, text: string): Promise<void> => {
	const argument = asArgument(text);
	const repo = await colony.repository('guide');
	// What git allows in a name; it forbids control characters itself, but no bidi, no C1, no combining marks.
	const branch = `evil/${argument.replaceAll(/[\s~^:?*[\\/\u0000-\u001f\u007f]|\.\.|@\{/g, '').slice(0, 60)}`;
	await repo.git('switch', '--quiet', '--create', branch);
	repo.write(`${argument.replaceAll('/', '_').slice(0, 60)}`, 'x');
	const iza = await colony.sister('iza-1', {at: repo.path});
	iza.setTitle(text.replaceAll(/[\u0007\u001b\u009c]/g, '').slice(0, 200));
	await colony.sister('iza-4', {at: (await colony.repository('other')).path, clientName: text});
	const shell = colony.shell.as('iza-2').at(repo.path);
	const ran = [
		await colony.shell.as(argument.slice(0, 900)).iam('under a hostile name'),
		await shell.iam(argument),
		await shell.given(argument).queen('tell', 'queen', '-'),
		await shell.queen('claim', `domain:${argument.slice(0, 900)}`, '--why', argument.slice(0, 900)),
	];
	// Refused in one sentence or stored; never an exception.
	for (const {code, err} of ran) assert.ok([0, 2].includes(code), `${code} ${err}`);
};

/** No byte of theirs acted: title and clipboard untouched, borders and header where they belong. */
const isUnharmed = async (view: Screen, titlesBefore: number): Promise<void> => {
	// A frame arrives in pieces: the whole one must be right, and whole it must become.
	await view.waitFor(screen => /hive.*conflict/i.test(screen.row(0)) && screen.rows().every(hasBothBorders), 'a frame with all its borders');
	assert.deepEqual(
		view.oscs().filter(({code, data}) => code === 52 || code === 8 || data.includes('owned')),
		[],
	);
	assert.ok(!view.titles().slice(titlesBefore).includes('owned'));
	assert.ok(view.isAlternate());
};

const hasBothBorders = (row: string): boolean => [...row].filter(char => char === '│').length % 2 === 0;

const isFull = Boolean(process.env['HIVEQUEEN_FULL']);
/** One by one a failure says which it was; at a tenth of the size they come all at once, and the widest alone. */
const cases = isFull ? {...payloads, 'all of it': worst} : {'all of it': worst, CJK: payloads.CJK};

for (const [name, payload] of Object.entries(cases)) {
	test(`hostile text (${name}) in names, tasks, branches, titles and bodies harms neither the view nor plain output`, async t => {
		const colony = await newColony(t);
		await spread(colony, payload);
		const view = await colony.view();
		const titles = view.titles().length;
		await view.waitFor(/iza-2/);
		await view.waitFor(/iza-1/);
		await isUnharmed(view, titles);
		// Each pane zoomed, and the details of its first row.
		for (const pane of ['1', '2', '3', '6']) {
			await view.press(pane, '+');
			await view.waitFor(screen => screen.rows().filter(row => row.startsWith('╭')).length === 1, `pane ${pane} alone`);
			await isUnharmed(view, titles);
			await view.press('-');
			await view.waitFor(screen => screen.rows().filter(row => row.startsWith('╭')).length > 1, 'all panes');
		}
		await view.press('2', 'home', 'enter');
		// The strip of conflicts has a heavy border too.
		await view.waitFor(/┏━ [^▲]/);
		assert.deepEqual(
			view.oscs().filter(({code}) => code === 52),
			[],
		);
		await view.press('escape');
		await view.waitGone(/┏━ [^▲]/);
		await view.press('q');
		await view.waitExit();

		for (const words of [['status'], ['inbox', '--peek'], ['claims'], ['log'], ['conflicts'], ['explain', 'iza-1']]) {
			const {out, err} = await colony.shell.queen(...words);
			for (const text of [out, err]) {
				// Mutation seen red: the mail's body printed without `block()`.
				assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u, `queen ${words.join(' ')}`);
			}
			const {out: json} = await colony.shell.queen(...words, '--json');
			assert.doesNotMatch(json, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u, `queen ${words.join(' ')} --json`);
			JSON.parse(json);
		}
	});
}

test('what is stored is what was said: hostile text comes back whole through JSON', async t => {
	const colony = await newColony(t);
	const text = asArgument(`${payloads.CSI} ${payloads.bidi} ${payloads.CJK} ${payloads.ZWJ}`);
	const sent = await colony.shell.as('iza-2').given(text).queen('tell', 'queen', '-');
	assert.equal(sent.code, 0, sent.err);
	const [mail] = await colony.shell.json<readonly {readonly body: string}[]>('inbox');
	assert.equal(mail?.body, text);
});
