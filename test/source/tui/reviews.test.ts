/** The reader behind the diff of a review, in a real repository. */
import assert from 'node:assert/strict';
import {rmSync} from 'node:fs';
import {type TestContext, test} from 'node:test';
import type {ReviewFrame} from '../../../components/review-frame.ts';
import type {Review} from '../../../db/types.ts';
import {createGitReader} from '../../../source/git.ts';
import {createReviewReader, reviewLines} from '../../../source/tui/reviews.ts';
import {review} from '../../components/make.ts';
import {newRepository, type Repository} from '../../driver/repository.ts';
import {newShell} from '../../driver/shell.ts';
import {until} from '../../driver/wait.ts';

type Reading = {readonly repo: Repository; readonly asked: Review; readonly frames: (ReviewFrame | null)[]; readonly read: (id: number | null) => void};

async function newReading(t: TestContext): Promise<Reading> {
	const {shell} = newShell(t);
	const repo = await newRepository(shell, 'shop');
	await repo.git('switch', '--quiet', '-c', 'feat/x');
	repo.write('login.ts', `const a = '\u001b]0;owned\u0007'\n`);
	repo.write('README.md', '# the shop\n');
	await repo.git('add', '--all');
	await repo.git('update-index', '--chmod=+x', 'README.md');
	await repo.git('commit', '--quiet', '--message', 'a login');
	const git = createGitReader(shell.env);
	const {subject: _, ...range} = await git.range(repo.path, null, AbortSignal.timeout(10_000));
	const asked = review(1, 'feat/x', range);
	const frames: (ReviewFrame | null)[] = [];
	const reader = createReviewReader({reviewOf: id => (id === 1 ? asked : null), git, cwd: shell.folder, show: frame => void frames.push(frame), everyMs: 20});
	t.after(() => reader.close());
	return {repo, asked, frames, read: reader.watch};
}

const texts = (frame: ReviewFrame | null | undefined) => frame?.lines?.map(({kind, text}) => `${kind} ${text}`) ?? [];

test('shows every line of the diff clean, and where the branch is, until it is closed', async t => {
	const {repo, frames, read} = await newReading(t);
	read(1);
	await until(() => frames.at(-1)?.lines != null, 'a diff');
	const found = texts(frames.at(-1));
	assert.deepEqual(found.slice(0, 6), [
		'file README.md',
		'hunk old mode 100644',
		'hunk new mode 100755',
		'hunk @@ -1 +1 @@',
		'removed -# shop',
		'added +# the shop',
	]);
	assert.deepEqual(found.slice(6, 8), ['file login.ts', 'hunk new file mode 100644']);
	// Mutation seen red: `cell` left out in fileLines.
	assert.ok(found.every(line => !/[\u0000-\u001f\u007f]/.test(line)));
	assert.equal(frames.at(-1)?.stale, false);
	const {lines} = frames.at(-1) ?? {lines: null};
	await repo.commit('more');
	await until(() => frames.at(-1)?.stale === true, 'that commits came since');
	assert.equal(frames.at(-1)?.lines, lines, 'read once');
	read(null);
	assert.equal(frames.at(-1), null);
});

test('says in words what cannot be read', async t => {
	const {repo, frames, read} = await newReading(t);
	rmSync(repo.path, {recursive: true});
	read(1);
	await until(() => frames.at(-1)?.note != null, 'a note');
	assert.match(frames.at(-1)?.note ?? '', /Repository shop is no longer at /);
	assert.equal(frames.at(-1)?.stale, null);
});

test('a patch as lines: binary files, deleted ones, text that looks like a head', () => {
	const patch = [
		'diff --git a/logo.png b/logo.png',
		'index 1..2 100644',
		'Binary files a/logo.png and b/logo.png differ',
		'diff --git a/old b/old',
		'deleted file mode 100644',
		'index 3..0',
		'--- a/old',
		'+++ /dev/null',
		'@@ -1,2 +0,0 @@',
		'--- a/fake',
		'-diff --git a/x b/x',
		'\\ No newline at end of file',
		'',
	].join('\n');
	assert.deepEqual(
		reviewLines(patch).map(({kind, text}) => `${kind} ${text}`),
		[
			'file logo.png',
			'hunk Binary files a/logo.png and b/logo.png differ',
			'file old',
			'hunk deleted file mode 100644',
			'hunk @@ -1,2 +0,0 @@',
			'removed --- a/fake',
			'removed -diff --git a/x b/x',
			'same \\ No newline at end of file',
		],
	);
});

test('tabs keep what they tell: indentation, and columns', () => {
	const patch = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n \tif\n+\t\tgo\tx\n';
	// Mutation seen red: the line as it is (each tab one space).
	assert.deepEqual(
		reviewLines(patch).map(({text}) => String(text)),
		['x', '@@ -1,2 +1,2 @@', '     if', '+        go  x'],
	);
});
