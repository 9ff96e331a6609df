/** What a sister's push is asked: several refs at once, main, deletions, and files of commits that the remote has not got. */
import assert from 'node:assert/strict';
import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {parsePushedRefs, parseTrees} from '../../../source/guard/pushed.ts';
import {eventsOf, type Guarded, newUnguarded} from './guarded.ts';

type Pushing = Guarded & {readonly remote: string; readonly seen: () => string};

/** A remote beside it that has main, a guard, and a hook of the human's own before that: it writes down what git tells it. */
const newPushing = async (t: Pick<TestContext, 'after'>): Promise<Pushing> => {
	const guarded = await newUnguarded(t);
	const {shell, repo} = guarded;
	const remote = path.join(shell.folder, 'remote.git');
	await repo.git('init', '--quiet', '--bare', remote);
	await repo.git('remote', 'add', 'origin', remote);
	await repo.git('push', '-q', 'origin', 'main');
	const log = path.join(shell.folder, 'seen');
	const hook = path.join(repo.path, '.git/hooks/pre-push');
	writeFileSync(hook, `#!/bin/sh\n{ echo "$0" "$@"; cat; } > '${log}'\n[ ! -e '${log}.fails' ] || exit 7\n`);
	chmodSync(hook, 0o755);
	await shell.at(repo.path).says('guard', 'install', '--yes');
	return {...guarded, remote, seen: () => (existsSync(log) ? readFileSync(log, 'utf8') : '')};
};

const holds = ({shell, repo}: Guarded, what: string): Promise<string> => shell.as('bob').at(repo.path).says('claim', what);

/** git keeps seconds. */
const nextSecond = async (): Promise<void> => {
	const now = Math.floor(Date.now() / 1000);
	while (Math.floor(Date.now() / 1000) <= now) await pause(20);
};

// Mutation seen red: the refs not given back to what follows.
test('what git tells the hook reaches the hook that was there, in its order, for a sister and for a human', async t => {
	const pushing = await newPushing(t);
	const {stage, passes, repo, git, seen, shell} = pushing;
	await stage({'a.ts': 'a\n'});
	await passes('alice', 'commit', '-qm', 'x');
	await repo.git('branch', 'alice/second', 'HEAD');
	await repo.git('tag', 'v1');
	const told = (lines: readonly string[]): void => {
		const [first, ...rest] = seen().split('\n');
		assert.match(first ?? '', /^\.git\/hooks\/pre-push origin \/.*remote\.git$/);
		assert.deepEqual(
			rest.filter(line => line !== '').map(line => line.split(' ')[2]),
			lines,
		);
	};
	await passes('alice', 'push', '-q', 'origin', 'alice/work', 'alice/second:refs/heads/other', 'v1');
	told(['refs/heads/alice/work', 'refs/heads/other', 'refs/tags/v1']);
	const ofAlice = seen();
	await repo.git('push', '-q', '--no-verify', '--delete', 'origin', 'alice/work', 'other', 'v1');
	await passes(null, 'push', '-q', 'origin', 'alice/work', 'alice/second:refs/heads/other', 'v1');
	assert.equal(seen(), ofAlice, 'byte for byte the same');
	writeFileSync(path.join(shell.folder, 'seen.fails'), '');
	await repo.git('branch', 'alice/third');
	assert.equal((await git('alice', ['push', '-q', 'origin', 'alice/third'])).code, 1);
	assert.equal((await git(null, ['push', '-q', 'origin', 'alice/third'])).code, 1);
});

// Mutation seen red: deletions left out.
test('main is not pushed to by sisters, nor deleted, whatever it is called here; nothing of that push arrives', async t => {
	const pushing = await newPushing(t);
	const {stage, stopped, passes, repo, git} = pushing;
	await stage({'a.ts': 'a\n'});
	await passes('alice', 'commit', '-qm', 'x');
	const said = await stopped('alice', 'push', '-q', 'origin', 'HEAD', 'HEAD:main');
	assert.match(said, /Pushing to main is the keeper's[\s\S]*next: git push origin HEAD:refs\/heads\/alice\/short-description\n/);
	assert.match(said, /QUEEN_BYPASS="why" git push/);
	assert.equal((await repo.git('ls-remote', 'origin', 'refs/heads/alice/*')).trim(), '');
	assert.match(await stopped('alice', 'push', '-q', '--delete', 'origin', 'main'), /Deleting main is the keeper's/);
	await passes('alice', 'push', '-q', 'origin', 'HEAD');
	await passes('alice', 'push', '-q', '--delete', 'origin', 'alice/work');
	const {code, err} = await git('alice', ['push', '-q', 'origin', 'HEAD:main'], {env: {QUEEN_BYPASS: 'the keeper asked for it'}});
	assert.equal(code, 0, err);
	assert.equal((await eventsOf(pushing, 'bypass'))[0]?.data['rules'], 'main');
	await stage({'a.ts': 'b\n'});
	await passes(null, 'commit', '-qm', 'x');
	await passes(null, 'push', '-q', 'origin', 'HEAD:main');
});

// Mutations seen red: the time of the commit left out; --not --remotes left out.
test('a commit that came past the first guard is found; what was committed before the claim is not', async t => {
	const pushing = await newPushing(t);
	const {stage, stopped, passes, repo, remote, git} = pushing;
	await stage({'src/old.ts': 'a\n'});
	await passes('alice', 'commit', '-qm', 'before the claim');
	await nextSecond();
	await holds(pushing, 'src');
	await passes('alice', 'push', '-q', 'origin', 'alice/work');
	await stage({'src/new.ts': 'a\n'});
	await passes('alice', 'commit', '--no-verify', '-qm', 'past it');
	const said = await stopped('alice', 'push', '-q', 'origin', 'alice/work');
	assert.match(said, /bob holds #1 on "src"[\s\S]*src\/new\.ts\n {4}next: queen tell bob 'May I push src\/new\.ts\?'\n/);
	assert.doesNotMatch(said, /old\.ts/);
	assert.match(await stopped('alice', 'push', '-q', remote, 'HEAD:refs/heads/by-url'), /src\/new\.ts/);
	assert.match(await stopped('alice', 'push', '-q', 'origin', 'HEAD:refs/tags/t', 'HEAD~1:refs/heads/x'), /src\/new\.ts/);
	await passes('bob', 'push', '-q', 'origin', 'alice/work');
	// The remote has it now: it is not pushed again with the next commit.
	await stage({'b.ts': 'b\n'});
	await passes('alice', 'commit', '-qm', 'x');
	await passes('alice', 'push', '-q', 'origin', 'alice/work');
	// Somebody else pushed what was never fetched here.
	const other = path.join(path.dirname(repo.path), 'other');
	await repo.git('clone', '-q', '-b', 'alice/work', remote, other);
	await git(null, ['commit', '-q', '--allow-empty', '-m', 'elsewhere'], {cwd: other});
	await git(null, ['push', '-q', 'origin', 'alice/work'], {cwd: other});
	await stage({'c.ts': 'c\n'});
	await passes('alice', 'commit', '-qm', 'x');
	assert.equal(await passes('alice', 'push', '-q', '--force', 'origin', 'alice/work'), '');
});

test('a merge of main into her branch is no change of what others did there', async t => {
	const pushing = await newPushing(t);
	const {stage, passes, repo} = pushing;
	await holds(pushing, 'src');
	await repo.git('switch', '-q', 'main');
	await stage({'src/a.ts': 'a\n'});
	await passes('bob', 'commit', '-qm', 'of bob', '--no-verify');
	await passes(null, 'push', '-q', 'origin', 'main');
	await repo.git('switch', '-q', 'alice/work');
	await stage({'b.ts': 'b\n'});
	await passes('alice', 'commit', '-qm', 'of alice');
	await repo.git('merge', '-q', '--no-edit', 'main');
	assert.equal(await passes('alice', 'push', '-q', 'origin', 'alice/work'), '');
});

test('nothing to push, and many refs', async t => {
	const {passes, repo, stage, stopped} = await newPushing(t);
	await passes('alice', 'push', '-q', 'origin', 'alice/work');
	await passes('alice', 'push', '-q', 'origin', 'alice/work');
	for (let n = 0; n < 120; n += 1) writeFileSync(path.join(repo.path, `.git/refs/heads/n${n}`), await repo.git('rev-parse', 'HEAD'));
	await passes('alice', 'push', '-q', 'origin', 'refs/heads/n*:refs/heads/n*');
	await stage({'a.ts': 'a\n'});
	await passes('alice', 'commit', '-qm', 'x');
	assert.match(await stopped('alice', 'push', '-q', 'origin', 'HEAD:main', 'refs/heads/n*:refs/heads/m*'), /Pushing to main/);
	assert.equal((await repo.git('ls-remote', 'origin', 'refs/heads/m?')).trim(), '');
});

test('lines of git, and lines that are none', () => {
	const id = 'a'.repeat(40);
	const zero = '0'.repeat(40);
	const text = `refs/heads/a ${id} refs/heads/b ${zero}\n(delete) ${zero} refs/heads/c ${id}\n\nnonsense\nrefs/heads/x y ${id} z ${id}\n`;
	assert.deepEqual(parsePushedRefs(text), [
		{localRef: 'refs/heads/a', local: id, remoteRef: 'refs/heads/b', remote: null},
		{localRef: '(delete)', local: null, remoteRef: 'refs/heads/c', remote: id},
	]);
	const [one, two] = ['b'.repeat(40), 'c'.repeat(40)];
	// A file in the top may be called like a commit.
	const trees = `${one}\0:100644 100644 x y M\0${two}\0${two}\0::100644 100644 100644 x y z MM\0a\nb\0`;
	assert.deepEqual(
		[
			...parseTrees(
				trees,
				new Map([
					[one, 5],
					[two, 3],
				]),
			),
		],
		[
			[two, 5],
			['a\nb', 3],
		],
	);
});
