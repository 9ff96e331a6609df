import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Session} from '../../../db/types.ts';
import type {Context} from '../../../source/context.ts';
import type {Process} from '../../../source/processes/types.ts';
import {findKeeper} from '../../../source/tui/keeper.ts';

const running = (pid: number, argv: readonly string[]): Process => ({
	pid,
	ppid: 1,
	group: pid,
	session: pid,
	tty: 1,
	foreground: pid,
	state: 'S',
	startTime: '1',
	uid: 0,
	argv,
});

/** A machine whose processes above the view are these; `sister`: the one who is registered for the nearest of them. */
function above(ancestors: readonly Process[], sister: string | null, env: NodeJS.ProcessEnv = {}): Omit<Context, 'caller'> {
	return {
		store: {
			nearestSession: async () => (sister === null ? null : ({sister, process: {host: 'h', bootId: 'b', pid: 1, startTime: '1'}} as Session)),
			sister: async () => null,
		},
		processes: {ancestors: () => ancestors, identify: ({pid}: Process) => ({host: 'h', bootId: 'b', pid, startTime: '1'})},
		env,
	} as unknown as Omit<Context, 'caller'>;
}
const shell = running(10, ['bash']);

describe('who sits at the view', () => {
	it('is the keeper, under the name that her environment gives her', async () => {
		const keeper = await findKeeper(above([shell], null));
		assert.deepEqual([keeper.name, keeper.watchesOnly, keeper.caller.isKeeper, keeper.caller.verified], ['queen', null, true, 'yes']);
		const named = await findKeeper(above([shell], null, {QUEEN_NAME: 'Izabael'}));
		assert.deepEqual([named.name, named.caller.name, named.caller.isKeeper, named.watchesOnly], ['izabael', 'izabael', true, null]);
	});

	// Mutation seen red: withoutName() given the whole environment: a name lets an agent act.
	it('only looks where an agent is above her, whatever name she gives', async () => {
		for (const env of [{}, {QUEEN_NAME: 'queen'}, {WORKER_NAME: 'iza-9'}]) {
			const unknown = await findKeeper(above([shell, running(9, ['claude'])], null, env));
			assert.match(unknown.watchesOnly ?? '', /only the keeper acts/);
			assert.equal(unknown.caller.isKeeper, false);
			const known = await findKeeper(above([shell, running(9, ['claude'])], 'iza-2', env));
			assert.match(known.watchesOnly ?? '', /inside iza-2's session/);
		}
	});
});
