/** One repository in all panes. */
import assert from 'node:assert/strict';
import {it} from 'node:test';
import {calm, claim, conflict, facts, sister} from './fixtures.ts';
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

// Mutation seen red: a conflict known by its repository's folder name. The number counted it, and no row showed it.
it('conflicts of that repository stay whatever its folder is called in a clone, and so do those of no repository', async () => {
	const shop = {repo: 'shop', repoId: '/src/shop/.git', repoKey: 'shop-key', status: 'working'} as const;
	const seen = facts({
		sisters: [
			sister('iza-1', shop),
			sister('cody', {...shop, repo: 'shop-clone', repoId: '/src/shop-clone/.git'}),
			sister('gem', {repo: 'shop', repoId: '/other/shop/.git', repoKey: 'other-key', status: 'idle'}),
		],
		conflicts: [
			conflict(1, {repo: 'shop-clone', repoId: '/src/shop-clone/.git', branch: 'of-the-clone', sisters: ['cody', 'iza-1']}),
			conflict(2, {type: 'identity-clash', repo: null, repoId: null, branch: null, sisters: ['cody']}),
			conflict(3, {repo: 'shop', repoId: '/other/shop/.git', branch: 'of-the-other', sisters: ['gem']}),
			conflict(4, {repo: 'shop', repoId: '/gone/shop/.git', branch: 'of-nobody-here', sisters: ['iza-9']}),
		],
		counts: {...calm.counts, conflicts: 4},
	});
	const screen = await openScreen({snapshot: seen, columns: 120, rows: 50});
	await screen.press('f', '4', '+');
	assert.match(screen.text, /only shop/);
	for (const [shown, wanted] of [
		['of-the-clone', true],
		['identity-clash', true],
		['of-the-other', false],
		['of-nobody-here', true],
	] as const)
		assert.equal(screen.text.includes(shown), wanted, `${shown}\n${screen.text}`);
	screen.close();
});

// Mutation seen red: emptyLines without `onlyRepo`: what the filter hides was said not to be there.
it('a pane whose rows are all of other repositories says so', async () => {
	const seen = facts({sisters: [...snapshot.sisters], claims: [{...claim(1, 'src/guide.ts', 'iza-1'), repoKey: 'guide-key'}]});
	const screen = await openScreen({snapshot: seen});
	await screen.press('j', 'f');
	assert.ok(!screen.text.includes('Nothing is claimed'), screen.text);
	assert.match(screen.text, /None in shop; 1 elsewhere/);
	screen.close();
});

// Mutation seen red: one sentence for both filters.
it('] says how to see those who wait elsewhere', async () => {
	const waits = sister('iza-3', {repo: 'guide', repoKey: 'guide-key', status: 'waiting'});
	const screen = await openScreen({snapshot: facts({sisters: [...snapshot.sisters.filter(({name}) => name !== 'iza-1'), waits]})});
	await screen.press('j', 'f', ']');
	assert.match(screen.text, /other repositories: f shows/);
	screen.close();
});
