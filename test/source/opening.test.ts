/** How commands open the database: a place that is no whole path, a new one, and one that may only be read. Through the built program. */
import assert from 'node:assert/strict';
import {chmodSync, existsSync, mkdirSync, readdirSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import {dist} from '../driver/environment.ts';
import {newShell, type Ran, runProgram, type Shell} from '../driver/shell.ts';

test('a relative HIVE_DB: 2 and one sentence with the whole path; nothing is made', async t => {
	const {shell} = newShell(t);
	const folder = path.join(shell.home, 'work');
	mkdirSync(folder);
	for (const given of ['hive.db', './hive.db', '../hive.db']) {
		const here = shell.as('ann').at(folder).with({HIVE_DB: given});
		for (const words of [['status'], ['inbox'], ['tell', 'bob', 'x'], ['claim', 'deploy']]) {
			const ran = await here.queen(...words);
			// Mutation seen red: storeOptionsOf without refuseRelative.
			assert.deepEqual([ran.code, ran.out], [2, ''], words.join(' '));
			assert.equal(ran.err, `HIVE_DB is "${given}", which is another file in every folder. Give the whole path: HIVE_DB=${path.resolve(folder, given)}\n`);
		}
	}
	assert.equal((JSON.parse((await shell.at(folder).with({HIVE_DB: 'x'}).queen('status', '--json')).err) as {error: {code: string}}).error.code, 'usage');
	// Nothing beside it either. Mutations seen red: install() and mendColony() without the look at HIVE_DB.
	const hooks = await shell.at(folder).with({HIVE_DB: 'x'}).queen('hooks', 'install', '--yes');
	assert.deepEqual([hooks.code, hooks.err.startsWith('HIVE_DB is "x"')], [2, true], hooks.err);
	assert.match((await shell.at(folder).with({HIVE_DB: 'x'}).queen('doctor', '--fix', '--yes')).out, /HIVE_DB is "x", which is another file/);
	assert.deepEqual(readdirSync(folder), []);
	const tilde = await shell.with({HIVE_DB: '~/hive/a.db'}).queen('status');
	assert.deepEqual([tilde.code, existsSync(path.join(shell.home, 'hive/a.db'))], [0, true]);
});

test('a new colony where HIVE_DB points is said once; not with --json, not at the usual place', async t => {
	const {shell} = newShell(t);
	const made = (file: string): string => `Made a new colony at ${file}, where HIVE_DB points. If you meant another one: queen paths\n`;
	const at = (name: string): Shell => shell.with({HIVE_DB: path.join(shell.folder, name, 'queen.db'), QUEEN_NARROW: ''});
	for (const [name, words] of Object.entries({hot: ['inbox'], cold: ['crons']})) {
		const first = await at(name).queen(...words);
		// Mutation seen red: begin() without onMade.
		assert.deepEqual([first.code, first.err], [0, made(path.join(shell.folder, name, 'queen.db'))]);
		assert.equal((await at(name).queen(...words)).err, '');
	}
	assert.equal((await at('json').queen('status', '--json')).err, '');
	assert.equal((await shell.with({HIVE_DB: '', QUEEN_NARROW: ''}).queen('inbox')).err, '');
	const usual = shell.with({
		QUEEN_NARROW: '',
		HOME: path.join(shell.folder, 'elsewhere'),
		HIVE_DB: path.join(shell.folder, 'elsewhere/.claude/queen/queen.db'),
	});
	assert.equal((await usual.queen('inbox')).err, '');
});

/** Permissions do not stop root, unless it gives that power away. */
const powers = '-dac_override,-dac_read_search';
const wrap = process.getuid?.() === 0 ? ['setpriv', `--inh-caps=${powers}`, `--bounding-set=${powers}`] : [];

/** `queen …` as somebody who may read everything of the colony and write nothing. */
const visitor =
	(shell: Shell) =>
	(...words: readonly string[]): Promise<Ran> => {
		const [file = '', ...args] = [...wrap, process.execPath, path.join(dist, 'queen.cjs'), ...words];
		return runProgram(file, args, {env: {...shell.env, QUEEN_NAME: 'bob'}, cwd: shell.home, input: null});
	};

/** A colony with mail, a claim and a sister, then nothing of it may be written any more. */
const newMuseum = async (t: TestContext) => {
	const {shell, owner} = newShell(t);
	const ann = shell.as('ann');
	await ann.iam('writing the parser');
	await ann.says('tell', 'bob', 'the lexer is yours');
	await ann.says('claim', 'deploy');
	const folder = path.dirname(shell.db);
	const open = (): void => chmodSync(folder, 0o755);
	owner.after(open);
	const close = (): void => {
		for (const name of readdirSync(folder)) if (statSync(path.join(folder, name)).isFile()) chmodSync(path.join(folder, name), 0o444);
		chmodSync(folder, 0o555);
	};
	return {shell, folder, open, close, queen: visitor(shell)};
};

test('a colony that may only be read is shown, with one warning', async t => {
	const {shell, close, queen} = await newMuseum(t);
	close();
	const warning = `${shell.db} can only be read by you: this shows what is there, and nothing is stored.\n`;
	const shown: Readonly<Record<string, RegExp>> = {
		status: /ann[\s\S]*writing the parser/,
		'inbox --peek': /the lexer is yours/,
		claims: /deploy +ann/,
		conflicts: /conflicts/,
		log: /ann/,
		'explain ann': /known by name only/,
		crons: /./,
	};
	for (const [words, says] of Object.entries(shown)) {
		const ran = await queen(...words.split(' '));
		// Mutation seen red: openContext without the second opening; openEasily without the copy.
		assert.deepEqual([ran.code, ran.err], [0, warning], words);
		assert.match(ran.out, says, words);
	}
	const json = await queen('claims', '--json');
	assert.equal((JSON.parse(json.out) as {owner: string}[])[0]?.owner, 'ann');
	const inbox = await queen('inbox');
	assert.deepEqual([inbox.code, inbox.err.startsWith(warning)], [0, true]);
	assert.match(inbox.out, /the lexer is yours\n$/, 'nothing of "marked as read"');
	// Mutation seen red: mark() that passes every error on (74, after the mail was shown).
	assert.equal(inbox.err.slice(warning.length), `The mail was shown, but it could not be marked as read: ${shell.db} can only be read by you.\n`);
	assert.match((await queen('inbox')).out, /the lexer is yours/, 'it is unread still');
});

test('what writes is refused there: 74, one sentence, nothing shown as done', async t => {
	const {close, queen} = await newMuseum(t);
	close();
	for (const words of [
		['tell', 'ann', 'x'],
		['claim', 'other'],
		['release', 'deploy'],
		['conflicts', 'resolve', '1', '--why', 'x'],
	]) {
		const ran = await queen(...words);
		assert.deepEqual([ran.code, ran.out], [74, ''], words.join(' '));
		assert.match(ran.err, /HIVE_DB/);
	}
});

test('with changes in a log that cannot be read so, that is said, not half of the colony shown', async t => {
	const {shell, close, queen} = await newMuseum(t);
	writeFileSync(`${shell.db}-wal`, Buffer.alloc(4096, 1));
	close();
	const ran = await queen('status');
	// Mutation seen red: bytesWithoutLog without hasLog.
	assert.deepEqual([ran.code, ran.out], [74, '']);
	assert.match(ran.err, /^[^\n]*its last changes lie in a log[^\n]*queen status[^\n]*\n$/);
});

test('one that is broken is not shown as if it were whole', async t => {
	const {shell, close, queen} = await newMuseum(t);
	truncateSync(shell.db, 5000);
	close();
	const ran = await queen('status');
	assert.equal(ran.code, 74, ran.err);
	assert.match(ran.err, /damaged|read/);
});
