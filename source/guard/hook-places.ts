/**
 * Where git looks for the hooks of a repository, in each of its worktrees: `core.hooksPath` (relative, absolute, for one worktree, for the whole
 * machine), husky of every age, or plain `hooks` in the common directory. Only looks.
 */
import {existsSync, readdirSync, readFileSync, realpathSync, statSync} from 'node:fs';
import path from 'node:path';
import {QueenError} from '../errors.ts';
import {brokenGit, type GitPlace, locateGit} from '../find-repository.ts';
import {type Git, gitIn, gitSaid, utf8} from './git.ts';
import {type GuardedHook, guardedHooks} from './hook-block.ts';
import {readHookFile} from './hook-file.ts';
import {digest} from './record.ts';

export type HookPlace = {
	readonly hook: GuardedHook | 'any';
	/** Where our lines go: the hook itself, or what husky runs for every hook. */
	readonly file: string;
	/** The mark of this place in its lines. */
	readonly mark: string;
	/** Top of a worktree that it works for. */
	readonly worktree: string;
	/** git versions this file: what stands in it reaches others. */
	readonly isTracked: boolean;
	/** It would show as a new file in `git status`. */
	readonly showsAsNew: boolean;
};

export type Repository = {
	readonly place: GitPlace;
	readonly places: readonly HookPlace[];
	/** Worktrees in which git runs no hook at all, and why. */
	readonly without: readonly {readonly worktree: string; readonly why: string}[];
};

/** The worktree that a command is about. Throws a sentence outside of any, and in a bare repository. */
export async function repositoryAt(folder: string, env: NodeJS.ProcessEnv): Promise<GitPlace> {
	const place = locateGit(folder);
	if (place !== null) {
		requireOwn(place);
		return place;
	}
	const broken = brokenGit(folder);
	if (broken !== null) throw new QueenError('refused', `The repository in ${broken} cannot be read; see what git says there: git status`);
	if (!existsSync(folder)) throw new QueenError('refused', `There is no folder ${folder}.`);
	const {code, out} = await gitIn(folder, env, {inHook: false})(['rev-parse', '--is-bare-repository']);
	if (code === 0 && out.trim() === 'true')
		throw new QueenError('refused', `${folder} is a bare repository, in which nobody commits: run this in one of its worktrees.`);
	throw new QueenError('refused', `${folder} is in no git repository: run this in one, or name one with --repo DIR.`);
}

/** Hooks of somebody else's repository would run under our name, and ours under his. */
function requireOwn({worktree, commonDir}: GitPlace): void {
	const own = process.geteuid?.();
	const foreign = [worktree, commonDir].find(folder => own !== undefined && statSync(folder).uid !== own);
	if (foreign !== undefined) throw new QueenError('refused', `${foreign} belongs to another user: its hooks are not ours to change.`);
}

const textOf = (file: string): string => {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
};

/** The main worktree, and the linked ones whose folder is still there. */
export function worktreesOf({worktree, commonDir}: GitPlace): readonly string[] {
	const folder = path.join(commonDir, 'worktrees');
	const names = existsSync(folder) ? readdirSync(folder) : [];
	const linked = names.map(name => path.dirname(textOf(path.join(folder, name, 'gitdir')).trim())).filter(top => top !== '.' && existsSync(top));
	const main = path.basename(commonDir) === '.git' && locateGit(path.dirname(commonDir))?.commonDir === commonDir ? [path.dirname(commonDir)] : [];
	return [...new Set([worktree, ...main, ...linked].map(top => realpathSync.native(top)))];
}

async function hooksFolder(top: string, git: Git): Promise<string> {
	const {code, out, err} = await git(['rev-parse', '--git-path', 'hooks']);
	if (code !== 0) throw new QueenError('refused', `git does not say where the hooks of ${top} are: ${gitSaid(err)}.`);
	const named = utf8(out.replace(/\n$/, ''));
	// What git makes of an empty one.
	if (named === '' || named === './')
		throw new QueenError('refused', `core.hooksPath is empty in ${top}, which switches hooks off: git config --unset core.hooksPath`);
	return path.resolve(top, named);
}

/** The folder may be missing, but what it stands in may be a link. */
const realFolder = (folder: string): string => {
	if (existsSync(folder)) return realpathSync.native(folder);
	const above = path.dirname(folder);
	return above === folder ? folder : path.join(realFolder(above), path.basename(folder));
};

const isWithin = (file: string, folder: string): boolean => file === folder || file.startsWith(`${folder}/`);

/** husky 5 to 8: git runs `.husky/pre-commit`, which reads `.husky/_/husky.sh` first. The one is versioned, the other is made by its install. */
function huskyScript(folder: string, hook: GuardedHook): string | null {
	const script = path.join(folder, '_/husky.sh');
	if (!textOf(script).includes('husky_skip_init')) return null;
	return /^[^#\n]*_\/husky\.sh/m.test(readHookFile(path.join(folder, hook)).text) ? script : null;
}

type Standing = Pick<HookPlace, 'isTracked' | 'showsAsNew'>;

/** Does git version the file, or would it show up as a new one? Asked where it lies, which may be another repository (one of dotfiles). */
async function standingOf(file: string, env: NodeJS.ProcessEnv): Promise<Standing> {
	const above = path.dirname(file);
	if (!existsSync(above) || locateGit(above) === null) return {isTracked: false, showsAsNew: false};
	const git = gitIn(above, env, {inHook: false});
	const name = path.basename(file);
	const listed = await git(['ls-files', '-z', '--', name]);
	if (listed.code === 0 && listed.out !== '') return {isTracked: true, showsAsNew: false};
	const ignored = await git(['check-ignore', '--quiet', '--', name]);
	return {isTracked: false, showsAsNew: ignored.code === 1};
}

/** Why git runs no hook of this folder, or null. */
function whyNone(named: string, folder: string, isOfGit: boolean): string | null {
	if (existsSync(folder) && !statSync(folder).isDirectory()) return `core.hooksPath is ${named}, which is no folder: hooks are switched off`;
	// A folder that only some program makes (husky, at npm install) is not made in its place.
	if (isOfGit || existsSync(folder)) return null;
	return `${named} is not there: git runs no hook at all. What makes it (husky: npm install) must run there first`;
}

async function placeOf(hook: GuardedHook, folder: string, worktree: string, isShared: boolean, env: NodeJS.ProcessEnv): Promise<HookPlace> {
	const script = huskyScript(folder, hook);
	const file = script ?? path.join(folder, hook);
	const {isTracked, showsAsNew} = await standingOf(file, env);
	return {hook: script === null ? hook : 'any', file, mark: markOf(file, isShared), worktree, isTracked, showsAsNew: showsAsNew && !isShared};
}

const markOf = (file: string, isShared: boolean): string => `${isShared ? 'shared' : ''}${digest(file).slice(0, 12)}`;

/** The places of one worktree, or why there is none. */
async function placesIn(top: string, {commonDir}: GitPlace, env: NodeJS.ProcessEnv): Promise<readonly HookPlace[] | string> {
	const named = await hooksFolder(top, gitIn(top, env, {inHook: false}));
	const folder = realFolder(named);
	const isOfGit = isWithin(folder, commonDir);
	const why = whyNone(named, folder, isOfGit);
	if (why !== null) return why;
	const ours = {worktree: top, isTracked: false, showsAsNew: false};
	if (isOfGit) return guardedHooks.map(hook => ({...ours, hook, file: path.join(folder, hook), mark: markOf(path.join(folder, hook), false)}));
	const isShared = locateGit(folder)?.commonDir !== commonDir;
	return Promise.all(guardedHooks.map(hook => placeOf(hook, folder, top, isShared, env)));
}

/** Every place at which the hooks of this repository have to ask us, each once. Rejects with a sentence. */
export async function hookPlacesOf(place: GitPlace, env: NodeJS.ProcessEnv): Promise<Repository> {
	const places: HookPlace[] = [];
	const without: {readonly worktree: string; readonly why: string}[] = [];
	for (const worktree of worktreesOf(place)) {
		const found = await placesIn(worktree, place, env);
		if (typeof found === 'string') without.push({worktree, why: found});
		else for (const one of found) if (!places.some(({file}) => file === one.file)) places.push(one);
	}
	return {place, places, without};
}
