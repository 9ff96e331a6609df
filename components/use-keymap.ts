/** The only reader of the keyboard: keys become normalised names, pastes one text. */
import {type Key, useInput, usePaste} from 'ink';

/** One key press. `name`: `j`, `G`, `enter`, `ctrl-s`, `alt-b`, `shift-tab`, `page-down`, `f5`. `input` and `key` are as Ink gives them, for text. */
export type Press = {readonly name: string; readonly input: string; readonly key: Key};

const named: readonly (readonly [keyof Key, string])[] = [
	['escape', 'escape'],
	['return', 'enter'],
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'page-up'],
	['pageDown', 'page-down'],
	['home', 'home'],
	['end', 'end'],
	['backspace', 'backspace'],
	['delete', 'delete'],
];

/** A sequence that Ink did not know, without its Esc: `[25;5~`. It is no text. */
const unknownSequence = /^\[[?<>=]?\d[\d;]*[@-~]$/;

/** A late answer of the terminal to the question for its colour (source/tui/ask-terminal.ts): nobody typed it. */
const lateAnswer = /^1[01];rgb:[\da-f/]+$/i;

/** The name of a key; '' for one that has none. Ink gives function keys no name: all of them count as F5. */
export function nameOf(input: string, key: Key): string {
	if (key.tab) return key.shift ? 'shift-tab' : 'tab';
	const found = named.find(([flag]) => key[flag] === true);
	if (found) return found[1];
	if (input === '') return key.ctrl || key.meta || key.shift ? '' : 'f5';
	if (key.ctrl) return `ctrl-${input}`;
	if (key.meta) return `alt-${input}`;
	return unknownSequence.test(input) || lateAnswer.test(input) ? '' : input;
}

const noKey: Key = {
	upArrow: false,
	downArrow: false,
	leftArrow: false,
	rightArrow: false,
	pageDown: false,
	pageUp: false,
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
	super: false,
	hyper: false,
	capsLock: false,
	numLock: false,
};

const controls: Readonly<Record<string, Partial<Key>>> = {'\r': {return: true}, '\t': {tab: true}, '\u001b': {escape: true}, '\u007f': {backspace: true}};
const isControl = /^[\u0000-\u001f\u007f]$/;

function pressOf(text: string): Press {
	if (!isControl.test(text)) return {name: text, input: text, key: noKey};
	const named = controls[text];
	// Ctrl-A is 1, Ctrl-Z is 26: the letter's place.
	const input = named ? '' : String.fromCharCode(text.charCodeAt(0) + 96);
	const key = {...noKey, ...(named ?? {ctrl: true})};
	return {name: nameOf(input, key), input, key};
}

/** A chunk as single presses: fast typing over a slow line arrives in one piece. */
export const pressesOf = (chunk: string): readonly Press[] => [...chunk].map(pressOf);

/** The same while text is being typed: what stands between two control characters stays one piece. */
export const typedPressesOf = (chunk: string): readonly Press[] => (chunk.match(/[\u0000-\u001f\u007f]|[^\u0000-\u001f\u007f]+/g) ?? []).map(pressOf);

/**
 * Reads the keyboard. `onPress` gets single keys, and text of several characters that came as one piece with `input` longer
 * than one; `onPaste` gets bracketed pastes, which never are keys.
 */
export function useKeymap(onPress: (press: Press) => void, onPaste: (text: string) => void): void {
	useInput((input, key) => {
		const name = nameOf(input, key);
		if (key.eventType !== 'release' && name !== '') onPress({name, input, key});
	});
	usePaste(onPaste);
}
