import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newScene} from './radar.ts';

test('head-moved: a branch is switched under a sister who has work there', async t => {
	const {colony, one, later, complete, isSilent, finds, resolves, ann} = await newScene(t);
	await colony.sister('cat', {at: one.path});
	await complete();
	await later(2, one, 'switch', '--quiet', '--create', 'other');
	await isSilent('head-moved', 'nobody works and nothing is changed: nothing is lost');
	await later(3, one, 'switch', '--quiet', 'iza/one');
	one.write('a.ts', 'hers\n');
	ann.works('I write.');
	await later(4, one, 'commit', '--quiet', '--all', '--message', 'a commit moves HEAD too');
	one.write('b.ts', 'hers\n');
	// Mutation seen red: jumpsSince does not compare where the first jump began with where the last one ended.
	await isSilent('head-moved', 'back where it was, and a commit is no jump');
	await later(5, one, 'switch', '--quiet', 'other');
	const found = await finds('head-moved');
	assert.deepEqual([found.kind, found.severity, found.sisters, found.files], ['conflict', 'high', ['ann', 'cat'], ['b.ts']]);
	assert.match(found.detail, /^the worktree of ann and cat in site was switched from iza\/one to other under all who stand there/);
	await later(6, one, 'switch', '--quiet', 'iza/one');
	await resolves('head-moved');
});

test('head-moved: the branch of a worktree is moved from another worktree', async t => {
	const {one, two, isSilent, finds, resolves} = await newScene(t);
	one.write('a.ts', 'ann\n');
	await one.commit('hers');
	one.write('b.ts', 'ann\n');
	await two.commit('something');
	await one.git('branch', '--quiet', 'spare');
	await two.git('update-ref', 'refs/heads/spare', 'HEAD');
	await isSilent('head-moved', 'her own commit, and a branch that nobody has checked out');
	const was = (await one.git('rev-parse', 'HEAD')).trim();
	await two.git('update-ref', 'refs/heads/iza/one', 'HEAD');
	const found = await finds('head-moved');
	assert.deepEqual([found.kind, found.sisters], ['conflict', ['ann']]);
	assert.ok(found.next?.includes(`git reset --soft ${was.slice(0, 7)}`));
	// What the next step says is true: her files are as they were, and the branch is where she left it.
	await one.git('reset', '--quiet', '--soft', was);
	assert.equal((await one.git('status', '--porcelain')).trim(), 'M b.ts');
	await resolves('head-moved');
});

test('external-activity: a commit by nobody we know, while the sister stands still with work in her hands', async t => {
	const {one, ann, later, until, isSilent, finds, resolves} = await newScene(t);
	one.write('a.ts', 'ann\n');
	ann.works('I write.');
	await until('ann', ({status}) => status === 'working');
	await one.git('commit', '--quiet', '--allow-empty', '--message', 'her own');
	// Mutation seen red: isStill without the status.
	await isSilent('external-activity', 'she works: it is hers');
	ann.idles('Done.');
	await until('ann', ({status}) => status === 'idle');
	await isSilent('external-activity', 'nothing happened since');
	await later(60, one, 'commit', '--quiet', '--allow-empty', '--message', 'from a cron');
	const found = await finds('external-activity');
	assert.deepEqual([found.kind, found.sisters], ['conflict', ['ann']]);
	assert.match(found.detail, /^somebody who is no sister here moved HEAD in ann's worktree of site \("commit: from a cron"\) while she stood still$/);
	ann.works('On I go.');
	await until('ann', ({status}) => status === 'working');
	await resolves('external-activity');
});

test('external-activity: where the keeper has a shell, it may have been she; a sister with a clean tree is only told', async t => {
	const {colony, one, two, later, complete, isSilent, finds} = await newScene(t);
	one.write('a.ts', 'ann\n');
	await complete();
	const shell = await colony.tmux.window(one.path, ['sleep', 'infinity'], 'keeper');
	await later(20, one, 'commit', '--quiet', '--all', '--message', 'by the keeper');
	// Mutation seen red: foreignSince without the shells; shells that are forgotten when they end.
	await isSilent('external-activity', 'a shell of the keeper stands there');
	await colony.tmux.run('kill-pane', '-t', shell.id);
	await isSilent('external-activity', 'she did it before she went');
	await later(40, two, 'commit', '--quiet', '--allow-empty', '--message', 'from a cron');
	const found = await finds('external-activity');
	assert.deepEqual([found.kind, found.sisters], ['notice', ['bea']], 'nothing of hers is at stake');
});

test('stash-foreign: a stash is a notice, and a conflict when another worktree took it', async t => {
	const {one, two, home, later, isSilent, finds, resolves} = await newScene(t);
	home.write('a.ts', 'the keeper\n');
	await home.git('stash', '--quiet');
	await isSilent('stash-foreign', 'nobody of ours made it');
	await home.git('stash', 'drop', '--quiet');
	one.write('a.ts', 'ann\n');
	one.write('b.ts', 'ann\n');
	await later(2, one, 'stash');
	const notice = await finds('stash-foreign');
	assert.deepEqual([notice.kind, notice.files], ['notice', ['a.ts', 'b.ts']]);
	assert.match(notice.detail, /^ann put work into the stash of site/);
	await one.git('stash', 'pop', '--quiet');
	// Mutation seen red: popperOf without `holds`.
	await resolves('stash-foreign');
	await later(3, one, 'stash');
	await finds('stash-foreign');
	await two.git('stash', 'pop', '--quiet');
	const found = await finds('stash-foreign');
	assert.deepEqual([found.kind, found.sisters, found.severity], ['conflict', ['ann', 'bea'], 'high']);
	const commit = /git stash apply ([0-9a-f]{12})/.exec(found.next ?? '')?.[1] ?? '';
	await two.git('restore', '--staged', '--worktree', 'a.ts', 'b.ts');
	// What the next step says is true: the work is still there, and she gets it back.
	await one.git('stash', 'apply', '--quiet', commit);
	assert.equal((await one.git('diff', '--name-only')).trim(), 'a.ts\nb.ts');
	await resolves('stash-foreign');
});
