/** From a key press to what it asks for. Pure: the hook in use-view.ts does the asking. */
import {editorAction} from './editor-keys.ts';
import {elsewhere, lookup} from './keymap.ts';
import {numberedPanesOf} from './keys-in-words.ts';
import type {KeyContext, Step, Where} from './pane.ts';
import {type LineEdit, topOverlay, type UiState} from './state.ts';
import type {Press} from './use-keymap.ts';

/** Where a key is looked for now: the overlay on top takes all of them. */
export function placesNow(ui: UiState): readonly Where[] {
	const top = topOverlay(ui);
	if (top?.kind === 'shared' && top.typing) return ['shared-filter'];
	if (top) return [top.kind];
	return ui.filtering ? ['filter'] : [ui.focus, 'panes'];
}

/** Is text typed now? Then letters are text and no keys. */
export const isTyping = (ui: UiState): boolean => {
	const top = topOverlay(ui);
	if (top?.kind === 'shared') return top.typing !== null;
	return top ? top.kind === 'compose' || top.kind === 'prompt' || top.kind === 'palette' : ui.filtering !== null;
};

const why = (text: string): Step => ({type: 'toast', ok: false, text});

/** Typed text, and the keys that edit it. */
function typed(press: Press, ui: UiState): readonly Step[] {
	const action = editorAction(press.input, press.key);
	if (!action) return [];
	if (topOverlay(ui)?.kind === 'compose') return [{type: 'edit', action}];
	const edit = lineEdit(action);
	return edit ? [{type: 'line', edit}] : [];
}

function lineEdit(action: NonNullable<ReturnType<typeof editorAction>>): LineEdit | null {
	if (action.type === 'insert') return {do: 'insert', text: action.text};
	if (action.type === 'delete') return {do: 'remove', what: action.what};
	return action.type === 'move' ? {do: 'move', to: action.to} : null;
}

/** A key that means nothing here but something in another pane says where. */
function reasonElsewhere(key: string, ui: UiState): readonly Step[] {
	const other = topOverlay(ui) || ui.filtering ? null : elsewhere(key);
	return other ? [why(`${key}: ${other.help.charAt(0).toLowerCase()}${other.help.slice(1)}. It works in ${numberedPanesOf(other)}.`)] : [];
}

/** Ctrl-C leaves; in a form it closes the form first, as Esc does: what was written is kept. */
function interrupted(ui: UiState): readonly Step[] {
	const kind = topOverlay(ui)?.kind;
	if (kind === 'compose') return [{type: 'edit', action: {type: 'keep'}}];
	return [kind === 'prompt' ? {type: 'close'} : {type: 'quit'}];
}

/** What a key asks for; a key that cannot act asks for a toast that says why. */
export function stepsFor(press: Press, context: KeyContext): readonly Step[] {
	const {ui} = context;
	if (press.name === 'ctrl-c') return interrupted(ui);
	const binding = press.input.length > 1 ? null : lookup(placesNow(ui), press.name);
	if (binding) {
		const reason = binding.disabled(context);
		return reason === null ? [binding.act(context)].flat() : [why(reason)];
	}
	return isTyping(ui) ? typed(press, ui) : reasonElsewhere(press.name, ui);
}

/** Pasted text is text where text is typed; nowhere is it keys. */
export function stepsForPaste(text: string, ui: UiState): readonly Step[] {
	if (!isTyping(ui)) return [why('Pasted text is never read as keys. t opens a mail to paste it into.')];
	return topOverlay(ui)?.kind === 'compose' ? [{type: 'edit', action: {type: 'insert', text}}] : [{type: 'line', edit: {do: 'insert', text}}];
}
