import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {overlaps, pathsOverlap, type Resource} from '../../db/overlap.ts';

/** Every file of a small tree: up to three folders deep, names that are prefixes of each other. */
const names = ['a', 'ab', 'b.ts'];
const files = names.flatMap(x => [x, ...names.flatMap(y => [`${x}/${y}`, ...names.map(z => `${x}/${y}/${z}`)])]);

const literal = fc.array(fc.constantFrom(...names), {minLength: 1, maxLength: 3}).map(parts => parts.join('/'));
const glob = fc.array(fc.constantFrom(...names, '*', '**', 'a*', '*.ts', '?', '[ab]', '{a,b.ts}'), {minLength: 1, maxLength: 3}).map(parts => parts.join('/'));

/** A path claim covers the file itself and, as a folder, all that is below. */
const coversLiteral = (claim: string, file: string): boolean => file === claim || file.startsWith(`${claim}/`);

/** The textbook meaning of a glob, independent of the code under test; a folder that it matches covers what is below. */
function coversGlob(claim: string, file: string): boolean {
	const pattern = claim
		.split('/')
		.map(segment =>
			segment === '**'
				? '.*'
				: segment
						.replace(/[.]/g, '\\.')
						.replace(/\*/g, '[^/]*')
						.replace(/\?/g, '[^/]')
						.replace(/\{(.*),(.*)\}/g, '($1|$2)'),
		)
		.join('/')
		.replaceAll('.*/', '(.*/)?');
	return new RegExp(`^${pattern}(/.*)?$`).test(file);
}

test('literal paths overlap exactly when some file belongs to both', () => {
	fc.assert(
		fc.property(literal, literal, (a, b) => {
			// Mutation seen red: pathsOverlap with `a.startsWith(b)` on the text (`a` and `ab` would meet).
			assert.equal(
				pathsOverlap(a, b),
				files.some(file => coversLiteral(a, file) && coversLiteral(b, file)),
			);
		}),
		{numRuns: 2000},
	);
});

test('globs never miss a file that belongs to both', () => {
	fc.assert(
		fc.property(fc.oneof(literal, glob), glob, (a, b) => {
			const meet = files.some(file => coversGlob(a, file) && coversGlob(b, file));
			// Mutation seen red: literalSegments that keeps the segment with the glob character.
			if (meet) assert.equal(pathsOverlap(a, b), true);
		}),
		{numRuns: 5000},
	);
});

test('symmetric, reflexive, and blind to how a folder is written', () => {
	fc.assert(
		fc.property(fc.oneof(literal, glob), fc.oneof(literal, glob), (a, b) => {
			assert.equal(pathsOverlap(a, b), pathsOverlap(b, a));
			assert.equal(pathsOverlap(a, a), true);
			assert.equal(pathsOverlap(`${a}/`, b), pathsOverlap(a, b));
			assert.equal(pathsOverlap(`./${a}`, b), pathsOverlap(a, b));
		}),
		{numRuns: 2000},
	);
});

test('the pairs that a known tool misses are all refused', () => {
	// research/coordination.md: matching each pattern as a path against the other overlooks these.
	for (const [a, b] of [
		['src/*.ts', 'src/auth*'],
		['**/*.test.ts', 'src/**'],
		['src/**', 'src/db.ts'],
		['src', 'src/db.ts'],
		['*', 'README.md'],
		['src/{a,b}.ts', 'src/a.ts'],
	] as const)
		assert.equal(pathsOverlap(a, b), true, `${a} and ${b}`);
	for (const [a, b] of [
		['src/a.ts', 'src/b.ts'],
		['src/auth', 'src/authors'],
		['src/**', 'doc/**'],
		['a-file', 'a-file.bak'],
	] as const)
		assert.equal(pathsOverlap(a, b), false, `${a} and ${b}`);
});

test('domains by exact text everywhere, paths within one repository, never one with the other', () => {
	const at = (kind: Resource['kind'], repoKey: string | null, resource: string): Resource => ({kind, repoKey, resource});
	assert.equal(overlaps(at('domain', 'one', 'deploy'), at('domain', 'two', 'deploy')), true);
	assert.equal(overlaps(at('domain', null, 'deploy'), at('domain', null, 'deploy/now')), false);
	assert.equal(overlaps(at('path', 'one', 'src'), at('path', 'two', 'src')), false);
	assert.equal(overlaps(at('path', null, '/srv/x'), at('path', null, '/srv/x/y')), true);
	assert.equal(overlaps(at('path', 'one', 'deploy'), at('domain', 'one', 'deploy')), false);
});
