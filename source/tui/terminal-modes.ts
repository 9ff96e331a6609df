/**
 * Which private modes (mouse, paste, focus, alternate screen, …) a program switched on in our terminal and has not switched off.
 * A program that is ended in the middle leaves them to us.
 */
export type TerminalModes = {
	/** Looks at a piece of what the program prints. */
	see(chunk: string): void;
	/** Control sequences that put back what differs from the beginning; '' when nothing does. */
	undo(): string;
};

const privateMode = /\u001b\[\?([0-9;]+)([hl])/g;
/** A sequence may be cut apart between two chunks. */
const unfinished = /\u001b(?:\[(?:\?[0-9;]*)?)?$/;
/** On in a terminal that nobody has changed: autowrap and the cursor. */
const onByDefault: ReadonlySet<string> = new Set(['7', '25']);
/** Leaving the alternate screen also restores the cursor, so it comes last. */
const alternate: ReadonlySet<string> = new Set(['47', '1047', '1049']);

export function createModes(): TerminalModes {
	const changed = new Set<string>();
	let rest = '';
	return {
		see(chunk) {
			const text = rest + chunk;
			for (const [, modes = '', how] of text.matchAll(privateMode)) {
				for (const mode of modes.split(';')) {
					if ((how === 'h') === onByDefault.has(mode)) changed.delete(mode);
					else changed.add(mode);
				}
			}
			rest = unfinished.exec(text)?.[0] ?? '';
		},
		undo() {
			const ordered = [...changed].sort((a, b) => Number(alternate.has(a)) - Number(alternate.has(b)));
			return ordered.map(mode => `\u001b[?${mode}${onByDefault.has(mode) ? 'h' : 'l'}`).join('');
		},
	};
}
