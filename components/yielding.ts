/** Who gives way is one rule for the view and for commands. */
export {type Proposal, proposeYield} from '../source/format/yielding.ts';
