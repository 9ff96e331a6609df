/**
 * What a parser refuses, found cheaply and without running anything of the repository: the contents are those that would be committed. What
 * was as wrong before this commit is not her doing.
 */
import {clipped} from '../hooks/words.ts';
import type {Finding} from './finding.ts';
import {type Git, utf8} from './git.ts';
import type {StagedFile} from './staged.ts';
import type {Mistake, Source} from './syntax/ask.ts';
import {scriptMistakes} from './syntax/javascript.ts';
import {jsonMistake} from './syntax/json.ts';
import {conflictMarks} from './syntax/markers.ts';
import {pythonMistakes} from './syntax/python.ts';
import {shellMistake} from './syntax/shell.ts';
import {isTypeScript, typeScriptMistakes} from './syntax/typescript.ts';

/** Bounds: beyond these a commit is not worth waiting for. */
const mostFiles = 300;
const mostBytes = 512 * 1024;
const mostBytesOfAll = 16 * 1024 * 1024;
const mostAsked = 50;
const mostShown = 10;

const regularModes: ReadonlySet<string> = new Set(['100644', '100755']);

/** Contents by id, of those that are small enough; latin1. */
async function contentsOf(git: Git, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
	if (ids.length === 0) return new Map();
	const asked = (list: readonly string[]): string => `${list.join('\n')}\n`;
	const sizes = (await git(['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)'], asked(ids))).out.split('\n');
	const wanted: string[] = [];
	let all = 0;
	for (const [, id = '', digits] of sizes.map(line => /^([0-9a-f]{40,64}) blob (\d+)$/.exec(line) ?? [])) {
		const size = Number(digits);
		if (id === '' || size > mostBytes || all + size > mostBytesOfAll) continue;
		all += size;
		wanted.push(id);
	}
	return wanted.length === 0 ? new Map() : parseBatch((await git(['cat-file', '--batch'], asked(wanted))).out);
}

/** `<id> blob <size> LF <contents> LF`, as long as it goes on. */
function parseBatch(out: string): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	let at = 0;
	for (;;) {
		const end = out.indexOf('\n', at);
		const [, id = '', digits] = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(end === -1 ? '' : out.slice(at, end)) ?? [];
		if (id === '') return found;
		found.set(id, out.slice(end + 1, end + 1 + Number(digits)));
		at = end + 1 + Number(digits) + 1;
	}
}

/** Not text, or only a stand-in for what lies elsewhere (git-lfs). */
const isNoText = (bytes: string): boolean => bytes.slice(0, 8000).includes('\0') || bytes.startsWith('version https://git-lfs');

type Language = {
	readonly reads: (path: string) => boolean;
	/** Of so many files: where a program is asked, a commit is not worth waiting for longer. */
	readonly most: number;
	readonly mistakes: (sources: readonly Source[]) => Promise<readonly Mistake[]>;
};

/** The registry: a language is one file in `syntax/` and one line here. */
const languages: readonly Language[] = [
	{reads: path => path.endsWith('.json'), most: mostFiles, mistakes: async all => all.map(({path, text}) => jsonMistake(path, text))},
	{reads: path => /\.[mc]?js$/.test(path), most: mostAsked, mistakes: scriptMistakes},
	{reads: isTypeScript, most: mostAsked, mistakes: typeScriptMistakes},
	{reads: path => /\.(?:sh|bash)$/.test(path), most: mostAsked, mistakes: all => Promise.all(all.map(({text}) => shellMistake(text)))},
	{reads: path => /\.pyi?$/.test(path), most: mostAsked, mistakes: pythonMistakes},
];

/** What is wrong with each, in words, or null. */
async function mistakesIn(sources: readonly Source[]): Promise<readonly Mistake[]> {
	const found = new Map<Source, Mistake>();
	for (const {reads, most, mistakes} of languages) {
		const some = sources.filter(({path}) => reads(path)).slice(0, most);
		const wrong = await mistakes(some);
		for (const [index, source] of some.entries()) found.set(source, wrong[index] ?? null);
	}
	return sources.map(source => conflictMarks(source.text) ?? found.get(source) ?? null);
}

/** Of these files the ones that were no better before. */
async function wasWrong(git: Git, files: readonly StagedFile[]): Promise<ReadonlySet<string>> {
	const before = files.flatMap(({path, before: blob}) => (blob === null ? [] : [{path, blob}]));
	const contents = await contentsOf(
		git,
		before.map(({blob}) => blob),
	);
	const old = before.flatMap(({path, blob}) => (contents.has(blob) ? [{path, text: utf8(contents.get(blob) ?? '')}] : []));
	const mistakes = await mistakesIn(old);
	return new Set(old.filter((_, index) => mistakes[index] !== null).map(({path}) => path));
}

/** Rejects when git cannot be asked. */
export async function syntaxFindings(git: Git, files: readonly StagedFile[], level: Finding['level']): Promise<readonly Finding[]> {
	// Content that only moved is as it was.
	const moved = new Set(files.flatMap(({blob, before}) => (blob === null && before !== null ? [before] : [])));
	const looked = files.filter(({mode, blob}) => regularModes.has(mode) && blob !== null && !moved.has(blob)).slice(0, mostFiles);
	const contents = await contentsOf(git, [...new Set(looked.flatMap(({blob}) => blob ?? []))]);
	const texts = looked.flatMap(({path, blob}) => {
		const bytes = contents.get(blob ?? '');
		return bytes === undefined || isNoText(bytes) ? [] : [{path, text: utf8(bytes)}];
	});
	const mistakes = await mistakesIn(texts);
	const wrong = texts.flatMap(({path}, index) => (mistakes[index] ? [{path, why: mistakes[index]}] : []));
	if (wrong.length === 0) return [];
	const paths = new Set(wrong.map(({path}) => path));
	const old = await wasWrong(
		git,
		looked.filter(({path}) => paths.has(path)),
	);
	const hers = wrong.filter(({path}) => !old.has(path));
	if (hers.length === 0) return [];
	const says = hers.slice(0, mostShown).map(({path, why}) => `${clipped(path, 200)}: ${clipped(why, 200)}`);
	const more = hers.length > mostShown ? [`+${hers.length - mostShown} more`] : [];
	return [{rule: 'syntax', level, says: [...says, ...more], next: ['git diff --cached --check'], files: hers.map(({path}) => path)}];
}
