/** What stands on the screen in words: nothing twice, nothing empty, nothing that is not known. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {facts, inConflict} from './fixtures.ts';
import {before, conflict, cron, hour} from './make.ts';
import {closedAfterEach} from './screen.ts';

const open = closedAfterEach();

describe('before the first scan', () => {
	it('one question mark says that the number is not known, and pane 4 is not calm', async () => {
		const {colony} = facts({});
		const s = await open({snapshot: facts({colony: {...colony, scannedAt: null, age: null, complete: false, quietSince: null}})});
		// Mutations seen red: the sign before the words; `calm` whatever the age is.
		assert.match(s.lines[0] ?? '', / {3}conflicts \? \(never scanned\)/);
		assert.doesNotMatch(s.lines[0] ?? '', /\? conflicts/);
		assert.match(s.text, /4 Conflicts ─+ not looked yet ─/);
		await s.set({snapshot: facts({crons: [], colony: {...colony, scannedAt: null, age: null}})});
		assert.match(s.text, /Not looked yet\./);
		assert.doesNotMatch(s.text, /Nothing runs by the clock/);
	});
});

describe('conflicts', () => {
	it('about a branch are told by the branch, whatever files both have', async () => {
		const files = ['content/hive.md', 'b.md'];
		for (const columns of [80, 120]) {
			const s = await open({snapshot: {...inConflict, conflicts: [conflict(21, {files}) as (typeof inConflict.conflicts)[number]]}, columns, rows: 40});
			// Mutation seen red: ofBranches empty in words.ts.
			assert.match(s.text, /shared-branch {2}main +izabael, iza-1/);
			s.close();
		}
	});

	it('are accepted: one word for x in the footer, in the box and in its question, which ends its sentences', async () => {
		const s = await open({snapshot: inConflict});
		await s.press('4', 'x');
		assert.match(s.text.replaceAll(/\s+/g, ' '), /Accept #21: why\?/);
		const asked = await open({
			snapshot: {...inConflict, conflicts: [{...conflict(21), detail: 'both should branch off'} as (typeof inConflict.conflicts)[number]]},
		});
		await asked.press('4');
		assert.match(asked.lines.at(-1) ?? '', /x accept/);
		await asked.press('x');
		// Mutation seen red: the full stop left out of prompt.ts.
		assert.match(asked.text, /both should branch off\. It/);
	});
});

describe('crons', () => {
	it('say what runs; when it last ran only where that is known, and why it is not', async () => {
		const s = await open({snapshot: facts({crons: [cron('backup-db', hour, 'every day at 3:00')]}), columns: 120, rows: 40});
		await s.press('5', '+');
		assert.match(s.text, /every day at 3:00 +\/home\/maya\/bin\/backup-db/);
		assert.match(s.text, /5 Crons .* 1 · a crontab keeps no record of runs ─/);
		// Mutation seen red: `last -` for what is not known.
		assert.doesNotMatch(s.text, /last -/);
		const known = {...cron('timer', hour, 'every day'), lastRun: before(hour), lastResult: 'ok'};
		await s.set({snapshot: facts({crons: [known]})});
		assert.match(s.text, /ok 1h ago/);
		assert.match(s.text, /5 Crons .*─ 1 ─/);
	});
});
