import assert from 'node:assert/strict';
import {mkdirSync, realpathSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import fc from 'fast-check';
import {configValue} from '../../source/git-config.ts';
import {canonicalPath, claimTarget, findRepository, headBranch, locateGit, remoteKey} from '../../source/repository.ts';
import {newRepository, type Repository} from '../driver/repository.ts';
import {newShell, type Shell} from '../driver/shell.ts';

const newWorld = async (t: TestContext): Promise<{readonly shell: Shell; readonly app: Repository}> => {
	const {shell} = newShell(t);
	return {shell, app: await newRepository(shell, 'app')};
};

const branchAt = (folder: string): string | null => {
	const place = locateGit(folder);
	assert.ok(place);
	return headBranch(place);
};

describe('findRepository', () => {
	it('finds it from any folder below, by its real path', async t => {
		const {app, shell} = await newWorld(t);
		app.write('src/deep/a.ts', '');
		symlinkSync(app.path, path.join(shell.folder, 'link'));
		const want = {repo: 'app', repoId: path.join(app.path, '.git'), repoKey: path.join(app.path, '.git'), worktree: app.path};
		for (const folder of [app.path, path.join(app.path, 'src/deep'), path.join(shell.folder, 'link/src')]) assert.deepEqual(findRepository(folder), want);
		assert.equal(findRepository(shell.home), null);
		assert.equal(findRepository('/no/such/folder'), null);
	});

	it('a linked worktree belongs to the main one, under a branch of its own', async t => {
		const {app} = await newWorld(t);
		const linked = await app.worktree('side', 'user/fix-login');
		const found = findRepository(linked.path);
		assert.deepEqual([found?.repo, found?.repoId, found?.worktree], ['app', path.join(app.path, '.git'), linked.path]);
		assert.deepEqual([branchAt(linked.path), branchAt(app.path)], ['user/fix-login', 'main']);
	});

	it('clones of one project meet in their key, not in their id', async t => {
		const {app, shell} = await newWorld(t);
		await app.git('remote', 'add', 'origin', 'git@GitHub.com:Me/App.git');
		const other = await newRepository(shell, 'other-clone');
		await other.git('remote', 'add', 'origin', 'https://me:secret@github.com/Me/App');
		assert.equal(findRepository(app.path)?.repoKey, 'github.com/Me/App');
		assert.equal(findRepository(other.path)?.repoKey, 'github.com/Me/App');
		assert.notEqual(findRepository(app.path)?.repoId, findRepository(other.path)?.repoId);
	});

	it('worktrees of a bare repository carry its name; a bare one itself has no worktree', async t => {
		const {app, shell} = await newWorld(t);
		const bare = path.join(realpathSync(shell.folder), 'tools.git');
		await app.git('clone', '--quiet', '--bare', app.path, bare);
		await app.git('-C', bare, 'worktree', 'add', '--quiet', path.join(bare, '../wt'), 'main');
		assert.equal(findRepository(bare), null);
		assert.equal(findRepository(path.join(bare, '../wt'))?.repo, 'tools');
		const hidden = path.join(realpathSync(shell.folder), 'proj/.bare');
		await app.git('clone', '--quiet', '--bare', app.path, hidden);
		await app.git('-C', hidden, 'worktree', 'add', '--quiet', path.join(hidden, '../main'), 'main');
		assert.equal(findRepository(path.join(hidden, '../main'))?.repo, 'proj');
	});

	it('a submodule is a repository of its own', async t => {
		const {app, shell} = await newWorld(t);
		const part = await newRepository(shell, 'part');
		await app.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', part.path, 'lib/part');
		const found = findRepository(path.join(app.path, 'lib/part'));
		assert.deepEqual([found?.repo, found?.worktree], ['part', path.join(app.path, 'lib/part')]);
	});

	it('an empty .git folder is nothing; a detached HEAD is no branch', async t => {
		const {app} = await newWorld(t);
		mkdirSync(path.join(app.path, 'sub/.git'), {recursive: true});
		assert.equal(findRepository(path.join(app.path, 'sub'))?.worktree, app.path);
		// A folder of that name with a HEAD in it but no objects is none either, for git as for us.
		app.write('sub/.git/HEAD', 'ref: refs/heads/main\n');
		assert.equal(findRepository(path.join(app.path, 'sub'))?.worktree, app.path);
		await app.git('checkout', '--quiet', '--detach');
		assert.equal(branchAt(app.path), null);
	});

	it('hostile branch names are data', async t => {
		const {app} = await newWorld(t);
		for (const name of ['%1;kill-server', '#(touch_x)', "a'b`$(x)", '\u202eevil\u009b', '-rf', 'a/ä/b']) {
			await app.git('symbolic-ref', 'HEAD', `refs/heads/${name}`);
			assert.equal(branchAt(app.path), name);
		}
	});
});

describe('remoteKey', () => {
	const same: readonly (readonly [string, string])[] = [
		['git@host:a/b.git', 'host/a/b'],
		['host:a/b', 'host/a/b'],
		['ssh://git@HOST/a/b', 'host/a/b'],
		['ssh://git@host:22/a/b/', 'host/a/b'],
		['ssh://git@host:2222/a/b', 'host:2222/a/b'],
		['https://me:secret@host/a/b.git', 'host/a/b'],
		['https://host:443/a/b.git/', 'host/a/b'],
		['git+ssh://host/a/b', 'host/a/b'],
		['file:///srv/git/x.git', '/srv/git/x'],
		['/srv/git/x.git/', '/srv/git/x'],
		['/srv/x/.git', '/srv/x'],
		['../x.git', '/w/x'],
	];
	for (const [url, key] of same) it(`${url} is ${key}`, () => assert.equal(remoteKey(url, '/w/app'), key));

	// Mutation seen red: cutting the user at the first @ instead of the last.
	it('never keeps a user or a password', () => {
		const secret = fc.string({unit: fc.constantFrom('p', '@', ':', 'S'), minLength: 1, maxLength: 8}).map(text => `TOKEN${text}TOKEN`);
		fc.assert(fc.property(secret, text => !/token/i.test(remoteKey(`https://me:${text}@host/a/b.git`, '/w'))));
	});
});

describe('configValue', () => {
	const config = [
		'[core]\n\turl = no',
		'[remote "other"]\n\turl = no',
		'[Remote "origin"] ; a comment\n\tfetch = x\n\tURL = "git@host:a b.git" # why',
		'[remote "origin"]\n\turl = second\n[branch "a.\\"b"]\n\tremote = or\\\nigin\n',
	].join('\n');

	it('finds the first value of a key in its section, without quotes, comments and escapes', () => {
		assert.equal(configValue(config, 'remote.origin', 'url'), 'git@host:a b.git');
		assert.equal(configValue(config, 'branch.a."b', 'remote'), 'origin');
		assert.equal(configValue(config, 'remote.Origin', 'url'), null);
		assert.equal(configValue('', 'remote.origin', 'url'), null);
	});

	it('agrees with git itself', async t => {
		const {app} = await newWorld(t);
		for (const url of ['a b', ' lead', 'x # y', 'x;y', 'tab\there', 'quote"d', 'back\\slash', 'end ']) {
			await app.git('config', 'remote.origin.url', url);
			const config = (await app.git('config', '--file', '.git/config', '--list')).includes('remote.origin.url');
			assert.ok(config);
			assert.equal(findRepository(app.path)?.repoKey, remoteKey(url, app.path), url);
		}
	});
});

describe('claimTarget', () => {
	const resource = (text: string, cwd: string): string => {
		const {kind, resource: found} = claimTarget(text, cwd);
		return `${kind} ${found}`;
	};

	it('tells paths from domains', async t => {
		const {app} = await newWorld(t);
		app.write('src/auth.ts', '');
		const at = (text: string): string => resource(text, app.path);
		assert.equal(at('deploy'), 'domain deploy');
		assert.equal(at('Deploy prod!'), 'domain Deploy prod!');
		assert.equal(at('src'), 'path src');
		assert.equal(at('src/auth.ts'), 'path src/auth.ts');
		assert.equal(at('auth/new.ts'), 'path auth/new.ts');
		assert.equal(at('*.ts'), 'path *.ts');
		assert.equal(at('.env'), 'path .env');
		assert.equal(at('.'), 'path .');
		assert.equal(at('domain:src'), 'domain src');
		assert.equal(at('path:deploy'), 'path deploy');
		assert.deepEqual(claimTarget('deploy', app.path), {
			kind: 'domain',
			resource: 'deploy',
			repo: null,
			repoId: null,
			repoKey: null,
			ignoreCase: false,
			worktree: null,
		});
	});

	// Mutation seen red: path.resolve() instead of following links before `..`.
	it('gives one name however a path is written, in every worktree', async t => {
		const {app} = await newWorld(t);
		app.write('src/auth.ts', '');
		await app.commit('src');
		symlinkSync('src', path.join(app.path, 'alias'));
		mkdirSync(path.join(app.path, 'a/b'), {recursive: true});
		symlinkSync('a/b', path.join(app.path, 'short'));
		const linked = await app.worktree('side', 'side');
		const names = [
			[app.path, './src/../src//auth.ts'],
			[app.path, 'alias/auth.ts'],
			[path.join(app.path, 'src'), './auth.ts'],
			['/', path.join(app.path, 'src/auth.ts')],
			[linked.path, 'src/auth.ts'],
			[path.join(linked.path, 'src'), '../src/auth.ts'],
		] as const;
		for (const [cwd, text] of names) {
			const target = claimTarget(text, cwd);
			assert.deepEqual([target.resource, target.repo, target.repoId], ['src/auth.ts', 'app', path.join(app.path, '.git')], `${text} in ${cwd}`);
		}
		assert.equal(resource('short/../x', app.path), 'path a/x');
		assert.equal(resource('src/neu/**/*.ts', linked.path), 'path src/neu/**/*.ts');
		assert.equal(resource('src/ä.ts', app.path), resource('src/a\u0308.ts', app.path));
	});

	it('a link that leads out of the repository names where it leads', async t => {
		const {app, shell} = await newWorld(t);
		symlinkSync('/etc', path.join(app.path, 'out'));
		assert.deepEqual(claimTarget('out/passwd', app.path), {
			kind: 'path',
			resource: '/etc/passwd',
			repo: null,
			repoId: null,
			repoKey: null,
			ignoreCase: false,
			worktree: null,
		});
		assert.equal(resource('./notes.txt', shell.home), `path ${path.join(realpathSync(shell.home), 'notes.txt')}`);
		assert.equal(canonicalPath('../'.repeat(40), app.path).path, '/');
	});

	it('refuses nothing and NUL, with a sentence', () => {
		assert.throws(() => claimTarget('a\0b', '/'), /may not hold a NUL byte/);
		for (const text of ['', '  ', 'path:', 'domain:']) assert.throws(() => claimTarget(text, '/'), /Nothing to claim/);
	});

	it('a name is stable: naming the name again changes nothing', async t => {
		const {app} = await newWorld(t);
		writeFileSync(path.join(app.path, 'x'), '');
		const part = fc.constantFrom('x', 'src', '..', '.', 'ä', 'a\u0308', '*', 'b c', '-r', "q'");
		fc.assert(
			fc.property(fc.array(part, {minLength: 1, maxLength: 6}), parts => {
				const once = canonicalPath(parts.join('/'), app.path);
				const again = canonicalPath(once.path, once.repository === null ? '/' : app.path);
				assert.deepEqual(again, once);
			}),
			{numRuns: 200},
		);
	});
});
