/** Generated pairs of worktrees: what was there, what either side committed, what either has uncommitted. */
import {chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';

/** One thing that somebody does in a worktree. It does nothing where it cannot be done. */
export type Step =
	| {readonly do: 'edit'; readonly file: string; readonly line: number; readonly text: string}
	| {readonly do: 'append'; readonly file: string; readonly text: string}
	| {readonly do: 'delete'; readonly file: string}
	| {readonly do: 'move'; readonly file: string; readonly to: string}
	| {readonly do: 'executable'; readonly file: string}
	| {readonly do: 'binary'; readonly file: string; readonly byte: number}
	| {readonly do: 'link'; readonly file: string; readonly to: string}
	| {readonly do: 'write'; readonly file: string; readonly text: string}
	| {readonly do: 'carriage returns'; readonly file: string};

export type Work = {readonly committed: readonly Step[]; readonly staged: readonly Step[]; readonly uncommitted: readonly Step[]};

export type Scenario = {
	readonly a: Work;
	readonly b: Work;
	/** `criss-cross`: each has merged an older state of the other. `ahead`: b begins where a has committed. */
	readonly shape: 'fork' | 'criss-cross' | 'ahead' | 'one commit';
	/** `key=value` of the repository's configuration. */
	readonly config: string | null;
	readonly attributes: string | null;
};

export const files = ['a.txt', 'b.txt', 'src/c.ts', 'src/d.ts', 'src/deep/e.ts', 'lib/f.ts', 'lib/g.ts', 'data.bin'] as const;
const targets = ['a2.txt', 'src/moved.ts', 'out/c.ts', 'out/x.ts', 'lib', 'src/new/h.ts', 'lib/f2.ts', 'a.txt/inner'] as const;
const lines = 40;

/** A file of so many lines, each of which is in no other file: a moved one is recognised. */
export const original = (file: string): string => Array.from({length: lines}, (_, at) => `${file} ${at}\n`).join('');

const place = (folder: string, file: string): string => path.join(folder, file);

/** `nothing` also where something above is no folder; a link is what it is, wherever it leads. */
const kindAt = (file: string): 'nothing' | 'file' | 'folder' | 'other' => {
	try {
		const facts = lstatSync(file);
		return facts.isFile() ? 'file' : facts.isDirectory() ? 'folder' : 'other';
	} catch {
		return 'nothing';
	}
};

/** May a file be written there, with the folders above it? */
const isFree = (folder: string, file: string): boolean => {
	if (kindAt(place(folder, file)) === 'folder') return false;
	for (let at = path.dirname(file); at !== '.'; at = path.dirname(at)) {
		if (!['nothing', 'folder'].includes(kindAt(place(folder, at)))) return false;
	}
	return true;
};

const put = (folder: string, file: string, text: string | Buffer): void => {
	if (!isFree(folder, file)) return;
	const full = place(folder, file);
	mkdirSync(path.dirname(full), {recursive: true});
	rmSync(full, {force: true});
	writeFileSync(full, text);
};

const takers: {readonly [name in Step['do']]: (folder: string, step: Step & {do: name}) => void} = {
	edit: (folder, {file, line, text}) => {
		const all = readFileSync(place(folder, file), 'latin1').split('\n');
		all[line % Math.max(1, all.length - 1)] = text;
		put(folder, file, Buffer.from(all.join('\n'), 'latin1'));
	},
	append: (folder, {file, text}) => put(folder, file, Buffer.from(`${readFileSync(place(folder, file), 'latin1')}${text}\n`, 'latin1')),
	delete: (folder, {file}) => rmSync(place(folder, file)),
	move: (folder, {file, to}) => {
		const target = place(folder, to);
		// Out of the way first: a file may move into a folder of its own name.
		const aside = place(folder, '.aside');
		renameSync(place(folder, file), aside);
		if (isFree(folder, to)) {
			mkdirSync(path.dirname(target), {recursive: true});
			renameSync(aside, target);
		} else renameSync(aside, place(folder, file));
	},
	executable: (folder, {file}) => chmodSync(place(folder, file), 0o755),
	binary: (folder, {file, byte}) => put(folder, file, Buffer.from(Array.from({length: 300}, (_, at) => (at * byte) % 256))),
	link: (folder, {file, to}) => {
		rmSync(place(folder, file));
		symlinkSync(to, place(folder, file));
	},
	write: (folder, {file, text}) => put(folder, file, text),
	'carriage returns': (folder, {file}) => put(folder, file, Buffer.from(readFileSync(place(folder, file), 'latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1')),
};

export const take = (folder: string, step: Step): void => {
	if (step.do !== 'write' && kindAt(place(folder, step.file)) !== 'file') return;
	(takers[step.do] as (folder: string, step: Step) => void)(folder, step);
};

const file = fc.constantFrom(...files);
const text = fc.constantFrom('one', 'two', 'three', 'four');

const edit = (where: fc.Arbitrary<string>, line: fc.Arbitrary<number>): fc.Arbitrary<Step> =>
	fc.record({do: fc.constant('edit' as const), file: where, line, text});

const step: fc.Arbitrary<Step> = fc.oneof(
	{weight: 5, arbitrary: edit(file, fc.oneof(fc.constantFrom(3, 4), fc.integer({min: 0, max: lines - 1})))},
	{weight: 1, arbitrary: fc.record({do: fc.constant('append' as const), file, text})},
	{weight: 2, arbitrary: fc.record({do: fc.constant('delete' as const), file})},
	{weight: 3, arbitrary: fc.record({do: fc.constant('move' as const), file, to: fc.constantFrom(...targets)})},
	{weight: 1, arbitrary: fc.record({do: fc.constant('executable' as const), file})},
	{weight: 1, arbitrary: fc.record({do: fc.constant('binary' as const), file: fc.constantFrom('data.bin', 'a.txt'), byte: fc.integer({min: 1, max: 3})})},
	{weight: 1, arbitrary: fc.record({do: fc.constant('link' as const), file, to: fc.constantFrom('b.txt', 'nowhere')})},
	{
		weight: 3,
		arbitrary: fc.record({do: fc.constant('write' as const), file: fc.constantFrom(...targets, 'src/added.ts', 'new/deep/k.ts', 'lib/added.ts'), text}),
	},
	{weight: 1, arbitrary: fc.record({do: fc.constant('carriage returns' as const), file})},
);

const work = (one: fc.Arbitrary<Step>, most: number): fc.Arbitrary<Work> =>
	fc.record({committed: fc.array(one, {maxLength: most}), staged: fc.array(one, {maxLength: 1}), uncommitted: fc.array(one, {maxLength: most})});

const anything: fc.Arbitrary<Scenario> = fc.record({
	a: work(step, 4),
	b: work(step, 4),
	shape: fc.constantFrom('fork', 'fork', 'criss-cross', 'ahead', 'one commit'),
	config: fc.constantFrom(
		null,
		null,
		null,
		'merge.renames=false',
		'merge.directoryRenames=true',
		'core.autocrlf=input',
		'core.autocrlf=true',
		'core.filemode=false',
		'merge.renormalize=true',
		'merge.default=union',
	),
	attributes: fc.constantFrom(null, null, '*.txt merge=union\n', '*.ts -merge\n', '* text=auto\n'),
});

/** Both change one file, the one above, the other below: git merges that cleanly, whatever else they do to other files. */
const sameFile: fc.Arbitrary<Scenario> = fc
	.tuple(fc.constantFrom('a.txt', 'src/c.ts', 'lib/f.ts'), fc.boolean(), fc.boolean(), fc.constantFrom('fork' as const, 'one commit' as const))
	.chain(([name, isCommittedA, isCommittedB, shape]) => {
		const half = (from: number, isCommitted: boolean, other: string): fc.Arbitrary<Work> =>
			fc
				.tuple(
					fc.array(edit(fc.constant(name), fc.integer({min: from, max: from + 12})), {minLength: 1, maxLength: 3}),
					fc.array(edit(fc.constant(other), fc.integer({min: 0, max: 9})), {maxLength: 2}),
				)
				.map(([here, there]) => (isCommitted ? {committed: here, staged: [], uncommitted: there} : {committed: there, staged: [], uncommitted: here}));
		return fc.record({
			a: half(0, isCommittedA, 'b.txt'),
			b: half(25, isCommittedB, 'lib/g.ts'),
			shape: fc.constant(shape),
			config: fc.constant(null),
			attributes: fc.constant(null),
		});
	});

export const scenario: fc.Arbitrary<Scenario> = fc.oneof({weight: 1, arbitrary: sameFile}, {weight: 2, arbitrary: anything});
