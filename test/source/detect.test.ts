/** `queen detect`: a saved screen is read like a living one; a living one is saved so that it is read the same. */
import assert from 'node:assert/strict';
import {chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it, type TestContext, test} from 'node:test';
import type {Detected} from '../../source/actions/detect.ts';
import {redactScreen} from '../../source/actions/detect-redact.ts';
import type {Saved} from '../../source/actions/detect-save.ts';
import {viewCommand} from '../driver/colony.ts';
import {newShell, runProgram, type Shell} from '../driver/shell.ts';
import {captures} from './agents/captures.ts';
import {runHere} from './in-process.ts';
import {newMachine} from './scanner/machine.ts';

const screens = path.resolve(import.meta.dirname, '../screens');
const bash = path.join(screens, 'claude-2.1.330/waiting-bash');

const pairIn = (shell: Shell, name: string, change: (facts: Record<string, unknown>) => unknown = facts => facts): string => {
	const file = path.join(shell.folder, name);
	copyFileSync(`${bash}.ansi`, `${file}.ansi`);
	writeFileSync(`${file}.json`, JSON.stringify(change(JSON.parse(readFileSync(`${bash}.json`, 'utf8')) as Record<string, unknown>)));
	return file;
};

const replay = async (shell: Shell, file: string): Promise<Detected> => JSON.parse((await runHere(shell, 'detect', file, '--json')).out) as Detected;

describe('replaying a saved screen', () => {
	it('says what the reader says, and that it is the truth', async t => {
		const {shell} = newShell(t);
		const {code, out} = await runHere(shell, 'detect', `${bash}.ansi`);
		assert.equal(code, 0);
		assert.match(out, /^status {4}waiting, asks: approve Bash: rm -rf node_modules && npm install$/m);
		assert.match(out, /^known by {2}dialog$/m);
		for (const source of ['dialog', 'state-file', 'title', 'screen']) assert.match(out, new RegExp(`^ +\\d\\. ${source}: `, 'm'));
		assert.match(out, /^truth {5}waiting \(permission: bash\): the same$/m);
	});

	it('takes either name of the pair, or none of its endings', async t => {
		const {shell} = newShell(t);
		for (const file of [bash, `${bash}.ansi`, `${bash}.json`]) assert.equal((await replay(shell, file)).equal, true, file);
	});

	// Mutation seen red: detectFile() that answers equal: true whatever the truth is.
	it('a wrong status is exit 1; without a truth nothing is compared', async t => {
		const {shell} = newShell(t);
		const wrong = await runHere(
			shell,
			'detect',
			pairIn(shell, 'wrong', facts => ({...facts, state: 'idle'})),
		);
		assert.equal(wrong.code, 1);
		assert.match(wrong.out, /^truth {5}idle \(permission: bash\): NOT the same$/m);
		assert.equal(
			(
				await replay(
					shell,
					pairIn(shell, 'words', facts => ({...facts, waitingFor: 'approve Bash: make'})),
				)
			).equal,
			false,
		);
		const {equal, truth, status} = await replay(
			shell,
			pairIn(shell, 'unsaid', facts => ({...facts, state: null})),
		);
		assert.deepEqual([equal, truth, status], [null, null, 'waiting']);
	});

	it('every capture of the collection, through the command: equal', async t => {
		const {shell} = newShell(t);
		for (const {name, facts, session} of captures()) {
			if (session === null && facts.state !== 'none') continue;
			const detected = await replay(shell, path.join(screens, `${name}.ansi`));
			assert.equal(detected.equal, true, name);
			assert.equal(detected.agent, session?.agent.id ?? 'none', name);
		}
	});

	const troubles: readonly (readonly [string, (shell: Shell) => string, RegExp])[] = [
		['nothing there', () => 'nowhere.ansi', /There is no \S+nowhere\.ansi\. Save one/],
		[
			'no JSON beside it',
			shell => {
				copyFileSync(`${bash}.ansi`, path.join(shell.folder, 'alone.ansi'));
				return path.join(shell.folder, 'alone.ansi');
			},
			/There is no alone\.json beside/,
		],
		[
			'broken JSON',
			shell => {
				const file = pairIn(shell, 'broken');
				writeFileSync(`${file}.json`, '{"state": "idle"');
				return file;
			},
			/broken\.json is no valid JSON/,
		],
		['another JSON', shell => pairIn(shell, 'other', () => ['x']), /is no capture/],
		['a state that there is not', shell => pairIn(shell, 'odd', facts => ({...facts, state: 'dreaming'})), /"dreaming" in \S+ is no state: write working/],
		[
			'too large',
			shell => {
				const file = pairIn(shell, 'large');
				writeFileSync(`${file}.ansi`, 'x'.repeat(3 * 1024 * 1024));
				return file;
			},
			/larger than 2 MiB/,
		],
		[
			'a folder',
			shell => {
				mkdirSync(path.join(shell.folder, 'folder.ansi'));
				return path.join(shell.folder, 'folder.ansi');
			},
			/cannot be read \(EISDIR\)/,
		],
	];
	for (const [what, make, sentence] of troubles)
		it(`one sentence and exit 1: ${what}`, async t => {
			const {shell} = newShell(t);
			const {code, err, out} = await runHere(shell, 'detect', make(shell));
			assert.deepEqual([code, out], [1, '']);
			assert.match(err, sentence);
			assert.equal(err.trim().split('\n').length, 1);
		});

	it('usage errors', async t => {
		const {shell} = newShell(t);
		for (const words of [[], ['a', 'b'], ['--save', 'x'], ['a.ansi', '--truth', 'idle']]) assert.equal((await runHere(shell, 'detect', ...words)).code, 2);
	});

	it('hostile text of a capture reaches nobody raw', async t => {
		const {shell} = newShell(t);
		const file = pairIn(shell, 'hostile', facts => ({...facts, title: '\u001b]52;c;QQ==\u0007⠂ \u202eevil'}));
		const {out} = await runHere(shell, 'detect', file);
		assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u202e]/);
	});
});

describe('what is taken out of a saved screen', () => {
	const key = `sk-ant-${'a1'.repeat(20)}`;
	const home = '/home/izabael';

	// Mutations seen red: redactLine() that looks at the coloured line only; joinBroken() left out.
	it('secrets, also with colours in their middle or broken at the edge; the home folder', () => {
		const coloured = `\u001b[31mkey ${key.slice(0, 12)}\u001b[0m${key.slice(12)} end\u001b[0m`;
		assert.equal(redactScreen(coloured, 80, home), 'key [redacted: anthropic key] end');
		const broken = `${'x'.repeat(10)} ${key.slice(0, 9)}\n${key.slice(9)} end`;
		assert.doesNotMatch(redactScreen(broken, 20, home), /a1a1/);
		assert.equal(redactScreen(`${home}/web-app\n\u001b[1mplain\u001b[0m`, 80, home), '~/web-app\n\u001b[1mplain\u001b[0m');
		const pem = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIabc', '-----END RSA PRIVATE KEY-----'].join('\n');
		assert.doesNotMatch(redactScreen(`a\n${pem}\nb`, 80, home), /MIIabc/);
	});

	it('nothing else: lines stay lines, also below a rule of full width', () => {
		const screen = ['─'.repeat(20), `❯ ${home}/x`, '─'.repeat(20), '  ? for shortcuts'].join('\n');
		assert.equal(redactScreen(screen, 20, home), screen.replace(home, '~'));
		assert.equal(redactScreen(screen, 20, '/'), screen);
	});
});

type Machine = Awaited<ReturnType<typeof newMachine>>;

const livingSister = async (t: TestContext): Promise<Machine & {readonly iza: Awaited<ReturnType<Machine['colony']['sister']>>}> => {
	const machine = await newMachine(t);
	const site = await machine.colony.repository('site');
	const iza = await machine.colony.sister('iza-1', {at: site.path});
	await machine.complete();
	iza.asks('rm -rf build');
	await machine.until('iza-1', sister => sister.status === 'waiting');
	return {...machine, iza};
};

// Mutations seen red: a mode of 0644; the flag `wx` replaced by `w`; the home folder left in.
test('a living sister is saved, privately and once, and read the same again', async t => {
	const {colony} = await livingSister(t);
	const {shell} = colony;
	const file = path.join(shell.folder, 'wrong');
	const ran = await runHere(shell, 'detect', '--save', 'iza-1', `${file}.ansi`, '--truth', 'waiting', '--json');
	assert.equal(ran.code, 0, ran.err);
	const saved = JSON.parse(ran.out) as Saved;
	for (const each of [saved.ansi, saved.json]) assert.equal(statSync(each).mode & 0o777, 0o600, each);
	assert.match(saved.said?.waitingFor ?? '', /rm -rf build/);
	const text = readFileSync(saved.ansi, 'utf8') + readFileSync(saved.json, 'utf8');
	assert.ok(!text.includes(shell.home), 'the home folder is in it');
	const again = await replay(shell, saved.ansi);
	assert.deepEqual([again.agent, again.status, again.waitingFor, again.equal], ['claude', 'waiting', saved.said?.waitingFor, true]);
	assert.deepEqual(
		again.evidence.map(({source}) => source),
		['dialog', 'state-file', 'title', 'screen'],
	);

	const before = readFileSync(saved.ansi, 'utf8');
	const twice = await runHere(shell, 'detect', '--save', 'iza-1', file);
	assert.equal(twice.code, 1);
	assert.match(twice.err, /exists already and was left as it is/);
	assert.equal(readFileSync(saved.ansi, 'utf8'), before);

	const linked = path.join(shell.folder, 'linked');
	symlinkSync(path.join(shell.folder, 'elsewhere'), `${linked}.ansi`);
	assert.equal((await runHere(shell, 'detect', '--save', 'iza-1', linked)).code, 1);
	assert.ok(!existsSync(path.join(shell.folder, 'elsewhere')) && !existsSync(`${linked}.json`));
});

test('what to do with it is said; what cannot be saved is refused in one sentence', async t => {
	const {colony, iza, until: seen} = await livingSister(t);
	const {shell} = colony;
	const {code, out} = await runHere(shell, 'detect', '--save', 'iza-1', path.join(shell.folder, 'plain'));
	assert.equal(code, 0);
	assert.match(out, /^saved iza-1 to \S+plain\.ansi and plain\.json$/m);
	assert.match(out, /Look through both files/);
	assert.match(out, /"state" is working, waiting/);
	assert.match(out, /test\/screens\//);

	const refusals: readonly (readonly [readonly string[], number, RegExp])[] = [
		[['nobody', 'x'], 1, /There is no sister nobody/],
		[['iza-1', 'x', '--truth', 'dreaming'], 2, /"dreaming" is no state/],
		[['iza-1', path.join(shell.folder, 'no', 'such', 'x')], 1, /cannot be written \(ENOENT\)/],
	];
	for (const [words, exit, sentence] of refusals) {
		const ran = await runHere(shell, 'detect', '--save', ...words);
		assert.equal(ran.code, exit);
		assert.match(ran.err, sentence);
	}
	await runHere({...shell, env: {...shell.env, QUEEN_NAME: 'bare'}}, 'iam', 'writing');
	assert.match((await runHere(shell, 'detect', '--save', 'bare', 'x')).err, /bare has no terminal that we can see/);
	await iza.dies();
	await seen('iza-1', sister => sister.status === 'gone');
	assert.match((await runHere(shell, 'detect', '--save', 'iza-1', 'x')).err, /iza-1 is gone/);
});

/** Permissions do not stop root, unless it gives that power away. */
const powers = '-dac_override,-dac_read_search';
const asVisitor = process.getuid?.() === 0 ? ['setpriv', `--inh-caps=${powers}`, `--bounding-set=${powers}`] : [];

test('a file that may not be read', async t => {
	const {shell} = newShell(t);
	const file = pairIn(shell, 'locked');
	chmodSync(`${file}.ansi`, 0);
	const [program = '', ...args] = [...asVisitor, ...viewCommand, 'detect', file];
	const {code, err} = await runProgram(program, args, {env: shell.env, cwd: shell.folder, input: null});
	assert.equal(code, 1);
	assert.match(err, /cannot be read \(EACCES\)/);
});
