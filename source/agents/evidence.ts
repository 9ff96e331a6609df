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
import type {Evidence, Reading, StatusDetail, StatusSource} from '../../db/types.ts';
import type {Observation, StateFile} from './types.ts';

/** What one sign means. `said` is a short word on what was seen, for `queen explain`. */
export type Verdict = Pick<Reading, 'status' | 'detail' | 'waitingFor'> & {readonly said: string};

/** What the signs of one client look like. Each answers null when it has nothing to say. */
export type Signs = {
	/** A dialog on the visible screen. The state file may help to tell a user's menu from a question. */
	readonly dialog: (screen: readonly string[], file: StateFile | null) => Verdict | null;
	/** A title that cannot be mistaken: working, or waiting. */
	readonly title: (title: string) => Verdict | null;
	/** Marks on the screen, when no dialog is open. The title helps where the screen alone is ambiguous. */
	readonly marks: (screen: readonly string[], title: string | null) => Verdict | null;
};

export const working = (said: string, detail: StatusDetail | null = null): Verdict => ({status: 'working', detail, waitingFor: null, said});
export const idle = (said: string, detail: StatusDetail | null = null): Verdict => ({status: 'idle', detail, waitingFor: null, said});
export const failed = (said: string, detail: StatusDetail | null = null): Verdict => ({status: 'error', detail, waitingFor: null, said});
export const waiting = (waitingFor: string, detail: StatusDetail | null = null, said = waitingFor): Verdict => ({status: 'waiting', detail, waitingFor, said});

/** What Claude's words for waiting mean to a human; others are shown as they are. */
const waitingWords: Readonly<Record<string, string>> = {
	'permission prompt': 'a permission',
	'input needed': 'an answer',
	'dialog open': 'a dialog is open',
	'worker request': 'a worker asks',
	'sandbox request': 'leave of the sandbox',
	'goal proposal': 'a proposed goal',
};

const fromStateFile = (file: StateFile): Verdict | null => {
	const {status, waitingFor} = file;
	if (status === null) return null;
	const said = waitingFor === null ? status : `${status} (${waitingFor})`;
	if (status === 'busy') return working(said);
	if (status === 'idle') return idle(said);
	if (status === 'shell') return idle(said, 'background');
	if (status === 'waiting') return waiting(waitingWords[waitingFor ?? ''] ?? waitingFor ?? 'something', null, said);
	return {status: 'unknown', detail: null, waitingFor: null, said: `${said}: a word we do not know`};
};

/** Does what the screen shows only add to what was said before, rather than contradict it? */
const adds = (base: Verdict, seen: Verdict): boolean => {
	if (base.status === 'idle') return seen.status === 'error' || seen.status === 'waiting' || (seen.status === 'idle' && seen.detail !== null);
	return base.status === 'working' && seen.status === 'working' && seen.detail !== null;
};

/** In the foreground of its terminal, or without a terminal: then nobody else draws on the screen that we were given. */
const ownsTerminal = ({process}: Observation): boolean => process.tty === 0 || process.foreground <= 0 || process.foreground === process.group;

const usable = (title: string | null): string | null => (title === null || title.trim() === '' || title.startsWith('Gi=') ? null : title.trim());

/** What may be looked at. Title and screen are null where they are not hers. */
type Seen = {
	readonly screen: readonly string[] | null;
	readonly title: string | null;
	readonly file: StateFile | null;
	/** What the screen shows apart from dialogs. */
	readonly marks: Verdict | null;
};

type Rule = {
	readonly source: StatusSource;
	/** Is there anything to look at? Only then the rule leaves evidence. */
	readonly applies: (seen: Seen) => boolean;
	readonly judge: (seen: Seen, signs: Signs) => Verdict | null;
	/** What is noted when the rule has nothing to say. */
	readonly silent: (seen: Seen) => string;
};

/** Rules 2 to 5 of the order above. */
const rules: readonly Rule[] = [
	{
		source: 'dialog',
		applies: ({screen}) => screen !== null,
		judge: ({screen, file}, signs) => signs.dialog(screen ?? [], file),
		silent: () => 'no dialog on the screen',
	},
	{source: 'state-file', applies: ({file}) => file !== null, judge: ({file}) => file && fromStateFile(file), silent: () => 'no word yet'},
	{source: 'title', applies: ({title}) => title !== null, judge: ({title}, signs) => signs.title(title ?? ''), silent: ({title}) => `"${title}" says nothing`},
	{source: 'screen', applies: ({screen}) => screen !== null, judge: ({marks}) => marks, silent: () => 'no mark that we know'},
];

const unknown: Verdict = {status: 'unknown', detail: null, waitingFor: null, said: 'nothing that we know'};

const reading = (source: StatusSource, verdict: Verdict, evidence: readonly Evidence[]): Reading => ({
	status: verdict.status,
	detail: verdict.detail,
	waitingFor: verdict.waitingFor,
	source,
	evidence,
});

/** The verdict of a state file or a title, with what the screen adds to it. */
const complete = (source: StatusSource, verdict: Verdict, {marks}: Seen, evidence: readonly Evidence[]): Reading => {
	const mayAdd = source === 'state-file' || source === 'title';
	if (!mayAdd || marks === null || !adds(verdict, marks)) return reading(source, verdict, evidence);
	return reading(marks.status === verdict.status ? source : 'screen', marks, [...evidence, {source: 'screen', said: marks.said}]);
};

const lookAt = (observation: Observation, signs: Signs): Seen => {
	const owns = ownsTerminal(observation);
	const screen = owns ? observation.screen : null;
	const title = owns ? usable(observation.title) : null;
	return {screen, title, file: observation.stateFile, marks: screen && signs.marks(screen, title)};
};

/** Weighs everything that was seen of one session, in the order written at the head of this file. */
export const weigh = (observation: Observation, signs: Signs): Reading => {
	if (observation.process.state.startsWith('T')) {
		return reading('process', idle('suspended', 'suspended'), [{source: 'process', said: 'suspended (state T)'}]);
	}
	const seen = lookAt(observation, signs);
	const evidence: Evidence[] = ownsTerminal(observation) ? [] : [{source: 'process', said: 'not in the foreground of its terminal'}];
	for (const rule of rules) {
		if (!rule.applies(seen)) continue;
		const verdict = rule.judge(seen, signs);
		evidence.push({source: rule.source, said: verdict?.said ?? rule.silent(seen)});
		if (verdict !== null) return complete(rule.source, verdict, seen, evidence);
	}
	return reading('none', unknown, evidence);
};
