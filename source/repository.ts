/**
 * Which repository a folder belongs to, and by what name a claim calls a path in it. Files only: no git process, no
 * lock. Light: hot commands load it. What stands in a repository's files is data from others; it is never run here.
 */
export {type ClaimTarget, canonicalPath, claimTarget} from './claim-target.ts';
export {describeRepository, findRepository, type GitPlace, headBranch, locateGit, type Repository} from './find-repository.ts';
export {remoteKey} from './remote-key.ts';
