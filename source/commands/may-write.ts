/** Whether lines go into files that are not ours alone: a client's settings, git's hooks. Shown first, then written on a yes. */
import {canAsk, confirm} from '../ask.ts';
import type {Call} from './types.ts';

/** What the keeper answered. `nobody`: she could not be asked and said no `--yes`, so nothing may be written. */
export type Answer = 'yes' | 'no' | 'nobody';

/** `--yes` is a yes; else the question, at a terminal only, and never amid JSON. Nobody to ask is no consent to a write into foreign files. */
export function askToWrite(call: Call, question: string): Answer {
	if (call.flags['yes'] === true) return 'yes';
	if (call.json || !canAsk()) return 'nobody';
	return confirm(question) ? 'yes' : 'no';
}

/** What is said when nothing was written. */
export const notWritten = (answer: 'no' | 'nobody'): string =>
	answer === 'no' ? 'Nothing was changed.' : 'Nothing was changed, because nobody is here to be asked: add --yes to do it.';
