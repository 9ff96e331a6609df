/** One key for one path, however it is written and from wherever (RULES.md, Claims). */
import assert from 'node:assert/strict';
import {mkdirSync, symlinkSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import fc from 'fast-check';
import {claimCovers, claimsOverlap} from '../../source/claim-names.ts';
import {claimTarget} from '../../source/claim-target.ts';
import {newRepository, type Repository} from '../driver/repository.ts';
import {newShell} from '../driver/shell.ts';

/** A repository with links in it, a linked worktree, and a link to the whole from outside. */
async function newPlaces(t: TestContext): Promise<{readonly app: Repository; readonly tops: readonly string[]}> {
	const {shell} = newShell(t);
	const app = await newRepository(shell, 'app');
	app.write('src/deep/a.ts', '');
	app.write('src/b.ts', '');
	app.write('lib/c.ts', '');
	for (const [to, from] of [
		['src', 'alias'],
		['../src/deep', 'lib/inner'],
	] as const)
		symlinkSync(to, path.join(app.path, from));
	await app.commit('places');
	const side = await app.worktree('side', 'side');
	const link = path.join(shell.folder, 'link');
	symlinkSync(app.path, link);
	return {app, tops: [app.path, side.path, link]};
}

/** Ways to write each folder that exists, and what it is called. */
const folders: Readonly<Record<string, readonly string[]>> = {
	'': ['.', 'src/..', 'lib/../.', 'src/deep/../..', 'lib/inner/../..'],
	src: ['src', 'alias', 'src/deep/..', './/src/', 'lib/../alias', 'lib/inner/..'],
	'src/deep': ['src/deep', 'alias/deep', 'lib/inner', 'src/./deep/', 'lib/inner/../deep'],
	lib: ['lib', 'src/../lib', 'alias/../lib'],
};
/** Names that exist in some of them and names that do not, and globs. */
const rest = fc.constantFrom('a.ts', 'b.ts', 'new.ts', 'not/there/yet.ts', '*.ts', '**', 'größe.ts', '[id].ts', '{a,b}.ts');

// Mutations seen red: links not followed before `..`; the worktree's own folder in the key; no NFC.
test('one name for one path, from every worktree and every folder, through links and dots, there or not yet', async t => {
	const {tops} = await newPlaces(t);
	fc.assert(
		fc.property(
			fc.constantFrom(...Object.keys(folders)),
			fc.nat(10),
			fc.nat(10),
			rest,
			fc.constantFrom(...tops),
			fc.constantFrom(...tops),
			fc.boolean(),
			(folder, way, cwdWay, name, top, cwdTop, isAbsolute) => {
				const ways = folders[folder] ?? [];
				const written = `${ways[way % ways.length]}/${name.normalize(way % 2 === 0 ? 'NFC' : 'NFD')}`;
				// Relative to the folder itself by one of its names, or absolute in any worktree.
				const target = isAbsolute ? claimTarget(`${top}/${written}`, cwdTop) : claimTarget(`./${name}`, `${top}/${ways[cwdWay % ways.length]}`);
				const expected = folder === '' ? name : `${folder}/${name}`;
				assert.deepEqual([target.kind, target.resource, target.repo], ['path', expected, 'app'], written);
				assert.equal(target.repoId, `${tops[0]}/.git`);
			},
		),
		{numRuns: 300},
	);
});

test('a name that was given is its own name: canonical again is the same', async t => {
	const {app} = await newPlaces(t);
	const part = fc.constantFrom('src', 'alias', 'lib', 'inner', 'deep', '..', '.', 'new', 'a.ts', '*');
	fc.assert(
		fc.property(fc.array(part, {minLength: 1, maxLength: 6}), parts => {
			const once = claimTarget(`./${parts.join('/')}`, app.path);
			if (once.repoKey === null) return;
			const again = claimTarget(`./${once.resource}`, app.path);
			assert.deepEqual(again, once);
		}),
		{numRuns: 300},
	);
});

// The file system here tells case apart; git's own note (core.ignorecase) is what is gone by, and names are looked up without case as such a system would.
test('where case does not count, what exists is called as on the disk, and the rest is compared without case', async t => {
	const {app} = await newPlaces(t);
	mkdirSync(path.join(app.path, 'Docs/Guide'), {recursive: true});
	app.write('Docs/Guide/Start.md', '');
	const at = (text: string) => claimTarget(text, app.path);
	assert.equal(at('docs/guide/start.md').resource, 'docs/guide/start.md', 'elsewhere they are two files');
	await app.git('config', 'core.ignorecase', 'true');
	const cased = (text: string, up: readonly boolean[]): string =>
		[...text].map((letter, n) => (up[n % up.length] ? letter.toUpperCase() : letter.toLowerCase())).join('');
	fc.assert(
		fc.property(fc.array(fc.boolean(), {minLength: 1, maxLength: 12}), fc.array(fc.boolean(), {minLength: 1, maxLength: 12}), (up, other) => {
			// Mutations seen red: spelledOnDisk left out; ignoreCase always false.
			assert.equal(at(`./${cased('docs/guide/start.md', up)}`).resource, 'Docs/Guide/Start.md');
			assert.equal(at(`./${cased('ALIAS/B.TS', up)}`).resource, 'src/b.ts');
			const [one, two] = [at(`./${cased('docs/new/file.md', up)}`), at(`./${cased('docs/new/file.md', other)}`)];
			assert.ok(one.resource.startsWith('Docs/') && two.resource.startsWith('Docs/'));
			assert.ok(one.ignoreCase && claimsOverlap(one, two));
			assert.ok(claimCovers({...one, resource: 'DOCS/**/*.MD'}, two));
		}),
		{numRuns: 100},
	);
});
