/** A repository in which a guard is installed and taken out again. */
import assert from 'node:assert/strict';
import {chmodSync, lstatSync, mkdirSync, readdirSync, readlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {TestContext} from 'node:test';
import {type Guarded, newUnguarded, textOf} from './guarded.ts';

export type Place = Guarded & {
	readonly install: (...more: readonly string[]) => Promise<{readonly code: number; readonly out: string; readonly err: string}>;
	readonly uninstall: () => Promise<{readonly code: number; readonly out: string; readonly err: string}>;
	readonly at: (...parts: readonly string[]) => string;
	/** A file in the repository, with its mode. */
	readonly put: (file: string, text: string, mode?: number) => string;
	/** Is alice stopped when she commits what bob holds? */
	readonly isGuarded: (cwd?: string) => Promise<boolean>;
};

export const newPlace = async (t: Pick<TestContext, 'after'>): Promise<Place> => {
	const guarded = await newUnguarded(t);
	const {repo, shell, git} = guarded;
	let changes = 0;
	const at = (...parts: readonly string[]): string => path.join(repo.path, ...parts);
	await shell.as('bob').at(repo.path).says('claim', 'src/held.ts');
	return {
		...guarded,
		at,
		install: (...more) => shell.at(repo.path).queen('guard', 'install', '--yes', ...more),
		uninstall: () => shell.at(repo.path).queen('guard', 'uninstall'),
		put: (file, text, mode = 0o755) => {
			mkdirSync(path.dirname(at(file)), {recursive: true});
			writeFileSync(at(file), text, 'latin1');
			chmodSync(at(file), mode);
			return at(file);
		},
		isGuarded: async (cwd = repo.path) => {
			changes += 1;
			mkdirSync(path.join(cwd, 'src'), {recursive: true});
			writeFileSync(path.join(cwd, 'src/held.ts'), `${changes}\n`);
			await git(null, ['add', 'src/held.ts'], {cwd});
			const {code, err} = await git('alice', ['commit', '-qm', 'x'], {cwd});
			assert.equal(err.includes('this commit of alice was stopped'), code === 1, err);
			return code === 1;
		},
	};
};

/** Everything in a folder: names, modes, bytes, where links lead. */
export const pictureOf = (folder: string): readonly string[] =>
	readdirSync(folder, {recursive: true, encoding: 'utf8'})
		.sort()
		.map(name => {
			const file = path.join(folder, name);
			const facts = lstatSync(file);
			const content = facts.isSymbolicLink() ? readlinkSync(file) : facts.isFile() ? textOf(file) : '';
			return `${name} ${(facts.mode & 0o7777).toString(8)} ${content}`;
		});

export const isFine = ({code, out, err}: {readonly code: number; readonly out: string; readonly err: string}): void => assert.equal(code, 0, out + err);

/** Installs, looks at who is stopped, takes it out: what was there is there again. */
export const comesBack = async (place: Place, folder: string, ...more: readonly string[]): Promise<void> => {
	const before = pictureOf(folder);
	isFine(await place.install(...more));
	assert.notDeepEqual(pictureOf(folder), before);
	const installed = pictureOf(folder);
	assert.match((await place.install(...more)).out, /already installed and current/);
	assert.deepEqual(pictureOf(folder), installed, 'twice installed is once installed');
	assert.equal(await place.isGuarded(), true);
	isFine(await place.shell.at(place.repo.path).queen('guard', 'status'));
	isFine(await place.uninstall());
	assert.deepEqual(pictureOf(folder), before);
	assert.equal(await place.isGuarded(), false);
};
