import {readFileSync, statSync} from 'node:fs';
import type {IsoTime} from '../../db/types.ts';
import {hookPlaces} from './places.ts';

export type HookAlarm = {readonly at: IsoTime /** One sentence, as it was written: not yet sanitized. */; readonly sentence: string};

/** Why the hooks of the database in this folder could not do their work when they last ran, or null when all is well. */
export function readHookAlarm(folder: string): HookAlarm | null {
	const {alarm} = hookPlaces(folder);
	try {
		const at = new Date(statSync(alarm).mtimeMs).toISOString();
		return {at, sentence: readFileSync(alarm, 'utf8').slice(0, 1000).trim()};
	} catch {
		// No alarm, or one that went away while we looked.
		return null;
	}
}
