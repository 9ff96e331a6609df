import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {complete, known, recipients, recipientsIn} from '../../components/complete.ts';
import {bodyLimit, type Editor, type EditorAction, type EditorWorld, edit, openEditor, suggestions, typing, whyNot} from '../../components/editor.ts';
import {type EditorKey, editorAction} from '../../components/editor-keys.ts';
import type {Intent} from '../../components/intents.ts';
import type {Draft, Safe, Sanitized, Sister} from '../../db/types.ts';

const runs = process.env['HIVEQUEEN_FULL'] ? 5000 : 500;
const safe = (text: string): Safe => text as Safe;

const sister = (name: string, status: Sister['status'] = 'working', repoKey: string | null = 'guide'): Sanitized<Sister> =>
	({
		name: safe(name),
		agent: 'claude',
		status,
		repo: repoKey === null ? null : safe(repoKey),
		repoKey: repoKey === null ? null : safe(repoKey),
	}) as Sanitized<Sister>;

const world: EditorWorld = {
	sisters: [sister('iza-1', 'idle'), sister('iza-2'), sister('iza-3', 'waiting'), sister('cody', 'working', 'limits'), sister('iza-0', 'gone')],
	keeper: 'queen',
	columns: 40,
};

const open = (to: readonly string[] = ['iza-2'], drafts: readonly Sanitized<Draft>[] = []): Editor =>
	openEditor({key: `tell:${to.join(',')}`, kind: 'mail', replyTo: null, quote: [], repoOf: 'iza-2', to}, drafts);

function after(editor: Editor, ...actions: readonly EditorAction[]): Editor {
	return actions.reduce((state, action) => {
		const {editor: next} = edit(state, action, world);
		assert.ok(next, `${action.type} closed the form`);
		return next;
	}, editor);
}

const type = (text: string): EditorAction => ({type: 'insert', text});
const tab: EditorAction = {type: 'next-field', back: false};
const send: EditorAction = {type: 'send'};

describe('the mail form', () => {
	it('opens with the cursor in the body when somebody is filled in, else in To', () => {
		assert.equal(open().field, 'body');
		assert.equal(open([]).field, 'to');
	});

	it('sends in three keys: t, text, Ctrl-S', () => {
		const {editor, intents} = edit(after(open(), type('hello')), send, world);
		assert.deepEqual(intents, [
			{type: 'send', to: ['iza-2'], body: 'hello', priority: 'normal', kind: 'mail', replyTo: null, draft: 'tell:iza-2', repoOf: 'iza-2'},
		]);
		assert.equal(editor?.sending, true, 'the form stays until the colony answers');
	});

	// Mutation seen red: `return {editor, intents: [], note: null}` while sending replaced by falling through.
	it('sends once, however often Ctrl-S is pressed, and closes only with the answer', () => {
		const sending = edit(after(open(), type('hello')), send, world).editor;
		assert.ok(sending);
		assert.deepEqual(edit(sending, send, world).intents, []);
		assert.deepEqual(edit(sending, type('x'), world).editor, sending);
		assert.equal(edit(sending, {type: 'sent'}, world).editor, null);
		const refused = edit(sending, {type: 'refused', why: 'The disk is full.'}, world).editor;
		assert.equal(refused?.complaint, 'The disk is full.');
		assert.equal(refused?.body.text, 'hello');
		assert.equal(refused?.sending, false);
	});

	it('refuses an empty body, nobody, a group that is none, and more than 8 KiB, each with what to do', () => {
		assert.match(whyNot(open(), world) ?? '', /body is empty/);
		assert.match(whyNot(after(open(), type('  \n ')), world) ?? '', /body is empty/);
		assert.match(whyNot(after(open([]), tab, type('x')), world) ?? '', /To is empty/);
		assert.match(whyNot(after(open(['@everyone']), type('x')), world) ?? '', /@everyone is no group/);
		assert.equal(whyNot(after(open(), type('x'.repeat(bodyLimit))), world), null);
		// Bytes count, not characters: 日 has three.
		assert.equal(whyNot(after(open(), type('日'.repeat(2731))), world), '8193 bytes, and a mail holds 8192: take out 1.');
		const {editor, intents} = edit(open(), send, world);
		assert.deepEqual(intents, []);
		assert.match(editor?.complaint ?? '', /empty/);
		assert.equal(edit(editor ?? open(), type('x'), world).editor?.complaint, null, 'a complaint lasts until the next key');
	});

	it('keeps the draft with Esc, throws it away with Ctrl-X, and says so', () => {
		const written = after(open(), type('hello'));
		assert.deepEqual(edit(written, {type: 'keep'}, world), {
			editor: null,
			intents: [{type: 'save-draft', draft: {key: 'tell:iza-2', to: 'iza-2', body: 'hello', priority: 'normal', kind: 'mail', replyTo: null}, atOnce: true}],
			note: 'Draft kept: the same key opens it again.',
		});
		assert.deepEqual(edit(written, {type: 'throw-away'}, world), {editor: null, intents: [{type: 'drop-draft', key: 'tell:iza-2'}], note: 'Thrown away.'});
	});

	// Mutation seen red: saving() made to save always; `touched` ignored in keep().
	it('leaves no empty draft behind, and does not touch the database when nothing was typed', () => {
		assert.deepEqual(edit(open(), {type: 'keep'}, world).intents, []);
		const emptied = after(open(), type('x'), {type: 'delete', what: 'left'});
		assert.deepEqual(edit(emptied, {type: 'keep'}, world).intents, [{type: 'drop-draft', key: 'tell:iza-2'}]);
	});

	it('opens a kept draft again, with its recipients and priority', () => {
		const draft = {
			key: safe('tell:iza-2'),
			to: safe('iza-2, cody'),
			body: safe('half'),
			priority: 'urgent',
			kind: 'mail',
			replyTo: null,
			savedAt: safe('2026-11-21T10:00:00.000Z'),
		} as const;
		const editor = open(['iza-2'], [draft]);
		assert.deepEqual([editor.to.text, editor.body.text, editor.priority, editor.restoredFrom], ['iza-2, cody', 'half', 'urgent', draft.savedAt]);
		assert.equal(open(['cody'], [draft]).body.text, '', 'the draft of another form is not taken');
	});

	it('cycles the priority and saves it with the draft', () => {
		const {editor, intents} = edit(after(open(), type('x')), {type: 'cycle-priority'}, world);
		assert.equal(editor?.priority, 'high');
		assert.equal(intents[0]?.type === 'save-draft' && intents[0].draft.priority, 'high');
	});

	// Mutation seen red: changed() without its intent.
	it('asks for the draft to be saved at every change, so that no key is forgotten', () => {
		const steps = fc.constantFrom<EditorAction>(type('a'), type(' b\n'), {type: 'delete', what: 'left'}, {type: 'enter'}, {type: 'delete', what: 'line-left'});
		const storedAfter = (stored: string, intents: readonly Intent[]): string =>
			intents.reduce((body, intent) => (intent.type === 'save-draft' ? intent.draft.body : intent.type === 'drop-draft' ? '' : body), stored);
		fc.assert(
			fc.property(fc.array(steps, {maxLength: 30}), actions => {
				let editor = open();
				let stored = '';
				for (const action of actions) {
					const result = edit(editor, action, world);
					editor = result.editor ?? assert.fail('closed');
					stored = storedAfter(stored, result.intents);
					assert.equal(stored.trim(), editor.body.text.trim());
				}
			}),
			{numRuns: runs},
		);
	});

	// Mutation seen red: 'enter' made to send.
	it('is never sent by anything but Ctrl-S: not by Enter, not by a paste with every key in it', () => {
		const everything = Array.from({length: 0x20}, (_, code) => String.fromCharCode(code)).join('');
		for (const action of [type(`yes\r\n${everything}`), {type: 'enter'}, tab, {type: 'next-field', back: true}, {type: 'cycle-priority'}] as const) {
			const {editor, intents} = edit(after(open(), type('x')), action, world);
			assert.ok(editor);
			assert.ok(intents.every(intent => intent.type === 'save-draft'));
		}
	});
});

describe('the To line', () => {
	it('completes by two letters and Tab, then goes on to the body', () => {
		const typed = after(open([]), type('co'));
		assert.deepEqual(
			suggestions(typed, world).map(({name}) => name),
			['cody'],
		);
		const taken = after(typed, tab);
		assert.equal(taken.to.text, 'cody, ');
		assert.equal(taken.field, 'to');
		const body = after(taken, tab);
		assert.equal(body.to.text, 'cody');
		assert.equal(body.field, 'body');
	});

	it('takes several names, each once, and leaves out who is there already', () => {
		const two = after(open(['iza-2']), tab, type(', iz'));
		assert.deepEqual(
			suggestions(two, world).map(({name}) => name),
			['iza-3', 'iza-1'],
		);
		assert.deepEqual(recipientsIn('iza-2,cody  iza-2 , '), ['iza-2', 'cody']);
	});

	it('walks the list with the arrows; Enter takes what was walked to', () => {
		const down = after(open([]), {type: 'move', to: 'down'}, {type: 'move', to: 'down'});
		assert.equal(down.chosen, 1);
		const taken = after(down, {type: 'enter'});
		assert.equal(taken.to.text, suggestions(down, world)[1]?.name);
		assert.equal(taken.field, 'body');
	});

	it('lets a name stand that nobody has: Enter and Shift-Tab take nothing', () => {
		assert.equal(after(open([]), type('co'), {type: 'enter'}).to.text, 'co');
		assert.equal(after(open([]), type('co'), {type: 'next-field', back: true}).to.text, 'co');
		assert.equal(whyNot(after(open(['zed']), type('x')), world), null);
	});

	it('completes in the middle of the line', () => {
		const middle = after(open(['ix, cody']), tab, {type: 'move', to: 'start'}, {type: 'move', to: 'right'}, {type: 'delete', what: 'right'});
		assert.deepEqual(typing(middle), {start: 0, end: 1, typed: 'i', others: ['cody']});
		assert.equal(after(middle, tab).to.text, 'iza-3, cody');
	});

	it('stays one line whatever is pasted into it', () => {
		assert.equal(after(open([]), type('iza-2\r\ncody\n')).to.text, 'iza-2 cody ');
	});
});

describe('completion', () => {
	it('offers those who wait first, then the living, then the groups with what they mean', () => {
		const all = recipients(world.sisters, 'guide');
		assert.deepEqual(
			all.map(({name}) => name),
			['iza-3', 'iza-1', 'iza-2', 'cody', '@all', '@waiting', '@repo'],
		);
		assert.deepEqual(
			all.slice(4).map(({what}) => what),
			['all 4 sisters alive', '1 sister who waits', '3 sisters in guide'],
		);
		assert.equal(recipients(world.sisters, null).at(-1)?.what, 'no repository selected');
	});

	it('finds groups by their sign, and never one who is gone', () => {
		assert.deepEqual(complete('@a', recipients(world.sisters, null), [], 5)[0]?.name, '@all');
		assert.deepEqual(complete('iza-0', recipients(world.sisters, null), [], 5), []);
	});

	it('knows what each name is', () => {
		const is = (name: string) => known(name, world.sisters, 'queen');
		assert.deepEqual(['iza-2', 'iza-0', 'zed', '@all', '@nobody', 'queen', '@keeper'].map(is), [
			'living',
			'gone',
			'unknown',
			'group',
			'no-such-group',
			'keeper',
			'keeper',
		]);
	});
});

describe('keys of the form', () => {
	const none: EditorKey = {
		upArrow: false,
		downArrow: false,
		leftArrow: false,
		rightArrow: false,
		pageUp: false,
		pageDown: false,
		home: false,
		end: false,
		return: false,
		escape: false,
		ctrl: false,
		shift: false,
		tab: false,
		backspace: false,
		delete: false,
		meta: false,
	};
	it('say what they mean, and text that came in one piece is only text', () => {
		assert.deepEqual(editorAction('s', {...none, ctrl: true}), send);
		assert.deepEqual(editorAction('x', {...none, ctrl: true}), {type: 'throw-away'});
		assert.deepEqual(editorAction('', {...none, leftArrow: true, ctrl: true}), {type: 'move', to: 'word-left'});
		assert.deepEqual(editorAction('', {...none, home: true}), {type: 'move', to: 'line-start'});
		assert.deepEqual(editorAction('', {...none, return: true}), {type: 'enter'});
		assert.deepEqual(editorAction('a\u0013b\r', none), type('a\u0013b\r'));
		assert.equal(editorAction('q', {...none, ctrl: true}), null);
		assert.equal(editorAction('', none), null);
	});
});
