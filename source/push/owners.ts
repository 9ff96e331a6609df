/** Whose work a push ran into: those who hold the files, those whom a hook saw edit them, and those whose commits changed them at the remote. */
import {claimsOverlap} from '../claim-names.ts';
import {claimTarget} from '../claim-target.ts';
import type {Context} from '../context.ts';
import type {Repository} from '../find-repository.ts';
import {utf8} from '../guard/git.ts';
import {isKeeperName, slug} from '../names.ts';
import type {UserGit} from './git.ts';
import type {InTheWay} from './heal.ts';
import {sessionIn} from './message.ts';

const mostCommits = 200;

/** Names in the subjects of the commits that changed these files at the remote since the two parted. */
async function committers(git: UserGit, head: string, tip: string, paths: readonly string[]): Promise<readonly string[]> {
	const words = ['--literal-pathspecs', '-c', 'log.showSignature=false', 'log', `--max-count=${mostCommits}`, '--format=%s', `${head}..${tip}`, '--', ...paths];
	const {out} = await git(words);
	return utf8(out)
		.split('\n')
		.flatMap(subject => sessionIn(subject) ?? []);
}

async function holders({store}: Context, {worktree}: Repository, paths: readonly string[]): Promise<readonly string[]> {
	const targets = paths.map(file => claimTarget(`path:${file}`, worktree));
	const claims = await store.claims();
	return claims.filter(claim => claim.blocks && targets.some(target => claimsOverlap(claim, target))).map(({owner}) => owner);
}

/** Sisters to tell, without the one who pushes. Names that nobody has are left out: a subject is text that anybody can write. */
export async function ownersOf(
	context: Context,
	git: UserGit,
	{
		me,
		repository,
		head,
		tip,
		inTheWay,
	}: {
		readonly me: string;
		readonly repository: Repository;
		readonly head: string;
		readonly tip: string;
		readonly inTheWay: readonly InTheWay[];
	},
): Promise<readonly string[]> {
	const paths = inTheWay.map(({path}) => path);
	const names = [...(await holders(context, repository, paths)), ...(await committers(git, head, tip, paths)).map(slug)];
	const owners: string[] = [];
	for (const name of new Set(names)) if (name !== me && !isKeeperName(name) && (await context.store.sister(name)) !== null) owners.push(name);
	return owners;
}
