/** Which key does what in the mail form. Keys that are no text and not here do nothing. */
import type {EditorAction} from './editor.ts';
import type {Deletion, Movement} from './editor-text.ts';

/** The parts of Ink's `Key` that matter here. */
export type EditorKey = {
	readonly upArrow: boolean;
	readonly downArrow: boolean;
	readonly leftArrow: boolean;
	readonly rightArrow: boolean;
	readonly pageUp: boolean;
	readonly pageDown: boolean;
	readonly home: boolean;
	readonly end: boolean;
	readonly return: boolean;
	readonly escape: boolean;
	readonly ctrl: boolean;
	readonly shift: boolean;
	readonly tab: boolean;
	readonly backspace: boolean;
	readonly delete: boolean;
	readonly meta: boolean;
};

const withCtrl: Readonly<Record<string, EditorAction>> = {
	s: {type: 'send'},
	x: {type: 'throw-away'},
	p: {type: 'cycle-priority'},
	a: {type: 'move', to: 'line-start'},
	b: {type: 'move', to: 'left'},
	f: {type: 'move', to: 'right'},
	w: {type: 'delete', what: 'word-left'},
	u: {type: 'delete', what: 'line-left'},
	k: {type: 'delete', what: 'line-right'},
	h: {type: 'delete', what: 'left'},
	d: {type: 'delete', what: 'right'},
};

const withMeta: Readonly<Record<string, EditorAction>> = {
	b: {type: 'move', to: 'word-left'},
	f: {type: 'move', to: 'word-right'},
};

const byKey: readonly (readonly [keyof EditorKey, Movement, Movement])[] = [
	['leftArrow', 'left', 'word-left'],
	['rightArrow', 'right', 'word-right'],
	['upArrow', 'up', 'up'],
	['downArrow', 'down', 'down'],
	['home', 'line-start', 'start'],
	['end', 'line-end', 'end'],
	['pageUp', 'page-up', 'page-up'],
	['pageDown', 'page-down', 'page-down'],
];

/** The plain movement, or with Ctrl or Alt the longer one. */
function movement(key: EditorKey): Movement | null {
	const found = byKey.find(([name]) => key[name]);
	if (!found) return null;
	return key.ctrl || key.meta ? found[2] : found[1];
}

function deletion(key: EditorKey): Deletion | null {
	if (key.backspace) return key.meta || key.ctrl ? 'word-left' : 'left';
	return key.delete ? 'right' : null;
}

/** What a key means in the form; null: nothing. Text that came as one piece is inserted as one, whatever it holds. */
export function editorAction(input: string, key: EditorKey): EditorAction | null {
	if (key.escape) return {type: 'keep'};
	if (key.tab) return {type: 'next-field', back: key.shift};
	if (key.return) return {type: 'enter'};
	const to = movement(key);
	if (to) return {type: 'move', to};
	const what = deletion(key);
	if (what) return {type: 'delete', what};
	if (key.ctrl) return withCtrl[input] ?? null;
	if (key.meta) return withMeta[input] ?? null;
	return input === '' ? null : {type: 'insert', text: input};
}
