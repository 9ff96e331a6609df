/** What both sides changed, as it comes from git. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {patchLines} from '../../../source/tui/sides.ts';

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
