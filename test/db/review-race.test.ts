/** Real processes approve and reject the same reviews at the same moment. The oracle is what they printed, against the rows afterwards. */
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import type {Store} from '../../db/store.ts';
import {inFolder} from './colony.ts';
import {newRange, newReview} from './contract/reviews.ts';
import {isFull, type Worker, withWorkers} from './processes.ts';
import {open} from './workers/common.ts';

/** The rows say what was printed, each with the comment of her whose verdict it is. */
async function agree(store: Store, won: ReadonlyMap<number, string | undefined>): Promise<void> {
	for (const review of (await store.reviews({which: 'all', limit: null})).reviews) {
		assert.equal(review.verdict, won.get(review.id));
		assert.deepEqual(
			review.comments.map(({verdict, by}) => [verdict, by]),
			[[review.verdict, review.decidedBy]],
		);
	}
}

test('reviews: approved and rejected at once, each has exactly one verdict, one letter, and everybody else is told which', async () => {
	const reviews = isFull ? 500 : 50;
	await inFolder(folder =>
		withWorkers(async start => {
			const file = join(folder, 'queen.db');
			const store = await open(file);
			for (let n = 1; n <= reviews; n += 1) assert.ok((await store.requestReview(newReview('ann', 'bea', {range: newRange(`feat/${n}`)}))).ok);
			const judges = ['bea approved', 'bea rejected', 'queen approved', 'queen rejected'];
			const workers = judges.map(judge => start('judge', [file, ...judge.split(' '), String(reviews)]));
			await Promise.all(workers.map(worker => worker.said('ready')));
			for (const worker of workers) worker.go();
			assert.deepEqual(new Set(await Promise.all(workers.map(worker => worker.ended))), new Set([0]));
			const lines = workers.flatMap(worker => worker.lines.filter(line => line !== 'ready').map(line => line.split(' ')));
			const won = new Map(lines.filter(([word]) => word === 'won').map(([, id, verdict]) => [Number(id), verdict]));
			// Mutations seen red: isPending left out of the UPDATE in decideReview; with BEGIN instead of BEGIN IMMEDIATE a process ends with `busy`.
			assert.equal(lines.filter(([word]) => word === 'won').length, reviews, 'winners');
			assert.equal(won.size, reviews);
			for (const [word, id, verdict] of lines) if (word === 'lost') assert.equal(verdict, won.get(Number(id)), `what a loser of #${id} was told`);
			await agree(store, won);
			assert.equal((await store.inbox('ann', {all: false, limit: null})).total, reviews, 'one letter each');
			store.close();
		}),
	);
});

type Words = readonly (readonly string[])[];
const wordsOf = (workers: readonly Worker[], first: readonly string[]): Words =>
	workers.flatMap(worker => worker.lines.map(line => line.split(' ')).filter(([word]) => first.includes(word ?? '')));

/** Old requests have the verdict that somebody won, or none; for each there is a new one, which waits. */
async function isNothingCarriedOver(store: Store, won: ReadonlyMap<number, string | undefined>, instead: ReadonlyMap<number, number>): Promise<void> {
	for (const {id, state, verdict, supersededBy} of (await store.reviews({which: 'all', limit: null})).reviews) {
		const wanted = instead.has(id) ? ['superseded', won.get(id) ?? null, instead.get(id)] : ['pending', null, null];
		assert.deepEqual([state, verdict, supersededBy], wanted, `#${id}`);
	}
	const gone = new Set<unknown>();
	for (const {data} of await store.events({limit: 10_000, kinds: ['review']})) {
		if (data['what'] === 'requested') gone.add(data['supersedes']);
		else assert.ok(!gone.has(data['id']), `#${data['id']} was ${data['what']} when another stood in its place already`);
	}
}

// Mutation seen red: decideReview that does not look whether it was superseded.
test('reviews: asked for anew while they are decided: a verdict before that stays with the old one, none comes after it, the new one waits', async () => {
	const reviews = isFull ? 500 : 60;
	await inFolder(folder =>
		withWorkers(async start => {
			const file = join(folder, 'queen.db');
			const store = await open(file);
			for (let n = 1; n <= reviews; n += 1) assert.ok((await store.requestReview(newReview('ann', 'bea', {range: newRange(`feat/${n}`)}))).ok);
			const judges = ['bea approved', 'queen rejected'].map(judge => start('judge', [file, ...judge.split(' '), String(reviews)]));
			const ann = start('requester', [file, 'ann', 'bea', String(reviews)]);
			const workers = [...judges, ann];
			await Promise.all(workers.map(worker => worker.said('ready')));
			for (const worker of workers) worker.go();
			assert.deepEqual(await Promise.all(workers.map(worker => worker.ended)), [0, 0, 0]);
			const winners = wordsOf(judges, ['won']);
			const won = new Map(winners.map(([, id, verdict]) => [Number(id), verdict]));
			assert.equal(won.size, winners.length, 'one verdict each');
			for (const [, id, said] of wordsOf(judges, ['lost'])) assert.equal(said, won.get(Number(id)) ?? 'superseded', `what a loser of #${id} was told`);
			const instead = new Map(wordsOf([ann], ['asked']).map(([, id, old]) => [Number(old), Number(id)]));
			assert.equal(instead.size, reviews);
			await isNothingCarriedOver(store, won, instead);
			store.close();
		}),
	);
});
