/** Who gives way is one rule for the view and for commands. */
import type {Conflict} from '../db/types.ts';
import type {Known} from '../source/format/yielding.ts';
import type {Facts} from './pane.ts';
import type {SidesFrame} from './sides-frame.ts';

export {outdated} from '../source/format/still-true.ts';
export {type Proposal, proposeYield} from '../source/format/yielding.ts';

/** The facts by which it is proposed; what the box of the conflict lists is younger than the last scan. */
export const knownFor = (conflict: Pick<Conflict, 'id'>, {sisters, claims}: Facts, frame: SidesFrame | null): Known<Facts['sisters'][number]> => ({
	sisters,
	claims,
	...(frame?.conflict === conflict.id ? {seen: new Map(frame.sides.map(({sister, lines}) => [sister, lines.filter(({kind}) => kind === 'file').length]))} : {}),
});
