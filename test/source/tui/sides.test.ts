/** What both sides changed, as it comes from git. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {SidesFrame} from '../../../components/sides-frame.ts';
import {createSides, patchLines} from '../../../source/tui/sides.ts';
import {conflict, sister} from '../../components/make.ts';

const patch = `diff --git a/src/db.ts b/src/db.ts
index 1..2 100644
--- a/src/db.ts
+++ b/src/db.ts
@@ -1,2 +1,2 @@ function open() {
--- a comment of SQL
+++ b/another
 same
\\ No newline at end of file
diff --git a/gone.txt b/gone.txt
deleted file mode 100644
--- a/gone.txt
+++ /dev/null
@@ -1 +0,0 @@
-bye
diff --git a/logo.png b/logo.png
Binary files a/logo.png and b/logo.png differ
`;

// Mutations seen red: the head not ended at the first hunk (the comment becomes a file); `(deleted)` left out.
test('files, hunks and lines of a patch; a removed line that looks like a head stays a line', () => {
	assert.deepEqual(
		patchLines(patch).map(({kind, text}) => `${kind}: ${text}`),
		[
			'file: src/db.ts',
			'hunk: @@ -1,2 +1,2 @@ function open() {',
			'removed: --- a comment of SQL',
			'added: +++ b/another',
			'same:  same',
			'file: gone.txt (deleted)',
			'hunk: @@ -1 +0,0 @@',
			'removed: -bye',
			'same: Binary files a/logo.png and b/logo.png differ',
		],
	);
});

/** The first answer about both sides; `status` is what git says of untracked files. */
function firstFrame(files: readonly string[], diff: string, status: string): Promise<SidesFrame> {
	return new Promise(resolve => {
		const sides = createSides({
			factsOf: () => ({conflict: conflict(1, {files}), parties: [sister('izabael')]}),
			diff: async () => diff,
			status: async () => status,
			show: frame => {
				if (frame === null) return;
				sides.close();
				resolve(frame);
			},
			everyMs: 60_000,
		});
		sides.watch(1);
	});
}
const texts = ({sides: [side]}: SidesFrame): readonly string[] => [...(side?.lines ?? []).map(({text}) => text), ...(side?.note ? [`note: ${side.note}`] : [])];

test('a new file, of which a patch says nothing, is named all the same', async () => {
	const status = '? content/hive.md\0? other.txt\0';
	const named = 'content/hive.md (new, not tracked by git yet)';
	// Mutations seen red: newFiles() left out; every untracked file named whatever the conflict is about.
	assert.deepEqual(texts(await firstFrame(['content/hive.md'], '', status)), [named]);
	assert.deepEqual(texts(await firstFrame([], '', status)), [named, 'other.txt (new, not tracked by git yet)']);
	assert.deepEqual(
		texts(await firstFrame(['src/db.ts', 'content/hive.md'], patch, status)).filter(text => /db\.ts|hive/.test(text)),
		['src/db.ts', named],
	);
	assert.deepEqual(texts(await firstFrame(['gone.md'], '', status)), ['note: no change that git can show']);
});
