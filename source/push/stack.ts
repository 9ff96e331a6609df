/**
 * Branches that stand on each other (main, then a, then b on a): which they are, from the bottom up, and which others stand on each of them.
 * Reads only. What a branch stands on is seen by its commits; where git was told (`git switch -c b --track a`), that must fit.
 */
import {QueenError} from '../errors.ts';
import {utf8} from '../guard/git.ts';
import {isBefore, must, type UserGit} from './git.ts';
import type {Target} from './remote.ts';

/** A branch that another one is recorded to stand on, in git's own configuration: `branch.NAME.merge`. */
export type Child = {readonly name: string; readonly isRecorded: boolean};

export type Layer = {
	readonly branch: string;
	readonly head: string;
	/** The head of the branch below; null: it stands on what it is merged into. */
	readonly base: string | null;
	readonly below: string | null;
	/** Branches that stand on it, also such as are not merged now. */
	readonly children: readonly Child[];
};

type Heads = ReadonlyMap<string, string>;

/** Local branches and their commits. */
export async function localHeads(git: UserGit): Promise<Heads> {
	const out = utf8(await must(git, ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads'], 'list the branches'));
	return new Map(
		out.split('\n').flatMap(line => (line === '' ? [] : [[line.slice(line.indexOf(' ') + 1).slice('refs/heads/'.length), line.split(' ')[0] ?? '']])),
	);
}

/** Branches at the remote and their commits, in one look. */
export async function remoteHeads(git: UserGit, {remote}: Target): Promise<Heads> {
	const out = utf8(await must(git, ['ls-remote', '--heads', '--', remote], `reach "${remote}"`));
	const found = out.split('\n').map(line => /^([0-9a-f]{40,64})\trefs\/heads\/(.+)$/.exec(line));
	return new Map(found.flatMap(each => (each?.[1] && each[2] ? [[each[2], each[1]]] : [])));
}

/**
 * Which branch each one is recorded to stand on: another's name as its upstream, here or at this remote. Its own name there is its copy at the
 * remote, and another remote's branch of that name is none of ours.
 */
async function recordedBases(git: UserGit, remote: string): Promise<ReadonlyMap<string, string>> {
	const {out} = await git(['config', '-z', '--get-regexp', '^branch\\..*\\.(merge|remote)$']);
	const [merges, remotes] = [new Map<string, string>(), new Map<string, string>()];
	for (const entry of utf8(out).split('\0')) {
		const [, name, key, value] = /^branch\.([\s\S]+)\.(merge|remote)\n(.+)$/.exec(entry) ?? [];
		if (name !== undefined && value !== undefined) (key === 'merge' ? merges : remotes).set(name, value);
	}
	const isNear = (name: string): boolean => ['.', remote].includes(remotes.get(name) ?? '');
	const bases = [...merges].map(([name, ref]) => [name, ref.replace(/^refs\/heads\//, '')] as const);
	return new Map(bases.filter(([name, base]) => base !== name && isNear(name)));
}

const quoted = (names: readonly string[]): string => names.map(name => `"${name}"`).join(' and ');

/** Commits that the remote has not, newest first, when all of these are one line; with the parents of each. */
async function lineOf(git: UserGit, tip: string, heads: readonly string[]): Promise<readonly (readonly string[])[]> {
	const words = ['rev-list', '--topo-order', '--parents', ...heads, `^${tip}`];
	const lines = (await must(git, words, 'list your commits')).split('\n').filter(line => line !== '');
	return lines.map(line => line.split(' '));
}

function requireLine(line: readonly (readonly string[])[], names: readonly string[]): void {
	if (line.some(([, ...parents]) => parents.length > 1))
		throw new QueenError(
			'refused',
			`There are merge commits in ${quoted(names)}, and a stack is put one commit on another. Nothing was merged; take them out first: git rebase`,
		);
	const isLine = line.every(([, parent], index) => line[index + 1] === undefined || line[index + 1]?.[0] === parent);
	if (!isLine) throw new QueenError('refused', `${quoted(names)} do not stand on each other. Nothing was merged; name those of one stack only.`);
}

/** Where git was told that a branch stands on another, it must: somebody changed that other one since. */
async function requireFitting(git: UserGit, layers: readonly Layer[], bases: ReadonlyMap<string, string>, heads: Heads, {into, tip}: Into): Promise<void> {
	for (const [index, {branch, head}] of layers.entries()) {
		const base = bases.get(branch);
		const baseHead = base === undefined || base === into ? undefined : heads.get(base);
		if (base === undefined || baseHead === undefined || layers.slice(0, index).some(layer => layer.branch === base)) continue;
		if (baseHead === head || (await isBefore(git, baseHead, tip))) continue;
		throw new QueenError(
			'refused',
			`"${branch}" was begun on "${base}", which was changed since. Nothing was merged; bring it there first: git rebase ${base} ${branch}`,
		);
	}
}

/** Of several branches at one commit the one that counts: a named one, else one on which others are recorded to stand. The others are but names. */
function oneForEach(heads: Heads, names: readonly string[], bases: ReadonlyMap<string, string>): Heads {
	const isBase = new Set(bases.values());
	const rank = (name: string): number => (names.includes(name) ? 2 : 0) + (isBase.has(name) ? 1 : 0);
	const best = new Map<string, string>();
	for (const [name, id] of heads) {
		const known = best.get(id);
		if (known === undefined || rank(name) > rank(known)) best.set(id, name);
	}
	return new Map([...best].map(([id, name]) => [name, id]));
}

/** `tip`: the commit of `into` at the remote. */
export type Into = {readonly into: string; readonly remote: string; readonly tip: string};

/**
 * The stack of these branches, from the bottom up, with all local branches in between: their commits are merged anyway. Empty: the remote has it
 * all. Throws a sentence for what is no stack.
 */
export async function readStack(git: UserGit, names: readonly string[], to: Into): Promise<readonly Layer[]> {
	const [heads, bases] = await Promise.all([localHeads(git), recordedBases(git, to.remote)]);
	const unknown = names.find(name => !heads.has(name));
	if (unknown !== undefined) throw new QueenError('usage', `There is no branch "${unknown}" here. See them: git branch`);
	const line = await lineOf(
		git,
		to.tip,
		names.map(name => heads.get(name) ?? ''),
	);
	requireLine(line, names);
	const order = new Map(line.map(([id], index) => [id ?? '', line.length - index]));
	const candidates = new Map([...heads].filter(([name, id]) => name !== to.into && order.has(id)));
	const members = [...oneForEach(candidates, names, bases)].sort(([, a], [, b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
	const layers = members.map(([branch, head], index): Layer => {
		const [below, base] = members[index - 1] ?? [null, null];
		const recorded = [...bases].filter(([name, on]) => on === branch && heads.has(name)).map(([name]) => ({name, isRecorded: true}));
		const above = members[index + 1]?.[0];
		const seen = above === undefined || recorded.some(({name}) => name === above) ? [] : [{name: above, isRecorded: false}];
		return {branch, head, base, below, children: [...recorded, ...seen]};
	});
	await requireFitting(git, layers, bases, heads, to);
	return layers;
}

/** Commits that somebody else added to these branches at the remote would be left behind. */
export async function requireNoneMissing(git: UserGit, layers: readonly Layer[], there: Heads, {remote}: Target): Promise<void> {
	for (const {branch, head} of layers) {
		const id = there.get(branch);
		if (id === undefined || id === head) continue;
		const {code} = await git(['merge-base', '--is-ancestor', id, head]);
		if (code !== 0)
			throw new QueenError(
				'refused',
				`"${branch}" has other commits at ${remote} than here. Nothing was merged; look first: git fetch ${remote} && git log ${branch}...${remote}/${branch}`,
			);
	}
}
