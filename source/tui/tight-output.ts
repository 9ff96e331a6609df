/**
 * Fewer bytes for the same screen. Ink moves over each unchanged line by itself, and writes a changed one to its end, blanks and all; over a
 * slow line that is what a key costs. Nothing is remembered of the screen, and what is not understood passes as it came:
 *   moves to a line are joined; looks are set where something is written in them, and only where they differ;
 *   blanks on a line that was just erased are stepped over.
 */
import {afterSgr, type Look, plainLook, sgrBetween, showsOnBlanks} from './tight-sgr.ts';

/** An escape sequence (its parameters and its final letter, where it is a CSI), a line's end, blanks, or text. */
const tokens = /\u001b\[([0-?]*)([ -/]*[@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[^[\]]|\r|\n| +|[^\u001b\r\n ]+|[\s\S]/g;

/** Below this a step costs as many bytes as the blanks. */
const fewBlanks = 5;

/** Sequences after which the rest of the line is no longer known to be empty, and nothing else changes: moves, and modes. */
const harmless: ReadonlySet<string> = new Set(['A', 'B', 'C', 'D', 'F', 'G', 'H', 'd', 'f', 'h', 'l']);

type State = {
	out: string;
	/** What the writer believes of the look, and what the terminal has; null: something unknown was set. */
	wanted: Look | null;
	actual: Look | null;
	/** The move to the top line that is not written yet, as it came. */
	top: string;
	/** Moves to the next line that are not written yet. */
	moves: number;
	/** Blanks that are not written yet; they stand on empty cells, and nothing of them would show. */
	steps: number;
	isErased: boolean;
	isLink: boolean;
};

/** `column`: a move within the line that follows at once, as its parameter. Joined with the others where they lead to a known line. */
function flushMoves(state: State, column = ''): void {
	const {top, moves} = state;
	const isJoined = top !== '' && column !== '';
	if (top !== '' && (moves > 0 || isJoined)) state.out += `\u001b[${moves > 0 ? moves + 1 : ''}${isJoined ? `;${column}` : ''}H`;
	else if (top !== '') state.out += top;
	else if (moves > 0) state.out += `\u001b[${moves === 1 ? '' : moves}E`;
	if (column !== '' && !isJoined) state.out += `\u001b[${column}G`;
	state.top = '';
	state.moves = 0;
}

/** What they step over is empty: blanks are as good where the look that the terminal has at this moment does not show on them. */
function flushSteps(state: State): void {
	const {steps, actual} = state;
	const asBlanks = steps < fewBlanks && actual !== null && !showsOnBlanks(actual);
	if (steps > 0) state.out += asBlanks ? ' '.repeat(steps) : `\u001b[${steps}C`;
	state.steps = 0;
}

function flushLook(state: State): void {
	const {wanted, actual} = state;
	if (wanted !== null && actual !== null && wanted !== actual) state.out += sgrBetween(actual, wanted);
	state.actual = wanted;
}

/** Everything that was held back, so that the terminal is as the writer believes. */
function flush(state: State): void {
	flushMoves(state);
	flushSteps(state);
	flushLook(state);
}

function write(state: State, text: string): void {
	flushMoves(state);
	const {wanted} = state;
	const isInvisible = text.startsWith(' ') && state.isErased && !state.isLink && wanted !== null && !showsOnBlanks(wanted);
	if (isInvisible) {
		state.steps += text.length;
		return;
	}
	if (state.steps > 0 && joinsWhatIsBefore.test(text)) writeBlanks(state);
	flushSteps(state);
	flushLook(state);
	state.out += text;
}

/** A mark belongs to the blank before it, so that must be there. */
const joinsWhatIsBefore = /^[\p{M}\u200d]/u;

function writeBlanks(state: State): void {
	const {wanted, actual} = state;
	if (wanted !== null && !showsOnBlanks(wanted)) flushLook(state);
	else if (actual !== null) {
		state.out += sgrBetween(actual, plainLook);
		state.actual = plainLook;
	}
	state.out += ' '.repeat(state.steps);
	state.steps = 0;
}

function lineEnds(state: State, text: string): void {
	// Steps before it lead nowhere.
	state.steps = 0;
	flushMoves(state);
	state.out += text;
	state.isErased = false;
}

function eraseToEnd(state: State): void {
	flushMoves(state);
	flushSteps(state);
	// A line is erased with the colour behind the text.
	if (state.actual?.bg !== state.wanted?.bg || state.wanted === null) flushLook(state);
	state.out += '\u001b[K';
	state.isErased = state.wanted?.bg === '';
}

function setLook(state: State, sequence: string, parameters: string): void {
	const next = state.wanted === null ? null : afterSgr(state.wanted, parameters);
	if (next !== null) {
		state.wanted = next;
		return;
	}
	flush(state);
	state.out += sequence;
	const known = /^0?$/.test(parameters) ? plainLook : null;
	state.wanted = known;
	state.actual = known;
}

function down(state: State, lines: number): void {
	state.steps = 0;
	state.isErased = false;
	state.moves += Math.max(1, lines);
}

function toTop(state: State, sequence: string): void {
	flushMoves(state);
	flushSteps(state);
	state.top = sequence;
	state.isErased = false;
}

function toColumn(state: State, column: string): void {
	flushMoves(state, column);
	state.steps = 0;
	state.isErased = false;
}

function passOn(state: State, sequence: string, final: string): void {
	flushMoves(state);
	flushSteps(state);
	if (!harmless.has(final)) flushLook(state);
	state.out += sequence;
	state.isErased = false;
	if (restores.test(sequence)) forgetLook(state);
	if (sequence === frameBegins && state.wanted === null) beginPlain(state);
}

/** `rows`: so many lines up, the cursor is in the top line wherever it was. */
function control(state: State, sequence: string, parameters: string, final: string, rows: number): void {
	if (final === 'm' && /^[\d;:]*$/.test(parameters)) setLook(state, sequence, parameters);
	else if (final === 'E' && /^\d{0,4}$/.test(parameters)) down(state, Number(parameters));
	else if (final === 'K' && /^0?$/.test(parameters)) eraseToEnd(state);
	else if (final === 'A' && Number(parameters) >= rows - 1) toTop(state, sequence);
	else if (final === 'G' && /^\d{1,4}$/.test(parameters)) toColumn(state, parameters);
	else passOn(state, sequence, final);
}

/** What brings back a look that was saved or is the terminal's own: cursor, screen, reset. */
const restores = /^\u001b(?:\[\?10(?:48|49)l|\[u|\[!p|[8c])$/;
/** "Synchronized output" begins: Ink writes a frame, and takes it for granted that text is plain. */
const frameBegins = '\u001b[?2026h';

function forgetLook(state: State): void {
	state.wanted = null;
	state.actual = null;
}

function beginPlain(state: State): void {
	state.out += '\u001b[m';
	state.wanted = plainLook;
	state.actual = plainLook;
}

function other(state: State, sequence: string): void {
	flush(state);
	if (sequence.startsWith('\u001b]8;')) state.isLink = !/^\u001b\]8;;(?:\u0007|\u001b\\)$/.test(sequence);
	state.out += sequence;
	if (restores.test(sequence)) forgetLook(state);
}

/**
 * The same output in fewer bytes. Pure but for the look that lasts from one call to the next; each call leaves nothing held back. `rows`: lines
 * of the terminal.
 */
export function createTight(rows: () => number): (output: string) => string {
	const state: State = {out: '', wanted: plainLook, actual: plainLook, top: '', moves: 0, steps: 0, isErased: false, isLink: false};
	return output => {
		state.out = '';
		for (const [token, parameters, final] of output.matchAll(tokens)) {
			if (final !== undefined) control(state, token, parameters ?? '', final, rows());
			else if (token === '\r' || token === '\n') lineEnds(state, token);
			else if (token < ' ') other(state, token);
			else write(state, token);
		}
		flush(state);
		state.isErased = false;
		return state.out;
	};
}
