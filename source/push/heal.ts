/** Heals the files of one conflicting commit where that is provably safe (`hunks.ts`); touches neither index nor worktree of the user. */
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {gitIn, utf8} from '../guard/git.ts';
import type {StagedFile} from '../guard/staged.ts';
import {syntaxFindings} from '../guard/syntax-rule.ts';
import {inFolder} from './folder.ts';
import {contentsOf, must, objectIds, type UserGit} from './git.ts';
import {healText, markerSizeFor} from './hunks.ts';
import type {Conflicted, MergedTree} from './merge-tree.ts';

/** A file that stands in the way, and why in a few words. */
export type InTheWay = {readonly path: string; readonly why: string};
export type Healing = {readonly tree: string; readonly healed: readonly string[]} | {readonly tree: null; readonly inTheWay: readonly InTheWay[]};

const regular: ReadonlySet<string> = new Set(['100644', '100755']);
const tooLarge = 4 * 1024 * 1024;

type Healed = {readonly path: string; readonly mode: string; readonly ours: string; readonly text: string};
/** Trees of the three sides. */
export type Sides = {readonly base: string; readonly ours: string; readonly theirs: string};
type Versions = {readonly mode: string; readonly ids: readonly [ours: string, base: string, theirs: string]};

/** Only a change of text on both sides of one regular file: everything else (deleted, added twice, another mode, a rename) is for people. */
async function versionsOf(git: UserGit, sides: Sides, {path: file, kinds, stages}: Conflicted): Promise<Versions | string> {
	const {1: base, 2: ours, 3: theirs} = stages;
	const odd = kinds.find(kind => kind !== 'CONFLICT (contents)');
	if (odd !== undefined) return /\((.+)\)/.exec(odd)?.[1] ?? odd;
	if (!base || !ours || !theirs) return 'added or deleted on one side';
	if (!regular.has(base.mode) || base.mode !== ours.mode || base.mode !== theirs.mode) return 'no regular file, or its mode changed';
	if (file.includes('\n')) return 'its name has a line end in it';
	const ids = [ours.id, base.id, theirs.id] as const;
	const names = [sides.ours, sides.base, sides.theirs].map(tree => `${tree}:${file}`);
	// git guesses by likeness that a file was renamed: then it is no file of that name on all sides.
	const found = await objectIds(git, names, 'latin1');
	if (ids.some((id, index) => found[index] !== id)) return 'renamed on one side';
	const attribute = (await must(git, ['check-attr', '-z', 'merge', '--', utf8(file)], 'read the attributes')).split('\0')[2];
	return attribute === 'unspecified' ? {mode: base.mode, ids} : 'it has a way of merging of its own (.gitattributes)';
}

const isEnded = (text: string): boolean => text === '' || text.endsWith('\n');

/** The three versions put together, or why not. `git merge-file` ends every last line of a conflict, so that is done before, for all or none. */
async function mergeTexts(git: UserGit, folder: string, texts: readonly string[]): Promise<{readonly text: string} | string> {
	const end = texts.every(isEnded) ? '' : '\n';
	if (end !== '' && texts.some(isEnded)) return 'its last line has a line end on one side only';
	const names = ['ours', 'base', 'theirs'].map(name => path.join(folder, name));
	for (const [index, name] of names.entries()) writeFileSync(name, `${texts[index] ?? ''}${end}`, 'latin1');
	const size = markerSizeFor(texts);
	const merged = await git(['merge-file', '-p', '--diff3', `--marker-size=${size}`, '--', ...names]);
	if (merged.code > 127) return 'git cannot merge it as text';
	const text = healText(merged.out, size);
	return text === null ? 'changed in the same place on both sides' : {text: end === '' ? text : text.slice(0, -1)};
}

async function healFile(git: UserGit, folder: string, sides: Sides, conflicted: Conflicted): Promise<Healed | string> {
	const versions = await versionsOf(git, sides, conflicted);
	if (typeof versions === 'string') return versions;
	const texts = await contentsOf(git, versions.ids);
	if (texts.some(text => text.length > tooLarge || text.includes('\0'))) return 'no text, or too large';
	const merged = await mergeTexts(git, folder, texts);
	return typeof merged === 'string' ? merged : {path: conflicted.path, mode: versions.mode, ours: versions.ids[0], text: merged.text};
}

/** The tree with these files in place of those with conflict marks, made in an index of its own. */
async function treeWith(git: UserGit, folder: string, tree: string, files: readonly StagedFile[]): Promise<string> {
	const env = {GIT_INDEX_FILE: path.join(folder, 'index')};
	await must(git, ['read-tree', tree], 'read a tree', {env});
	const info = files.map(({path: file, mode, blob}) => `${mode} ${blob ?? ''}\t${file}\0`).join('');
	await must(git, ['update-index', '-z', '--index-info'], 'put healed files together', {env, input: Buffer.from(info, 'latin1')});
	return (await must(git, ['write-tree'], 'write a tree', {env})).trim();
}

async function healAll(git: UserGit, folder: string, {tree, conflicted}: MergedTree, sides: Sides, env: NodeJS.ProcessEnv): Promise<Healing> {
	const results: (Healed | InTheWay)[] = [];
	for (const each of conflicted) {
		const result = await healFile(git, folder, sides, each);
		results.push(typeof result === 'string' ? {path: utf8(each.path), why: result} : result);
	}
	const inTheWay = results.filter((result): result is InTheWay => 'why' in result);
	if (inTheWay.length > 0) return {tree: null, inTheWay};
	const files: StagedFile[] = [];
	for (const result of results) {
		if ('why' in result) continue;
		const input = Buffer.from(result.text, 'latin1');
		const blob = (await must(git, ['hash-object', '-w', '--stdin'], 'write a file', {input})).trim();
		files.push({path: result.path, mode: result.mode, blob, before: result.ours});
	}
	const findings = await syntaxFindings(
		gitIn(folder, {...env, GIT_DIR: await gitDirectory(git)}, {inHook: true}),
		files.map(file => ({...file, path: utf8(file.path)})),
		'deny',
	);
	const wrong = findings.flatMap(finding => finding.files);
	if (wrong.length > 0) return {tree: null, inTheWay: wrong.map(file => ({path: file, why: 'put together it is no valid file any more'}))};
	return {tree: await treeWith(git, folder, tree, files), healed: files.map(({path: file}) => utf8(file))};
}

const gitDirectory = async (git: UserGit): Promise<string> =>
	utf8((await must(git, ['rev-parse', '--absolute-git-dir'], 'find its folder')).replace(/\n$/, ''));

/** All files or none. Works in a folder of ours under the system's temporary one. */
export const heal = (git: UserGit, merged: MergedTree, sides: Sides, env: NodeJS.ProcessEnv): Promise<Healing> =>
	inFolder('push', folder => healAll(git, folder, merged, sides, env));
