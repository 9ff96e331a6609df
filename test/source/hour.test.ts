/** The last hour of a sister, minute by minute. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {hourStrip} from '../../components/hour-strip.ts';
import {makeTheme} from '../../components/theme.ts';
import type {ColonyEvent, EventKind, Status} from '../../db/types.ts';
import {lastHour} from '../../source/format/hour.ts';

const now = Date.parse('2026-11-21T12:00:00.000Z');
const ago = (minutes: number): number => now - minutes * 60_000;
const event = (minutes: number, kind: EventKind, data: ColonyEvent['data'] = {}): ColonyEvent => ({
	id: 1,
	at: new Date(ago(minutes)).toISOString(),
	kind,
	sister: 'iza-1',
	data,
});
const turn = (minutes: number, from: Status, to: Status): ColonyEvent => event(minutes, 'status', {from, to, waitingFor: null});
const signs: Readonly<Record<Status, string>> = {working: 'w', waiting: '?', idle: '.', starting: 's', error: 'E', gone: 'x', unknown: 'u'};
const drawn = (hour: readonly (Status | null)[]): string => hour.map(status => (status === null ? ' ' : signs[status])).join('');

describe('the last hour', () => {
	it('has sixty minutes, and what she was before the first turn', () => {
		const hour = lastHour([turn(30, 'working', 'idle')], 'idle', ago(30), now);
		assert.equal(drawn(hour), 'w'.repeat(30) + '.'.repeat(30));
	});

	// Mutation seen red: `louder` answers the second.
	it('shows a short wait in its minute', () => {
		const hour = lastHour([turn(10.5, 'working', 'waiting'), turn(10.2, 'waiting', 'working')], 'working', ago(10.2), now);
		assert.equal(drawn(hour), `${'w'.repeat(49)}?${'w'.repeat(10)}`);
	});

	it('knows nothing of the time before she came', () => {
		const hour = lastHour([event(5, 'appeared'), turn(4, 'starting', 'working')], 'working', ago(4), now);
		assert.equal(drawn(hour), `${' '.repeat(55)}s${'w'.repeat(4)}`);
	});

	it('was all the hour what she is, when nothing turned and she has been so for longer', () => {
		assert.equal(drawn(lastHour([], 'idle', ago(90), now)), '.'.repeat(60));
		assert.equal(drawn(lastHour([], 'idle', ago(10), now)), ' '.repeat(50) + '.'.repeat(10));
	});
});

describe('its row of signs', () => {
	const theme = makeTheme({colour: true, ascii: false});
	it('keeps the newest minutes where there is little room, and gives colour only to what needed the keeper', () => {
		const pieces = hourStrip([...Array<Status>(58).fill('working'), 'waiting', 'waiting'], theme, 9);
		assert.deepEqual(
			pieces.map(({text, tone}) => [text, tone]),
			[
				['●●●', 'plain'],
				['◆◆', 'attention'],
				[' now', 'quiet'],
			],
		);
	});
	it('is nothing where nothing is known', () => assert.deepEqual(hourStrip(Array<null>(60).fill(null), theme, 60), []));
});
