/** What a commit and a push are asked. Nothing here blocks by itself; see `main.ts`. */
import type {Claim} from '../../db/types.ts';
import {agentLocks} from '../agent-locks.ts';
import {canonicalPath} from '../claim-target.ts';
import {type Config, configOrDefault} from '../config.ts';
import type {Context} from '../context.ts';
import {describeRepository, type GitPlace, type Repository} from '../find-repository.ts';
import {commitBranchFindings, pushBranchFindings} from './branch-rules.ts';
import {type ClaimsQuestion, claimFindings} from './claims-rule.ts';
import type {Committer} from './committer.ts';
import {type Finding, levelOf} from './finding.ts';
import {gitIn} from './git.ts';
import {branchOf, headsUnderWay} from './place.ts';
import {parsePushedRefs, pushedFiles} from './pushed.ts';
import {stagedFiles} from './staged.ts';
import {syntaxFindings} from './syntax-rule.ts';

export type Checked = {readonly findings: readonly Finding[]; readonly branch: string | null};

/** How much a claim weighs here (RULES.md, "Claims": explicit ones deny, automatic leases warn; both as the keeper configured). */
function weighing({guard, autoClaims}: Config): ClaimsQuestion['weigh'] {
	const level = guard.claims === 'off' ? null : guard.claims;
	const onLease = autoClaims === 'off' ? null : autoClaims === 'deny' ? level : 'warn';
	return ({auto}) => (level === null || !auto ? level : onLease);
}

/**
 * Everything that is claimed here, lock files of other tools among it. What was claimed in this very repository counts under its key of now: the
 * key changes when a remote is added.
 */
async function claimsFor({store, clock}: Context, repository: Repository): Promise<readonly Claim[]> {
	const {repoId, repoKey} = repository;
	const claims = await store.claims();
	const ours = claims.map(claim => (claim.repoId === repoId && claim.repoKey !== repoKey ? {...claim, repoKey} : claim));
	return [...ours, ...agentLocks(repository, clock.wall())];
}

type Asked = Pick<ClaimsQuestion, 'paths' | 'verb' | 'isOlder'>;

async function askClaims(context: Context, place: GitPlace, who: Committer, config: Config, asked: Asked): Promise<readonly Finding[]> {
	if (config.guard.claims === 'off' || asked.paths.length === 0) return [];
	const repository = describeRepository(place);
	return claimFindings({
		...asked,
		claims: await claimsFor(context, repository),
		sisters: await context.store.sisters(),
		repoKey: repository.repoKey,
		ignoreCase: canonicalPath('.', place.worktree).ignoreCase,
		holder: who.holder,
		weigh: weighing(config),
		now: context.clock.wall(),
	});
}

/** Rejects when git or the store cannot be asked. */
export async function checkCommit(context: Context, place: GitPlace, who: Committer): Promise<Checked> {
	const {env, cwd} = context;
	const {config} = configOrDefault(env);
	const git = gitIn(cwd, env, {inHook: true});
	const [{files, isFirst}, branch] = await Promise.all([stagedFiles(git, headsUnderWay(place)), branchOf(place, git)]);
	const syntax = levelOf('syntax', config);
	const held = await askClaims(context, place, who, config, {paths: files.map(({path}) => path), verb: 'commit'});
	const named = commitBranchFindings({branch, isFirst, name: who.name}, place, config);
	return {findings: [...held, ...named, ...(syntax === null ? [] : await syntaxFindings(git, files, syntax))], branch};
}

/** git keeps whole seconds: a commit of the same second as a claim counts as made after it. */
const wholeSecond = 1000;

/** `refs`: what git wrote to the hook; `remote`: its name, or its URL where it has none. Rejects when git or the store cannot be asked. */
export async function checkPush(context: Context, place: GitPlace, who: Committer, refsText: string, remote: string): Promise<Checked> {
	const {env, cwd} = context;
	const {config} = configOrDefault(env);
	const refs = parsePushedRefs(refsText);
	const toMain = pushBranchFindings(refs, remote, who.name, place, config);
	const branch = refs[0]?.remoteRef ?? null;
	if (config.guard.claims === 'off') return {findings: toMain, branch};
	const files = await pushedFiles(gitIn(cwd, env, {inHook: true}), refs, remote);
	// What was committed before the other claimed it was hers to commit.
	const isOlder = (path: string, claim: Claim): boolean => ((files.get(path) ?? 0) + 1) * wholeSecond <= Date.parse(claim.claimedAt);
	const held = await askClaims(context, place, who, config, {paths: [...files.keys()], verb: 'push', isOlder});
	return {findings: [...toMain, ...held], branch};
}
