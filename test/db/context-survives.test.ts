/** A dead page elsewhere takes nothing of what was written down for all, and who was told already is told rather again than never. */
import assert from 'node:assert/strict';
import {closeSync, openSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {connect, openStore} from '../../db/open.ts';
import {inFolder} from './colony.ts';
import {newEntry} from './contract/context.ts';
import {decision, made, newReview} from './contract/reviews.ts';
import {createWorld, newClaim, newMail, registration} from './world.ts';

const shop = {repo: 'shop', repoId: '/r/shop/.git', repoKey: 'example.org/shop'};

test('shared context comes along when the database is mended', async () => {
	await inFolder(async folder => {
		const options = createWorld().options(join(folder, 'queen.db'));
		const store = await openStore(options);
		for (let n = 1; n <= 60; n += 1) await store.sendMail(newMail('a', 'b', `letter ${n} ${'x'.repeat(300)}`));
		for (let n = 1; n <= 5; n += 1) await store.addContext(newEntry('ann', `entry ${n}`));
		await store.register(registration('bea', shop));
		const review = made(await store.requestReview(newReview('ann', 'bea')));
		await store.decideReview(review.id, decision('bea', 'approved', 'well done'));
		await store.claim(newClaim('ann', 'deploy'));
		await store.queueClaim(newClaim('bea', 'deploy'), 'notify', null);
		const news = await store.syncNews('bea', 'example.org/shop', {messages: null, context: null});
		await store.commitSync('bea', {surfaced: [], read: [], cursors: news.cursors, told: []});
		store.close();
		const connection = connect(options.file, {timeout: 0});
		const leaf = connection.prepare("SELECT pageno AS page FROM dbstat WHERE name = 'messages' AND pagetype = 'leaf' LIMIT 1").get() as {page: number};
		connection.close();
		const descriptor = openSync(options.file, 'r+');
		writeSync(descriptor, Buffer.alloc(4096, 0xa5), 0, 4096, (leaf.page - 1) * 4096);
		closeSync(descriptor);
		const broken = await openStore(options);
		await assert.rejects(broken.inbox('b', {all: true, limit: null}));
		broken.close();
		const mended = await openStore(options);
		const {entries} = await mended.context({where: 'everywhere', limit: null});
		// Mutation seen red: shared_context left out of salvage.ts.
		assert.deepEqual(
			entries.map(({body}) => body),
			['entry 5', 'entry 4', 'entry 3', 'entry 2', 'entry 1'],
		);
		const {reviews} = await mended.reviews({which: 'all', limit: null});
		// Mutations seen red: reviews left out of salvage.ts; review_comments; claim_queue.
		assert.deepEqual(
			reviews.map(({verdict, comments}) => [verdict, comments.map(({body}) => body)]),
			[['approved', ['well done']]],
		);
		assert.deepEqual(
			(await mended.waiters()).map(({owner, mode}) => `${owner} ${mode}`),
			['bea notify'],
		);
		const added = await mended.addContext(newEntry('ann', 'entry 6'));
		assert.ok(added.ok && added.entry.id > 5, 'numbers are not used twice');
		const after = await mended.syncNews('bea', 'example.org/shop', {messages: null, context: null});
		assert.ok(after.context.some(({body}) => body === 'entry 6'));
		mended.close();
	});
});
