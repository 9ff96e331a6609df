import assert from 'node:assert/strict';
import type {Finding} from '../../../db/types.ts';
import {finding, minutes, report, seconds} from '../world.ts';
import {type Case, type Cases, log} from './cases.ts';

/** One pass of the detectors that found these. */
const found = async ({store, world}: Case, findings: readonly Finding[], complete = true): Promise<void> => {
	world.pass(seconds(10));
	await store.recordFindings({epoch: null, findings, crons: null, report: report(world, {complete})});
};

export function conflictCases(contract: Cases): void {
	contract('opened once, kept while it is found, resolved after two complete scans without it', async given => {
		await found(given, [finding()]);
		await found(given, [finding({sisters: ['iza-1', 'iza-2', 'cody'], detail: 'three of them'})]);
		const [open] = await given.store.conflicts();
		assert.deepEqual([open?.id, open?.sisters.length, open?.detail], [1, 3, 'three of them'], 'a third joins the same episode');
		assert.equal((await given.store.counts('queen')).conflicts, 1);
		await found(given, []);
		// Mutation seen red: missesToResolve = 1.
		assert.equal((await given.store.conflicts()).length, 1, 'once may be a slip');
		await found(given, [], false);
		assert.equal((await given.store.conflicts()).length, 1, 'an incomplete scan proves nothing');
		await found(given, []);
		assert.deepEqual(await given.store.conflicts(), []);
		const [resolved] = await given.store.conflicts({all: true});
		assert.notEqual(resolved?.resolvedAt, null);
		assert.deepEqual(await log(given.store, 'conflict', 'resolved'), ['conflict queen', 'resolved queen']);
	});

	contract('of more than a thousand open ones each is kept, and the scan is written', async given => {
		const many = Array.from({length: 1100}, (_, n) => finding({kind: 'notice', type: 'stale-claim', key: `claim ${n}`}));
		await found(given, many);
		// Mutation seen red: recordFound over the first thousand only (the next one breaks the index of episodes, and with it every scan).
		await found(given, many);
		assert.equal((await given.store.counts('queen')).notices, 1100);
		await found(given, []);
		await found(given, []);
		assert.equal((await given.store.counts('queen')).notices, 0);
	});

	// Mutations seen red: detected_at left out of begin()'s reopening; of keep().
	contract('its age is that of what stands open now: reopened, or become a conflict from a notice, it starts anew', async given => {
		const since = async (): Promise<string | undefined> => (await given.store.conflicts())[0]?.detectedAt;
		const now = (): string => new Date(given.world.clock.wall()).toISOString();
		await found(given, [finding({kind: 'notice'})]);
		const noticed = now();
		await found(given, [finding({kind: 'notice'})]);
		assert.equal(await since(), noticed);
		await found(given, [finding()]);
		const counted = now();
		assert.equal(await since(), counted);
		await found(given, [finding({detail: 'one more file'})]);
		assert.equal(await since(), counted, 'a notice or a detail more is the same episode');
		await found(given, []);
		await found(given, []);
		given.world.pass(minutes(1));
		await found(given, [finding()]);
		assert.equal(await since(), now());
	});

	// Mutation seen red: ordered by number, as it was: a high one stood below a medium one.
	contract('what counts stands first, the worst before the others, then the oldest; accepted ones and notices after', async given => {
		const made = (key: string, severity: Finding['severity'], kind: Finding['kind'] = 'conflict') => finding({key, severity, kind});
		const first = [made('note', 'high', 'notice'), made('accepted', 'high'), made('low', 'low'), made('old', 'medium')];
		await found(given, first);
		await given.store.resolve(2, 'queen', 'on purpose');
		await found(given, [...first, made('new', 'medium'), made('high', 'high')]);
		const listed = ['high', 'old', 'new', 'low', 'accepted', 'note'];
		assert.deepEqual(
			(await given.store.conflicts()).map(({key}) => key),
			listed,
		);
		assert.deepEqual(
			(await given.store.snapshot('queen')).conflicts.map(({key}) => key),
			listed,
		);
	});

	contract('found again in between: the count of misses starts anew', async given => {
		for (const findings of [[finding()], [], [finding()], []]) await found(given, findings);
		assert.equal((await given.store.conflicts()).length, 1);
	});

	contract('back within 10 minutes it is the same number, later another', async given => {
		const gone = async () => {
			await found(given, []);
			await found(given, []);
		};
		await found(given, [finding()]);
		await gone();
		given.world.pass(minutes(10) - seconds(10));
		await found(given, [finding()]);
		assert.equal((await given.store.conflicts())[0]?.id, 1);
		await gone();
		given.world.pass(minutes(10));
		await found(given, [finding()]);
		// Mutation seen red: begin() without the age of the resolved one.
		assert.equal((await given.store.conflicts())[0]?.id, 2);
	});

	contract('identity is type and key: another branch, another type are other episodes', async given => {
		await found(given, [finding(), finding({key: 'example.org/shop dev', branch: 'dev'}), finding({type: 'same-worktree'})]);
		assert.equal((await given.store.conflicts()).length, 3);
	});

	contract('a notice does not count; it may become a conflict in place', async given => {
		await found(given, [finding({kind: 'notice'})]);
		assert.deepEqual([(await given.store.counts('queen')).conflicts, (await given.store.counts('queen')).notices], [0, 1]);
		await found(given, [finding()]);
		assert.deepEqual([(await given.store.conflicts())[0]?.id, (await given.store.counts('queen')).conflicts], [1, 1]);
		assert.deepEqual(await log(given.store, 'notice', 'conflict'), ['notice queen', 'conflict queen']);
	});

	contract('muted until the evidence changes', async given => {
		await found(given, [finding()]);
		const muted = await given.store.resolve(1, 'queen', 'they share it on SECRET purpose');
		assert.deepEqual([muted.ok, muted.conflict?.mutedWhy], [true, 'they share it on [redacted] purpose']);
		await found(given, [finding({sisters: ['iza-2', 'iza-1']})]);
		assert.equal((await given.store.counts('queen')).conflicts, 0);
		assert.equal((await given.store.conflicts()).length, 1, 'still listed');
		await found(given, [finding({evidence: 'iza-2 dirty too'})]);
		// Mutation seen red: keep() without `unmuted`.
		assert.equal((await given.store.counts('queen')).conflicts, 1);
		assert.equal((await given.store.conflicts())[0]?.mutedWhy, null);
		assert.deepEqual(await log(given.store, 'muted', 'conflict'), ['conflict queen', 'muted queen', 'conflict queen']);
		assert.deepEqual(await given.store.resolve(99, 'queen', 'x'), {ok: false, conflict: null});
	});

	contract('a muted one that went and came back with the same evidence stays muted', async given => {
		await found(given, [finding()]);
		await given.store.resolve(1, 'queen', 'on purpose');
		for (const findings of [[], [], [finding()]]) await found(given, findings);
		assert.deepEqual([(await given.store.conflicts())[0]?.mutedWhy, (await given.store.counts('queen')).conflicts], ['on purpose', 0]);
	});

	contract('the streak: quiet since the number last went back to 0', async given => {
		const since = async () => (await given.store.colony()).quietSince;
		assert.equal(await since(), '2026-04-11T04:00:00.000Z');
		await found(given, []);
		assert.equal(await since(), '2026-04-11T04:00:00.000Z');
		await found(given, [finding()]);
		assert.equal(await since(), null);
		given.world.pass(minutes(1));
		await given.store.resolve(1, 'queen', 'on purpose');
		assert.equal(await since(), new Date(given.world.clock.wall()).toISOString());
	});

	contract('detail and evidence are redacted', async given => {
		await found(given, [finding({detail: 'a SECRET', evidence: 'b SECRET'})]);
		const [open] = (await given.store.facts()).open;
		assert.deepEqual([open?.detail, open?.evidence], ['a [redacted]', 'b [redacted]']);
	});

	contract('the snapshot shows the open ones, then the ten last resolved', async given => {
		for (let n = 0; n < 12; n += 1) {
			await found(given, [finding({key: `old ${n}`})]);
			await found(given, []);
			await found(given, []);
		}
		await found(given, [finding({key: 'open'})]);
		const keys = (await given.store.snapshot('queen')).conflicts.map(conflict => conflict.key);
		assert.deepEqual(keys, ['open', ...Array.from({length: 10}, (_, n) => `old ${11 - n}`)]);
	});
}
