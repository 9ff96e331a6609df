/** Who pushes, who waits, who is not to call: what stands in the rows of Claims and Sisters about it. */
import assert from 'node:assert/strict';
import {afterEach, describe, it} from 'node:test';
import {waitersFor} from '../../components/claim-waiters.ts';
import {against} from '../../components/overlays/confirm.ts';
import {makeTheme} from '../../components/theme.ts';
import width from '../../components/width.ts';
import type {Waiter} from '../../db/types.ts';
import {shown} from '../../source/tui/shown.ts';
import {calm, facts, now} from './fixtures.ts';
import {before, claim, later, minute, second, sister} from './make.ts';
import {openScreen, type TestScreen} from './screen.ts';

let screen: TestScreen | null = null;
afterEach(() => {
	screen?.close();
	screen = null;
});
const open = async (...options: Parameters<typeof openScreen>): Promise<TestScreen> => {
	screen = await openScreen(...options);
	return screen;
};

const waiter = (id: number, owner: string, resource: string, some: Partial<Waiter> = {}): Waiter => ({
	id,
	mode: 'wait',
	owner,
	kind: 'domain',
	repo: null,
	repoKey: null,
	resource,
	shared: false,
	askedAt: before(id * 10 * second),
	...some,
});
const lock = 'push:github.com/maya/hive';
const pushing = claim(9, lock, 'iza-2', {kind: 'domain', repoKey: null, claimedAt: before(20 * second), expiresAt: later(50 * second), ttlMs: minute});
const queue = [waiter(2, 'iza-3', lock), waiter(1, 'cody', lock), waiter(5, 'iza-1', lock, {mode: 'notify'})];
const colony = (waiters: readonly Waiter[] = queue) => facts({claims: [...calm.claims, pushing], waiters});
const rowsOf = (s: TestScreen, first: RegExp): readonly string[] => {
	const at = s.lines.findIndex(line => first.test(line));
	return s.lines.slice(at, at + 2);
};

describe('the queue of a push', () => {
	it('says who pushes where and since when, and who waits in which order', async () => {
		for (const [columns, rows, name, since] of [
			[80, 24, 'push hive', '20s'],
			[120, 40, 'push hive', 'since 20s'],
			[200, 60, 'push hive', 'since 20s'],
		] as const) {
			const s = await open({snapshot: colony(), columns, rows});
			const [row, below] = rowsOf(s, /push hive/);
			assert.match((row ?? '').replace(name, 'NAME').replace(since, 'SINCE'), /NAME +iza-2 +SINCE /);
			// Mutation seen red: those with mode `notify` counted; the order turned round.
			assert.match(below ?? '', /└ wait: iza-3 20s, cody 10s +│/);
			assert.match(s.text, /3 Claims ─+ 4 · 1 stale · 2 wait /);
			for (const line of s.lines) assert.ok(width(line) <= columns, line);
			s.close();
		}
	});

	it('stands above what only lasts, below what needs care; Enter has its queue', async () => {
		const s = await open({snapshot: colony()});
		const order = s.lines.flatMap(line => /(guide\/ch02|push hive|src\/limit)/.exec(line)?.[0] ?? []);
		assert.deepEqual(order, ['guide/ch02', 'push hive', 'src/limit']);
		await s.press('3', 'j', 'enter');
		assert.match(s.text, /next {5}iza-3 20s, cody 10s/);
		// The whole address stands here.
		assert.match(s.text, /push to github\.com\/maya\/hive/);
	});

	it('nobody waits: nothing is said, and the row is one line', async () => {
		const s = await open({snapshot: colony([])});
		const [, below] = rowsOf(s, /push hive/);
		assert.doesNotMatch(below ?? '', /wait/);
		assert.match(s.text, /3 Claims ─+ 4 · 1 stale · 1 push ─/);
	});

	it('is for any claim: the same domain, or a path that one of both covers, in the same repository', async () => {
		const path = {kind: 'path', repo: 'hive', repoKey: 'github.com/maya/hive'} as const;
		const waiters = [
			waiter(1, 'a', 'src/limit/x.ts', path),
			waiter(2, 'b', 'src/**', path),
			waiter(3, 'c', 'src/limit/x.ts', {...path, repoKey: 'elsewhere'}),
			waiter(4, 'd', 'src/limit/*'),
			waiter(5, 'e', 'izabael-com-deploy', path),
		];
		const s = await open({snapshot: colony(waiters)});
		// Mutation seen red: without the repository; without the kind; one direction of `matches` alone.
		assert.match(rowsOf(s, /src\/limit/)[1] ?? '', /└ wait: a 10s, b 20s +│/);
		assert.doesNotMatch(rowsOf(s, /izabael-com-deploy/)[1] ?? '', /wait/);
		assert.match(rowsOf(s, /src\/db/)[1] ?? '', /└ waits: b 20s +│/);
	});

	it('a quiet screen is not painted for it but when an age shows', () => {
		// Mutation seen red: `waiters` left out of shown(): its ages stand still.
		const ages = (ms: number) => JSON.stringify((shown(colony(), now + ms) as {waiters: unknown}).waiters);
		assert.equal(ages(0), ages(second));
		assert.notEqual(ages(0), ages(10 * second));
	});
});

describe('who is not to call', () => {
	const muted = (until: string | null) =>
		facts({sisters: [sister('iza-1', {muted: {until}}), sister('iza-2'), sister('a-very-long-name-indeed', {muted: {until}})]});

	it('has a sign behind her name, and in what is known of her until when', async () => {
		const s = await open({snapshot: muted(later(30 * minute)), columns: 200, rows: 60});
		// Mutation seen red: the sign whatever `muted` is.
		assert.match(s.text, /iza-1 ⊘/);
		assert.doesNotMatch(s.text, /iza-2 ⊘/);
		assert.match(s.text, /a-very…-indeed ⊘/);
		await s.press('j');
		assert.match(s.text, /bell +none about her until \d\d:\d\d \(m takes/);
		await s.set({snapshot: muted(null)});
		assert.match(s.text, /bell +none about her \(m takes that back\)/);
	});

	it('also where signs are letters', async () => {
		const s = await open({snapshot: muted(null), theme: makeTheme({colour: false, ascii: true})});
		assert.match(s.text, /iza-1 z/);
	});
});

it('what is broken but harms nothing here is said calmly', async () => {
	const s = await open({banner: 'A hook could not do its work', isCalm: true});
	assert.match(s.raw, /\u001b\[33m ! A hook could not do its work/);
	await s.set({banner: 'The disk is full', isCalm: false});
	// Mutation seen red: the tone always `attention`.
	assert.match(s.raw, /\u001b\[7m\u001b\[31m.*The disk is full|\u001b\[1m\u001b\[7m\u001b\[31m.*The disk is full|\u001b\[7m.*The disk is full/);
});

describe('what a sister says of herself and cannot mend alone', () => {
	const says = (status: string, note: string | null, some: Parameters<typeof sister>[1]) =>
		facts({sisters: [sister('cody', {...some, declared: {status, note, workstream: null, since: before(12 * minute)}})]});

	it('stands below her row: blocked, with her words; silent, with how long', async () => {
		// Mutations seen red: standing() that answers null; isStale without its age.
		const blocked = await open({snapshot: says('blocked', 'waiting on B for types', {status: 'idle', task: 'the types'})});
		assert.match(rowsOf(blocked, /cody/)[1] ?? '', /└ blocked 12m: waiting on B for types/);
		blocked.close();
		const silent = await open({snapshot: says('running', null, {status: 'idle', lastSign: before(20 * minute)})});
		assert.match(rowsOf(silent, /cody/)[1] ?? '', /└ silent 20m: says running/);
	});

	it('is not said of who works, who was heard a moment ago, or who only has a task', async () => {
		for (const some of [
			{status: 'working', lastSign: before(20 * minute)},
			{status: 'idle', lastSign: before(14 * minute)},
		] as const) {
			const s = await open({snapshot: says('running', null, some)});
			assert.doesNotMatch(rowsOf(s, /cody/)[1] ?? '', /silent/);
			s.close();
		}
		const s = await open({snapshot: facts({sisters: [sister('cody', {status: 'idle', taskSource: 'declared', lastSign: before(90 * minute)})]})});
		assert.doesNotMatch(rowsOf(s, /cody/)[1] ?? '', /silent/);
	});

	it('and a piece of her work is no new picture, until she is silent', () => {
		const at = (ago: number) => shown(says('running', null, {status: 'idle', lastSign: before(ago)}), now);
		assert.deepEqual(at(minute), at(3 * minute));
		assert.notDeepEqual(at(minute), at(20 * minute));
	});
});

describe('who waits for a claim', () => {
	const held = (resource: string) => claim(7, resource, 'iza-2', {repoKey: 'hive-key'});
	const wants = (resource: string) => waiter(1, 'cody', resource, {kind: 'path', repoKey: 'hive-key'});
	const waits = (resource: string, wanted: string) => {
		const seen = facts({claims: [held(resource)], waiters: [wants(wanted)]});
		return waitersFor(seen.claims[0] as (typeof seen.claims)[0], seen).length === 1;
	};

	// Mutation seen red: a glob of our own made into a regular expression. The last one hung the view: an agent had only to ask for it.
	it('is decided as the store decides it, and no text makes it take long', () => {
		assert.ok(waits('src/{a,b}.ts', 'src/a.ts'));
		assert.ok(waits('src/*.ts', 'src/a*'));
		assert.ok(waits('src', 'src/deep/a.ts'));
		assert.ok(!waits('src/*.ts', 'src/a.css'));
		assert.ok(!waits('src/a.ts', 'lib/a.ts'));
		assert.ok(waits(`${'**a'.repeat(12)}!`, 'a'.repeat(80)), 'it may be a folder with such a file in it');
	});
});

it('what argues against freeing a claim counts her files as the claim means them', () => {
	const snapshot = facts({
		claims: [claim(7, 'src/{a,b}.ts', 'iza-2', {repoKey: 'hive-key', stale: true, state: 'expired', blocks: false})],
		sisters: [sister('iza-2', {repoKey: 'hive-key', changed: ['src/a.ts', 'src/c.ts']})],
	});
	const [one] = snapshot.claims;
	assert.ok(one);
	assert.match(against(one, snapshot.sisters[0] ?? null, now).join('; '), /1 uncommitted file of hers matches the claim/);
});
