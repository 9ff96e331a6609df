/** Which claims are compared at all: none that overlap may be left out. */
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import fc from 'fast-check';
import type {Claim} from '../../db/types.ts';
import {claimsOverlap, type Worktrees} from '../../source/claim-overlap.ts';
import {pairsThatMayMeet} from '../../source/claim-pairs.ts';
import {claim} from './scanner/builders.ts';

const worktrees: Worktrees = new Map([
	['/src/site/.git', ['/src/site', '/src/site-b']],
	['/src/other/.git', ['/src/other']],
]);

const resource = fc.constantFrom('a', 'A', 'a/b', 'a/b/c', 'a/*', '*', '*.md', '**', 'a/**/c', '{a,b}/c', 'b', '.', 'a/[id].ts', 'A/b');
const place = fc.constantFrom(
	{repoKey: 'key', repoId: '/src/site/.git'},
	{repoKey: 'key', repoId: null},
	{repoKey: 'key', repoId: '/src/other/.git'},
	{repoKey: 'renamed', repoId: '/src/site/.git'},
);
const inside = fc.record({kind: fc.constant('path' as const), resource, ignoreCase: fc.boolean()}).chain(what => place.map(where => ({...what, ...where})));
const folder = fc.constantFrom('/src/site', '/src/site-b', '/src/other', '/src', '/elsewhere');
const outside = fc
	.record({folder, name: resource, repoId: fc.constantFrom(null, '/src/site/.git')})
	.map(({folder: top, name, repoId}) => ({kind: 'path' as const, resource: `${top}/${name}`, repoKey: null, repoId}));
const domain = fc.constantFrom('a', 'auth').map(text => ({kind: 'domain' as const, resource: text, repoKey: null, repoId: null}));
const colony = fc
	.array(fc.oneof(inside, inside, outside, domain), {maxLength: 8})
	.map(all => all.map((part, index) => claim(index + 1, {owner: `iza-${index}`, ...part})));

const named = (pairs: readonly (readonly [Claim, Claim])[]): readonly string[] => pairs.map(([a, b]) => `${a.id} ${b.id}`);

describe('pairsThatMayMeet', () => {
	test('every two that overlap are among them, each once and in order', () => {
		// Mutations seen red: folders not folded to lower case; no place by repository; no places of an absolute path.
		fc.assert(
			fc.property(colony, claims => {
				const pairs = named(pairsThatMayMeet(claims, worktrees));
				assert.equal(new Set(pairs).size, pairs.length, 'each once');
				const all = claims.flatMap((older, index) => claims.slice(index + 1).map(newer => [older, newer] as const));
				const met = named(all.filter(([older, newer]) => claimsOverlap(older, newer, worktrees)));
				assert.deepEqual(
					pairs.filter(pair => met.includes(pair)),
					met,
				);
			}),
			{numRuns: 1500},
		);
	});

	test('a thousand claims on files of their own are not compared with each other', () => {
		const claims = Array.from({length: 1000}, (_, n) => claim(n + 1, {kind: 'path', resource: `src/module-${n}/state.ts`, repoKey: 'key', repoId: null}));
		assert.deepEqual(pairsThatMayMeet(claims, worktrees), []);
	});
});
