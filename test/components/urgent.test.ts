/** Urgent mail that lies about is escalated, calmly: in the Inbox, in her row, behind `!`. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {sanitize} from '../../source/sanitize.ts';
import {before, calm, conflict, message} from './fixtures.ts';
import {minute} from './make.ts';
import {openScreen} from './screen.ts';

const late = message(170, {priority: 'urgent', body: 'the house burns', sentAt: before(12 * minute)});
const fresh = message(180, {priority: 'urgent', body: 'the cat is out', sentAt: before(2 * minute)});
const newest = message(190, {body: 'lunch?', sentAt: before(minute)});
const read = message(100, {body: 'long ago', readAt: before(50 * minute), sentAt: before(60 * minute)});
const notice = conflict(9, {
	kind: 'notice',
	type: 'unread-urgent',
	sisters: ['izabael'],
	detail: 'izabael has not read the urgent mail #150 from queen for 10 minutes',
});

const inboxOf = async (inbox: readonly ReturnType<typeof message>[], keys: readonly string[] = []): Promise<readonly string[]> => {
	const screen = await openScreen({snapshot: {...calm, inbox: sanitize(inbox)}});
	await screen.press(...keys);
	const rows = screen.lines.filter(line => /^│.{1,3}#\d{3}[! ]/.test(line)).map(line => line.slice(0, 60));
	screen.close();
	return rows;
};

describe('urgent mail', () => {
	// Mutations seen red: rows() in panes/inbox.ts without isLate; isLate() without the ten minutes.
	it('that nobody touched for ten minutes stands first and says so; before that its sign is enough', async () => {
		const rows = await inboxOf([newest, fresh, late, read]);
		assert.deepEqual(
			rows.map(row => /#(\d+)/.exec(row)?.[1]),
			['170', '190', '180', '100'],
		);
		assert.match(rows[0] ?? '', /#170! .*waits for you/);
		assert.doesNotMatch(rows[2] ?? '', /waits/);
	});

	it('behind `!` only what was not read is left, and when that is nothing it is said', async () => {
		const rows = await inboxOf([newest, late, read], ['!']);
		assert.deepEqual(
			rows.map(row => /#(\d+)/.exec(row)?.[1]),
			['170', '190'],
		);
		const screen = await openScreen({snapshot: {...calm, inbox: sanitize([read])}});
		await screen.press('!');
		assert.match(screen.text, /No unread mail\. ! shows/);
		screen.close();
	});

	// Mutation seen red: lateSisters() that answers nobody.
	it('of a sister stands in her row and in what is known of her; muted or resolved it does not', async () => {
		const shown = async (one: ReturnType<typeof conflict>): Promise<string> => {
			const screen = await openScreen({snapshot: {...calm, conflicts: sanitize([one])}});
			const row = screen.lines.find(line => line.includes('● izabael')) ?? '';
			screen.close();
			return row;
		};
		assert.match(await shown(notice), /@2!/);
		assert.doesNotMatch(await shown({...notice, mutedWhy: 'she is on holiday'}), /@2!/);
		assert.doesNotMatch(await shown({...notice, resolvedAt: before(minute)}), /@2!/);
	});

	it('that went back to its sender is not unread any more', async () => {
		const rows = await inboxOf([message(170, {body: 'too late', bouncedAt: before(minute), sentAt: before(60 * minute)})]);
		assert.match(rows[0] ?? '', /#170 .*went back/);
		assert.doesNotMatch(rows[0] ?? '', /▪/);
	});
});
