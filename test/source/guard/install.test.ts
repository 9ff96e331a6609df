/** Where the lines go, what stays as it is, and the way back, byte for byte. */
import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {newRepository} from '../../driver/repository.ts';
import {textOf} from './guarded.ts';
import {comesBack, isFine, newPlace, pictureOf} from './place.ts';

test('where no hook was, none is left', async t => {
	const place = await newPlace(t);
	await comesBack(place, place.at('.git/hooks'));
	assert.equal(existsSync(place.places.front), false, 'the last guard takes the front along');
	rmSync(place.at('.git/hooks'), {recursive: true});
	isFine(await place.install());
	isFine(await place.uninstall());
	assert.equal(existsSync(place.at('.git/hooks')), false, 'nor the folder that was made for it');
});

// Mutation seen red: `nobody` taken for a yes, as it was.
test('where nobody can be asked, install shows and writes only with --yes', async t => {
	const place = await newPlace(t);
	place.put('.git/hooks/pre-commit', '#!/bin/sh\necho one\n');
	const before = pictureOf(place.at('.git/hooks'));
	const shown = await place.shell.at(place.repo.path).queen('guard', 'install');
	isFine(shown);
	assert.match(shown.out, /pre-commit[\s\S]*Nothing was changed.*add --yes to do it/);
	const told = await place.shell.at(place.repo.path).json<{files: readonly string[]; needsYes: boolean}>('guard', 'install');
	assert.deepEqual([told.files, told.needsYes], [[], true]);
	assert.deepEqual(pictureOf(place.at('.git/hooks')), before);
	assert.equal(existsSync(place.places.front), false);
});

const writeDown = (args: string): string => `printf "%s\\n" "$0|$#|${args}" > "\${SEEN-/dev/null}"`;
const wish = `exit "\${WISH-0}"`;

const scripts: Readonly<Record<string, string>> = {
	'sh with options': `#!/bin/sh -e\n\n# mine\nset -u\n${writeDown('$@')}\n${wish}`,
	bash: `#!/usr/bin/env bash\nset -euo pipefail\n${writeDown('$*')}\n${wish}\n`,
	'no first line, and bytes that are no text': `${writeDown('$*')} # \xff\xfe\n: \r\n${wish}\n`,
};

for (const [what, script] of Object.entries(scripts)) {
	// Mutations seen red: a block that goes on after a refusal; every hook put beside (its $0 is then another).
	test(`an existing hook goes on as it was, under its own name, and comes back: ${what}`, async t => {
		const place = await newPlace(t);
		const hook = place.put('.git/hooks/pre-commit', script, 0o750);
		await comesBack(place, place.at('.git/hooks'));
		assert.equal(statSync(hook).mode & 0o777, 0o750);
		isFine(await place.install());
		const seen = place.at('.git/seen');
		const commit = (name: string | null, code: string) => place.git(name, ['commit', '-q', '--allow-empty', '-m', 'x'], {env: {SEEN: seen, WISH: code}});
		for (const name of ['carol', null]) {
			rmSync(seen, {force: true});
			await place.git(null, ['restore', '--staged', 'src/held.ts']);
			isFine(await commit(name, '0'));
			assert.equal(readFileSync(seen, 'utf8'), '.git/hooks/pre-commit|0|\n');
			assert.equal((await commit(name, '9')).code, 1);
		}
		rmSync(seen);
		place.put('src/held.ts', 'changed\n', 0o644);
		await place.git(null, ['add', 'src/held.ts']);
		assert.equal((await commit('carol', '0')).code, 1);
		assert.equal(existsSync(seen), false, 'not asked after a refusal');
	});
}

test('what others wrote into the hook meanwhile stays when we go', async t => {
	const place = await newPlace(t);
	const hook = place.put('.git/hooks/pre-commit', '#!/bin/sh\necho one\n');
	isFine(await place.install());
	writeFileSync(hook, `${textOf(hook)}echo two\n`);
	writeFileSync(place.at('.git/hooks/pre-push'), `${textOf(place.at('.git/hooks/pre-push'))}echo three\n`);
	isFine(await place.uninstall());
	assert.equal(textOf(hook), '#!/bin/sh\necho one\necho two\n');
	assert.equal(textOf(place.at('.git/hooks/pre-push')), '#!/bin/sh\necho three\n');
});

// Mutation seen red: the kept hook not run.
test('a hook in another language, one that is switched off, and a link are kept beside and run after ours', async t => {
	const place = await newPlace(t);
	const {put, at, git, repo} = place;
	put(
		'tools/check',
		'#!/usr/bin/env node\nrequire("fs").writeFileSync(process.env.SEEN || "/dev/null", "ran " + process.argv.length); process.exit(Number(process.env.WISH || 0))\n',
		0o750,
	);
	mkdirSync(at('.git/hooks'), {recursive: true});
	for (const make of [
		() => put('.git/hooks/pre-commit', textOf(at('tools/check')), 0o711),
		() => symlinkSync('../../tools/check', at('.git/hooks/pre-commit')),
	]) {
		make();
		await comesBack(place, at('.git/hooks'));
		isFine(await place.install());
		await repo.git('reset', '-q', '--hard');
		put('tools/check', textOf(at('.git/hooks/pre-commit.queen-kept')), 0o750);
		const commit = (wish: string) => git('alice', ['commit', '-q', '--allow-empty', '-m', 'x'], {env: {SEEN: at('.git/seen'), WISH: wish}});
		isFine(await commit('0'));
		assert.equal(readFileSync(at('.git/seen'), 'utf8'), 'ran 2');
		assert.equal((await commit('3')).code, 1);
		isFine(await place.uninstall());
		rmSync(at('.git/hooks/pre-commit'));
		rmSync(at('.git/seen'));
	}
	put('.git/hooks/pre-commit', '#!/bin/sh\nexit 1\n', 0o644);
	await comesBack(place, at('.git/hooks'));
	isFine(await place.install());
	await repo.git('reset', '-q', '--hard');
	isFine(await git('alice', ['commit', '-q', '--allow-empty', '-m', 'a hook that git does not run']));
});

// Mutation seen red: decidesByName left out.
test('what cannot be done safely is left alone, with what to do', async t => {
	const place = await newPlace(t);
	const {put, at, install} = place;
	const hooks = at('.git/hooks');
	const leaves = async (pattern: RegExp): Promise<void> => {
		const before = textOf(path.join(hooks, 'pre-commit'));
		const {code, err} = await install();
		assert.equal(code, 1);
		assert.match(err, pattern);
		assert.equal(textOf(path.join(hooks, 'pre-commit')), before);
		assert.equal(existsSync(path.join(hooks, 'pre-commit.queen-kept')), false);
	};
	put('.git/hooks/pre-commit', '#!/usr/bin/env ruby\nhook = File.basename($0)\n');
	await leaves(/by its own name which hook it is/);
	put('.git/hooks/pre-commit', '#!/bin/sh\n:\n', 0o555);
	await leaves(/is read-only and was left alone\. Let it be written first: chmod u\+w/);
	rmSync(at('.git/hooks/pre-commit'));
	put('.git/hooks/pre-commit', '#!/usr/bin/python3\n');
	put('.git/hooks/pre-commit.queen-kept', 'of somebody');
	assert.match((await install()).err, /is there already/);
});

test('bare, broken and no repositories are refused in a sentence', async t => {
	const {shell, repo} = await newPlace(t);
	const bare = path.join(shell.folder, 'bare.git');
	await repo.git('init', '-q', '--bare', bare);
	const refused = async (folder: string, pattern: RegExp): Promise<void> => {
		const {code, err} = await shell.queen('guard', 'install', '--yes', '--repo', folder);
		assert.equal(code, 1);
		assert.match(err, pattern);
		assert.equal(err.trim().split('\n').length, 1);
	};
	await refused(bare, /is a bare repository, in which nobody commits/);
	await refused(shell.folder, /is in no git repository/);
	await refused(path.join(shell.folder, 'nowhere'), /There is no folder/);
	// In a worktree of a bare one people do commit.
	const tree = path.join(shell.folder, 'tree');
	await repo.git('push', '-q', bare, 'main');
	await repo.git('--git-dir', bare, 'worktree', 'add', '-q', '-b', 'alice/x', tree, 'main');
	isFine(await shell.at(tree).queen('guard', 'install', '--yes'));
	assert.deepEqual(
		readdirSync(path.join(bare, 'hooks')).filter(name => !name.endsWith('.sample')),
		['pre-commit', 'pre-push'],
	);
	for (const value of ['/dev/null', '']) {
		await repo.git('config', 'core.hooksPath', value);
		const {code, err} = await shell.at(repo.path).queen('guard', 'install', '--yes');
		assert.equal(code, 1);
		assert.match(err, /switche[ds] off|switches hooks off/);
	}
});

test('linked worktrees share the hooks of the common folder; one may have its own', async t => {
	const place = await newPlace(t);
	const {repo, install, isGuarded, shell} = place;
	const tree = await repo.worktree('tree', 'alice/tree');
	isFine(await shell.at(tree.path).queen('guard', 'install', '--yes'));
	assert.equal(await isGuarded(), true);
	assert.equal(await isGuarded(tree.path), true);
	await repo.git('config', 'extensions.worktreeConfig', 'true');
	await tree.git('config', '--worktree', 'core.hooksPath', 'own-hooks');
	mkdirSync(path.join(tree.path, 'own-hooks'));
	assert.equal(await isGuarded(tree.path), false);
	assert.equal((await shell.at(tree.path).queen('guard', 'status')).code, 1);
	isFine(await install());
	assert.equal(await isGuarded(tree.path), true);
	assert.equal((await tree.git('status', '--porcelain', 'own-hooks')).trim(), '', 'does not show up as new');
	isFine(await place.uninstall());
	assert.deepEqual(readdirSync(path.join(tree.path, 'own-hooks')), []);
	assert.equal(await isGuarded(tree.path), false);
});

// Mutation seen red: isWanted() that always says yes.
test('core.hooksPath: an absolute one for the whole machine guards only where it was asked for', async t => {
	const place = await newPlace(t);
	const {shell, repo, isGuarded, install, git} = place;
	const shared = path.join(shell.home, 'hooks');
	mkdirSync(shared);
	await repo.git('config', '--global', 'core.hooksPath', '~/hooks');
	const other = await newRepository(shell, 'other');
	isFine(await install());
	assert.deepEqual(readdirSync(shared), ['pre-commit', 'pre-push']);
	assert.equal(await isGuarded(), true);
	await shell.as('bob').at(other.path).says('claim', 'b.ts');
	other.write('b.ts', 'b\n');
	await other.git('add', '-A');
	assert.equal((await git('alice', ['commit', '-qm', 'x'], {cwd: other.path})).code, 0, 'on main, and claimed, and nobody asked for a guard');
	isFine(await shell.at(other.path).queen('guard', 'install', '--yes'));
	other.write('b.ts', 'bb\n');
	assert.equal((await git('alice', ['commit', '-qam', 'x'], {cwd: other.path})).code, 1);
	assert.match((await shell.at(other.path).queen('guard', 'status')).out, /also guarded/);
});

// Mutation seen red: standingOf() that says untracked.
test('hooks that git versions are changed only when it is asked for; new ones beside them do not show up', async t => {
	const place = await newPlace(t);
	const {repo, put, at, install, isGuarded, uninstall} = place;
	put('.githooks/pre-commit', '#!/bin/sh\n:\n');
	await repo.commit('hooks');
	await repo.git('config', 'core.hooksPath', '.githooks');
	const exclude = textOf(at('.git/info/exclude'));
	const {code, err} = await install();
	assert.equal(code, 1);
	assert.match(err, /\.githooks\/pre-commit was left alone: git versions it[^\n]*--tracked/);
	assert.equal(textOf(at('.githooks/pre-commit')), '#!/bin/sh\n:\n');
	assert.equal(await repo.git('status', '--porcelain'), '', 'pre-push is new and not shown');
	isFine(await install('--tracked'));
	assert.equal(await isGuarded(), true);
	assert.equal((await repo.git('status', '--porcelain', '.githooks')).trim(), 'M .githooks/pre-commit');
	isFine(await uninstall());
	assert.equal((await repo.git('status', '--porcelain', '.githooks')).trim(), '');
	assert.deepEqual(readdirSync(at('.githooks')), ['pre-commit']);
	assert.equal(textOf(at('.git/info/exclude')), exclude);
});

test('another place of the database: the old lines go, the new ones come; a moved repository is still guarded', async t => {
	const place = await newPlace(t);
	const {shell, repo, isGuarded, install} = place;
	isFine(await install());
	const elsewhere = shell.with({HIVE_DB: path.join(shell.folder, 'deeper/hive/queen.db')}).at(repo.path);
	assert.match((await elsewhere.queen('guard', 'status')).out, /not as this queen would write it/);
	isFine(await elsewhere.queen('guard', 'install', '--yes'));
	assert.equal(textOf(place.at('.git/hooks/pre-commit')).match(/>>> queen guard/g)?.length, 1);
	isFine(await install());
	assert.equal(await isGuarded(), true);
	const moved = `${repo.path}-moved`;
	renameSync(repo.path, moved);
	await shell.as('bob').at(moved).says('claim', 'src/held.ts');
	assert.equal(await isGuarded(moved), true);
});

// Mutation seen red: guardsOut() that only lists.
test('queen uninstall takes the guards of all repositories out; doctor and status know when one last fired', async t => {
	const place = await newPlace(t);
	const {shell, at, install, isGuarded} = place;
	const other = await newRepository(shell, 'other');
	const before = [pictureOf(at('.git/hooks')), pictureOf(path.join(other.path, '.git/hooks'))];
	assert.match((await shell.queen('doctor')).out, /no repository is guarded/);
	isFine(await install());
	isFine(await shell.at(other.path).queen('guard', 'install', '--yes'));
	assert.match((await shell.at(other.path).queen('guard', 'status')).out, /last fired never/);
	await isGuarded();
	assert.match((await shell.queen('guard', 'status', '--repo', place.repo.path)).out, /last fired just now/);
	assert.match((await shell.queen('doctor')).out, /guard[^\n]*installed in [^\n]*app[^\n]*other/);
	assert.match((await shell.queen('uninstall')).out, /pre-commit: our guard's lines/);
	isFine(await shell.queen('uninstall', '--yes'));
	assert.deepEqual([pictureOf(at('.git/hooks')), pictureOf(path.join(other.path, '.git/hooks'))], before);
	assert.equal(existsSync(place.places.folder), false);
});
