/** Places where no database can be: each ends at once, in one sentence that says what to do (RULES.md, "Commands": 74). */
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {makeFolder} from '../../db/files.ts';
import {inFolder} from './colony.ts';
import {startWorker} from './processes.ts';

/** Longer than any of it takes on a slow machine; a loop without an end is killed here. */
const endlessMs = 60_000;

test('a place that takes no database is refused in one sentence, and nothing is left there', async () => {
	await inFolder(async folder => {
		writeFileSync(join(folder, 'file'), '');
		mkdirSync(join(folder, 'folder'));
		symlinkSync(join(folder, 'nowhere/queen.db'), join(folder, 'dangling.db'));
		symlinkSync(join(folder, 'not-there.db'), join(folder, 'dangling-beside.db'));
		symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling-folder'));
		execFileSync('mkfifo', [join(folder, 'pipe')]);
		const before = readdirSync(folder);
		const places: readonly (readonly [file: string, code: RegExp, says: RegExp])[] = [
			// Mutation seen red: makeFolder as mkdirSync with recursive (that never ends).
			['/proc/nope/q.db', /^io$/, /ENOENT/],
			['/proc/nope/deeper/q.db', /^io$/, /ENOENT/],
			['/sys/x.db', /^(?:io|read-only)$/, /x\.db/],
			['/dev/null/x.db', /^io$/, /no folder/],
			[join(folder, 'file/queen.db'), /^io$/, /no folder/],
			[join(folder, 'file/deeper/queen.db'), /^io$/, /no folder/],
			// Mutation seen red: openShort without `isFile`.
			[join(folder, 'folder'), /^io$/, /no file/],
			[join(folder, 'pipe'), /^io$/, /no file/],
			[join(folder, 'x'.repeat(5000)), /^io$/, /ENAMETOOLONG/],
			[`${folder}${'/y'.repeat(2500)}/queen.db`, /^io$/, /ENAMETOOLONG/],
			[join(folder, 'dangling.db'), /^io$/, /link to nothing/],
			// Mutation seen red: without isDanglingLink this one is made where the link points, for everybody to read.
			[join(folder, 'dangling-beside.db'), /^io$/, /link to nothing/],
			[join(folder, 'dangling-folder/queen.db'), /^io$/, /no folder/],
		];
		const worker = startWorker(
			'places',
			places.map(([file]) => file),
		);
		const killer = setTimeout(worker.kill, endlessMs);
		assert.equal(await worker.ended, 0, `it came to its end, after ${worker.lines.length} of ${places.length}`);
		clearTimeout(killer);
		for (const [index, [file, code, says]] of places.entries()) {
			const {code: was, message} = JSON.parse(worker.lines[index] ?? '{}') as {code: string; message: string};
			const about = `${file.slice(0, 80)}: ${was} ${message}`;
			assert.match(was, code, about);
			assert.match(message, says, about);
			assert.match(message, /HIVE_DB/, about);
			assert.ok(message.length < 600 && !message.includes('\n'), about);
		}
		assert.deepEqual(readdirSync(folder), before);
	});
});

test('a deep folder is made private on its whole way, beside another who makes it too', async () => {
	await inFolder(async folder => {
		const deep = join(folder, 'a', 'b', 'c');
		makeFolder(deep);
		makeFolder(deep);
		for (const each of [deep, join(folder, 'a'), join(folder, 'a', 'b')]) assert.equal(statSync(each).mode & 0o777, 0o700 & ~process.umask());
	});
});
