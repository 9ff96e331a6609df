/** What an event carries, as words for a reader: numbers that only programs compare, and what says nothing, are left out. Pure. */
import type {ColonyEvent, Sanitized} from '../../db/types.ts';
import {duration} from './age.ts';
import {isPushName, pushAddress} from './push-queue.ts';

type Value = Sanitized<ColonyEvent>['data'][string];
export type EventFact = {readonly name: string; readonly text: string};

/** For guards and programs, or said by another field already. */
const innards: ReadonlySet<string> = new Set(['fence', 'kind', 'repoId', 'repoKey', 'nonce', 'key']);

const names: Readonly<Record<string, string>> = {
	id: 'number',
	resource: 'what',
	ttlMs: 'lease',
	tookMs: 'took',
	repo: 'repository',
	replyTo: 'answers',
	waitingFor: 'asks',
	pid: 'process',
};

/** Fields that are the number of a mail, a claim, a conflict. */
const numbers: ReadonlySet<string> = new Set(['id', 'replyTo', 'dispatch', 'supersedes']);

/** `declinedWhy` as `declined why`. */
const spaced = (key: string): string => key.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);

function text(key: string, value: Value): string {
	if (typeof value === 'boolean') return 'yes';
	if (typeof value === 'number')
		return key === 'tookMs' ? `${value} ms` : key.endsWith('Ms') ? duration(value) : numbers.has(key) ? `#${value}` : String(value);
	const said = String(value);
	return key === 'resource' && isPushName(said) ? `push to ${pushAddress(said)}` : said;
}

const saysNothing = (value: Value): boolean => value === null || value === false || value === '';

/** Each with its name and its words, in the order of the event; `{resource: 'a.ts', ttlMs: 60000}` is `what a.ts`, `lease 1m`. */
export const eventFacts = ({data}: Sanitized<ColonyEvent>): readonly EventFact[] =>
	Object.entries(data)
		.filter(([key, value]) => !innards.has(key) && !saysNothing(value))
		.map(([key, value]) => ({name: names[key] ?? spaced(key), text: text(key, value)}));
