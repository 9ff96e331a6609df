/** Who gives way is one rule for the view and for commands. */
export {outdated} from '../source/format/still-true.ts';
export {type Proposal, proposeYield} from '../source/format/yielding.ts';
