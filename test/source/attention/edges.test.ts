import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {gatherMs} from '../../../source/attention/edges.ts';
import {attentionRules} from '../../../source/attention/ladder.ts';
import {finding, newMail, report, seconds} from '../../db/world.ts';
import {nameOf, type Simulation, simulate, type Telling} from './simulation.ts';

const waiting = (words: string | null = 'Allow Bash(ls)?') => ({status: 'waiting', words}) as const;
const working = {status: 'working', words: null} as const;

async function withSimulation(sisters: number, work: (simulation: Simulation) => Promise<void>): Promise<void> {
	const simulation = await simulate(sisters);
	try {
		await work(simulation);
	} finally {
		await simulation.end();
	}
}

const kinds = (told: readonly Telling[]): readonly string[] => told.map(({notice}) => notice.needs.map(({kind, who}) => `${kind} ${who}`).join(', '));

test('an edge is told once, by one of two views, after it held for a moment', async () => {
	await withSimulation(2, async simulation => {
		await simulation.watcher('first', 'terminal');
		await simulation.watcher('second', 'terminal');
		await simulation.set(0, waiting());
		await simulation.pass(gatherMs - 1);
		assert.equal(simulation.told.length, 0);
		await simulation.pass(seconds(600));
		// Mutation seen red: `claimAttention` that remembers nothing (both views tell).
		assert.deepEqual(kinds(simulation.told), ['waiting iza-0']);
		assert.equal(simulation.told[0]?.notice.title, 'iza-0 needs you');
		assert.deepEqual(simulation.told[0]?.notice.text, ['Allow Bash(ls)?']);
	});
});

test('several within two seconds are one notification', async () => {
	await withSimulation(3, async simulation => {
		await simulation.watcher('view', 'terminal');
		for (const sister of [0, 1, 2]) {
			await simulation.set(sister, waiting(`question ${sister}`));
			await simulation.pass(600);
		}
		await simulation.pass(seconds(60));
		// Mutation seen red: gatherMs = 0.
		assert.equal(simulation.told.length, 1);
		assert.equal(simulation.told[0]?.notice.title, '3 sisters need you');
		assert.deepEqual(
			simulation.told[0]?.notice.text,
			[0, 1, 2].map(n => `iza-${n} needs you: question ${n}`),
		);
	});
});

test('what is over before it is told is not told; the first look of a process is no news', async () => {
	await withSimulation(1, async simulation => {
		await simulation.watcher('early', 'terminal');
		await simulation.set(0, waiting());
		await simulation.pass(gatherMs / 2);
		await simulation.set(0, working);
		await simulation.pass(seconds(60));
		assert.deepEqual(simulation.told, []);
		await simulation.set(0, waiting());
		await simulation.pass(seconds(60));
		assert.equal(simulation.told.length, 1);
		await simulation.watcher('late', 'desktop');
		await simulation.pass(seconds(60));
		assert.equal(simulation.told.length, 1);
	});
});

test('a pane that she looks at is not told, now or later', async () => {
	await withSimulation(2, async simulation => {
		await simulation.watcher('view', 'terminal');
		simulation.lookAt(0);
		await simulation.set(0, waiting());
		await simulation.set(1, waiting());
		await simulation.pass(seconds(5));
		simulation.lookAt(null);
		await simulation.show();
		await simulation.pass(seconds(600));
		// Mutation seen red: `unseen` that answers all.
		assert.deepEqual(kinds(simulation.told), ['waiting iza-1']);
	});
});

test('urgent mail to the keeper and a conflict are told; other mail, a notice, an accepted conflict are not; new evidence tells it again', async () => {
	await withSimulation(1, async simulation => {
		const {store, world} = simulation;
		await simulation.watcher('view', 'terminal');
		await store.sendMail(newMail('iza-0', 'queen', 'fyi'));
		await store.sendMail(newMail('iza-0', 'queen', 'the deploy is on fire', {priority: 'urgent'}));
		const scan = async (evidence: string): Promise<void> => {
			const notice = finding({kind: 'notice', type: 'stale-claim', key: 'x'});
			await store.recordFindings({epoch: null, findings: [finding({evidence}), notice], crons: null, report: report(world)});
			await simulation.show();
			await simulation.pass(seconds(30));
		};
		await scan('one');
		assert.deepEqual(kinds(simulation.told), ['conflict iza-1,iza-2, mail iza-0']);
		const [conflict] = (await store.conflicts()).filter(({kind}) => kind === 'conflict');
		await store.resolve(conflict?.id ?? 0, 'queen', 'we pair');
		await scan('one');
		assert.equal(simulation.told.length, 1);
		await scan('two');
		// Mutation seen red: conflicts.ts without forgetTold.
		assert.deepEqual(kinds(simulation.told.slice(1)), ['conflict iza-1,iza-2']);
	});
});

test('a muted sister is not told; one snoozed is told when that is over, if she still waits', async () => {
	await withSimulation(2, async simulation => {
		await simulation.watcher('view', 'terminal');
		assert.equal(await simulation.store.mute(nameOf(0), null), true);
		assert.equal(await simulation.store.mute(nameOf(1), seconds(60)), true);
		assert.equal(await simulation.store.mute('nobody', null), false);
		const muted = (await simulation.store.sisters()).map(({muted: each}) => each?.until ?? (each === null ? 'no' : 'for good'));
		assert.deepEqual(muted, ['for good', '2026-04-11T04:01:00.000Z']);
		await simulation.set(0, waiting());
		await simulation.set(1, waiting());
		await simulation.pass(seconds(59));
		assert.deepEqual(simulation.told, []);
		await simulation.pass(seconds(10));
		// Mutation seen red: `judge` without mutedMs (told at once).
		assert.deepEqual(kinds(simulation.told), ['waiting iza-1']);
		await simulation.store.unmute(nameOf(0));
		await simulation.set(0, working);
		await simulation.pass(seconds(20));
		await simulation.set(0, waiting());
		await simulation.pass(seconds(20));
		assert.deepEqual(kinds(simulation.told), ['waiting iza-1', 'waiting iza-0']);
	});
});

test('another question within ten seconds waits until they are over; the same one again at once is a flicker', async () => {
	await withSimulation(1, async simulation => {
		await simulation.watcher('view', 'terminal');
		for (const words of ['one?', 'one?', 'two?']) {
			await simulation.set(0, waiting(words));
			await simulation.pass(2500);
			if (words !== 'two?') await simulation.set(0, working);
			await simulation.pass(500);
		}
		await simulation.pass(seconds(60));
		// Mutation seen red: `judge` without repeatMs (told after 8 s).
		assert.deepEqual(
			simulation.told.map(({at, notice}) => [at, notice.text]),
			[
				[2000, ['one?']],
				[12_000, ['two?']],
			],
		);
	});
});

test('a store that says no delays, and a rename is no news', async () => {
	await withSimulation(1, async simulation => {
		await simulation.watcher('view', 'terminal');
		simulation.break(true);
		await simulation.set(0, waiting());
		await simulation.pass(seconds(5));
		assert.ok(simulation.problems.includes('the store is busy'));
		simulation.break(false);
		await simulation.pass(seconds(5));
		assert.equal(simulation.told.length, 1);
		assert.equal(simulation.problems.at(-1), null);
		await simulation.store.rename(nameOf(0), 'maya', 'maya');
		await simulation.show();
		await simulation.pass(seconds(60));
		assert.equal(simulation.told.length, 1);
	});
});

type Move = {readonly sister: number; readonly isWaiting: boolean; readonly words: string; readonly forMs: number};
const sisters = 2;
const moves = fc.array(
	fc.record({
		sister: fc.nat(sisters - 1),
		isWaiting: fc.boolean(),
		words: fc.constantFrom('one?', 'two?'),
		forMs: fc.constantFrom(50, 900, 2500, 4000, 6000, 12_000, 30_000),
	}),
	{minLength: 1, maxLength: 25},
);

type Wait = {readonly from: number; to: number; readonly words: string};

/** Waits of one sister that are one episode: back within `flapMs`, with the same words. */
function episodes(waits: readonly Wait[]): readonly (readonly Wait[])[] {
	const found: Wait[][] = [];
	for (const wait of waits) {
		const before = found.at(-1)?.at(-1);
		if (before && before.words === wait.words && wait.from - before.to < attentionRules.flapMs) found.at(-1)?.push(wait);
		else found.push([wait]);
	}
	return found;
}

/** Four processes watch; the script is played; everything comes to rest. Answers the waits of each sister. */
async function play(simulation: Simulation, script: readonly Move[]): Promise<readonly (readonly Wait[])[]> {
	await simulation.watcher('view 1', 'terminal');
	await simulation.watcher('view 2', 'terminal');
	await simulation.watcher('view 1', 'desktop');
	await simulation.watcher('daemon', 'desktop');
	const waits: Wait[][] = Array.from({length: sisters}, () => []);
	for (const {sister, isWaiting, words, forMs} of script) {
		const own = waits[sister] ?? [];
		const last = own.at(-1);
		const isNow = last?.to === Number.POSITIVE_INFINITY;
		if (isWaiting !== isNow) {
			await simulation.set(sister, isWaiting ? waiting(words) : working);
			if (last && isNow) last.to = simulation.now();
			else own.push({from: simulation.now(), to: Number.POSITIVE_INFINITY, words});
		}
		await simulation.pass(forMs);
	}
	await simulation.pass(seconds(60));
	return waits;
}

function judgeTellings(times: readonly number[], waits: readonly Wait[]): void {
	for (const [index, at] of times.entries()) assert.ok(index === 0 || at - (times[index - 1] ?? 0) >= attentionRules.repeatMs);
	for (const episode of episodes(waits)) {
		const from = episode[0]?.from ?? 0;
		const to = episode.at(-1)?.to ?? 0;
		const n = times.filter(at => at >= from && at <= to).length;
		const isLong = episode.some(wait => wait.to - wait.from > gatherMs + attentionRules.repeatMs);
		// Back to a question that she asked just before another, shorter than anybody is called for.
		const isBack = waits.some(wait => wait.words === episode[0]?.words && wait.to <= from && from - wait.to < attentionRules.flapMs);
		assert.ok(n <= 1 && (n === 1 || !isLong || isBack), `${n} notifications for ${JSON.stringify(episode)}`);
	}
}

test('whatever flaps: one notification an episode, never two of a sister within ten seconds, and none is forgotten', async () => {
	// Mutations seen red: isFlicker always false (2 for one episode); repeatMs not asked (too close); what is `later` dropped (0).
	const property = fc.asyncProperty(moves, script =>
		withSimulation(sisters, async simulation => {
			const waits = await play(simulation, script);
			for (const audience of ['terminal', 'desktop']) {
				for (const [sister, own] of waits.entries()) {
					const isHers = (telling: Telling): boolean => telling.notice.needs.some(({who}) => who[0] === nameOf(sister));
					judgeTellings(
						simulation.told.filter(telling => telling.audience === audience && isHers(telling)).map(({at}) => at),
						own,
					);
				}
			}
		}),
	);
	await fc.assert(property, {numRuns: process.env['HIVEQUEEN_FULL'] === '1' ? 400 : 25});
});
