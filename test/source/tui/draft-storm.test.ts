/** kill -9 while a mail is written or sent. The oracle is outside of the program: another SQLite looks at the file. */
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {describe, it} from 'node:test';
import {newFolder, newOwner, type Owner} from '../../driver/cleanup.ts';
import {viewCommand} from '../../driver/colony.ts';
import {end} from '../../driver/processes.ts';
import {openScreen, type Screen} from '../../driver/screen.ts';
import {type Shell, shellIn} from '../../driver/shell.ts';
import {until} from '../../driver/wait.ts';

const rounds = process.env['HIVEQUEEN_FULL'] ? 20 : 2;

type Stored = {readonly drafts: readonly string[]; readonly mails: readonly string[]};

function stored(file: string): Stored {
	if (!existsSync(file)) return {drafts: [], mails: []};
	const db = new DatabaseSync(file, {readOnly: true, timeout: 5000});
	try {
		const bodies = (table: string): readonly string[] =>
			db
				.prepare(`SELECT body FROM ${table}`)
				.all()
				.map(row => String(row['body']));
		return {drafts: bodies('drafts'), mails: bodies('messages')};
	} finally {
		db.close();
	}
}

async function openForm(owner: Owner, shell: Shell): Promise<Screen> {
	const screen = openScreen(owner, {command: viewCommand, env: shell.env, cwd: shell.home, columns: 100, rows: 30});
	await screen.waitFor('1 Sisters');
	await screen.press('t');
	await screen.waitFor(/To /);
	return screen;
}

/** No sister is there: the name is typed, and Tab goes on to the body. */
async function toBody(screen: Screen): Promise<void> {
	await screen.type('zed');
	await screen.waitFor('nobody by that name');
	await screen.press('tab');
	await screen.waitGone('nobody by that name');
}

const words = (round: number, from: number, count: number): string => Array.from({length: count}, (_, index) => `w${round}.${from + index}`).join(' ');

describe(`kill -9, ${rounds} times`, () => {
	// Mutation seen red: `mostMs` and `quietMs` of drafts.ts set to a minute: the note never comes.
	it('while a mail is written: what was said to be saved is there, and what is there is how it was written', async t => {
		const owner = newOwner(t);
		for (let round = 0; round < rounds; round++) {
			const shell = shellIn(newFolder(owner));
			const screen = await openForm(owner, shell);
			await toBody(screen);
			const first = words(round, 0, 12);
			screen.send(first);
			await screen.waitFor('draft saved');
			await until(() => stored(shell.db).drafts[0] === first, 'the first words in the database');
			const second = ` ${words(round, 100, 12)}`;
			// The kill falls anywhere: before, in and after the write of these.
			screen.send(second);
			await new Promise(resolve => setTimeout(resolve, Math.random() * 1200));
			await end(screen.pid);
			await screen.exited;
			const [draft = ''] = stored(shell.db).drafts;
			assert.ok(draft.startsWith(first), `lost: ${draft}`);
			assert.ok((first + second).startsWith(draft), `garbled: ${draft}`);
			const again = await openForm(owner, shell);
			await again.waitFor(`w${round}.11`);
			await again.press('ctrl-x');
			await again.press('q');
			await again.exited;
		}
	});

	// Mutations seen red: tell() given no draft (both); the draft dropped before it is sent (neither).
	it('while it is sent: it is a mail or a draft, never both, never neither', async t => {
		const owner = newOwner(t);
		for (let round = 0; round < rounds; round++) {
			const shell = shellIn(newFolder(owner));
			const screen = await openForm(owner, shell);
			await toBody(screen);
			const text = words(round, 0, 8);
			screen.send(text);
			await screen.waitFor('draft saved');
			await until(() => stored(shell.db).drafts[0] === text, 'the draft');
			screen.send('\u0013');
			await new Promise(resolve => setTimeout(resolve, Math.random() * 40));
			await end(screen.pid);
			await screen.exited;
			const {drafts, mails} = stored(shell.db);
			assert.deepEqual([...drafts, ...mails], [text]);
		}
	});
});
