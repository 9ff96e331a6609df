/** One event as a line of plain output: `2026-04-11T05:28:43Z  claim  iza-2  src/db.ts for 30m`. Pure. */
import type {ColonyEvent, Sanitized} from '../../db/types.ts';
import {eventSentence, logLine} from './event.ts';
import {toSecond} from './plain.ts';

/** A scan keeps the line of the first queen, with its JSON (seed 1); everything else is said in words, as in Live and onboard. */
export function eventLine(event: Sanitized<ColonyEvent>): string {
	const {at, kind, sister} = event;
	return kind === 'scan' ? logLine(event) : `${toSecond(at)}  ${kind}  ${sister}  ${eventSentence(event)}`.trimEnd();
}
