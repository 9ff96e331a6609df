/** What a claim's text means: in `db/overlap.ts`, for the store, the hooks and the guards alike. */
export {covers as claimCovers, overlaps as claimsOverlap, pathNames as claimNames} from '../db/overlap.ts';
