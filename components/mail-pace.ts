/** How fast a sister reads her mail, in words: `reads mail after 2m, acks after 5m (12 letters)`. Pure. */
import type {MailPace} from '../db/types.ts';
import {duration} from '../source/format/age.ts';
import {plural} from './words.ts';

const second = 1000;
const minute = 60 * second;

/** Only as exact as a habit is. */
const about = (ms: number): string => duration(ms < minute ? Math.max(second, ms) : Math.round(ms / minute) * minute);

/** Empty where nothing is known of her. A step that she never took in these letters is left out. */
export function paceText({letters, surfacedMs, readMs, ackedMs}: MailPace): string {
	if (letters === 0) return '';
	const steps = [
		surfacedMs === null ? '' : `sees mail after ${about(surfacedMs)}`,
		readMs === null ? '' : `reads ${surfacedMs === null ? 'mail ' : ''}after ${about(readMs)}`,
		ackedMs === null ? '' : `acks after ${about(ackedMs)}`,
	].filter(Boolean);
	return `${steps.join(', ')} (${plural(letters, 'letter')})`;
}
