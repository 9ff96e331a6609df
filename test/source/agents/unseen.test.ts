/**
 * The patterns were made from the captures, so reading those proves little. Here every capture is changed into screens that nobody has seen
 * (perturb.ts). What a reader then says may be less than the truth, never something else: `unknown` is honest.
 *   QUEEN_THOROUGH=1 pairs every capture with every quotation (millions of readings, some minutes).
 */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {Reading} from '../../../db/types.ts';
import type {CapturedSession} from '../../../source/agents/capture.ts';
import type {Observation} from '../../../source/agents/types.ts';
import {type Capture, captures, type Expected, expected} from './captures.ts';
import {clip, crop, excerpt, type Lines, languages, narrow, type Quotation, quote, quotedMark, reflow, themes} from './perturb.ts';

const isThorough = process.env['QUEEN_THOROUGH'] === '1';

type Known = Capture & {readonly session: CapturedSession; readonly want: Expected; readonly screen: Lines};

const known: readonly Known[] = captures().flatMap(capture => {
	const {session} = capture;
	const want = session && expected(capture);
	return session && want ? [{...capture, session, want, screen: session.observation.screen ?? []}] : [];
});

const views: readonly Partial<Observation>[] = [{}, {stateFile: null}, {title: null}, {stateFile: null, title: null}];

/** A login that is only a note beside the prompt, and may be cut off there. */
const isNote = ({name}: Capture): boolean => /^(?:claude|copilot)\S*\/login-needed/.test(name);

/**
 * Less than the truth: the error (or the note) that ended a turn is not to be seen, and she is idle; the menu is not known, and the client itself
 * calls it a dialog that waits.
 */
const isLess = (capture: Known, {status, source}: Reading): boolean =>
	(status === 'idle' && (capture.want.status === 'error' || isNote(capture))) ||
	(capture.want.detail === 'menu' && status === 'waiting' && source === 'state-file');

/** What is wrong about the reading of that screen, however much else is seen; empty: nothing. */
const wrongs = (capture: Known, screen: Lines, what: string): readonly string[] =>
	views.flatMap(view => {
		const reading = capture.session.agent.read({...capture.session.observation, ...view, screen});
		const isTrue = reading.status === 'unknown' || reading.status === capture.want.status || isLess(capture, reading);
		const isHers = !(reading.waitingFor ?? '').includes(quotedMark);
		return isTrue && isHers ? [] : [`${capture.name}, ${what} ${Object.keys(view)}: ${reading.status} "${reading.waitingFor}" by ${reading.source}`];
	});

const none = (found: readonly string[]): void => assert.deepEqual(found.slice(0, 10), []);

describe('screens that nobody captured', () => {
	// Mutations seen red: the footer of claude.ts neither joined nor asked whether it is cut off (narrow); no rule `dialog with choices` (few rows).
	it('narrower, as clients wrap', () =>
		none([100, 60, 40, 32].flatMap(width => known.flatMap(one => wrongs(one, narrow(one.screen, width), `${width} columns`)))));
	it('narrower, as tmux breaks lines that were not drawn anew', () =>
		none([100, 70, 50, 32].flatMap(width => known.flatMap(one => wrongs(one, reflow(one.screen, width), `${width} columns`)))));
	it('cut off at the right', () => none([100, 70, 50, 32].flatMap(width => known.flatMap(one => wrongs(one, clip(one.screen, width), `${width} columns`)))));
	it('in a pane of few rows', () =>
		none([3, 4, 5, 6, 7, 8, 10, 13, 17, 22].flatMap(rows => known.flatMap(one => wrongs(one, crop(one.screen, rows), `${rows} rows`)))));

	// Mutations seen red: qwen.ts and gemini.ts without the rule for other spinners.
	for (const [name, theme] of Object.entries(themes)) it(`in other signs: ${name}`, () => none(known.flatMap(one => wrongs(one, theme(one.screen), name))));
	for (const [name, speak] of Object.entries(languages))
		it(`about other things: ${name}`, () => none(known.flatMap(one => wrongs(one, speak(one.screen), name))));

	it("with noise above and below: a broadcast, a job's end", () => {
		const noise = ['Broadcast message from root@devbox (pts/3):', 'The system is going down for maintenance', '[1]+  Done                    sleep 5'];
		none(known.flatMap(one => [...wrongs(one, [...noise, ...one.screen], 'above'), ...wrongs(one, [...crop(one.screen, 50), ...noise], 'below')]));
	});

	it('with a title of the shell, of another client, or of nobody', () => {
		const titles = ['devbox', 'user@host: ~/web-app', 'vim login.ts', '', 'Gi=31,s=1,v=1,a=q', '__ Fix_the_login_test'];
		for (const title of titles)
			none(
				known
					// Codex says idle only by its title: any other word there is no spinner to it.
					.filter(({client}) => !client.startsWith('codex'))
					.flatMap(one => wrongs({...one, session: {...one.session, observation: {...one.session.observation, title}}}, one.screen, title)),
			);
	});
});

const quotations: readonly Quotation[] = [
	...(['at the end of her last answer', 'in her answer', 'in the output of a tool'] as const),
	...(['in the prompt', 'in an answer before', 'above, from the shell'] as const),
];

/** Everybody's screens at 120x40, as somebody would paste them, and each of their lines. */
const pasted: readonly Lines[] = known.filter(({name}) => !/\d+x\d+$/.test(name)).map(({screen}) => excerpt(screen, 14));
const singles: readonly Lines[] = [...new Set(pasted.flat().map(line => line.trim()))].filter(line => line.length > 3).map(line => [line]);

/** Not all pairs, but each capture with other quotations than its neighbour. */
const some = (all: readonly Lines[], nth: number, step: number): readonly Lines[] => (isThorough ? all : all.filter((_, at) => (at + nth) % step === 0));

describe('screens in which others are quoted', () => {
	for (const how of quotations) {
		// Mutations seen red: Claude's spinner looked for above her head line too; an error below one of her own messages taken for the end of the turn.
		it(`whole, ${how}`, () =>
			none(
				known.flatMap((one, nth) =>
					some(pasted, nth, 17).flatMap((quoted, at) => {
						const screen = quote(one, quoted, how);
						return screen === null ? [] : wrongs(one, screen, `quotation ${at}`);
					}),
				),
			));

		it(`one line, ${how}`, () =>
			none(
				known.flatMap((one, nth) =>
					some(singles, nth, 71).flatMap(quoted => {
						const screen = quote(one, quoted, how);
						return screen === null ? [] : wrongs(one, screen, quoted.join());
					}),
				),
			));
	}

	// Mutation seen red: `△ Permission required` no longer the beginning of opencode's dialog, and its head not asked (a command is taken from the quotation).
	it('her words are her own when another asks to run something', () => {
		const asking = known.filter(({want}) => want.status === 'waiting');
		const questions = known.filter(({name}) => /\/waiting-(?:bash|write)$/.test(name)).map(({screen}) => excerpt(screen, 16));
		const found = asking.flatMap(one => questions.flatMap(quoted => quotations.map(how => ({one, screen: quote(one, quoted, how), how}))));
		none(found.flatMap(({one, screen, how}) => (screen === null ? [] : wrongs(one, screen, how))));
	});

	it('every capture with her own prompt has a place for a quotation', () => {
		const counts = quotations.map(how => known.filter(one => quote(one, ['x'], how) !== null).length);
		for (const [at, count] of counts.entries()) assert.ok(count >= 60, `${quotations[at]}: only ${count}`);
	});
});

describe('several changes at once', () => {
	const change = fc.oneof(
		fc.integer({min: 30, max: 120}).map(width => (lines: Lines) => narrow(lines, width)),
		fc.integer({min: 30, max: 120}).map(width => (lines: Lines) => clip(lines, width)),
		fc.integer({min: 3, max: 30}).map(rows => (lines: Lines) => crop(lines, rows)),
		fc.constantFrom(...Object.values(languages)),
	);

	it('never turn the truth into something else', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...known),
				fc.constantFrom(...pasted),
				fc.constantFrom(...quotations),
				fc.array(change, {maxLength: 2}),
				(one, quoted, how, changes) => {
					const screen = changes.reduce((lines, by) => by(lines), quote(one, quoted, how) ?? one.screen);
					none(wrongs(one, screen, how));
				},
			),
			{numRuns: isThorough ? 20_000 : 300},
		);
	});
});
