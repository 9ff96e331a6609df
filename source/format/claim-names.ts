/** What a claim's text means, for the view: by the one implementation that decides about claims, which also bounds how long it looks. Pure. */
export {claimNames, claimsOverlap} from '../claim-names.ts';
