import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Conflict} from '../../db/types.ts';
import type {MailJson} from '../driver/colony.ts';
import {newScene, text} from './radar.ts';

test('a sister learns of her conflict in onboard and, once, in her inbox; show, tell and yield say what both need to know', async t => {
	const {colony, one, two, finds, complete} = await newScene(t);
	const {shell} = colony;
	const [ann, bea, cat] = [shell.as('ann').at(one.path), shell.as('bea').at(two.path), shell.as('cat').at(shell.home)];
	await ann.iam('the new login');
	await ann.says('claim', 'b.ts', '--why', 'half way through');
	for (const file of ['a.ts', 'b.ts']) one.write(file, text(file, 1, 'ann'));
	await complete();
	assert.ok(!(await bea.says('inbox')).includes('Careful'), 'nothing is wrong yet');
	two.write('a.ts', text('a.ts', 20, 'bea'));
	const {id} = await finds('file-collision');

	const first = await bea.says('inbox', '--peek');
	assert.match(first, new RegExp(`Careful, conflict #${id} is about you: ann and bea both changed a.ts in site`));
	assert.match(first, /What helps: agree who goes first/);
	assert.match(await bea.says('inbox'), /Careful/, 'a peek tells nobody');
	// Mutation seen red: inbox without markTold.
	assert.doesNotMatch(await bea.says('inbox'), /Careful/, 'once');
	assert.doesNotMatch(await cat.says('inbox'), /Careful/, 'she has no part in it');
	const briefing = await ann.says('onboard');
	assert.match(briefing, /Careful, these are about you:\n {2}#\d+ file-collision a\.ts: ann, bea/);
	assert.doesNotMatch(await ann.says('inbox'), /Careful/, 'onboard told her');

	const sheet = await shell.says('conflicts', 'show', String(id));
	for (const part of [
		'What helps:',
		'Files:\n  a.ts',
		'the new login',
		'b.ts',
		'half way through',
		'Proposal: bea gives way to ann: she changed 1 file, ann 2',
	]) {
		assert.ok(sheet.includes(part), `${part} in\n${sheet}`);
	}
	const json = await shell.json<{readonly conflict: Conflict; readonly proposal: {readonly yields: string}}>('conflicts', 'show', String(id));
	assert.deepEqual([json.conflict.next?.startsWith('agree who goes first'), json.proposal.yields], [true, 'bea']);
	assert.match(await shell.says('conflicts'), /what helps: agree who goes first/);

	assert.match(await shell.says('conflicts', 'yield', String(id)), /^bea should give way to ann: she changed 1 file, ann 2\n/);
	assert.equal((await bea.json<readonly MailJson[]>('inbox', '--all')).length, 0, 'a proposal sends nothing');
	const herself = await bea.queen('conflicts', 'yield', String(id), '--send');
	// Mutation seen red: askToYield that does not look who calls.
	assert.deepEqual([herself.code, herself.out], [1, '']);
	assert.match(herself.err, /^It is you who should give way to ann: she changed 1 file, ann 2\. Say that you do: queen tell ann "\.\.\."\n$/);
	await shell.says('conflicts', 'yield', String(id), '--send');
	await shell.says('conflicts', 'tell', String(id));
	const mail = await bea.json<readonly MailJson[]>('inbox', '--all');
	assert.equal(mail.length, 2);
	assert.ok(mail.every(({body}) => body.includes('Files: a.ts') && body.includes('ann on iza/one: the new login')));
	// She who gives way gets one order, and no other advice beside it.
	assert.deepEqual(mail.map(({body}) => [body.includes('What helps: agree'), body.includes('git merge iza/one')]).sort(), [
		[false, true],
		[true, false],
	]);
	assert.deepEqual(
		(await ann.json<readonly MailJson[]>('inbox', '--all')).map(({body}) => body.includes('Please settle between you')),
		[true],
	);

	assert.equal((await shell.queen('conflicts', 'accept', String(id))).code, 2, 'a reason is needed');
	await shell.says('conflicts', 'accept', String(id), '--why', 'far apart in the file');
	assert.match(await shell.says('conflicts'), /^conflicts 0/);
	assert.equal((await shell.queen('conflicts', 'show', '99')).code, 1);
	assert.equal((await shell.queen('conflicts', 'frobnicate', '1')).code, 2);
});
