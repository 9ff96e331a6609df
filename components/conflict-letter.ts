/** A mail about a conflict is the same from the view and from commands. */
export {letterToAll, letterToYield} from '../source/format/conflict-letter.ts';
