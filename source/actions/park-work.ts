/** The first steps of `queen park`: her work is committed and at the remote. */
import type {Sister} from '../../db/types.ts';
import {QueenError} from '../errors.ts';
import {type GitPlace, headBranch, locateGit} from '../find-repository.ts';
import {count} from '../format/plain.ts';
import {gitSaid, utf8} from '../guard/git.ts';
import {must, type UserGit, userGit} from '../push/git.ts';
import {operationIn} from '../push/move.ts';
import {already, done, type Found, failed, type Leaving, unlessDry} from './park-step.ts';
import {type PushRefused, push} from './push.ts';
import {commitQuietly} from './push-commit.ts';

const shownFiles = 5;

const gitOf = ({context, waiting}: Leaving, place: GitPlace): UserGit => userGit(place.worktree, context.env, waiting.signal);

/** Paths that differ from the last commit, or that git does not know. */
async function uncommitted(git: UserGit): Promise<readonly string[]> {
	const words = ['--no-optional-locks', 'status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=normal', '--ignore-submodules=dirty'];
	const entries = utf8(await must(git, words, 'read this worktree')).split('\0');
	return entries.flatMap(entry => (entry === '' ? [] : [entry.slice(3)]));
}

const named = (files: readonly string[]): string => {
	const more = files.length > shownFiles ? ` +${files.length - shownFiles} more` : '';
	return `${files.slice(0, shownFiles).join(', ')}${more}`;
};

/** Others in this very worktree: what lies here uncommitted may be theirs. */
async function othersHere({context, caller}: Leaving, place: GitPlace): Promise<readonly string[]> {
	const sisters = await context.store.sisters();
	const isHere = ({worktree, cwd}: Sister): boolean => (worktree ?? (cwd === null ? null : locateGit(cwd)?.worktree)) === place.worktree;
	return sisters.filter(sister => sister.name !== caller.name && sister.status !== 'gone' && isHere(sister)).map(({name}) => name);
}

async function commitAll(leaving: Leaving, place: GitPlace, message: string): Promise<Found | null> {
	const others = await othersHere(leaving, place);
	if (others.length > 0)
		return failed(`${others.join(', ')} work in this worktree too, so not all of it is yours to commit`, 'queen commit -m "..." PATH..., then queen park');
	const staged = await gitOf(leaving, place)(['add', '--all', '--', ':/']);
	if (staged.code !== 0) return failed(`git could not add it: ${gitSaid(staged.err)}`, 'git status');
	const {code, stdout, stderr} = await commitQuietly(leaving.context, {message, paths: []});
	if (code === 0) return null;
	const said = `${stdout}${stderr}`.trimEnd().split('\n').at(-1) ?? '';
	return failed(`git commit ended with ${code}: ${said}`, 'git status');
}

export async function committed(leaving: Leaving): Promise<Found> {
	const place = locateGit(leaving.context.cwd);
	if (place === null) return already('no repository here');
	const busy = operationIn(place);
	if (busy !== null) return failed(`${busy} is under way here`, 'git status');
	const files = await uncommitted(gitOf(leaving, place));
	if (files.length === 0) return already('all is committed');
	const {commit: message} = leaving.wanted;
	if (message === null) return failed(`${count(files.length, 'file')} not committed: ${named(files)}`, 'queen park --commit "..."');
	return unlessDry(leaving, `committed ${count(files.length, 'file')}: ${named(files)}`, () => commitAll(leaving, place, message));
}

const sayRefused = (refused: PushRefused): Found => {
	if (refused.why === 'gate') return failed(`the gate "${refused.gate.command}" ended with ${refused.gate.code}`, 'queen push');
	if (refused.why === 'conflict') {
		const {subject, remote, branch, inTheWay} = refused;
		const next = `git pull --rebase ${remote} ${branch}, settle it, queen park`;
		return failed(`"${subject}" does not go onto ${remote}/${branch}: ${named(inTheWay.map(({path}) => path))}`, next);
	}
	return failed(refused.why === 'timeout' ? `waited in vain for ${refused.lock}` : 'given up', 'queen claims');
};

/** Commits that no remote has, as far as is known here. */
async function unpushed(git: UserGit): Promise<number> {
	const {code, out} = await git(['rev-list', '--count', 'HEAD', '--not', '--remotes']);
	return code === 0 ? Number(out.trim()) : 0;
}

async function send({context, waiting}: Leaving): Promise<Found> {
	try {
		const pushed = await push(context, {branch: null, remote: null}, waiting);
		if (!pushed.ok) return sayRefused(pushed);
		const where = `${pushed.remote}/${pushed.branch}`;
		return pushed.upToDate ? already(`${where} has it all`) : done(`pushed to ${where} at ${pushed.commit.slice(0, 9)}`);
	} catch (error) {
		if (error instanceof QueenError) return failed(error.message, 'queen push');
		throw error;
	}
}

export async function pushed(leaving: Leaving): Promise<Found> {
	const place = locateGit(leaving.context.cwd);
	if (place === null) return already('no repository here');
	const git = gitOf(leaving, place);
	const waiting = await unpushed(git);
	if ((await must(git, ['remote'], 'list the remotes')).trim() === '') return already('no remote: the work stays in this clone');
	const commits = count(waiting, 'commit');
	if (!leaving.wanted.push) return already(waiting === 0 ? 'nothing is unpushed, as far as is known here' : `${commits} not pushed, as you wished`);
	if (headBranch(place) === null)
		return waiting === 0
			? already('no branch, and nothing that is not pushed')
			: failed(`HEAD is on no branch and has ${commits} that nobody else has`, 'git switch -c NAME');
	if (leaving.wanted.dryRun) return waiting === 0 ? already('nothing is unpushed, as far as is known here') : done(`${commits} pushed`);
	return send(leaving);
}
