/**
 * What the view remembers between two keys, and the one pure function that changes it.
 * Facts about the colony are never in here: they are read from the snapshot each time.
 */

import type {Editor, EditorResult} from './editor.ts';
import {type EditorText, insert, move, remove, textOf} from './editor-text.ts';
import type {Intent, Outcome} from './intents.ts';
import type {SharedLook, SharedOverlay} from './shared-frame.ts';

export type PaneId = 'sisters' | 'inbox' | 'claims' | 'conflicts' | 'crons' | 'live';
export const paneIds: readonly PaneId[] = ['sisters', 'inbox', 'claims', 'conflicts', 'crons', 'live'];

/** The selected row by identity, and where it stood: when it is gone, its place decides which row is selected instead. */
export type Selection = {readonly key: string; readonly index: number};

/** What a one-line question asks for. */
export type Question =
	| {readonly ask: 'resolve'; readonly conflict: number}
	| {readonly ask: 'claim'}
	/** Why a review is rejected. */
	| {readonly ask: 'reject'; readonly review: number}
	/** The second line of a claim: why. */
	| {readonly ask: 'claim-why'; readonly resource: string};

/** Boxes over the screen; the last one of the list is on top and gets the keys. */
export type Overlay =
	| {readonly kind: 'help'; readonly pane: PaneId; readonly scroll: number}
	/** `scroll`: lines away from the newest one. */
	| {readonly kind: 'peek'; readonly sister: string; readonly scroll: number}
	/** What is written stands in `UiState.compose`. */
	| {readonly kind: 'compose'}
	/** `id` of the claim to release, of the dispatch to withdraw, of the entry of shared context to end. */
	| {readonly kind: 'confirm'; readonly what: 'release' | 'withdraw' | 'expire'; readonly id: number}
	/** Both sides of a conflict. */
	| {readonly kind: 'sides'; readonly conflict: number; readonly scroll: number}
	/** The reviews that wait; `review` is the chosen one, null: the first. */
	| {readonly kind: 'reviews'; readonly review: number | null}
	/** One of them with its diff. */
	| {readonly kind: 'review'; readonly review: number; readonly scroll: number}
	| SharedOverlay
	/** An entry of shared context with its whole text. */
	| {readonly kind: 'entry'; readonly entry: number; readonly scroll: number}
	/** The palette: what was typed, and which of the actions found is chosen. */
	| {readonly kind: 'palette'; readonly input: EditorText; readonly index: number}
	/** Said before the first jump that takes the whole terminal. */
	| {readonly kind: 'going'; readonly sister: string}
	| {readonly kind: 'prompt'; readonly question: Question; readonly input: EditorText}
	| {readonly kind: 'detail'; readonly pane: PaneId; readonly key: string; readonly scroll: number};
export type OverlayKind = Overlay['kind'];

export type Toast = {readonly id: number; readonly text: string; readonly ok: boolean};
/** What `u` takes back, for ten seconds. */
export type Undo = {readonly id: number; readonly intent: Intent; readonly text: string};

/** A repository by what its clones are compared by, and by its name. */
export type OnlyRepo = {readonly key: string; readonly name: string};

export type UiState = {
	readonly focus: PaneId;
	readonly selected: Readonly<Partial<Record<PaneId, Selection>>>;
	/** Words that rows of a pane must hold. */
	readonly filters: Readonly<Partial<Record<PaneId, string>>>;
	/** The filter of the focused pane while it is being typed. */
	readonly filtering: EditorText | null;
	/** The focused pane has the whole screen. */
	readonly zoom: boolean;
	/** Sisters shows only those who need the keeper. */
	readonly onlyWaiting: boolean;
	/** All panes show only what belongs to this repository; null: everything. */
	readonly onlyRepo: OnlyRepo | null;
	/** Inbox shows the mail of the whole colony. */
	readonly allMail: boolean;
	readonly overlays: readonly Overlay[];
	/** The mail that is being written; kept after Esc only as a draft in the store. */
	readonly compose: Editor | null;
	readonly toast: Toast | null;
	readonly undo: Undo | null;
	/** Why there is no way back from the last thing that was done; null: nothing was done, or `undo` is the way. */
	readonly final: string | null;
	/** A key was pressed: from then on the cursor holds on to its row. Before, it stays on the first one, who needs the keeper most. */
	readonly touched: boolean;
	/** Grows with every toast and undo, so that a late timer never takes away a newer one. */
	readonly serial: number;
};

export type Msg =
	/** Somebody is at the keyboard. */
	| {readonly type: 'touch'}
	| {readonly type: 'focus'; readonly pane: PaneId}
	| {readonly type: 'focus-next'; readonly by: 1 | -1}
	| {readonly type: 'select'; readonly pane: PaneId; readonly key: string; readonly index: number}
	/** Live: no row is chosen, the cursor stays on the newest one. */
	| {readonly type: 'follow'; readonly pane: PaneId}
	| {readonly type: 'zoom'; readonly on: boolean}
	| {readonly type: 'only-waiting'; readonly on: boolean}
	| {readonly type: 'only-repo'; readonly repo: OnlyRepo | null}
	| {readonly type: 'show-all-mail'; readonly on: boolean}
	/** `show-all` takes every filter away: words in all panes, `!`, `f`. */
	| {readonly type: 'filter-open' | 'filter-keep' | 'filter-clear' | 'show-all'}
	/** Text and cursor of whatever line is being typed: the filter, else the prompt on top. */
	| {readonly type: 'line'; readonly edit: LineEdit}
	| {readonly type: 'open'; readonly overlay: Overlay}
	| {readonly type: 'close'}
	/** Moves the text of the overlay on top; `most` is how far it goes. */
	| {readonly type: 'scroll'; readonly by: number; readonly most: number}
	/** Chooses another of the `count` actions that the palette found. */
	| {readonly type: 'palette-move'; readonly by: number; readonly count: number}
	/** Chooses another one in the list of reviews. */
	| {readonly type: 'choose-review'; readonly review: number}
	/** Another category, another choice, other entries to look at in the box of shared context. */
	| {readonly type: 'look-shared'; readonly look: SharedLook}
	/** The words of its filter: begin to type them, leave them so, take them away. */
	| {readonly type: 'shared-filter'; readonly do: 'open' | 'keep' | 'clear'}
	/** Opens the mail form. */
	| {readonly type: 'compose'; readonly editor: Editor}
	/** What came of a step of the mail form; its intents are performed by the one who dispatches this. */
	| {readonly type: 'edited'; readonly result: EditorResult}
	| {readonly type: 'toast'; readonly text: string; readonly ok: boolean}
	| {readonly type: 'toast-over'; readonly id: number}
	| {readonly type: 'undo-over'; readonly id: number}
	/** `u` was pressed: the same thing is not taken back twice. */
	| {readonly type: 'undone'}
	| {readonly type: 'outcome'; readonly outcome: Outcome};

export type LineEdit =
	| {readonly do: 'insert'; readonly text: string}
	| {readonly do: 'remove'; readonly what: Parameters<typeof remove>[1]}
	| {readonly do: 'move'; readonly to: Parameters<typeof move>[1]};

export const initialState: UiState = {
	focus: 'sisters',
	selected: {},
	filters: {},
	filtering: null,
	zoom: false,
	onlyWaiting: false,
	onlyRepo: null,
	allMail: false,
	overlays: [],
	compose: null,
	toast: null,
	undo: null,
	final: null,
	touched: false,
	serial: 0,
};

/** The overlay that gets the keys, or null. */
export const topOverlay = (state: UiState): Overlay | null => state.overlays.at(-1) ?? null;

/** The state after a message. Pure; the same object when nothing changes. */
export function update(state: UiState, msg: Msg): UiState {
	switch (msg.type) {
		case 'touch':
			return state.touched ? state : {...state, touched: true};
		case 'focus':
			return {...state, focus: msg.pane, filtering: null};
		case 'focus-next':
			return {...state, focus: paneAfter(state.focus, msg.by), filtering: null};
		case 'select':
			return select(state, msg);
		case 'follow':
			return {...state, selected: {...state.selected, [msg.pane]: undefined}};
		case 'zoom':
			return state.zoom === msg.on ? state : {...state, zoom: msg.on};
		case 'only-waiting':
			return {...state, onlyWaiting: msg.on};
		case 'only-repo':
			return {...state, onlyRepo: msg.repo};
		case 'show-all-mail':
			return {...state, allMail: msg.on};
		case 'filter-open':
		case 'filter-keep':
		case 'filter-clear':
			return filter(state, msg.type);
		case 'show-all':
			return {...state, filtering: null, filters: {}, onlyWaiting: false, onlyRepo: null};
		case 'line':
			return line(state, msg.edit);
		case 'open':
			return open(state, msg.overlay);
		case 'close':
			return close(state);
		case 'scroll':
			return scroll(state, msg.by, msg.most);
		case 'palette-move':
			return choose(state, msg.by, msg.count);
		case 'choose-review':
			return chooseReview(state, msg.review);
		case 'look-shared':
			return shared(state, top => ({...top, ...msg.look}));
		case 'shared-filter':
			return shared(state, top =>
				msg.do === 'open' ? {...top, typing: textOf(top.words)} : {...top, typing: null, words: msg.do === 'keep' ? top.words : ''},
			);
		case 'compose':
			return {...state, compose: msg.editor, overlays: [...state.overlays.filter(o => o.kind !== 'compose'), {kind: 'compose'}]};
		case 'edited':
			return edited(state, msg.result);
		case 'toast':
			return toast(state, msg.text, msg.ok);
		case 'toast-over':
			return state.toast?.id === msg.id ? {...state, toast: null} : state;
		case 'undo-over':
			return state.undo?.id === msg.id ? {...state, undo: null} : state;
		case 'undone':
			return {...state, undo: null};
		case 'outcome':
			return outcome(state, msg.outcome);
	}
}

function paneAfter(pane: PaneId, by: 1 | -1): PaneId {
	const at = paneIds.indexOf(pane) + by;
	return paneIds[(at + paneIds.length) % paneIds.length] ?? pane;
}

function select(state: UiState, {pane, key, index}: {readonly pane: PaneId; readonly key: string; readonly index: number}): UiState {
	const old = state.selected[pane];
	if (old?.key === key && old.index === index) return state;
	return {...state, selected: {...state.selected, [pane]: {key, index}}};
}

/** Opening keeps the old words, so that they can be made narrower; clearing takes them away. */
function filter(state: UiState, what: 'filter-open' | 'filter-keep' | 'filter-clear'): UiState {
	if (what === 'filter-open') return {...state, filtering: textOf(state.filters[state.focus] ?? '')};
	if (what === 'filter-keep') return {...state, filtering: null};
	return {...state, filtering: null, filters: {...state.filters, [state.focus]: ''}};
}

function line(state: UiState, edit: LineEdit): UiState {
	const top = topOverlay(state);
	if (top?.kind === 'prompt') return {...state, overlays: [...state.overlays.slice(0, -1), {...top, input: typed(top.input, edit)}]};
	if (top?.kind === 'palette') return {...state, overlays: [...state.overlays.slice(0, -1), {...top, input: typed(top.input, edit), index: 0}]};
	if (top?.kind === 'shared' && top.typing) {
		const typing = typed(top.typing, edit);
		return shared(state, one => ({...one, typing, words: typing.text}));
	}
	if (!state.filtering) return state;
	const filtering = typed(state.filtering, edit);
	return {...state, filtering, filters: {...state.filters, [state.focus]: filtering.text}};
}

/** A line of input never holds a line break: what is pasted over several lines is joined. */
function typed(text: EditorText, edit: LineEdit): EditorText {
	if (edit.do === 'insert') return insert(text, edit.text.replace(/[\r\n\t]+/g, ' '));
	if (edit.do === 'remove') return remove(text, edit.what);
	return move(text, edit.to, Number.POSITIVE_INFINITY);
}

/** Why the key before could not act is no news about the box. */
const open = (state: UiState, overlay: Overlay): UiState => ({...state, overlays: [...state.overlays, overlay], toast: state.toast?.ok ? state.toast : null});

function close(state: UiState): UiState {
	const top = topOverlay(state);
	if (!top) return state;
	return {...state, overlays: state.overlays.slice(0, -1), compose: top.kind === 'compose' ? null : state.compose};
}

function scroll(state: UiState, by: number, most: number): UiState {
	const top = topOverlay(state);
	if (!top || !('scroll' in top)) return state;
	const to = Math.max(0, Math.min(most, top.scroll + by));
	return to === top.scroll ? state : {...state, overlays: [...state.overlays.slice(0, -1), {...top, scroll: to}]};
}

/** Round and round: the list is short. */
function choose(state: UiState, by: number, count: number): UiState {
	const top = topOverlay(state);
	if (top?.kind !== 'palette' || count === 0) return state;
	return {...state, overlays: [...state.overlays.slice(0, -1), {...top, index: (top.index + by + count) % count}]};
}

function chooseReview(state: UiState, review: number): UiState {
	const top = topOverlay(state);
	if (top?.kind !== 'reviews' || top.review === review) return state;
	return {...state, overlays: [...state.overlays.slice(0, -1), {...top, review}]};
}

/** Changes the box of shared context where it is on top. */
function shared(state: UiState, change: (top: SharedOverlay) => SharedOverlay): UiState {
	const top = topOverlay(state);
	return top?.kind === 'shared' ? {...state, overlays: [...state.overlays.slice(0, -1), change(top)]} : state;
}

const toast = (state: UiState, text: string, ok: boolean): UiState => ({...state, toast: {id: state.serial + 1, text, ok}, serial: state.serial + 1});

/** The mail form after a step: it stays, or it is closed, and says why. */
function edited(state: UiState, {editor, note}: EditorResult): UiState {
	const next = editor ? {...state, compose: editor} : {...state, compose: null, overlays: state.overlays.filter(o => o.kind !== 'compose')};
	return note === null ? next : toast(next, note, true);
}

/** An answer from outside: a toast when it has words, and something to undo. */
function outcome(state: UiState, {ok, text, undo, final}: Outcome): UiState {
	const serial = state.serial + 1;
	const next = {...state, serial, undo: undo ? {id: serial, intent: undo, text} : state.undo};
	return text === '' ? next : {...next, toast: {id: serial, text, ok}, final: final ?? null};
}
