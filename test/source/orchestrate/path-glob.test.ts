/** Globs that stand for a yes of the keeper's: what they name is exact. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {isPathGlob, pathMatches} from '../../../source/path-glob.ts';

test('what is named, and what is not', () => {
	const yes: readonly (readonly [string, string])[] = [
		['docs/**', 'docs/a/b.md'],
		['docs/**', 'docs/.hidden'],
		['**/*.md', 'README.md'],
		['**/*.md', 'a/b/c.md'],
		['src/**/x.ts', 'src/x.ts'],
		['src/**/x.ts', 'src/a/b/x.ts'],
		['*.md', 'README.md'],
		['a?c', 'abc'],
		['a?c', 'a😀c'],
		['**', 'anything/at\nall'],
		['README.md', 'README.md'],
	];
	const no: readonly (readonly [string, string])[] = [
		['docs', 'docs/a.md'],
		['docs/**', 'docs'],
		['docs/**', 'docsx/a.md'],
		['docs/**', 'src/docs/a.md'],
		['*.md', 'docs/a.md'],
		['*.md', 'a.md\n'],
		['docs/*', 'docs/a/b'],
		['a?c', 'a/c'],
		['**/x.ts', 'x.ts/y'],
		['Docs/**', 'docs/a'],
		['README.md', 'README_md'],
	];
	for (const [glob, path] of yes) assert.equal(pathMatches(glob, path), true, `${glob} ${path}`);
	// Mutations seen red: `**` that also stands for no name at the end of a path; nameMatches that is always true.
	for (const [glob, path] of no) assert.equal(pathMatches(glob, path), false, `${glob} ${path}`);
});

test('signs that this is not made for are refused', () => {
	for (const good of ['docs/**', '*', 'a b/c.txt', '**/x']) assert.equal(isPathGlob(good), true, good);
	for (const bad of ['', '/docs/**', 'docs/', 'a//b', '{a,b}/**', '[ab].md', 'a/**b', '../x', './x', '!x', 'a\\b', 'a\0b', 'x'.repeat(401)])
		assert.equal(isPathGlob(bad), false, bad);
});

test('the same as a regular expression of it', () => {
	const toRegex = (glob: string): RegExp => {
		const names = glob.split('/').map(name => (name === '**' ? '**' : name.replaceAll('.', '\\.').replaceAll('*', '[^/]*').replaceAll('?', '[^/]')));
		const text = names.reduce((all, name, index) => {
			const last = index === names.length - 1;
			if (name === '**') return `${all}${last ? '.+' : '(?:.*/)?'}`;
			return `${all}${name}${last ? '' : '/'}`;
		}, '');
		return new RegExp(`^${text}$`, 'su');
	};
	const name = fc
		.string({unit: fc.constantFrom('a', 'b', '.', '*', '?'), minLength: 1, maxLength: 4})
		.filter(text => !text.includes('**') && text !== '.' && text !== '..');
	const glob = fc.array(fc.oneof(name, fc.constant('**')), {minLength: 1, maxLength: 5}).map(parts => parts.join('/'));
	const path = fc
		.array(fc.string({unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 4}), {minLength: 1, maxLength: 5})
		.map(parts => parts.join('/'));
	fc.assert(
		fc.property(glob, path, (pattern, file) => {
			assert.equal(pathMatches(pattern, file), toRegex(pattern).test(file), `${pattern} ${file}`);
		}),
		{numRuns: 3000},
	);
});

test('long ones end at once', () => {
	const glob = `${Array.from({length: 49}, () => '**/a*a*').join('/')}/b`;
	assert.equal(isPathGlob(glob), true);
	assert.equal(pathMatches(glob, Array.from({length: 1000}, () => 'aaaa').join('/')), false);
});
