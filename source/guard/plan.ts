/** What installing and taking out would change, file by file, so that what is shown is what is then done. Only looks. */
import {lstatSync} from 'node:fs';
import path from 'node:path';
import {patternFor, patternsIn, withoutPatterns, withPatterns} from './exclude.ts';
import {type BlockParts, blockIn, blockText, isOnlyOurs, isShellScript, keptIn, ownHook, withBlock, withoutBlock} from './hook-block.ts';
import {type HookFile, isExecutable, readHookFile} from './hook-file.ts';
import type {HookPlace, Repository} from './hook-places.ts';
import {type GuardPlaces, guardPlaces} from './places.ts';
import {readGuarded} from './record.ts';

export type Change = {
	readonly file: HookFile;
	/** lines: ours in it; new: a file of ours; beside: ours runs the one that was there; out: ours out of it; gone: the file goes; back: the kept one returns. */
	readonly how: 'lines' | 'new' | 'beside' | 'out' | 'gone' | 'back';
	/** Latin1; null where the file goes or is replaced by the kept one. */
	readonly after: string | null;
	readonly mode: number;
	/** Absolute path of the hook that lies beside. */
	readonly kept: string | null;
};

export type Refusal = {readonly file: string; readonly why: string};

export type GuardPlan = {
	readonly repository: Repository;
	readonly changes: readonly Change[];
	/** Files that were left alone, with what to do. */
	readonly refusals: readonly Refusal[];
	/** Files in which our lines stand as they should. */
	readonly current: readonly string[];
};

export type GuardMachine = {
	readonly env: NodeJS.ProcessEnv;
	/** Path of the database; everything of ours lies beside it. */
	readonly db: string;
	/** The program that the front starts: Node and dist/guard.cjs. */
	readonly node: string;
	readonly bundle: string;
	/** Now, in milliseconds since the epoch. */
	readonly wall: number;
};

export const placesOf = ({db}: Pick<GuardMachine, 'db'>): GuardPlaces => guardPlaces(path.dirname(db));

/** Under this name beside it a hook is kept that our lines cannot stand in. */
const keptSuffix = '.queen-kept';
const plainMode = 0o755;

/** Programs that are one file under many names, and know by their own which hook they are: moved aside they would do nothing, or something else. */
const decidesByName = /basename|\$\{0##|PROGRAM_NAME|argv\[0\]|argv\[1\]|__FILE__/;

const partsFor = ({hook, mark}: HookPlace, front: string, kept: string | null): BlockParts => ({hook, front, place: mark, kept});

/** The block that should stand in this file. */
export const wantedBlock = (place: HookPlace, text: string, front: string): string => blockText(partsFor(place, front, keptIn(text)));

type Step = {readonly change: Change} | {readonly refusal: string} | {readonly current: true};

function addToFile(place: HookPlace, file: HookFile, front: string): Step {
	const wanted = wantedBlock(place, file.text, front);
	if (blockIn(file.text) === wanted && isExecutableEnough(place, file)) return {current: true};
	const mode = place.hook === 'any' || blockIn(file.text) === null ? file.mode : file.mode | 0o111;
	return {change: {file, how: 'lines', after: withBlock(file.text, wanted), mode, kept: null}};
}

/** What husky reads need not be executable. */
const isExecutableEnough = ({hook}: HookPlace, file: HookFile): boolean => hook === 'any' || isExecutable(file);

function putBeside(place: HookPlace, file: HookFile, front: string): Step {
	const kept = `${file.path}${keptSuffix}`;
	if (lstatSync(kept, {throwIfNoEntry: false}) !== undefined)
		return {refusal: `${kept} is there already, so the hook cannot be kept under that name: look at it, move it away, run this again.`};
	if (isExecutable(file) && (decidesByName.test(file.text) || (file.kind === 'link' && file.text.includes('\0'))))
		return {refusal: 'it seems to know by its own name which hook it is, so it cannot be kept under another: start it from a shell script of that name.'};
	const after = ownHook(partsFor(place, front, path.basename(kept)));
	return {change: {file, how: 'beside', after, mode: plainMode, kept}};
}

const trackedWhy =
	'git versions it, so our lines would be committed and reach everybody (where there is no queen they do nothing). If that is wanted: queen guard install --tracked';

function stepFor(place: HookPlace, front: string, tracked: boolean): Step {
	const file = readHookFile(place.file);
	const isOurs = file.kind === 'file' && blockIn(file.text) !== null;
	if (place.isTracked && !tracked && !isOurs) return {refusal: trackedWhy};
	if (file.kind === 'other') return {refusal: 'it is no file: move it away, run this again.'};
	if (file.kind === 'absent') {
		const after = ownHook(partsFor(place, front, null));
		return {change: {file, how: 'new', after, mode: file.mode, kept: null}};
	}
	const fits = file.kind === 'file' && isShellScript(file.text);
	if (isOurs || (fits && isExecutableEnough(place, file))) return addToFile(place, file, front);
	return place.hook === 'any' ? {refusal: 'it is not the script that husky makes: npm install, then run this again.'} : putBeside(place, file, front);
}

export const excludeFile = ({place}: Repository): string => path.join(place.commonDir, 'info/exclude');

/** What must be added to git's local list, so that files of ours do not show up as new ones. */
function excludeChange(repository: Repository, changes: readonly Change[]): readonly Change[] {
	const patterns = repository.places.flatMap(({file, worktree, showsAsNew}) => {
		const made = changes.find(change => change.file.path === file && (change.how === 'new' || change.how === 'beside'));
		if (made === undefined || !showsAsNew) return [];
		return [file, ...(made.kept === null ? [] : [made.kept])].map(name => patternFor(path.relative(worktree, name)));
	});
	const file = readHookFile(excludeFile(repository));
	const known = patternsIn(file.text);
	const all = [...new Set([...known, ...patterns])];
	if (all.length === known.length) return [];
	return [{file, how: 'lines', after: withPatterns(file.text, all), mode: file.kind === 'absent' ? 0o644 : file.mode, kept: null}];
}

/** `tracked`: also hooks that git versions. Throws a sentence for what cannot be read. */
export function planGuard(machine: GuardMachine, repository: Repository, tracked: boolean): GuardPlan {
	const {front} = placesOf(machine);
	const changes: Change[] = [];
	const refusals: Refusal[] = [];
	const current: string[] = [];
	for (const place of repository.places) {
		const step = stepFor(place, front, tracked);
		if ('change' in step) changes.push(step.change);
		else if ('refusal' in step) refusals.push({file: place.file, why: step.refusal});
		else current.push(place.file);
	}
	return {repository, changes: [...changes, ...excludeChange(repository, changes)], refusals, current};
}

function stepOut(file: HookFile): Change | Refusal | null {
	if (file.kind !== 'file' || blockIn(file.text) === null) return null;
	const name = keptIn(file.text);
	const kept = name === null ? null : path.join(path.dirname(file.path), name);
	const isKeptThere = kept !== null && lstatSync(kept, {throwIfNoEntry: false}) !== undefined;
	if (isKeptThere && !isOnlyOurs(file.text))
		return {file: file.path, why: `somebody wrote into it, and the hook that was there before is ${kept}: put the two together by hand.`};
	if (isKeptThere) return {file, how: 'back', after: null, mode: file.mode, kept};
	if (isOnlyOurs(file.text)) return {file, how: 'gone', after: null, mode: file.mode, kept: null};
	return {file, how: 'out', after: withoutBlock(file.text), mode: file.mode, kept: null};
}

function stepOutOfList(file: HookFile): Change | null {
	if (file.kind !== 'file' || patternsIn(file.text).length === 0) return null;
	const after = withoutPatterns(file.text);
	return {file, how: after === '' ? 'gone' : 'out', after: after === '' ? null : after, mode: file.mode, kept: null};
}

/** Files in which lines of ours may stand: those that git runs now, and those that we once wrote to. */
export function ourFilesOf(machine: GuardMachine, {place, places}: Repository): readonly string[] {
	const recorded = readGuarded(placesOf(machine)).find(({repository}) => repository === place.commonDir)?.files ?? [];
	return [...new Set([...places.map(({file}) => file), ...recorded])];
}

/** The way back for these files. */
export function planOut(files: readonly string[], exclude: string): Pick<GuardPlan, 'changes' | 'refusals'> {
	const steps = files.filter(file => file !== exclude).map(file => stepOut(readHookFile(file)));
	const list = stepOutOfList(readHookFile(exclude));
	const found = [...steps, list].filter(step => step !== null);
	return {changes: found.filter(step => 'how' in step), refusals: found.filter(step => 'why' in step)};
}
