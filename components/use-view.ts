/** The state of the view, its keys, and the two timers it has: nothing of the colony is kept here. */
import {useCallback, useEffect, useEffectEvent, useRef, useState} from 'react';
import {keyContext} from './context.ts';
import {isTyping, stepsFor, stepsForPaste} from './dispatch.ts';
import {edit} from './editor.ts';
import type {Intent, Outcome} from './intents.ts';
import {bodyColumns} from './overlays/compose.tsx';
import type {Facts, FormStep, Step} from './pane.ts';
import {paneById} from './panes/index.ts';
import type {PeekFrame} from './peek-frame.ts';
import type {ReviewFrame} from './review-frame.ts';
import {rowsOf, selectedIndex} from './rows.ts';
import type {SharedFrame} from './shared-frame.ts';
import type {SidesFrame} from './sides-frame.ts';
import {initialState, type Msg, topOverlay, type UiState, update} from './state.ts';
import type {Theme} from './theme.ts';
import {type Press, pressesOf, typedPressesOf, useKeymap} from './use-keymap.ts';

const toastMs = 4000;
const undoMs = 10_000;
const noteEveryMs = 60_000;
/** Text that comes as one piece, longer than anybody types at once, is a paste of a terminal without bracketed paste. */
const typedAtOnce = 16;

export type ViewInput = {
	readonly facts: Facts;
	readonly now: number;
	readonly columns: number;
	readonly rows: number;
	readonly theme: Theme;
	readonly peek: PeekFrame | null;
	readonly sides: SidesFrame | null;
	readonly review?: ReviewFrame | null;
	readonly shared?: SharedFrame | null;
	readonly perform: (intent: Intent) => Promise<Outcome>;
	/** Rows that the focused list shows at once. */
	readonly listRows: (ui: UiState) => number;
};

const intents: Readonly<Record<Intent['type'], true>> = {
	send: true,
	'save-draft': true,
	'drop-draft': true,
	recall: true,
	ack: true,
	read: true,
	withdraw: true,
	claim: true,
	release: true,
	'undo-release': true,
	extend: true,
	mute: true,
	unmute: true,
	resolve: true,
	'decide-review': true,
	'review-diff': true,
	shared: true,
	'add-context': true,
	'expire-context': true,
	jump: true,
	peek: true,
	sides: true,
	'edit-outside': true,
	'copy-resume': true,
	looked: true,
	'all-mail': true,
	rescan: true,
	suspend: true,
	quit: true,
};
const isIntent = (step: Step): step is Intent => step.type in intents;

/** The state lives in a ref beside React's: several keys may come in one piece, each sees what the one before did. */
export function useView(input: ViewInput): UiState {
	const [ui, show] = useState(initialState);
	const state = useRef(ui);

	const dispatch = useCallback((msg: Msg): void => {
		state.current = update(state.current, msg);
		show(state.current);
	}, []);

	const run = useEffectEvent((step: Step): void => {
		if (step.type === 'edit') editForm(step);
		else if (isIntent(step)) perform(step);
		else dispatch(step);
	});

	const perform = useEffectEvent((intent: Intent): void => {
		input.perform(intent).then(
			outcome => answered(intent, outcome),
			(error: unknown) => answered(intent, {ok: false, text: error instanceof Error ? error.message : String(error), undo: null}),
		);
	});

	/** The form hears what became of its mail: it closes, or stays with every letter and says why. */
	const answered = useEffectEvent((intent: Intent, outcome: Outcome): void => {
		dispatch({type: 'outcome', outcome});
		if (outcome.going !== undefined) askBeforeGoing(outcome.going);
		const {compose} = state.current;
		if (outcome.edited && compose?.key === outcome.edited.key) editForm({type: 'edit', action: {type: 'replace-body', text: outcome.edited.body}});
		const isSent = intent.type === 'send' || intent.type === 'add-context';
		if (!isSent || compose?.key !== intent.draft || !compose.sending) return;
		editForm({type: 'edit', action: outcome.ok ? {type: 'sent'} : {type: 'refused', why: outcome.text}});
	});

	/** The answer takes a moment: a key that meanwhile began something else must not answer the question too. */
	const askBeforeGoing = (sister: string): void => {
		const top = topOverlay(state.current);
		const isStillThere = (top === null || top.kind === 'peek' || top.kind === 'detail') && state.current.filtering === null;
		dispatch(isStillThere ? {type: 'open', overlay: {kind: 'going', sister}} : {type: 'toast', ok: true, text: `g again, from the list, goes to ${sister}.`});
	};

	const editForm = useEffectEvent((step: FormStep): void => {
		const {compose} = state.current;
		if (!compose) return;
		const {sisters, reader} = input.facts;
		const result = edit(compose, step.action, {sisters, keeper: reader, columns: bodyColumns(input.columns)});
		dispatch({type: 'edited', result});
		for (const intent of result.intents) perform(intent);
	});

	const context = (key: string): Parameters<typeof stepsFor>[1] => {
		const {facts, now, theme, peek, sides, review = null, shared = null, columns, rows} = input;
		return keyContext({
			facts,
			ui: state.current,
			now,
			theme,
			peek,
			sides,
			review,
			shared,
			key,
			screen: {columns, rows},
			listRows: input.listRows(state.current),
		});
	};

	/** By the state of this moment: effects run late, and keys may have come in between. */
	const hold = useEffectEvent((): void => {
		const msg = pin(state.current, input.facts);
		if (msg) dispatch(msg);
	});
	const {facts} = input;
	useEffect(() => {
		// The row under the cursor is followed when the order changes.
		if (ui.touched && facts) hold();
	}, [ui, facts]);

	/** Seldom: the answer to every asking is a change of the state. */
	const noted = useRef(Number.NEGATIVE_INFINITY);
	const noteLook = (): void => {
		if (input.now - noted.current < noteEveryMs) return;
		noted.current = input.now;
		perform({type: 'looked'});
	};

	const press = (one: Press): void => {
		dispatch({type: 'touch'});
		noteLook();
		for (const step of stepsFor(one, context(one.name))) run(step);
	};

	const onPress = (one: Press): void => {
		const isChunk = one.name === one.input && [...one.input].length > 1;
		if (!isChunk) press(one);
		else if ([...one.input].length > typedAtOnce) onPaste(one.input);
		else pressEach(isTyping(state.current) ? typedPressesOf(one.input) : pressesOf(one.input));
	};

	const pressEach = (presses: readonly Press[]): void => {
		const before = topOverlay(state.current);
		for (const single of presses) {
			const top = topOverlay(state.current);
			// What came in one piece with the key that opened a question is no answer to it.
			if (top?.kind === 'confirm' && top !== before) return;
			press(single);
		}
	};

	const onPaste = (text: string): void => {
		for (const step of stepsForPaste(text, state.current)) run(step);
	};

	useKeymap(onPress, onPaste);
	useExpiry(ui, dispatch);
	return ui;
}

/** A toast goes after four seconds, the way back after ten. */
function useExpiry(ui: UiState, dispatch: (msg: Msg) => void): void {
	const toast = ui.toast?.id;
	const undo = ui.undo?.id;
	useEffect(() => {
		if (toast === undefined) return;
		const timer = setTimeout(() => dispatch({type: 'toast-over', id: toast}), toastMs);
		return () => clearTimeout(timer);
	}, [toast, dispatch]);
	useEffect(() => {
		if (undo === undefined) return;
		const timer = setTimeout(() => dispatch({type: 'undo-over', id: undo}), undoMs);
		return () => clearTimeout(timer);
	}, [undo, dispatch]);
}

/** Where the cursor stands, as a message that holds on to that row; null: nothing to hold on to. In Live it stays on the newest. */
function pin(ui: UiState, facts: Facts): Msg | null {
	if (!ui.touched || ui.focus === 'live') return null;
	const pane = paneById[ui.focus];
	const rows = rowsOf(pane, facts, ui);
	const index = selectedIndex(pane, rows, ui);
	const key = rows[index]?.key;
	return key === undefined ? null : {type: 'select', pane: ui.focus, key, index};
}
