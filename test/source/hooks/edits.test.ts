import assert from 'node:assert/strict';
import {appendFileSync, mkdirSync, realpathSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import type {Sighting} from '../../../db/types.ts';
import {createSpoolFold} from '../../../source/hooks/fold.ts';
import {hookPlaces} from '../../../source/hooks/places.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';
import {identity, reading} from '../scanner/builders.ts';

const line = (client: number, file: string, event = 'PostToolUse'): string =>
	`${JSON.stringify({event, client, up: '', session: '', tool: 'Edit', kind: '', path: file})}\n`;

test('what hooks saw being written has the name that all worktrees share, and whose client it was', t => {
	const folder = realpathSync(newFolder(newOwner(t)));
	const places = hookPlaces(folder);
	mkdirSync(places.spool, {recursive: true});
	const repository = path.join(folder, 'site');
	for (const part of ['.git/objects', 'src']) mkdirSync(path.join(repository, part), {recursive: true});
	writeFileSync(path.join(repository, '.git/HEAD'), 'ref: refs/heads/main\n');
	symlinkSync(repository, path.join(folder, 'link'));
	const sighting = (pid: number): Sighting => ({
		process: identity(pid),
		agent: 'claude',
		clientName: null,
		terminal: null,
		cwd: path.join(repository, 'src'),
		git: null,
		reading: reading(),
		task: null,
		taskSource: 'none',
		lastOutput: null,
		resume: null,
	});
	const {fold} = createSpoolFold(folder, Date.now);
	const lines = [
		line(7, path.join(folder, 'link/src/a.ts')),
		line(7, 'b.ts'),
		line(7, path.join(folder, 'notes.md')),
		line(8, path.join(repository, 'strange.ts')),
		// Mutation seen red: editsOf that takes every event.
		line(7, path.join(repository, 'not-yet.ts'), 'PreToolUse'),
	];
	appendFileSync(places.events, lines.join(''));
	const {edits} = fold([sighting(7)]);
	assert.deepEqual(
		edits.map(({process, repoKey, worktree, path: name}) => [process.pid, repoKey, worktree, name]),
		[
			[7, path.join(repository, '.git'), repository, 'src/a.ts'],
			[7, path.join(repository, '.git'), repository, 'src/b.ts'],
			[7, null, null, path.join(folder, 'notes.md')],
		],
	);
	assert.deepEqual(fold([sighting(7)]).edits, [], 'told once');
});
