/** What is said to a keeper who comes back. */
import assert from 'node:assert/strict';
import {it} from 'node:test';
import {facts, now} from './fixtures.ts';
import {openScreen} from './screen.ts';

const hoursAgo = new Date(now - 2 * 3_600_000).toISOString();

it('Live says what was new since she looked, and leaves out what did not happen', async () => {
	const away = {since: hoursAgo, mail: 3, conflicts: 2, settled: 1, gone: 0, done: 0, asked: 1};
	const screen = await openScreen({snapshot: {...facts({away})}});
	assert.match(screen.text, /since you looked 2h ago: 3 mails, 2 conflicts \(1 settled\), 1 question to you +│/);
	screen.close();
});

it('and nothing when she was not away', async () => {
	const screen = await openScreen({snapshot: facts({away: null})});
	assert.doesNotMatch(screen.text, /since you looked/);
	screen.close();
});
