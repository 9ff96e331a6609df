import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newColony} from '../driver/colony.ts';
import {changeIn} from '../driver/outside.ts';

test('who comes back is told what was new, until she has been at the keyboard for a minute', async t => {
	const colony = await newColony(t);
	const first = await colony.view();
	await first.waitFor(/hive/);
	await first.press('j');
	await first.press('q');
	await first.waitExit();
	// Two hours go by: what the database remembers of her look is made older.
	changeIn(colony.shell.db, `UPDATE meta SET value = json_set(value, '$.queen', strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-2 hours')) WHERE key = 'looked'`);
	await colony.shell.as('iza-2').says('tell', 'queen', 'the guide is done');
	const view = await colony.view();
	// Mutation seen red: `looked.close()` left out of the session's close.
	await view.waitFor(/since you looked 2h ago: 1 mail/);
	await view.press('j');
	assert.ok(view.shows('since you looked'), 'a first key does not take it away');
});
