import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {block} from '../../../source/sanitize.ts';
import {table} from '../../../source/swarm/table.ts';

const draw = (title: string, head: readonly string[], rows: readonly (readonly string[])[], width = 80, unicode = true): readonly string[] =>
	table(
		title,
		head,
		rows.map(row => row.map(block)),
		{width, unicode},
	);

const sessions = [
	['A', 'frontend', 'running', 'feat/frontend', ''],
	['B', 'backend', 'running', 'feat/backend', ''],
	['C', 'infra', 'running', 'feat/infra', ''],
];
const head = ['ID', 'Workstream', 'Status', 'Branch', 'Note'];

// What rich 13 (in pip, `pip._vendor.rich`) printed into a pipe for these cells.
test('a table is the one that rich draws, also where it has to fold', () => {
	assert.deepEqual(draw('Sessions', head, sessions), [
		'                      Sessions                      ',
		'┏━━━━┳━━━━━━━━━━━━┳━━━━━━━━━┳━━━━━━━━━━━━━━━┳━━━━━━┓',
		'┃ ID ┃ Workstream ┃ Status  ┃ Branch        ┃ Note ┃',
		'┡━━━━╇━━━━━━━━━━━━╇━━━━━━━━━╇━━━━━━━━━━━━━━━╇━━━━━━┩',
		'│ A  │ frontend   │ running │ feat/frontend │      │',
		'│ B  │ backend    │ running │ feat/backend  │      │',
		'│ C  │ infra      │ running │ feat/infra    │      │',
		'└────┴────────────┴─────────┴───────────────┴──────┘',
	]);
	// Mutations seen red: `fitted` that takes from the first column; `foldLine` without the blank between two words.
	assert.deepEqual(draw('Inbox for B', ['ID', 'From', 'Body', 'Type', 'Time'], [['14', 'A', 'a b c '.repeat(30), 'message', '2026-11-21 22:13:04']]), [
		'                                  Inbox for B                                   ',
		'┏━━━━┳━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━┓',
		'┃ ID ┃ From ┃ Body                             ┃ Type    ┃ Time                ┃',
		'┡━━━━╇━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━┩',
		'│ 14 │ A    │ a b c a b c a b c a b c a b c a  │ message │ 2026-11-21 22:13:04 │',
		'│    │      │ b c a b c a b c a b c a b c a b  │         │                     │',
		'│    │      │ c a b c a b c a b c a b c a b c  │         │                     │',
		'│    │      │ a b c a b c a b c a b c a b c a  │         │                     │',
		'│    │      │ b c a b c a b c a b c a b c a b  │         │                     │',
		'│    │      │ c a b c a b c a b c              │         │                     │',
		'└────┴──────┴──────────────────────────────────┴─────────┴─────────────────────┘',
	]);
	assert.deepEqual(draw('Sessions', head, sessions.slice(0, 1), 80, false), [
		'                      Sessions                      ',
		'+--------------------------------------------------+',
		'| ID | Workstream | Status  | Branch        | Note |',
		'|----+------------+---------+---------------+------|',
		'| A  | frontend   | running | feat/frontend |      |',
		'+--------------------------------------------------+',
	]);
	assert.deepEqual(draw('Empty', ['A', 'B'], []), ['  Empty  ', '┏━━━┳━━━┓', '┃ A ┃ B ┃', '┡━━━╇━━━┩', '└───┴───┘']);
});

test('whatever a cell says: every line is as wide as the others, its borders are ours, and nothing of it is left out', () => {
	// Mutations seen red: `tamed` that leaves │; `pieces` that answers the first piece only.
	const cell = fc.oneof(
		fc.string({unit: 'grapheme', maxLength: 60}),
		fc.array(fc.constantFrom('│ 9 │ queen │', '日本語', 'x'.repeat(40), '\n', '👩‍🚀', ' ', '\u001b[2J', 'é'), {maxLength: 12}).map(parts => parts.join('')),
	);
	fc.assert(
		fc.property(fc.array(fc.tuple(cell, cell), {maxLength: 4}), fc.integer({min: 20, max: 100}), (rows, width) => {
			const [, ...lines] = draw('T', ['One', 'Two'], rows, width);
			const wide = lines.map(line => stringWidth(line));
			assert.ok(
				wide.every(each => each === wide[0] && each <= width),
				lines.join('\n'),
			);
			for (const line of lines.slice(3, -1)) assert.equal(line.match(/│/g)?.length, 3, line);
			const kept = (text: string): string => text.replaceAll(/[\s|│┃]/g, '');
			const drawn = lines.slice(3, -1).flatMap(line => line.split('│').slice(1, 3));
			const of = (column: number): string => kept(drawn.filter((_, index) => index % 2 === column).join(''));
			for (const column of [0, 1]) assert.equal(of(column), kept(rows.map(row => block(row[column] ?? '')).join('')));
		}),
	);
});
