import assert from 'node:assert/strict';
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {setImmediate} from 'node:timers/promises';
import fc from 'fast-check';
import type {GitFacts} from '../../db/types.ts';
import {createGitReader, type GitReader} from '../../source/git.ts';
import {parseStatus} from '../../source/git-status.ts';
import {leftBehind} from '../driver/left-behind.ts';
import {newRepository, type Repository} from '../driver/repository.ts';
import {newShell, runProgram, type Shell} from '../driver/shell.ts';
import {until} from '../driver/wait.ts';

const never = new AbortController().signal;

type World = {readonly shell: Shell; readonly app: Repository; readonly reader: GitReader; readonly facts: () => Promise<GitFacts>};

const newWorld = async (t: TestContext): Promise<World> => {
	const {shell} = newShell(t);
	const app = await newRepository(shell, 'app');
	const reader = createGitReader(shell.env);
	return {shell, app, reader, facts: () => factsOf(reader, app.path)};
};

const factsOf = async (reader: GitReader, folder: string): Promise<GitFacts> => {
	const facts = await reader.facts(folder, never);
	assert.ok(facts);
	return facts;
};

/** Everything below a folder with its size, times and inode: nothing may differ after we looked. */
const listing = (folder: string): readonly string[] =>
	readdirSync(folder, {recursive: true, withFileTypes: true})
		.map(entry => path.join(entry.parentPath, entry.name))
		.sort()
		.map(file => {
			const facts = statSync(file);
			return `${file} ${facts.ino} ${facts.size} ${facts.mode} ${facts.mtimeMs} ${facts.ctimeMs}`;
		});

describe('git facts', () => {
	it('say repository, branch, commit, changes and the distance to the upstream', async t => {
		const {app, facts, shell} = await newWorld(t);
		const first = await facts();
		assert.deepEqual(
			{...first, head: first.head?.length},
			{
				repo: 'app',
				repoId: path.join(app.path, '.git'),
				repoKey: path.join(app.path, '.git'),
				worktree: app.path,
				branch: 'main',
				head: 40,
				dirty: false,
				changed: [],
				untracked: 0,
				ahead: null,
				behind: null,
			},
		);
		const origin = path.join(shell.folder, 'origin.git');
		await app.git('clone', '--quiet', '--bare', app.path, origin);
		await app.git('remote', 'add', 'origin', origin);
		await app.git('fetch', '--quiet');
		await app.git('branch', '--quiet', '--set-upstream-to', 'origin/main');
		await app.commit('second');
		app.write('README.md', '# changed\n');
		app.write('new/a.txt', '');
		app.write('b.txt', '');
		const {dirty, changed, untracked, ahead, behind} = await facts();
		assert.deepEqual([dirty, changed, untracked, ahead, behind], [true, ['README.md'], 2, 1, 0]);
	});

	it('of a folder below, of a linked worktree, of an empty repository, outside of any', async t => {
		const {app, shell, reader} = await newWorld(t);
		app.write('src/a.ts', '');
		assert.equal((await factsOf(reader, path.join(app.path, 'src'))).worktree, app.path);
		const linked = await app.worktree('side', 'user/side');
		const side = await factsOf(reader, linked.path);
		assert.deepEqual([side.repo, side.repoId, side.branch, side.worktree], ['app', path.join(app.path, '.git'), 'user/side', linked.path]);
		const empty = path.join(realpathSync(shell.folder), 'empty');
		await app.git('init', '--quiet', empty);
		const none = await factsOf(reader, empty);
		assert.deepEqual([none.branch, none.head, none.dirty], ['main', null, false]);
		assert.equal(await reader.facts(shell.home, never), null);
		assert.equal(await reader.facts('/no/such/folder', never), null);
	});

	it('of a merge conflict, of a detached HEAD, of many changes', async t => {
		const {app, facts, reader} = await newWorld(t);
		await app.git('checkout', '--quiet', '-b', 'other');
		app.write('README.md', 'theirs\n');
		await app.commit('theirs');
		await app.git('checkout', '--quiet', 'main');
		app.write('README.md', 'ours\n');
		await app.commit('ours');
		await app.git('merge', '--quiet', 'other').catch(() => {});
		assert.deepEqual((await facts()).changed, ['README.md']);
		await app.git('merge', '--abort');
		await app.git('checkout', '--quiet', '--detach');
		assert.equal((await facts()).branch, null);
		for (let at = 0; at < 230; at += 1) app.write(`f/${at}`, '');
		await app.git('add', '--all');
		assert.equal((await facts()).changed.length, 200);
		// Mutation seen red: `written` made of the facts.
		assert.equal((await reader.signs(app.path, never))?.changed.length, 230, 'what the detectors look at');
	});

	it('hostile branch and file names are data', async t => {
		const {app, facts} = await newWorld(t);
		const branches = ['%1;kill-server', '#(touch_x)', "a'b`$(x)", '\u202eevil', '(detached)', '-rf'];
		for (const name of branches) {
			await app.git('symbolic-ref', 'HEAD', `refs/heads/${name}`);
			assert.equal((await facts()).branch, name);
		}
		await app.git('symbolic-ref', 'HEAD', 'refs/heads/main');
		const files = ['-rf', 'a b\tc\nd', '2 x', '? y', '"q"', '\u001b]52;c;QQ==\u0007'];
		for (const name of files) app.write(name, '');
		await app.git('add', '--all');
		assert.deepEqual([...(await facts()).changed].sort(), [...files].sort());
	});
});

/** A repository whose every setting that names a program leaves a mark when the program runs. */
const trapped = async ({app, shell}: World): Promise<() => readonly string[]> => {
	const marks = path.join(shell.folder, 'marks');
	mkdirSync(marks);
	const mark = (name: string): string => `touch ${marks}/${name}; cat`;
	const settings: readonly (readonly [string, string])[] = [
		['core.fsmonitor', mark('fsmonitor')],
		['core.hooksPath', path.join(app.path, '.git/traps')],
		['filter.clean.clean', mark('clean')],
		['filter.clean.smudge', mark('smudge')],
		['filter.pro.cess.process', mark('process')],
		['filter.pro.cess.required', 'true'],
		['diff.conv.textconv', mark('textconv')],
		['diff.external', mark('external')],
		['core.pager', mark('pager')],
		['core.sshCommand', mark('ssh')],
	];
	app.write('.gitattributes', '*.clean filter=clean diff=conv\n*.process filter=pro.cess\n');
	app.write('a.clean', 'a\n');
	app.write('a.process', 'a\n');
	await app.commit('with filters');
	for (const [key, value] of settings) await app.git('config', key, value);
	mkdirSync(path.join(app.path, '.git/traps'));
	for (const hook of ['post-index-change', 'pre-commit', 'post-checkout', 'fsmonitor-watchman']) {
		app.write(`.git/traps/${hook}`, `#!/bin/sh\ntouch ${marks}/${hook}\n`);
		chmodSync(path.join(app.path, '.git/traps', hook), 0o755);
	}
	// Touched, not changed: git has to look inside, through the filters.
	for (const file of ['a.clean', 'a.process', 'README.md']) utimesSync(path.join(app.path, file), 1, 1);
	return () => readdirSync(marks).sort();
};

describe('watching a repository harms nobody', () => {
	// Mutation seen red, one each: core.fsmonitor=false left out; filtersOff() answering []; core.hooksPath left out together with --no-optional-locks.
	it('runs no program that the repository names', async t => {
		const world = await newWorld(t);
		const marks = await trapped(world);
		await world.facts();
		assert.deepEqual(marks(), []);
		// The traps are real: git itself walks into them.
		await world.app.git('status').catch(() => '');
		assert.ok(marks().includes('fsmonitor') && marks().includes('clean') && marks().includes('process'), marks().join());
	});

	// Mutation seen red: GIT_OPTIONAL_LOCKS and --no-optional-locks left out (git refreshes the index).
	it('writes nothing below .git', async t => {
		const {app, facts} = await newWorld(t);
		app.write('a.txt', 'a\n');
		await app.commit('a');
		utimesSync(path.join(app.path, 'a.txt'), 1, 1);
		const git = path.join(app.path, '.git');
		const before = listing(git);
		const index = readFileSync(path.join(git, 'index'));
		await facts();
		assert.deepEqual(listing(git), before);
		assert.deepEqual(readFileSync(path.join(git, 'index')), index);
		// The index was due for a refresh: git's own status does write it.
		await app.git('status');
		assert.notDeepEqual(readFileSync(path.join(git, 'index')), index);
	});

	it("neither minds a held lock nor is in the way of an agent's commits", async t => {
		const {app, facts} = await newWorld(t);
		const lock = path.join(app.path, '.git/index.lock');
		writeFileSync(lock, '');
		app.write('README.md', 'changed\n');
		assert.deepEqual((await facts()).changed, ['README.md']);
		assert.ok(existsSync(lock));
		rmSync(lock);
		let committing = true;
		const watch = async (): Promise<number> => {
			let times = 0;
			// An unchanged worktree is answered without waiting for anything: the loop itself has to let others run.
			for (; committing; times += 1) await facts().then(() => setImmediate());
			return times;
		};
		const watching = watch();
		for (let at = 0; at < 15; at += 1) {
			app.write('README.md', `${at}\n`);
			await app.commit(`number ${at}`);
		}
		committing = false;
		assert.ok((await watching) > 0);
		assert.equal((await app.git('rev-list', '--count', 'HEAD')).trim(), '16');
	});

	it('leaves a repository alone whose filter cannot be switched off', async t => {
		const world = await newWorld(t);
		await trapped(world);
		await world.app.git('config', 'filter.x=y.clean', 'touch /tmp/x');
		await assert.rejects(world.facts(), /Repository .*\/app could not be read: it configures a filter whose name holds/);
	});
});

describe('a worktree in which nothing changed', () => {
	// Mutation seen red: isUnchanged() answering false.
	it('costs no git process', async t => {
		const {app, facts, reader} = await newWorld(t);
		app.write('untracked/deep/a', '');
		await app.git('branch', '--quiet', 'other');
		await app.git('branch', '--quiet', '--set-upstream-to', 'other');
		const first = await facts();
		const before = reader.processesStarted();
		assert.ok(before > 0);
		for (let time = 0; time < 5; time += 1) assert.deepEqual(await facts(), first);
		assert.equal(reader.processesStarted(), before);
		app.write('untracked/deep/a', 'text');
		assert.deepEqual(await facts(), first);
	});

	it('is read once when two ask at the same time', async t => {
		const {app, reader} = await newWorld(t);
		await factsOf(reader, app.path);
		app.write('README.md', 'x\n');
		const before = reader.processesStarted();
		const [one, two] = await Promise.all([factsOf(reader, app.path), factsOf(reader, app.path)]);
		assert.deepEqual(one, two);
		assert.ok(reader.processesStarted() - before <= 3);
	});

	let serial = 0;
	const next = (): number => {
		serial += 1;
		return serial;
	};

	/** Everything that can change the facts. */
	const steps: readonly {readonly name: string; readonly take: (app: Repository) => unknown}[] = [
		{name: 'edit', take: app => app.write('README.md', `${next()}`)},
		{name: 'edit back', take: app => app.git('checkout', '--', '.')},
		{name: 'same size, old mtime', take: app => sameSize(app)},
		{name: 'new file', take: app => app.write(`new-${next()}`, '')},
		{name: 'empty folder', take: app => void mkdirSync(path.join(app.path, 'hollow/inner'), {recursive: true})},
		{name: 'file in the empty folder', take: app => app.write('hollow/inner/a', '')},
		{name: 'file out of it', take: app => rmSync(path.join(app.path, 'hollow/inner/a'), {force: true})},
		{name: 'file in a source folder', take: app => app.write('src/deep/b.ts', `${next()}`)},
		{name: 'stage', take: app => app.git('add', '--all')},
		{name: 'commit', take: app => app.commit('step')},
		{name: 'switch', take: app => app.git('checkout', '--quiet', '-B', `branch-${next() % 3}`)},
		{name: 'upstream', take: app => app.git('branch', '--quiet', '--set-upstream-to', 'up')},
		{name: 'pack', take: app => app.git('pack-refs', '--all')},
		{name: 'other branch moves', take: app => app.git('update-ref', 'refs/heads/up', 'HEAD')},
		{name: 'clean', take: app => app.git('clean', '-fdq')},
		{name: 'ignore', take: app => app.write('.gitignore', `new-*\n# ${next()}\n`)},
		{name: 'mode', take: app => chmodSync(path.join(app.path, 'README.md'), next() % 2 === 0 ? 0o755 : 0o644)},
		{name: 'no more logs', take: app => noLogs(app)},
		{name: 'branch moved without a log', take: app => app.git('update-ref', 'HEAD', 'HEAD~1')},
		{name: 'nothing', take: () => {}},
	];

	/** As a program would that wants not to be noticed: size and mtime stay to the nanosecond. */
	const sameSize = async (app: Repository): Promise<void> => {
		const file = path.join(app.path, 'README.md');
		const keep = path.join(app.path, '.git/keep');
		const settings = {env: process.env, cwd: app.path, input: null};
		await runProgram('cp', ['-p', file, keep], settings);
		writeFileSync(file, 'y'.repeat(statSync(file).size));
		await runProgram('touch', ['-r', keep, file], settings);
	};

	const noLogs = async (app: Repository): Promise<void> => {
		await app.git('config', 'core.logAllRefUpdates', 'false');
		rmSync(path.join(app.path, '.git/logs'), {recursive: true, force: true});
	};

	/** After one step the reader with a memory must say what a fresh one says. */
	const compare = async (shell: Shell, app: Repository, reader: GitReader, name: string): Promise<void> => {
		assert.deepEqual(await factsOf(reader, app.path), await factsOf(createGitReader(shell.env), app.path), `after ${name}`);
	};

	// Mutation seen red: ctime left out of the fingerprint; the branch's own ref left out; the upstream's left out.
	it('notices each kind of change by itself', async t => {
		const {shell} = newShell(t);
		const app = await newRepository(shell, 'app');
		await app.git('branch', '--quiet', 'up');
		await app.commit('second');
		const reader = createGitReader(shell.env);
		for (const {name, take} of steps) {
			await factsOf(reader, app.path);
			await Promise.resolve(take(app)).catch(() => {});
			await compare(shell, app, reader, name);
		}
	});

	// Mutation seen red: files or folders left out of the fingerprint; the walk into empty folders left out.
	it('is never taken for unchanged after it changed', async t => {
		const {shell} = newShell(t);
		const sequences = fc.array(fc.integer({min: 0, max: steps.length - 1}), {minLength: 8, maxLength: 12});
		let run = 0;
		await fc.assert(
			fc.asyncProperty(sequences, async numbers => {
				run += 1;
				const app = await newRepository(shell, `app-${run}`);
				await app.git('branch', '--quiet', 'up');
				const reader = createGitReader(shell.env);
				for (const number of numbers) {
					const step = steps[number];
					assert.ok(step);
					// Some steps have nothing to do (an upstream that exists, nothing to commit): git says so by its status.
					await Promise.resolve(step.take(app)).catch(() => {});
					await compare(shell, app, reader, step.name);
				}
			}),
			{numRuns: process.env['HIVEQUEEN_FULL'] === '1' ? 40 : 4},
		);
	});
});

describe('a repository that cannot be read', () => {
	const fails = async (world: World, why: RegExp): Promise<void> => {
		await assert.rejects(world.reader.facts(world.app.path, never), error => {
			assert.ok(error instanceof Error);
			assert.match(error.message, why);
			assert.match(error.message, /^Repository \/.*\/app could not be read: [^\n]+\.$/);
			return true;
		});
	};

	it('because its .git is damaged', async t => {
		const world = await newWorld(t);
		writeFileSync(path.join(world.app.path, '.git/index'), 'DIRC nonsense');
		await fails(world, /index/);
		rmSync(path.join(world.app.path, '.git/HEAD'));
		await fails(world, /damaged/);
	});

	it('because its main repository is gone', async t => {
		const world = await newWorld(t);
		const linked = await world.app.worktree('side', 'side');
		rmSync(path.join(world.app.path, '.git'), {recursive: true});
		await assert.rejects(world.reader.facts(linked.path, never), /Repository .*\/side could not be read: its \.git is damaged/);
	});

	// Mutation seen red: requireOwn() left out.
	it('because it belongs to somebody else', async t => {
		const world = await newWorld(t);
		t.mock.property(process, 'geteuid', () => 4_000_000);
		await fails(world, /belongs to another user/);
		assert.equal(world.reader.processesStarted(), 0);
	});

	const withGit = async (t: TestContext, script: string): Promise<World> => {
		const world = await newWorld(t);
		const bin = path.join(world.shell.folder, 'bin');
		mkdirSync(bin);
		writeFileSync(path.join(bin, 'git'), `#!/bin/sh\n${script}\n`, {mode: 0o755});
		return {...world, reader: createGitReader({...world.shell.env, PATH: `${bin}:${world.shell.env['PATH']}`})};
	};

	it('because git hangs: it is ended', async t => {
		const world = await withGit(t, `cd ${'$'}{HOME}; exec sleep 300`);
		await fails(world, /git gave no answer within 2 s/);
		await until(() => leftBehind(world.shell.folder).length === 0, 'the hanging git to end');
	});

	it('because git floods', async t => fails(await withGit(t, 'exec yes'), /git printed more than \d+ bytes/));

	it('because there is no git', async t => {
		const world = await newWorld(t);
		await fails({...world, reader: createGitReader({PATH: world.shell.home})}, /git was not found in PATH/);
	});

	it('rejects as aborted when nobody wants it any more', async t => {
		const {app, reader} = await newWorld(t);
		await assert.rejects(reader.facts(app.path, AbortSignal.abort()), {name: 'AbortError'});
	});
});

describe('parseStatus', () => {
	it('never throws, whatever git prints', () => {
		fc.assert(
			fc.property(fc.string({unit: fc.constantFrom('1', '2', 'u', '?', ' ', '\0', '#', 'a', '.'), maxLength: 80}), text => parseStatus(text).untracked >= 0),
		);
	});
});
