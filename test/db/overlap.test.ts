/** Overlap of claims, against an oracle that tries every path of a small world (the meaning of globs: head of db/overlap.ts). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {covers, overlaps, pathNames, pathsOverlap, type Resource} from '../../db/overlap.ts';
import {isFull} from './processes.ts';

// ---------------------------------------------------------------- the oracle: textbook globs as regular expressions

/** `a{b,c}` as ab, ac; the tests below nest braces at most once and put no slash into them. */
function expand(text: string): readonly string[] {
	const braces = /\{([^{}]*,[^{}]*)\}/.exec(text);
	if (braces === null) return [text];
	return (braces[1] ?? '').split(',').flatMap(choice => expand(text.slice(0, braces.index) + choice + text.slice(braces.index + braces[0].length)));
}

const isWild = (segment: string): boolean => /[*?[]/.test(segment);
const asRegExp = (segment: string): string => segment.replaceAll('.', '\\.').replaceAll('[!', '[^').replaceAll('*', '[^/]*').replaceAll('?', '[^/]');

const segmentsOf = (text: string): readonly string[] => text.split('/').filter(segment => segment !== '' && segment !== '.');

/** All paths (without a slash at the end) that one text without braces means. */
function globRegExp(text: string, isSingle: boolean): RegExp {
	const segments = segmentsOf(text);
	if (segments.length === 0) return /^/;
	const last = segments.at(-1) ?? '';
	const start = isSingle && isWild(last) && last !== '**' ? '(?:[^/]+/)*' : '';
	const body = segments.map(segment => (segment === '**' ? '(?:[^/]+/)*' : `(?=[^/])${asRegExp(segment)}/`)).join('');
	return new RegExp(`^${start}${body}${isWild(last) ? '' : '(?:[^/]+/)*'}$`);
}

const signs = /[*?[\]{}]/;

function meansOf(claim: string): (path: string) => boolean {
	const below = (path: string): boolean => `${path}/`.startsWith(`${segmentsOf(claim).join('/')}/`) || segmentsOf(claim).length === 0;
	if (!signs.test(claim)) return below;
	const isSingle = segmentsOf(claim).length === 1;
	const globs = expand(claim).map(text => globRegExp(text, isSingle));
	const asSpelled = /[*?]/.test(claim) ? () => false : below;
	return path => asSpelled(path) || globs.some(glob => glob.test(`${path}/`));
}

/** Every path of these names, so many folders deep. */
function* paths(names: readonly string[], depth: number): Generator<string> {
	let level: readonly string[] = [''];
	for (let n = 1; n <= depth; n += 1) {
		const next: string[] = [];
		for (const folder of level)
			for (const name of names) {
				const path = folder === '' ? name : `${folder}/${name}`;
				yield path;
				if (n < depth) next.push(path);
			}
		level = next;
	}
}

/** The names that decide about two claims are those of the world, and those that the claims themselves are spelled with. */
function sharedPath(a: string, b: string, world: readonly string[], depth: number): string | null {
	const spelled = [...segmentsOf(a), ...segmentsOf(b)].filter(segment => signs.test(segment) && !/[*?]/.test(segment));
	const [inA, inB] = [meansOf(a), meansOf(b)];
	for (const path of paths([...new Set([...world, ...spelled])], depth)) if (inA(path) && inB(path)) return path;
	return null;
}

// ---------------------------------------------------------------- properties

// Two stars side by side would be a name of their own only by accident: the oracle knows `**` alone.
const globOf = (segment: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> =>
	fc
		.array(segment, {minLength: 1, maxLength: most})
		.filter(segments => segments.every(one => one === '**' || expand(one).every(text => !/\*\*/.test(text))))
		.map(segments => segments.join('/'));
const piece = fc.constantFrom('a', 'b', '*', '?', '[ab]', '[!a]', '{a,b}', '{a,*}', '{,b}');
const name = fc.array(piece, {minLength: 1, maxLength: 2}).map(pieces => pieces.join(''));
/** Much in each name, few folders; little in each name, many folders. Each with a world in which what they share, if anything, is found. */
const wide = {glob: globOf(fc.oneof({weight: 4, arbitrary: name}, fc.constant('**')), 2), names: ['a', 'b', 'aa', 'ab', 'ba', 'bb'], depth: 4};
const deep = {glob: globOf(fc.constantFrom('a', 'b', '*', '**', '[!a]', '{a,b}', '{,a}'), 4), names: ['a', 'b'], depth: 8};

// Mutations seen red: a star that never takes a letter (segment.ts, doMeet); isOptional left out of walk; a literal end that covers nothing below;
// allBut that forgets the last range; any-depth left out for single names; beginAlike that looks one segment too far; unfold that drops the last choice.
for (const {glob, names, depth} of [wide, deep])
	test(`two claims overlap exactly when some path belongs to both: ${depth} folders deep`, () => {
		fc.assert(
			fc.property(glob, glob, (a, b) => {
				const shared = sharedPath(a, b, names, depth);
				assert.equal(pathsOverlap(a, b), a === b || shared !== null, `${a} and ${b}: ${shared ?? 'no path in common'}`);
			}),
			{numRuns: isFull ? 1500 : 150},
		);
	});

const glob = fc.oneof(wide.glob, deep.glob);

test('a claim names exactly the files that it means', () => {
	const file = fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', 'c'), {minLength: 1, maxLength: 4}).map(parts => parts.join('/'));
	fc.assert(
		fc.property(glob, file, (claim, path) => {
			// Mutation seen red: plainPath with `coversBelow` always true (then a/b would name the file a).
			assert.equal(pathNames(claim, path), meansOf(claim)(path), `${claim} and ${path}`);
			if (pathNames(claim, path)) assert.equal(pathsOverlap(claim, path), true, 'what is named overlaps');
		}),
		{numRuns: 3000},
	);
});

test('symmetric, reflexive, and blind to how a folder is written', () => {
	fc.assert(
		fc.property(glob, glob, (a, b) => {
			assert.equal(pathsOverlap(a, b), pathsOverlap(b, a));
			assert.equal(pathsOverlap(a, a), true);
			assert.equal(pathsOverlap(`${a}/`, b), pathsOverlap(a, b));
			assert.equal(pathsOverlap(`./${a}`, b), pathsOverlap(a, b));
		}),
		{numRuns: 2000},
	);
});

test('any text is a claim: nothing throws, and each one overlaps itself', () => {
	const text = fc.array(fc.constantFrom('a', '*', '?', '[', ']', '!', '^', '-', '{', '}', ',', '\\', '/', '(', ')', '@', '.', '..', 'é', '👩‍🚀', ':'), {
		minLength: 1,
		maxLength: 12,
	});
	fc.assert(
		fc.property(text, text, (a, b) => {
			// Mutation seen red: a class like [[. without an end, which sent the reader back to where it had been.
			assert.equal(pathsOverlap(a.join(''), a.join('')), true);
			assert.equal(pathsOverlap(a.join(''), b.join('')), pathsOverlap(b.join(''), a.join('')));
		}),
		{numRuns: 5000},
	);
});

// ---------------------------------------------------------------- by name

/** research/coordination.md, section 0, finding 3: a known tool calls six of these seven free of each other. */
for (const [a, b, both] of [
	['src/*.ts', 'src/auth*', 'src/auth.ts'],
	['**/*.test.ts', 'src/**', 'src/x.test.ts'],
	['src/a*/x.ts', 'src/*b/x.ts', 'src/ab/x.ts'],
	['app/*/routes.py', 'app/api/*.py', 'app/api/routes.py'],
	['*.md', 'docs/**', 'docs/x.md'],
	['src/[ab].ts', 'src/[bc].ts', 'src/b.ts'],
	['src/**', 'src/lib.rs', 'src/lib.rs'],
] as const)
	test(`${a} and ${b} share ${both}`, () => {
		assert.equal(pathsOverlap(a, b), true);
		for (const claim of [a, b]) assert.equal(pathNames(claim, both), true, claim);
	});

const free = [
	['src/a.ts', 'src/b.ts'],
	['src/auth', 'src/authors'],
	['src/**', 'doc/**'],
	['a-file', 'a-file.bak'],
	// Another known tool compares only what stands before the first star.
	['src/*.ts', 'src/*.py'],
	['src/*', 'src/auth/token.ts'],
	['src/*.ts', 'src/a/*.ts'],
	['src/[ab].ts', 'src/[!a-c].ts'],
	['{src,lib}/**', '{doc,test}/**'],
	['src/{a,b}{1,2}.ts', 'src/{a,b}{3,4}.ts'],
	['src/{a/x,b/y}.ts', 'src/{a/y,b/x}.ts'],
	['a\\*b', 'axb'],
	['api/{id}/*.ts', 'api/id/*.ts'],
	['src/[b-a]x', 'src/?x'],
	['src/[]a]', 'src/b'],
	['src/[\\]a]', 'src/b'],
] as const;

const shared = [
	['src', 'src/db.ts'],
	['.', 'any/thing'],
	['*', 'README.md'],
	['src/{a,b}.ts', 'src/a.ts'],
	['src/{a,b}', 'src/b/deep/x.ts'],
	['src/*/routes', 'src/shop/routes/x.ts'],
	['{src,lib}/**', 'lib/x'],
	['src/{a/x,b/y}.ts', '**/y.ts'],
	['{a,{b,c}d}.ts', 'cd.ts'],
	['app/[id].ts', 'app/[id].ts'],
	['app/[id]/page.ts', 'app/[id]/*.ts'],
	['a\\*b', 'a[*]b'],
	['src/[]a]', 'src/]'],
	['src/[[:alpha:]].ts', 'src/x.ts'],
	['src/@(a|b).ts', 'src/b.ts'],
	['src/{1..9}.ts', 'src/7.ts'],
	['größe/**', 'größe/ü.ts'],
	['src/👩‍🚀?', 'src/👩‍🚀x'],
	['a/**/b/**/c', 'a/b/x/y/c'],
	['**/a/**', 'a'],
	[`src/${'{a,b,c,d}'.repeat(3)}/x`, 'src/dba/x'],
] as const;

test('pairs that share no path', () => {
	for (const [a, b] of free) assert.equal(pathsOverlap(a, b), false, `${a} and ${b}`);
});

test('pairs that share a path', () => {
	for (const [a, b] of shared) assert.equal(pathsOverlap(a, b), true, `${a} and ${b}`);
});

test('no pair takes for ever; what is too much to tell is taken for an overlap', () => {
	// Mutation seen red: the budget left out of segment.ts and of walk (neither ends within the test's time).
	const stars = (letter: string): string => `${`*${letter}`.repeat(2000)}*`;
	assert.equal(pathsOverlap(stars('a'), stars('b')), true);
	assert.equal(pathsOverlap(`${'**/a/'.repeat(1000)}b`, `${'**/b/'.repeat(1000)}a`), true);
	assert.equal(pathsOverlap('{a,b}'.repeat(60), 'x'), true, 'too many texts');
	assert.equal(pathsOverlap(`src/${'{a,b}'.repeat(60)}`, 'doc/x'), false, 'but they do not even begin alike');
	assert.equal(pathsOverlap(`${'{'.repeat(900)}a`, 'x'), false);
	assert.equal(pathsOverlap('['.repeat(900), 'x'), false);
	assert.equal(pathsOverlap('[\\]'.repeat(300), 'x'), false);
	assert.equal(pathsOverlap(`${'{a,'.repeat(2000)}b${'}'.repeat(2000)}`, 'x'), true);
	assert.equal(pathsOverlap('['.repeat(8000), 'x'), true, 'longer than any name: not looked at closely');
});

test('domains by exact text everywhere, paths within one repository, never one with the other', () => {
	const at = (kind: Resource['kind'], repoKey: string | null, resource: string): Resource => ({kind, repoKey, resource});
	assert.equal(overlaps(at('domain', 'one', 'deploy'), at('domain', 'two', 'deploy')), true);
	assert.equal(overlaps(at('domain', null, 'deploy'), at('domain', null, 'deploy/now')), false);
	assert.equal(overlaps(at('path', 'one', 'src'), at('path', 'two', 'src')), false);
	assert.equal(overlaps(at('path', null, '/srv/x'), at('path', null, '/srv/x/y')), true);
	assert.equal(overlaps(at('path', 'one', 'deploy'), at('domain', 'one', 'deploy')), false);
});

test('where a.ts and A.ts are one file, claims know it; elsewhere they are two', () => {
	const at = (resource: string, ignoreCase: boolean): Resource => ({kind: 'path', repoKey: 'one', resource, ignoreCase});
	// Mutation seen red: `folded` that looks at one side only.
	assert.equal(overlaps(at('src/New.ts', false), at('src/new.ts', true)), true);
	assert.equal(overlaps(at('src/New.ts', true), at('SRC/*.ts', false)), true);
	assert.equal(overlaps(at('src/New.ts', false), at('src/new.ts', false)), false);
	assert.equal(covers(at('src/[A-C].ts', true), at('src/b.ts', true)), true);
});
