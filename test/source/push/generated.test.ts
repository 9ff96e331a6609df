/**
 * Generated conflicts through the whole of `queen push`, in real repositories: a healed file is what the rule allows, by an oracle that was written
 * apart from it (`generated.ts`); where one file is for people nothing is pushed and every byte is as it was.
 */
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {after, test} from 'node:test';
import {type Pushed, type PushRefused, push} from '../../../source/actions/push.ts';
import {openContext} from '../../../source/open-context.ts';
import {type Clone, isWhole, newPair, type World} from './clones.ts';
import {allowed, newRandom, newSides, pick, type Random, type Sides, type Text} from './generated.ts';

const isFull = process.env['HIVEQUEEN_FULL'] === '1';
const rounds = isFull ? 600 : 9;

type Pair = World & {readonly alice: Clone; readonly bob: Clone};

/** Every byte below a folder, but git's store of objects. */
function bytesBelow(folder: string, under = ''): readonly string[] {
	return readdirSync(path.join(folder, under), {withFileTypes: true}).flatMap(entry => {
		const name = path.join(under, entry.name);
		if (name === path.join('.git', 'objects') || name === 'objects') return [];
		if (entry.isDirectory()) return [name, ...bytesBelow(folder, name)];
		const file = path.join(folder, name);
		const content = entry.isSymbolicLink() ? readlinkSync(file) : readFileSync(file);
		return [`${name} ${createHash('sha256').update(content).digest('hex')}`];
	});
}

async function pushes({shell, path: cwd}: Clone): Promise<Pushed | PushRefused> {
	const context = await openContext({env: shell.env, cwd, busyMs: 60_000});
	try {
		return await push(context, {branch: null, remote: null}, {timeoutMs: 60_000, signal: new AbortController().signal, onWaiting: () => {}});
	} finally {
		context.store.close();
	}
}

const put = ({path: folder}: Clone, file: string, text: Text): void => {
	const place = path.join(folder, file);
	if (text === null) rmSync(place, {force: true});
	else {
		mkdirSync(path.dirname(place), {recursive: true});
		writeFileSync(place, text, 'latin1');
	}
};

async function commits({git}: Clone, message: string): Promise<void> {
	await git('add', '--all');
	await git('commit', '--quiet', '--allow-empty', '-m', message);
}

type Round = ReadonlyMap<string, Sides>;

const readAt = (folder: string, file: string): Text => {
	const place = path.join(folder, file);
	return existsSync(place) ? readFileSync(place, 'latin1') : null;
};

const level = async ({git}: Clone): Promise<void> => {
	await git('fetch', '--quiet');
	await git('reset', '--quiet', '--hard', 'origin/main');
};

/** What both have to begin with. */
async function begin({alice, bob}: Pair, write: (clone: Clone) => void): Promise<void> {
	write(alice);
	await commits(alice, 'base');
	await alice.git('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
	await level(bob);
}

type Side = (clone: Clone) => void;

/** One commit of each, hers at the remote first, then `queen push` of mine; where that is refused, nothing in clone and remote may have changed. */
async function play({alice, bob, remote}: Pair, hers: Side, mine: Side, say: string): Promise<Pushed | PushRefused> {
	hers(alice);
	await commits(alice, `[Session alice] ${say}`);
	await alice.git('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
	mine(bob);
	await commits(bob, `[Session bob] ${say}`);
	const picture = (): readonly string[] => [...bytesBelow(bob.path), ...bytesBelow(remote)];
	const before = picture();
	const result = await pushes(bob);
	if (!result.ok) assert.deepEqual(picture(), before, say);
	assert.deepEqual(
		readdirSync(temporary).filter(name => name.startsWith('queen-')),
		[],
		`${say}: left in the temporary folder`,
	);
	return result;
}

async function isAsAllowed({bob, there}: Pair, round: Round, pushed: Pushed, say: string): Promise<void> {
	const wanted = [...round].map(([file, sides]) => ({file, sides, ...allowed(sides)}));
	for (const {file, text, sides} of wanted) assert.equal(readAt(bob.path, file), text, `${say}: ${file} of ${JSON.stringify(sides)}`);
	assert.equal(await bob.git('status', '--porcelain'), '', say);
	assert.equal(await bob.git('rev-parse', 'HEAD'), await there('rev-parse', 'main'), say);
	assert.deepEqual([...pushed.healed].sort(), wanted.flatMap(({file, touched}) => (touched ? [file] : [])).sort(), say);
}

const names = ['a', 'b \u00e9', '-c'] as const;
const newRound = (random: Random, number: number): Round =>
	new Map(Array.from({length: pick(random, [1, 1, 2, 3])}, (_, index) => [`${number}/${pick(random, names)}${index}.txt`, newSides(random)]));

const writes =
	(round: Round, which: keyof Sides): Side =>
	clone => {
		for (const [file, sides] of round) put(clone, file, sides[which]);
	};

/** In a folder of this test alone, so that what is left there is ours. */
const temporary = mkdtempSync(path.join(os.tmpdir(), 'hq-generated-'));
process.env['TMPDIR'] = temporary;
after(() => rmSync(temporary, {recursive: true, force: true}));

// Mutations seen red: `agreed` answering theirs where both changed a line; healFile without the look at line ends; heal that takes those that can be healed.
test(`${rounds} rounds of generated conflicts: healed as the rule allows, or refused and every byte as it was`, async t => {
	const pair = await newPair(t);
	const seed = Number(process.env['HIVEQUEEN_SEED'] ?? (isFull ? Date.now() % 1e9 : 2026));
	const random = newRandom(seed);
	const all = Array.from({length: rounds}, (_, index) => newRound(random, index));
	await begin(pair, clone => {
		for (const round of all) writes(round, 'base')(clone);
	});
	const count = {healed: 0, refused: 0};
	for (const [index, round] of all.entries()) {
		const say = `HIVEQUEEN_SEED=${seed}, round ${index}`;
		const wanted = [...round.values()].map(allowed);
		const result = await play(pair, writes(round, 'hers'), writes(round, 'mine'), say);
		if (result.ok) {
			await isAsAllowed(pair, round, result, say);
			count.healed += result.healed.length;
		} else {
			assert.equal(result.why, 'conflict', say);
			assert.ok(
				wanted.some(({mayRefuse}) => mayRefuse),
				`${say}: refused without need: ${JSON.stringify([...round])} ${JSON.stringify(result)}`,
			);
			await level(pair.bob);
			count.refused += 1;
		}
		await level(pair.alice);
	}
	assert.ok(Math.min(count.healed, count.refused) >= Math.floor(rounds / 9), JSON.stringify(count));
	await isWhole(pair, pair.alice, pair.bob);
});

const move =
	(from: string, to: string): Side =>
	({path: folder}) =>
		renameSync(path.join(folder, from), path.join(folder, to));
const puts =
	(file: string, text: Text): Side =>
	clone =>
		put(clone, file, text);
const both =
	(...sides: readonly Side[]): Side =>
	clone => {
		for (const side of sides) side(clone);
	};
const long = Array.from({length: 30}, (_, index) => `line ${index}\n`);
const changed = (...at: readonly number[]): string => long.map((line, index) => (at.includes(index) ? `my ${line}` : line)).join('');
const link =
	(file: string, to: string): Side =>
	({path: folder}) => {
		rmSync(path.join(folder, file), {recursive: true, force: true});
		symlinkSync(to, path.join(folder, file));
	};

type Case = {
	readonly base: Side;
	readonly hers: Side;
	readonly mine: Side /** Files afterwards; null: refused. */;
	readonly wanted: Readonly<Record<string, Text>> | null;
};

// Mutations seen red: versionsOf without the look whether it was renamed, without the mode; heal without syntaxFindings.
const cases: Readonly<Record<string, Case>> = {
	'a rename and a change elsewhere: as git does it': {
		base: puts('r1', changed()),
		hers: both(move('r1', 'r1 new'), puts('r1 new', changed(2))),
		mine: puts('r1', changed(20)),
		wanted: {'r1 new': changed(2, 20), r1: null},
	},
	'a rename and a clash that would be healed without it': {
		base: puts('r2', changed()),
		hers: both(move('r2', 'r2 new'), puts('r2 new', changed(2))),
		mine: puts('r2', changed(3)),
		wanted: null,
	},
	'both rename it, otherwise': {base: puts('r3', changed()), hers: move('r3', 'r3 hers'), mine: move('r3', 'r3 mine'), wanted: null},
	'text put together that is no JSON any more': {
		base: puts('x.json', '{\n"a": [\n\n],\n"b": 2\n}\n'),
		hers: puts('x.json', '{\n"a": {\n\n},\n"b": 2\n}\n'),
		mine: puts('x.json', '{\n"a": [\n1\n],\n"b": 2\n}\n'),
		wanted: null,
	},
	'JSON that stays JSON': {
		base: puts('y.json', '{\n"a": 1,\n"b": 2\n}\n'),
		hers: puts('y.json', '{\n"a": 11,\n"b": 2\n}\n'),
		mine: puts('y.json', '{\n"a": 1,\n"b": 22\n}\n'),
		wanted: {'y.json': '{\n"a": 11,\n"b": 22\n}\n'},
	},
	'a shell script that is none any more': {
		base: puts('s.sh', 'case x in\n\nesac\n'),
		hers: puts('s.sh', ': in\n\n:\n'),
		mine: puts('s.sh', 'case x in\nx) ;;\nesac\n'),
		wanted: null,
	},
	'another mode and a clash': {
		base: puts('m', changed()),
		hers: both(puts('m', changed(2)), ({path: folder}) => chmodSync(path.join(folder, 'm'), 0o755)),
		mine: puts('m', changed(3)),
		wanted: null,
	},
	'links to two places': {base: link('l', 'a'), hers: link('l', 'b'), mine: link('l', 'c'), wanted: null},
	'a file that became a folder': {
		base: puts('f', changed()),
		hers: both(puts('f', null), puts('f/inner', 'i\n')),
		mine: puts('f', changed(3)),
		wanted: null,
	},
	'marks of a conflict that are text': {
		base: puts('marks', `${'<'.repeat(7)} HEAD\none\n${'='.repeat(7)}\ntwo\n${'>'.repeat(40)} x\n`),
		hers: puts('marks', `${'<'.repeat(7)} HEAD\nONE\n${'='.repeat(7)}\ntwo\n${'>'.repeat(40)} x\n`),
		mine: puts('marks', `${'<'.repeat(7)} HEAD\none\n${'='.repeat(9)}\ntwo\n${'>'.repeat(40)} x\n`),
		wanted: {marks: `${'<'.repeat(7)} HEAD\nONE\n${'='.repeat(9)}\ntwo\n${'>'.repeat(40)} x\n`},
	},
	'the last line ends on one side only': {base: puts('e1', 'a\nx\n'), hers: puts('e1', 'A\nx\n'), mine: puts('e1', 'a\nx'), wanted: null},
	'the last line ends nowhere': {base: puts('e2', 'a\nx'), hers: puts('e2', 'A\nx'), mine: puts('e2', 'a\nX'), wanted: {e2: 'A\nX'}},
	'a way of merging of its own': {
		base: both(puts('u.other', changed()), puts('.gitattributes', '*.other merge=ours-alone\n')),
		hers: both(puts('u.other', changed(2))),
		mine: both(puts('u.other', changed(3))),
		wanted: null,
	},
};

test('renames, modes, links, folders, marks, syntax: what is not text changed on both sides is for people', async t => {
	const pair = await newPair(t);
	await begin(pair, clone => {
		for (const {base} of Object.values(cases)) base(clone);
	});
	for (const [say, {hers, mine, wanted}] of Object.entries(cases)) {
		const result = await play(pair, hers, mine, say);
		assert.equal(result.ok, wanted !== null, `${say}: ${JSON.stringify(result)}`);
		for (const [file, text] of Object.entries(wanted ?? {})) assert.equal(readAt(pair.bob.path, file), text, say);
		if (!result.ok) assert.equal(result.why, 'conflict', say);
		await level(pair.bob);
		await level(pair.alice);
	}
});
