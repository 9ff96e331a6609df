/** The question before something is taken from a sister: why, and what argues against it (SCREENS.md, "confirm dialog"). */
import type {Claim, Message, Sanitized, Sister} from '../../db/types.ts';
import {ago, duration, timeLeft} from '../../source/format/age.ts';
import {claimNames} from '../../source/format/claim-names.ts';
import {wrap} from '../fit.ts';
import {piece} from '../line-text.tsx';
import type {Line, View} from '../pane.ts';
import type {SeenEntry} from '../shared-frame.ts';
import type {Tone} from '../theme.ts';
import {dispatchWords, plural} from '../words.ts';
import {innerWidth, keyHints, type Screen, type TextBox} from './text-box.tsx';

type C = Sanitized<Claim>;
type S = Sanitized<Sister>;
type Inputs = {readonly view: Omit<View, 'width' | 'height'>; readonly screen: Screen};

const widest = 72;
const labelCells = 16;

/** A label and sentences under each other. */
function reasons(label: string, sentences: readonly string[], {screen}: Inputs, tone: Tone = 'plain'): readonly Line[] {
	const cells = Math.max(10, innerWidth(widest, screen) - labelCells);
	const lines = sentences.flatMap(sentence => wrap(sentence, cells));
	return lines.map((line, index) => [piece((index === 0 ? label : '').padEnd(labelCells), tone === 'strong' ? 'attention' : 'plain'), piece(line, tone)]);
}

/** Files of hers that she has not committed and that the claim covers. */
const uncommitted = (claim: C, owner: S | null): number =>
	claim.kind === 'path' && owner && owner.repoKey === claim.repoKey ? owner.changed.filter(file => claimNames(claim.resource, file)).length : 0;

/** What argues against freeing it; empty: nothing that we know. */
export function against(claim: C, owner: S | null, now: number): readonly string[] {
	const reasonsAgainst: string[] = [];
	if (!claim.stale && claim.state === 'held') reasonsAgainst.push('it is not stale: she may rely on it');
	if (owner && owner.status !== 'gone') {
		const where = owner.terminal ? `: pane ${owner.terminal.pane}` : '';
		const output = owner.lastOutput ? `, last output ${ago(owner.lastOutput, now)}` : '';
		reasonsAgainst.push(`${owner.name} still lives${where}${output}`);
	}
	const files = uncommitted(claim, owner);
	if (files > 0) reasonsAgainst.push(`${plural(files, 'uncommitted file')} of hers ${files === 1 ? 'matches' : 'match'} the claim`);
	return reasonsAgainst;
}

function why(claim: C, now: number): string {
	if (claim.expiresAt !== null && claim.stale && Date.parse(claim.expiresAt) <= now) return `its lease ran out ${ago(claim.expiresAt, now)}`;
	return claim.staleWhy ?? '';
}

/** `taken 29m ago, 15m left of 45m`; of one that ran out only for how long it was given. */
function heldFor({claimedAt, expiresAt, ttlMs}: C, now: number): string {
	const taken = `taken ${ago(claimedAt, now)}`;
	if (expiresAt === null || ttlMs === null) return `${taken}, without an end`;
	const left = timeLeft(expiresAt, now);
	return left === 'out' ? `${taken}, for ${duration(ttlMs)}` : `${taken}, ${left} left of ${duration(ttlMs)}`;
}

function releaseBox(claim: C, inputs: Inputs): Omit<TextBox, 'width' | 'height'> {
	const {facts, now} = inputs.view;
	const owner = facts.sisters.find(sister => sister.name === claim.owner) ?? null;
	const isMine = claim.owner === facts.reader;
	const because = why(claim, now);
	const but = isMine ? [] : against(claim, owner, now);
	const after = isMine
		? 'others may claim it; u takes it back for ten seconds'
		: `she gets a mail that her claim on ${claim.resource} was released; u takes it back for ten seconds`;
	return {
		title: [piece('Release a claim?', 'strong')],
		note: [piece('n is the default', 'quiet')],
		lines: [
			...wrap(`${claim.resource}   held by ${isMine ? 'you' : claim.owner}   ${heldFor(claim, now)}`, innerWidth(widest, inputs.screen)).map(
				(text): Line => [piece(text, 'strong')],
			),
			[],
			...reasons('stale because', because === '' ? [] : [because], inputs),
			...reasons('but', but.length > 0 ? but : ['nothing that we know argues against it'], inputs, but.length > 0 ? 'strong' : 'plain'),
			[],
			...reasons('after', [after], inputs),
		],
		keys: keyHints([
			['y', isMine ? 'release' : 'release and mail her'],
			['n', 'keep'],
			['e', 'extend 15m'],
			...(isMine ? [] : ([['t', 'ask first']] as const)),
		]),
	};
}

function withdrawBox(message: Sanitized<Message>, inputs: Inputs): Omit<TextBox, 'width' | 'height'> {
	return {
		title: [piece('Withdraw work?', 'strong')],
		note: [piece('n is the default', 'quiet')],
		lines: [
			...reasons(`#${message.id}`, [message.body.split('\n')[0] ?? ''], inputs),
			[],
			...reasons('handed to', [`${message.to}, ${ago(message.sentAt, inputs.view.now)}`], inputs),
			...reasons('now', [dispatchWords(message)], inputs),
			[],
			...reasons('after', ['it is closed for her; what she did so far stays'], inputs),
		],
		keys: keyHints([
			['y', 'withdraw'],
			['n', 'keep'],
			['t', 'ask first'],
		]),
	};
}

/** The first lines of what would be ended. */
const entryRows = 3;

function expireBox(entry: SeenEntry, inputs: Inputs): Omit<TextBox, 'width' | 'height'> {
	const {facts, now} = inputs.view;
	const author = facts.sisters.find(({name}) => name === entry.by) ?? null;
	const but = author !== null && author.status !== 'gone' && entry.by !== facts.reader ? [`${entry.by} wrote it and is here: she may rely on it`] : [];
	const text = wrap(entry.body, innerWidth(widest, inputs.screen) - 2).slice(0, entryRows);
	return {
		title: [piece('End an entry of shared context?', 'strong')],
		note: [piece('n is the default', 'quiet')],
		lines: [
			[piece(`#${entry.id} ${entry.category}`, 'strong'), piece(` by ${entry.by}, ${ago(entry.addedAt, now)}`)],
			...text.map((line): Line => [piece(`${inputs.view.theme.borders.pane.left} `, 'quiet'), piece(line)]),
			[],
			...reasons('but', but, inputs, 'strong'),
			...reasons('after', ['no sister is told of it any more; it can still be read (h)'], inputs),
		],
		keys: keyHints([['y', 'end it'], ['n', 'keep'], ...(but.length > 0 ? ([['t', 'ask first']] as const) : [])]),
	};
}

const over: Omit<TextBox, 'width' | 'height'> = {
	title: [piece('Too late', 'strong')],
	note: [],
	lines: [[piece('It is gone already: somebody else was faster.')]],
	keys: keyHints([['n', 'close']]),
};

/** The dialog about a claim, about work that was handed out or about an entry; null for all: it ended while the dialog was open. */
export function confirmBox(claim: C | null, message: Sanitized<Message> | null, inputs: Inputs, entry: SeenEntry | null = null): TextBox {
	const box = claim ? releaseBox(claim, inputs) : message ? withdrawBox(message, inputs) : entry?.state === 'current' ? expireBox(entry, inputs) : over;
	// Borders, air above the keys, and the keys.
	return {...box, width: widest, height: box.lines.length + 4};
}
