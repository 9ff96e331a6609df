/** The number the whole program exists to keep, in words: it is said only when it is true (RULES.md, "Conflicts and notices"). */
import {age, duration} from '../source/format/age.ts';
import type {Facts, Piece} from './pane.ts';
import type {Glyphs} from './theme.ts';
import {plural} from './words.ts';

/** How old the last complete scan may be for the number to be true. */
const trueForMs = 90_000;
/** How long a number that went back to 0 is green. */
const freshMs = 5000;
const minute = 60_000;

/** Milliseconds since the last complete scan as of now; null: there was none. The snapshot may itself be old. */
export function scanAge(facts: Facts, now: number): number | null {
	const {age: seconds} = facts.colony;
	return seconds === null ? null : seconds * 1000 + Math.max(0, now - Date.parse(facts.at));
}

export const isFresh = (facts: Facts, now: number): boolean => (scanAge(facts, now) ?? Number.POSITIVE_INFINITY) < trueForMs;

/** `1 repository not read`; '' when everything could be looked at. */
function unread(facts: Facts): string {
	const {unread: places} = facts.colony;
	if (places.length === 0) return '';
	const repositories = places.every(place => /repositor/i.test(place) || place.startsWith('/'));
	return `${repositories ? plural(places.length, 'repository', 'repositories') : plural(places.length, 'place')} not read`;
}

function doubt(facts: Facts, now: number): string {
	const old = scanAge(facts, now);
	return old === null ? '(never scanned)' : `(scanned ${age(new Date(now - old).toISOString(), now)} ago)`;
}

/** The number as the header says it, with a cell of air behind it; `short` where there is little room. */
export function conflictNumber(facts: Facts, now: number, glyphs: Glyphs, short: boolean): Piece {
	const open = facts.counts.conflicts;
	const fresh = isFresh(facts, now);
	const why = fresh ? (unread(facts) === '' ? '' : `${glyphs.dot} ${unread(facts)}`) : doubt(facts, now);
	const tail = why === '' || short ? '' : ` ${why}`;
	if (open > 0) return {text: ` ${glyphs.conflict} ${open} ${open === 1 ? 'CONFLICT' : 'CONFLICTS'}${tail} `, tone: 'alarm'};
	if (!fresh) return {text: `conflicts ?${tail} `, tone: 'attention'};
	if (why !== '') return {text: `${glyphs.calm} conflicts 0${short ? ' ?' : tail} `, tone: 'attention'};
	const {quietSince} = facts.colony;
	const isNew = quietSince !== null && now - Date.parse(quietSince) < freshMs;
	return {text: `${glyphs.calm} conflicts 0 `, tone: isNew ? 'good' : 'plain'};
}

/** `quiet for 3h12m`: how long the number has been 0; '' while it is not, or nobody can say. */
export function streak(facts: Facts, now: number): string {
	const {quietSince} = facts.colony;
	if (facts.counts.conflicts > 0 || quietSince === null || !isFresh(facts, now)) return '';
	const ms = now - Date.parse(quietSince);
	return ms < minute ? '' : `quiet for ${duration(ms - (ms % minute))}`;
}
