import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {type FlagSpecs, nearest, parseArgs, type Words} from '../../source/args.ts';
import {commands} from '../../source/commands/index.ts';
import {QueenError} from '../../source/errors.ts';
import {parseWithMeow} from '../../source/meow-args.ts';

const specs: FlagSpecs = {
	urgent: {help: ''},
	why: {value: '"..."', help: ''},
	ttl: {value: 'TIME', help: ''},
	'print-rules': {help: ''},
};

type Answer = Words | {readonly error: string};

function answer(parse: typeof parseArgs, words: readonly string[]): Answer {
	try {
		return parse(words, specs, 'tell');
	} catch (error) {
		assert.ok(error instanceof QueenError, String(error));
		assert.equal(error.code, 'usage');
		return {error: error.message};
	}
}

const table: readonly (readonly [words: readonly string[], expected: Answer | RegExp])[] = [
	[[], {args: [], flags: {}}],
	[['iza-2', 'a text'], {args: ['iza-2', 'a text'], flags: {}}],
	[['iza-2', 'text', '--urgent'], {args: ['iza-2', 'text'], flags: {urgent: true}}],
	[['--urgent', 'iza-2', 'text'], {args: ['iza-2', 'text'], flags: {urgent: true}}],
	[['--urgent', '--urgent'], {args: [], flags: {urgent: true}}],
	[['--why', 'because', 'x'], {args: ['x'], flags: {why: 'because'}}],
	[['--why=because of = signs', 'x'], {args: ['x'], flags: {why: 'because of = signs'}}],
	[['--why='], {args: [], flags: {why: ''}}],
	[['--why', ''], {args: [], flags: {why: ''}}],
	[['--why=--ttl'], {args: [], flags: {why: '--ttl'}}],
	[['--print-rules', '--json'], {args: [], flags: {'print-rules': true, json: true}}],
	[['-h'], {args: [], flags: {help: true}}],
	[['--help', 'x'], {args: ['x'], flags: {help: true}}],
	[['x', '-'], {args: ['x', '-'], flags: {}}],
	[['x', '-5', '- a list', '--- a line', '--two words'], {args: ['x', '-5', '- a list', '--- a line', '--two words'], flags: {}}],
	[['--ttl', '-5'], {args: [], flags: {ttl: '-5'}}],
	[['--ttl', '007'], {args: [], flags: {ttl: '007'}}],
	[['1e3', '0x10', 'true', '"quoted"', ''], {args: ['1e3', '0x10', 'true', '"quoted"', ''], flags: {}}],
	[['a', '--', '--urgent', '-h', '--'], {args: ['a', '--urgent', '-h', '--'], flags: {}}],
	[['--why', '"q"', '--', ':0'], {args: [':0'], flags: {why: '"q"'}}],
	[[':0', ':7', '--why', ':1'], {args: [':0', ':7'], flags: {why: ':1'}}],
	[['a\nb', '漢字', '\u001b[31m'], {args: ['a\nb', '漢字', '\u001b[31m'], flags: {}}],
	[['--urgnt'], /no option --urgnt\. Did you mean --urgent\?/],
	[['--priority', 'x'], /no option --priority\. /],
	[['-x'], /no option -x\. /],
	[['-urgent'], /no option -urgent\. Did you mean --urgent\?/],
	[['--no-urgent'], /no option --no-urgent/],
	[['--toString'], /no option --toString/],
	[['--constructor'], /no option --constructor/],
	[['--urgent=1'], /--urgent of queen tell takes no value/],
	[['--why'], /--why of queen tell needs a value/],
	[['--why', '--urgent'], /--why of queen tell needs a value/],
	[['--why', '--'], /--why of queen tell needs a value/],
	[['--why', 'a', '--why', 'b'], /--why of queen tell was given twice/],
];

for (const [name, parse] of [
	['the hand parser', parseArgs],
	['meow', parseWithMeow],
] as const) {
	test(`${name} reads the table`, () => {
		// Mutation seen red: `isOption` without the end (`(?:=|$)`), so that "--two words" is an option.
		for (const [words, expected] of table) {
			const got = answer(parse, words);
			if (expected instanceof RegExp) assert.match('error' in got ? got.error : `no error: ${JSON.stringify(got)}`, expected, JSON.stringify(words));
			else assert.deepEqual(got, expected, JSON.stringify(words));
		}
	});
}

test('both parsers give the same answer to any words', () => {
	// Mutation seen red: meow given the words themselves instead of tokens (numbers, quotes and negations are then read differently).
	const word = fc.oneof(
		fc.constantFrom('--urgent', '--why', '--why=', '--why=x', '--ttl', '--print-rules', '--json', '--', '-', '-h', '-x', '--nope', '--urgent=1', '--no-urgent'),
		fc.constantFrom('-5', '5', "'q'", '"q"', 'a b', '- a', '', ':0', '--a.b', '--a.b=c', 'true'),
		fc.string({maxLength: 6}),
	);
	fc.assert(
		fc.property(fc.array(word, {maxLength: 7}), words => {
			assert.deepEqual(answer(parseWithMeow, words), answer(parseArgs, words));
		}),
		{numRuns: Number(process.env['HIVEQUEEN_RUNS'] ?? 1500)},
	);
});

test('a typing mistake finds the word that was meant, and only a near one', () => {
	const names = commands.map(({name}) => name);
	assert.equal(nearest('stauts', names), 'status');
	assert.equal(nearest('relase', names), 'release');
	assert.equal(nearest('conf', names), 'conflicts');
	assert.equal(nearest('inbx', names), 'inbox');
	assert.equal(nearest('xylophone', names), null);
	assert.equal(nearest('', names), null);
});

test('every command is complete: help, an example that runs it, flags that no other option hides', () => {
	for (const command of commands) {
		assert.match(command.usage, new RegExp(`^${command.name}\\b`), command.name);
		assert.match(command.example, new RegExp(`\\b(?:queen ${command.name}|${command.name})\\b`), command.name);
		assert.doesNotMatch(command.summary, /\.$/, command.name);
		for (const flag of Object.keys(command.flags)) assert.match(flag, /^[a-z]+(?:-[a-z]+)*$/);
		for (const flag of Object.keys(command.flags)) assert.ok(command.usage.includes(`--${flag}`), `${command.name} does not show --${flag}`);
	}
	assert.equal(new Set(commands.map(({name}) => name)).size, commands.length);
});
