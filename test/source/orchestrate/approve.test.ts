/** `--auto-approve`: only what a rule of the keeper's allows, as the repository has it, and only for the keeper herself. */
import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {connect} from '../../../db/open.ts';
import type {Review} from '../../../db/types.ts';
import {readConfig} from '../../../source/config.ts';
import type {ApprovalRule} from '../../../source/config-groups.ts';
import {ruleFor} from '../../../source/orchestrate/approve.ts';
import {hivePaths} from '../../../source/paths.ts';
import {newRepository, type Repository} from '../../driver/repository.ts';
import {newShell, type Ran, type Shell} from '../../driver/shell.ts';
import {runHere} from '../in-process.ts';

const changed = (...files: readonly (readonly [string, number | null])[]) => ({
	repo: 'shop',
	repoKey: 'example.org/shop',
	files: files.map(([name, added]) => ({path: name, added, removed: added})),
	fileCount: files.length,
	insertions: files.reduce((sum, [, n]) => sum + (n ?? 0), 0),
	deletions: files.reduce((sum, [, n]) => sum + (n ?? 0), 0),
});

test('a rule allows a request as a whole, or not at all', () => {
	const docs: ApprovalRule = {paths: ['docs/**', '*.md']};
	const one = changed(['docs/a.md', 3], ['README.md', 2]);
	const cases: readonly (readonly [string, ApprovalRule, Parameters<typeof ruleFor>[1], boolean])[] = [
		['all files named', docs, one, true],
		['one is not', docs, changed(['docs/a.md', 1], ['src/x.ts', 1]), false],
		['nothing changed', docs, changed(), false],
		['only the first files are known', docs, {...one, fileCount: 101}, false],
		['lines, exactly', {...docs, maxLines: 10}, one, true],
		['a line too many', {...docs, maxLines: 9}, one, false],
		['binary, without a number of lines', docs, changed(['docs/a.png', null]), true],
		['binary, with one', {...docs, maxLines: 10}, changed(['docs/a.png', null]), false],
		['the repository by name', {...docs, repo: 'shop'}, one, true],
		['by key', {...docs, repo: 'example.org/shop'}, one, true],
		['another', {...docs, repo: 'shop2'}, one, false],
		['from her', {...docs, from: ['Ann', 'bea']}, one, true],
		['from another', {...docs, from: ['bea']}, one, false],
	];
	// Mutations seen red: each line of `fits` taken out.
	for (const [what, rule, given, expected] of cases) assert.equal(ruleFor([rule], given, 'ann') !== null, expected, what);
	assert.equal(ruleFor([{paths: ['x']}, docs, docs], one, 'ann'), 2, 'the first that allows it');
	assert.equal(ruleFor([], one, 'ann'), null);
});

function configure({env}: Shell, rules: unknown): void {
	const {config} = hivePaths(env);
	mkdirSync(path.dirname(config), {recursive: true});
	writeFileSync(config, JSON.stringify({orchestrate: {autoApprove: rules}}));
}

test('a rule that cannot be understood is refused, not guessed at', t => {
	const {shell} = newShell(t);
	for (const wrong of [
		{},
		'docs/**',
		[{}],
		[{paths: []}],
		[{paths: 'docs/**'}],
		[{paths: ['{docs,src}/**']}],
		[{paths: ['docs/']}],
		[{paths: ['docs/**'], maxLines: -1}],
		[{paths: ['docs/**'], maxLine: 5}],
		[{paths: ['docs/**'], from: []}],
		[{paths: ['docs/**'], repo: ''}],
		[['docs/**']],
	]) {
		configure(shell, wrong);
		assert.throws(() => readConfig(shell.env), /"orchestrate.autoApprove" must be a list/, JSON.stringify(wrong));
	}
	configure(shell, [{paths: ['docs/**'], maxLines: 0, from: ['a'], repo: 'shop'}]);
	assert.equal(readConfig(shell.env).orchestrate.autoApprove.length, 1);
});

type Stage = {readonly keeper: Shell; readonly ann: Shell; readonly branch: Repository; readonly repository: Repository};

async function stage(t: Parameters<typeof newShell>[0], rules: unknown): Promise<Stage> {
	const {shell} = newShell(t);
	const repository = await newRepository(shell, 'shop');
	const branch = await repository.worktree('shop-ann', 'feat/docs');
	const ann = shell.as('ann').at(branch.path);
	await runHere(ann, 'onboard');
	configure(shell, rules);
	return {keeper: shell.at(repository.path), ann, branch, repository};
}

async function request({ann, branch}: Stage, file: string): Promise<void> {
	branch.write(file, 'text\n');
	await branch.commit(`write ${file}`);
	assert.equal((await runHere(ann, 'review', 'request', '--to', 'bea')).code, 0);
}

const once = ({keeper}: Pick<Stage, 'keeper'>, ...more: readonly string[]): Promise<Ran> =>
	runHere(keeper, 'orchestrate', 'run', '--once', '--auto-approve', ...more);
const newest = async ({keeper}: Stage): Promise<Review | undefined> =>
	(JSON.parse((await runHere(keeper, 'review', 'list', '--all', '--json')).out) as readonly Review[])[0];

test('approved by the rule: said so, mailed, clear to merge; what no rule names waits on', async t => {
	const given = await stage(t, [{paths: ['docs/**'], maxLines: 20}]);
	await request(given, 'docs/a.md');
	const ran = await once(given);
	assert.deepEqual([ran.code, ran.err], [0, '']);
	assert.match(ran.out, /^ACTION approved review #1 \(feat\/docs of ann\) under your rule 1: docs\/\*\*$/m);
	const review = await newest(given);
	assert.deepEqual([review?.state, review?.decidedBy, review?.decidedVerified], ['approved', 'queen (rule 1)', 'yes']);
	assert.match(review?.comments[0]?.body ?? '', /^By rule 1 of orchestrate\.autoApprove \(docs\/\*\*\): 1 files, \+1 -0\. Nobody looked at it\.$/);
	assert.match((await runHere(given.ann, 'inbox')).out, /from queen[\s\S]*Review #1 of feat\/docs: approved/);
	assert.equal((await runHere(given.keeper, 'merge-ok', 'feat/docs')).code, 0);
	await request(given, 'src/x.ts');
	const second = await once(given);
	assert.deepEqual([second.code, /ACTION/.test(second.out)], [0, false], second.out);
	assert.equal((await newest(given))?.state, 'pending');
});

test('what the repository has decides, not what was stored about it', async t => {
	const given = await stage(t, [{paths: ['docs/**']}]);
	await request(given, 'src/x.ts');
	// As an agent could write it with any SQLite shell.
	const connection = connect(given.keeper.db, {timeout: 5000});
	connection.prepare('UPDATE reviews SET files = ?, file_count = 1').run(JSON.stringify([{path: 'docs/a.md', added: 1, removed: 0}]));
	connection.close();
	// Mutation seen red: the stored review given to ruleFor.
	assert.doesNotMatch((await once(given)).out, /ACTION approved/);
	assert.equal((await newest(given))?.state, 'pending');
});

test('a branch that went on since is not approved', async t => {
	const given = await stage(t, [{paths: ['docs/**']}]);
	await request(given, 'docs/a.md');
	given.branch.write('docs/b.md', 'more\n');
	await given.branch.commit('more');
	// Mutation seen red: changeOf without the comparison of heads.
	assert.doesNotMatch((await once(given)).out, /ACTION approved/);
});

test('without rules it says so, a sister acts under none, and the keeper never approves her own', async t => {
	const given = await stage(t, []);
	await request(given, 'docs/a.md');
	const none = await once(given);
	assert.deepEqual([none.code, /^Nothing is approved: there are no rules\./.test(none.err), /ACTION approved/.test(none.out)], [0, true, false]);

	configure(given.keeper, [{paths: ['**']}]);
	// A configuration of her own: it is not the keeper's.
	const own = {...given.ann.env, XDG_CONFIG_HOME: path.join(given.keeper.home, 'hers')};
	configure({...given.ann, env: own}, [{paths: ['**']}]);
	const hers = await runHere({env: own, cwd: given.ann.cwd}, 'orchestrate', 'run', '--once', '--auto-approve');
	// Mutation seen red: rulesFor without isKeeper.
	assert.deepEqual([hers.code, /^Nothing is approved here: only a loop that the keeper starts/.test(hers.err)], [0, true]);
	assert.equal((await newest(given))?.state, 'pending');

	given.branch.write('docs/b.md', 'x\n');
	await given.branch.commit('by the keeper');
	assert.equal((await runHere(given.keeper.at(given.branch.path), 'review', 'request', '--to', 'bea')).code, 0);
	assert.doesNotMatch((await once(given)).out, /ACTION approved/);
	assert.equal((await newest(given))?.state, 'pending');
});

test('a configuration with a mistake approves nothing and says what is wrong', async t => {
	const given = await stage(t, [{paths: ['docs/']}]);
	await request(given, 'docs/a.md');
	const ran = await once(given);
	assert.match(ran.err, /^Nothing is approved: .*"orchestrate\.autoApprove" must be/m);
	assert.equal((await newest(given))?.state, 'pending');
});
