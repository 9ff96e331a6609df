/** husky of both kinds: its own files are found by their $0, so that nothing may be moved aside. */
import assert from 'node:assert/strict';
import {existsSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {textOf} from './guarded.ts';
import {comesBack, isFine, newPlace, type Place} from './place.ts';

/** What husky 9 makes at its install, and where its `h` finds the human's hook: by $0. */
const husky9 = ({put, repo}: Place): Promise<string> => {
	put('.husky/_/.gitignore', '*', 0o644);
	put(
		'.husky/_/h',
		'#!/usr/bin/env sh\nn=$(basename "$0")\ns=$(dirname "$(dirname "$0")")/$n\n[ ! -f "$s" ] && exit 0\n[ "$HUSKY" = "0" ] && exit 0\nsh -e "$s" "$@"\nc=$?\nexit $c\n',
		0o644,
	);
	for (const hook of ['pre-commit', 'pre-push', 'commit-msg']) put(`.husky/_/${hook}`, '#!/usr/bin/env sh\n. "$(dirname "$0")/h"');
	put('.husky/_/husky.sh', '', 0o644);
	return repo.git('config', 'core.hooksPath', '.husky/_');
};

// Mutation seen red: every hook put beside (husky then finds no hook of the human, and says nothing).
test("husky 9: ours go into what husky makes, the human's hooks run, nothing versioned is touched", async t => {
	const place = await newPlace(t);
	const {put, repo, at, git, install} = place;
	put('.husky/pre-commit', 'echo "human hook" >> .git/seen\n[ ! -e .git/fails ]\n', 0o644);
	await repo.commit('husky');
	await husky9(place);
	await comesBack(place, at('.husky'));
	isFine(await install());
	assert.equal(await repo.git('status', '--porcelain', '.husky'), '');
	await repo.git('reset', '-q', '--hard');
	rmSync(at('.git/seen'), {force: true});
	isFine(await git('alice', ['commit', '-q', '--allow-empty', '-m', 'x']));
	assert.equal(textOf(at('.git/seen')), 'human hook\n');
	writeFileSync(at('.git/fails'), '');
	assert.equal((await git('alice', ['commit', '-q', '--allow-empty', '-m', 'x'])).code, 1);
	rmSync(at('.git/fails'));
	// npm install: husky writes its files anew.
	await husky9(place);
	const {code, out} = await place.shell.at(repo.path).queen('guard', 'status');
	assert.equal(code, 0, 'nothing is installed any more');
	assert.match(out, /pre-commit\s+\S+ {2}not installed/);
	const doctor = await place.shell.queen('doctor');
	assert.match(doctor.out, /guard[^\n]*has lost our lines[^\n]*/);
	isFine(await install());
	assert.equal(await place.isGuarded(), true);
	// A worktree in which husky never ran has no hooks at all, and that is said.
	const tree = await repo.worktree('tree', 'alice/tree');
	assert.match((await install()).err, /tree is not guarded: [^\n]*\.husky\/_ is not there: git runs no hook at all/);
	assert.equal(existsSync(path.join(tree.path, '.husky/_')), false);
	assert.match((await place.shell.queen('doctor')).out, /tree is not guarded/);
});

test('husky 8: ours go into the script that its versioned hooks read first, for both hooks', async t => {
	const place = await newPlace(t);
	const {put, repo, at, git, install, shell} = place;
	const start = '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\n';
	put('.husky/pre-commit', `${start}echo "human hook" >> .git/seen\n`);
	put('.husky/pre-push', `${start}cat > .git/refs-seen\n`);
	put('.husky/.gitignore', '_\n', 0o644);
	await repo.commit('husky');
	put(
		'.husky/_/husky.sh',
		'#!/usr/bin/env sh\nif [ -z "$husky_skip_init" ]; then\n  readonly hook_name="$(basename -- "$0")"\n  readonly husky_skip_init=1\n  export husky_skip_init\n  sh -e "$0" "$@"\n  exitCode="$?"\n  exit $exitCode\nfi\n',
		0o644,
	);
	await repo.git('config', 'core.hooksPath', '.husky');
	await comesBack(place, at('.husky'));
	isFine(await install());
	assert.equal(await repo.git('status', '--porcelain', '.husky'), '');
	await repo.git('reset', '-q', '--hard');
	rmSync(at('.git/seen'), {force: true});
	isFine(await git('alice', ['commit', '-q', '--allow-empty', '-m', 'x']));
	assert.equal(textOf(at('.git/seen')), 'human hook\n', 'once');
	const bare = path.join(shell.folder, 'bare.git');
	await repo.git('init', '-q', '--bare', bare);
	await shell.as('bob').says('release', '1');
	assert.equal((await git('alice', ['push', '-q', bare, 'HEAD:main'])).code, 1);
	isFine(await git('alice', ['push', '-q', bare, 'HEAD:refs/heads/alice/x']));
	assert.match(textOf(at('.git/refs-seen')), /^HEAD [0-9a-f]{40} refs\/heads\/alice\/x 0{40}\n$/);
});
