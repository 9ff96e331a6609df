/**
 * The history that a merge of two commits rests on, made anew in the sandbox with commits that have the same trees and dates and only those
 * ancestors that count: the merge bases, and theirs where there are several (a criss-cross). So the user's history need not be copied.
 */

import {type Differences, parseDifferences} from './differences.ts';
import type {Copier} from './objects.ts';
import type {GitCall, Sandbox} from './sandbox.ts';

export type Reading = Required<Pick<GitCall, 'lent' | 'signal'>> & Pick<GitCall, 'shallow'>;

/** A commit as the merge sees it: what is in it, and when it was made (git takes merge bases in that order). */
export type Point = {readonly commit: string; readonly tree: string; readonly seconds: number};

/** More commits than this between two branches that were merged back and forth are not gone into. */
const maxPoints = 24;

export type History = {
	point(commit: string, reading: Reading): Promise<Point>;
	/** Best common ancestors; none: nothing in common. */
	bases(a: Point, b: Point, reading: Reading): Promise<readonly Point[]>;
	/** Files and objects that differ. */
	differences(from: Point, to: Point, reading: Reading): Promise<Differences>;
	/** Both commits in the sandbox, over their bases, with all objects that merging them can need. */
	rebuild(a: Point, b: Point, bases: readonly Point[], reading: Reading): Promise<readonly [string, string]>;
};

const pairKey = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

const commitText = (point: Point, parents: readonly string[]): string => {
	const who = `queen <queen> ${point.seconds} +0000`;
	const lines = [`tree ${point.tree}`, ...parents.map(parent => `parent ${parent}`), `author ${who}`, `committer ${who}`];
	// The name of the commit that it stands for keeps two of one tree and date apart.
	return `${lines.join('\n')}\n\n${point.commit}\n`;
};

export const createHistory = (sandbox: Sandbox, copier: Copier): History => {
	const points = new Map<string, Point>();
	const known = new Map<string, readonly Point[]>();
	const compared = new Map<string, Differences>();
	const rebuilt = new Set<string>();

	const point: History['point'] = async (commit, reading) => {
		const before = points.get(commit);
		if (before !== undefined) return before;
		const printed = await sandbox.git(['log', '--no-walk', '-s', '--format=%T %ct', commit, '--'], reading);
		const [tree = '', seconds = ''] = printed.trim().split(' ');
		const fresh = {commit, tree, seconds: Number(seconds)};
		points.set(commit, fresh);
		return fresh;
	};

	const bases: History['bases'] = async (a, b, reading) => {
		const key = `${pairKey(a.commit, b.commit)} ${reading.shallow ?? ''}`;
		const before = known.get(key);
		if (before !== undefined) return before;
		const {code, stdout, stderr} = await sandbox.tryGit(['merge-base', '--all', a.commit, b.commit], reading);
		if (code > 1) throw new Error(stderr.trim().replace(/^fatal: /, '') || `git merge-base ended with ${code}`);
		const found: Point[] = [];
		for (const commit of stdout.split('\n').filter(line => line !== '')) found.push(await point(commit, reading));
		known.set(key, found);
		return found;
	};

	const differences: History['differences'] = async (from, to, reading) => {
		const key = `${from.tree} ${to.tree}`;
		const before = compared.get(key);
		if (before !== undefined) return before;
		const words = ['diff-tree', '-r', '-t', '-z', '--raw', '--no-renames', '--no-abbrev', from.tree, to.tree];
		const fresh = parseDifferences(await sandbox.git(words, reading));
		compared.set(key, fresh);
		return fresh;
	};

	/** These and all merge bases of any two of them, and so on: what git looks at when it merges the bases themselves. */
	const closure = async (start: readonly Point[], reading: Reading): Promise<readonly Point[]> => {
		const all = new Map<string, Point>();
		const queue = [...start];
		for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
			if (all.has(one.commit)) continue;
			for (const other of all.values()) queue.push(...(await bases(one, other, reading)));
			all.set(one.commit, one);
			if (all.size > maxPoints) throw new Error('the two were merged back and forth too often to be compared');
		}
		return [...all.values()];
	};

	/** A point's own bases with another are the other itself: then the other is its ancestor. */
	const isAncestor = async (a: Point, of: Point, reading: Reading): Promise<boolean> =>
		a.commit !== of.commit && (await bases(a, of, reading)).some(base => base.commit === a.commit);

	const parentsOf = async (each: Point, all: readonly Point[], reading: Reading): Promise<readonly Point[]> => {
		const ancestors: Point[] = [];
		for (const other of all) if (await isAncestor(other, each, reading)) ancestors.push(other);
		const near: Point[] = [];
		for (const one of ancestors) {
			const isBehind = await Promise.all(ancestors.map(other => isAncestor(one, other, reading)));
			if (!isBehind.includes(true)) near.push(one);
		}
		return near;
	};

	const copyDifferences = async (from: Point, to: Point, reading: Reading): Promise<void> => {
		const key = `${from.tree} ${to.tree}`;
		if (rebuilt.has(key)) return;
		const {objects} = await differences(from, to, reading);
		await copier.copy([from.tree, to.tree, ...objects], reading);
		rebuilt.add(key);
	};

	const rebuild: History['rebuild'] = async (a, b, first, reading) => {
		const isPlain = first.length === 1;
		const all = isPlain ? [] : await closure([a, b, ...first], reading);
		const made = new Map<string, string>();
		const make = async (each: Point): Promise<string> => {
			const before = made.get(each.commit);
			if (before !== undefined) return before;
			const parents = isPlain ? (each === first[0] ? [] : first) : await parentsOf(each, all, reading);
			const ids: string[] = [];
			for (const parent of parents) {
				await copyDifferences(parent, each, reading);
				ids.push(await make(parent));
			}
			const id = sandbox.write('commit', commitText(each, ids));
			made.set(each.commit, id);
			return id;
		};
		return [await make(a), await make(b)];
	};

	return {point, bases, differences, rebuild};
};
