/**
 * How the evidence about one session is weighed. This order is the whole rule; every agent's file only says what its
 * signs look like. A rule that has nothing to say hands on to the next one.
 *
 *  1. process     A suspended process (state T) is idle, whatever its screen shows. A process that is not in the
 *                 foreground of its terminal owns neither the title nor the screen there: both are not looked at.
 *  2. dialog      A visible dialog beats everything: it is what keeps her from going on. A menu that the user opened
 *                 herself is no question (idle, detail menu).
 *  3. state file  The client's own word. The screen may add what the word leaves out: an error or a login under `idle`,
 *                 what is being worked on under `busy`. A word that we do not know is unknown, and is shown.
 *  4. title       A spinner, or a title that says that she waits. Claude's `✳` says nothing, nor does a title `Gi=…`
 *                 (a terminal probe that leaked).
 *  5. screen      Marks of working, of an error, of an empty prompt. (A title that says "ready" is no evidence: clients
 *                 leave it standing under open dialogs.)
 *  6. unknown     Said honestly.
 */
import type {Evidence, Reading, StatusSource} from '../../db/types.ts';
import type {Observation} from './types.ts';

/** What one sign means. `said` is a short word on what was seen, for `queen explain`. */
export type Verdict = Pick<Reading, 'status' | 'detail' | 'waitingFor'> & {readonly said: string};

/** What the signs of one session say; null: nothing. */
export type Said = {
	/** A dialog on the visible screen. */
	readonly dialog: Verdict | null;
	/** The client's own word in its state file. */
	readonly word: Verdict | null;
	/** A title that cannot be mistaken: working, or waiting. */
	readonly title: Verdict | null;
	/** Marks on the screen, when no dialog is open. */
	readonly marks: Verdict | null;
};

/** What may be looked at. Title and screen are null where they are not hers. */
export type Seen = Pick<Observation, 'screen' | 'title' | 'stateFile'>;

/** The signs of one client: what was seen in, what it means out. */
export type Signs = (seen: Seen) => Said;

/** Does what the screen shows only add to what was said before, rather than contradict it? */
const adds = (base: Verdict, seen: Verdict): boolean => {
	if (base.status === 'idle') return seen.status === 'error' || seen.status === 'waiting' || (seen.status === 'idle' && seen.detail !== null);
	return base.status === 'working' && seen.status === 'working' && seen.detail !== null;
};

/** In the foreground of its terminal, or without a terminal: then nobody else draws on the screen that we were given. */
const ownsTerminal = ({process}: Observation): boolean => process.tty === 0 || process.foreground <= 0 || process.foreground === process.group;

const usable = (title: string | null): string | null => (title === null || title.trim() === '' || title.startsWith('Gi=') ? null : title.trim());

type Rule = {
	readonly source: StatusSource;
	readonly says: (said: Said) => Verdict | null;
	/** What is noted when there is nothing to say; null: nothing was there to look at. */
	readonly silent: (seen: Seen) => string | null;
};

const quoted = (title: string): string => `"${title.length > 80 ? `${title.slice(0, 79)}…` : title}"`;

/** Rules 2 to 5 of the order above. */
const rules: readonly Rule[] = [
	{source: 'dialog', says: ({dialog}) => dialog, silent: ({screen}) => screen && 'no dialog on the screen'},
	{source: 'state-file', says: ({word}) => word, silent: ({stateFile}) => stateFile && 'no word yet'},
	{source: 'title', says: ({title}) => title, silent: ({title}) => title && `${quoted(title)} says nothing`},
	{source: 'screen', says: ({marks}) => marks, silent: ({screen}) => screen && 'no mark that we know'},
];

const unknown: Verdict = {status: 'unknown', detail: null, waitingFor: null, said: 'nothing that we know'};

const reading = (source: StatusSource, {status, detail, waitingFor}: Verdict, evidence: readonly Evidence[]): Reading => ({
	status,
	detail,
	waitingFor,
	source,
	evidence,
});

/** The verdict of a state file or a title, with what the screen adds to it. */
const complete = (source: StatusSource, verdict: Verdict, {marks}: Said, evidence: readonly Evidence[]): Reading => {
	const mayAdd = source === 'state-file' || source === 'title';
	if (!mayAdd || marks === null || !adds(verdict, marks)) return reading(source, verdict, evidence);
	return reading(marks.status === verdict.status ? source : 'screen', marks, evidence);
};

const suspended: Verdict = {status: 'idle', detail: 'suspended', waitingFor: null, said: 'suspended (state T)'};

/**
 * Weighs everything that was seen of one session, in the order written at the head of this file. The evidence names every
 * source that could be looked at, also those below the one that decided.
 */
export const weigh = (observation: Observation, signs: Signs): Reading => {
	if (observation.process.state.startsWith('T')) return reading('process', suspended, [{source: 'process', said: suspended.said}]);
	const owns = ownsTerminal(observation);
	const seen: Seen = {screen: owns ? observation.screen : null, title: owns ? usable(observation.title) : null, stateFile: observation.stateFile};
	const said = signs(seen);
	const evidence: Evidence[] = owns ? [] : [{source: 'process', said: 'not in the foreground of its terminal'}];
	for (const {source, says, silent} of rules) {
		const words = says(said)?.said ?? silent(seen);
		if (words !== null) evidence.push({source, said: words});
	}
	const winner = rules.find(({says}) => says(said) !== null);
	const verdict = winner?.says(said);
	return winner && verdict ? complete(winner.source, verdict, said, evidence) : reading('none', unknown, evidence);
};
