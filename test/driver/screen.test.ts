/** The driver itself: a hand that types one key after the other does so also before a view that gets no time to read. */
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {newColony} from './colony.ts';

/** Loaded into the view before anything else: SIGUSR2 keeps it busy for longer than the driver waits for what a key brings. */
const busy = "if (process.argv[1]?.endsWith('queen.cjs')) process.on('SIGUSR2', () => { const end = Date.now() + 400; while (Date.now() < end); })";

// Mutation seen red: `isRead` left out of stroke(): text and Ctrl-S come in one piece, which is a paste; Escape and C are Alt-C.
test('text and then Ctrl-S, Escape and then another key: each is read before the next is sent', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	await colony.sister('iza-2', {at: repo.path});
	const file = path.join(colony.shell.folder, 'busy.cjs');
	writeFileSync(file, busy);
	const view = await colony.view({env: {NODE_OPTIONS: `--require=${file}`}});
	await view.waitFor(/○ iza-2/);
	await view.press('t');
	await view.waitFor(/To +iza-2/);
	process.kill(view.pid, 'SIGUSR2');
	await view.type('write chapter two');
	await view.press('ctrl-s');
	await view.waitFor(/sent to iza-2/);
	await view.press('?');
	await view.waitFor(/┏━ Help/);
	process.kill(view.pid, 'SIGUSR2');
	await view.press('escape', 'C');
	await view.waitFor(/┏━ Shared context/);
});
