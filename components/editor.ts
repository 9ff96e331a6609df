/**
 * The mail form as a pure reducer: To line with completion, priority, body. `use-keymap.ts` feeds it, `overlays/compose.tsx`
 * draws it. What it asks of the outside comes back as intents; only Ctrl-S sends (SCREENS.md), and a send closes the form
 * only when the colony has answered: the text is never in neither place.
 */
import type {Draft, Priority, Safe, Sanitized, Sister} from '../db/types.ts';
import {complete, known, type Recipient, recipients, recipientsIn} from './complete.ts';
import {type Deletion, type EditorText, insert, type Movement, move, remove, textOf, visible} from './editor-text.ts';
import {addIntent, draftWords, type EntryForm, fixedPlace, nextCategory, otherPlace, withDraftWords} from './entry-form.ts';
import type {Intent} from './intents.ts';

/** Bytes that fit in one mail (RULES.md, "Mail"). */
export const bodyLimit = 8192;
export const priorities: readonly Priority[] = ['low', 'normal', 'high', 'urgent'];
/** Rows of the completion list. */
export const suggestionLimit = 5;

export type Editor = {
	/** Key of the draft: `tell:iza-2`, `dispatch:iza-2`, `reply:147`, `context:#12`. */
	readonly key: string;
	readonly kind: 'mail' | 'dispatch';
	readonly replyTo: number | null;
	/** The first lines of what is answered; empty when it is no reply. */
	readonly quote: readonly Safe[];
	/** Whose repository `@repo` means: the selected sister's name. */
	readonly repoOf: string | null;
	readonly field: 'to' | 'body';
	readonly to: EditorText;
	readonly priority: Priority;
	readonly body: EditorText;
	/** Line of the completion list; -1 while nobody has moved in it: then the first is meant. */
	readonly chosen: number;
	/** Why it was not sent, in words, until the next key. */
	readonly complaint: string | null;
	/** Handed over and not yet answered. */
	readonly sending: boolean;
	/** When the draft that this form came from was written; null for a new one. */
	readonly restoredFrom: string | null;
	/** Was anything changed since the form was opened? */
	readonly touched: boolean;
	/** An entry of shared context is written, no mail: then `to`, `priority` and `kind` mean nothing. */
	readonly entry: EntryForm | null;
};

/** What the form looks things up in. */
export type EditorWorld = {
	readonly sisters: readonly Sanitized<Sister>[];
	/** The keeper's own name. */
	readonly keeper: string;
	/** Cells of a row in the body (`bodyColumns` of overlays/compose.tsx): up and down follow the rows that are seen. */
	readonly columns: number;
};

export type EditorAction =
	| {readonly type: 'insert'; readonly text: string}
	| {readonly type: 'move'; readonly to: Movement}
	| {readonly type: 'delete'; readonly what: Deletion}
	| {readonly type: 'enter'}
	| {readonly type: 'next-field'; readonly back: boolean}
	| {readonly type: 'cycle-priority'}
	| {readonly type: 'send'}
	| {readonly type: 'keep'}
	| {readonly type: 'throw-away'}
	/** The text as it came back from an editor outside. */
	| {readonly type: 'replace-body'; readonly text: string}
	/** The colony has the mail. */
	| {readonly type: 'sent'}
	/** It has not, and says why: the form stays with its text. */
	| {readonly type: 'refused'; readonly why: string};

/** `editor` null: the form closes. `note`: a toast. */
export type EditorResult = {readonly editor: Editor | null; readonly intents: readonly Intent[]; readonly note: string | null};

export type Opening = Pick<Editor, 'key' | 'kind' | 'replyTo' | 'quote' | 'repoOf'> & {
	readonly to: readonly string[];
	readonly priority?: Priority /** What stands in a new form already. */;
	readonly body?: string;
	readonly entry?: EntryForm;
};

/** Opens the form, with its draft when there is one. The cursor stands in the body at once, or in To when nobody is filled in. */
export function openEditor(opening: Opening, drafts: readonly Sanitized<Draft>[]): Editor {
	const draft = drafts.find(one => one.key === (opening.key as Safe)) ?? null;
	const entry = opening.entry ? withDraftWords(opening.entry, draft?.to ?? '') : null;
	const to = entry ? textOf('') : textOf(visible(draft?.to ?? opening.to.join(', ')).replaceAll('\n', ' '));
	return {
		key: opening.key,
		kind: opening.kind,
		replyTo: opening.replyTo,
		quote: opening.quote,
		repoOf: opening.repoOf,
		field: to.text === '' && !entry ? 'to' : 'body',
		to,
		priority: draft?.priority ?? opening.priority ?? 'normal',
		body: textOf(visible(draft?.body ?? opening.body ?? '')),
		chosen: -1,
		complaint: null,
		sending: false,
		restoredFrom: draft?.savedAt ?? null,
		touched: false,
		entry,
	};
}

/** The name under the cursor of the To line: where it stands, what of it is typed, and the other names. */
export function typing(editor: Editor): {readonly start: number; readonly end: number; readonly typed: string; readonly others: readonly string[]} {
	const {text, at} = editor.to;
	const head = text.slice(0, at);
	const start = Math.max(head.lastIndexOf(','), head.lastIndexOf(' ')) + 1;
	const tail = text.slice(at).search(/[,\s]/);
	const end = tail === -1 ? text.length : at + tail;
	return {start, end, typed: text.slice(start, at), others: recipientsIn(`${text.slice(0, start)} ${text.slice(end)}`)};
}

const repoKeyOf = (editor: Editor, world: EditorWorld): string | null =>
	world.sisters.find(sister => sister.name === (editor.repoOf as Safe | null))?.repoKey ?? null;

/** The completion list of the To line; empty while the cursor is in the body. */
export function suggestions(editor: Editor, world: EditorWorld): readonly Recipient[] {
	if (editor.field !== 'to') return [];
	const {typed, others} = typing(editor);
	return complete(typed, recipients(world.sisters, repoKeyOf(editor, world)), others, suggestionLimit);
}

/** The draft as it would be stored now. */
export const draftOf = (editor: Editor): Omit<Draft, 'savedAt'> => ({
	key: editor.key,
	to: editor.entry ? draftWords(editor.entry) : editor.to.text,
	body: editor.body.text,
	priority: editor.priority,
	kind: editor.kind,
	replyTo: editor.replyTo,
});

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

const isEmpty = (editor: Editor): boolean => editor.body.text.trim() === '';
/** A form without text needs no draft: what stood there before is dropped. */
const saving = (editor: Editor): Intent => (isEmpty(editor) ? {type: 'drop-draft', key: editor.key} : {type: 'save-draft', draft: draftOf(editor)});

const stay = (editor: Editor): EditorResult => ({editor: {...editor, complaint: null}, intents: [], note: null});
const complain = (editor: Editor, complaint: string): EditorResult => ({editor: {...editor, complaint}, intents: [], note: null});
function changed(editor: Editor): EditorResult {
	const next = {...editor, complaint: null, touched: true};
	return {editor: next, intents: [saving(next)], note: null};
}

/** Puts the chosen name where the typed one stands, with a comma behind it. */
function take(editor: Editor, choice: Recipient): Editor {
	const {start, end} = typing(editor);
	const rest = editor.to.text.slice(end);
	const text = `${editor.to.text.slice(0, start)}${choice.name}${/^\s*,/.test(rest) ? '' : ', '}`;
	return {...editor, chosen: -1, to: {text: text + rest, at: text.length, goal: null}};
}

/** The comma that completion leaves behind the last name is not kept. */
const tidyTo = (editor: Editor): Editor => ({...editor, to: textOf(editor.to.text.replace(/[,\s]+$/, ''))});

function nextField(editor: Editor, back: boolean, world: EditorWorld): EditorResult {
	if (editor.entry) return changed({...editor, entry: nextCategory(editor.entry, back ? -1 : 1)});
	if (editor.field === 'body') return stay({...editor, field: 'to', chosen: -1, to: {...editor.to, at: editor.to.text.length, goal: null}});
	const {typed} = typing(editor);
	const list = suggestions(editor, world);
	const choice = list[Math.max(0, editor.chosen)];
	const wants = !back && choice && (typed !== '' || editor.chosen >= 0) && choice.name !== typed;
	if (wants) return changed(take(editor, choice));
	return stay({...tidyTo(editor), field: 'body', chosen: -1});
}

function enter(editor: Editor, world: EditorWorld): EditorResult {
	if (editor.field === 'body') return changed({...editor, body: insert(editor.body, '\n')});
	const choice = editor.chosen >= 0 ? suggestions(editor, world)[editor.chosen] : undefined;
	const taken = choice ? take(editor, choice) : editor;
	return (choice ? changed : stay)({...tidyTo(taken), field: 'body', chosen: -1});
}

/** Up and down in the To line walk the completion list. */
function moved(editor: Editor, to: Movement, world: EditorWorld): EditorResult {
	if (editor.field === 'body') return stay({...editor, body: move(editor.body, to, world.columns)});
	const list = suggestions(editor, world);
	if (to === 'down' || to === 'up') {
		const by = to === 'down' ? 1 : -1;
		return stay({...editor, chosen: Math.max(-1, Math.min(list.length - 1, editor.chosen + by))});
	}
	return stay({...editor, chosen: -1, to: move(editor.to, to, Number.POSITIVE_INFINITY)});
}

function inserted(editor: Editor, text: string): EditorResult {
	if (text === '') return stay(editor);
	if (editor.field === 'body') return changed({...editor, body: insert(editor.body, text)});
	return changed({...editor, chosen: -1, to: insert(editor.to, visible(text).replace(/[\n\t]+/g, ' '))});
}

function deleted(editor: Editor, what: Deletion): EditorResult {
	if (editor.field === 'body') return changed({...editor, body: remove(editor.body, what)});
	return changed({...editor, chosen: -1, to: remove(editor.to, what)});
}

function cyclePriority(editor: Editor): EditorResult {
	const {entry, priority} = editor;
	if (!entry) return changed({...editor, priority: priorities[(priorities.indexOf(priority) + 1) % priorities.length] ?? 'normal'});
	const why = fixedPlace(entry);
	return why === null ? changed({...editor, entry: otherPlace(entry)}) : complain(editor, why);
}

/** Why this mail cannot go, in one sentence that says what to do; null when it can. */
export function whyNot(editor: Editor, world: EditorWorld): string | null {
	const toNobody = editor.entry ? null : wrongRecipient(editor, world);
	if (toNobody !== null) return toNobody;
	if (isEmpty(editor)) return `The ${editor.entry ? 'text' : 'body'} is empty: write something first, or Esc.`;
	const bytes = bytesOf(editor.body.text);
	if (bytes > bodyLimit) return `${bytes} bytes, and ${editor.entry ? 'an entry' : 'a mail'} holds ${bodyLimit}: take out ${bytes - bodyLimit}.`;
	return null;
}

function wrongRecipient(editor: Editor, world: EditorWorld): string | null {
	const names = recipientsIn(editor.to.text);
	if (names.length === 0) return 'To is empty: type a name, or @all, @waiting, @repo.';
	const wrong = names.find(name => known(name, world.sisters, world.keeper) === 'no-such-group');
	return wrong === undefined ? null : `${wrong} is no group: there are @all, @waiting and @repo.`;
}

const sendIntent = (editor: Editor): Intent => ({
	type: 'send',
	to: recipientsIn(editor.to.text),
	body: editor.body.text,
	priority: editor.priority,
	kind: editor.kind,
	replyTo: editor.replyTo,
	draft: editor.key,
	repoOf: editor.repoOf,
});

function send(editor: Editor, world: EditorWorld): EditorResult {
	const why = whyNot(editor, world);
	if (why !== null) return complain(why.startsWith('To') ? {...editor, field: 'to'} : editor, why);
	const {entry, key: draft, repoOf} = editor;
	const intent = entry ? addIntent(entry, {body: editor.body.text, repoOf, draft}) : sendIntent(editor);
	return {editor: {...editor, complaint: null, sending: true}, intents: [intent], note: null};
}

function keep(editor: Editor): EditorResult {
	// What the form began with, and nobody changed, is written anew the next time, with the facts of then.
	if (!editor.touched && editor.restoredFrom === null) return {editor: null, intents: [], note: null};
	if (isEmpty(editor)) return {editor: null, intents: editor.touched ? [saving(editor)] : [], note: null};
	return {editor: null, intents: [{type: 'save-draft', draft: draftOf(editor), atOnce: true}], note: 'Draft kept: the same key opens it again.'};
}

/** One step of the form. While a send is not answered, only that answer (and Esc) counts. */
export function edit(editor: Editor, action: EditorAction, world: EditorWorld): EditorResult {
	if (action.type === 'sent') return {editor: null, intents: [], note: null};
	if (action.type === 'refused') return complain({...editor, sending: false}, action.why);
	if (editor.sending) return action.type === 'keep' ? {editor: null, intents: [], note: null} : {editor, intents: [], note: null};
	switch (action.type) {
		case 'insert':
			return inserted(editor, action.text);
		case 'move':
			return moved(editor, action.to, world);
		case 'delete':
			return deleted(editor, action.what);
		case 'replace-body':
			return changed({...editor, field: 'body', body: textOf(visible(action.text))});
		case 'enter':
			return enter(editor, world);
		case 'next-field':
			return nextField(editor, action.back, world);
		case 'cycle-priority':
			return cyclePriority(editor);
		case 'send':
			return send(editor, world);
		case 'keep':
			return keep(editor);
		case 'throw-away':
			return {editor: null, intents: [{type: 'drop-draft', key: editor.key}], note: isEmpty(editor) ? null : 'Thrown away.'};
	}
}
