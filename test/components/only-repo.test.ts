/** One repository in all panes. */
import assert from 'node:assert/strict';
import {it} from 'node:test';
import {claim, facts, sister} from './fixtures.ts';
import {openScreen} from './screen.ts';

const snapshot = facts({
	sisters: [
		sister('iza-1', {repo: 'guide', repoKey: 'guide-key', status: 'working'}),
		sister('iza-2', {repo: 'shop', repoKey: 'shop-key', status: 'working'}),
		sister('cody', {repo: 'shop', repoKey: 'shop-key', status: 'idle'}),
	],
	claims: [
		{...claim(1, 'src/guide.ts', 'iza-1'), repoKey: 'guide-key'},
		{...claim(2, 'src/shop.ts', 'iza-2'), repoKey: 'shop-key'},
	],
});

// Mutation seen red: `onlyRepo` left out of the key by which rows are remembered.
it('f shows only what belongs to the repository of the selected sister, in all panes; f again shows all', async () => {
	const screen = await openScreen({snapshot});
	await screen.press('j', 'f');
	assert.match(screen.text, /only shop/);
	assert.ok(!/ iza-1 /.test(screen.text) && !screen.text.includes('src/guide.ts'), screen.text);
	assert.ok(screen.text.includes('cody') && screen.text.includes('src/shop.ts'));
	await screen.press('f');
	assert.ok(screen.text.includes('iza-1') && screen.text.includes('src/guide.ts'));
	screen.close();
});
