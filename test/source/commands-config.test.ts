import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {choices, configOrDefault, defaultConfig, readConfig} from '../../source/config.ts';
import {groups} from '../../source/config-groups.ts';
import {QueenError} from '../../source/errors.ts';
import {hivePaths} from '../../source/paths.ts';
import {root} from '../driver/environment.ts';
import {newShell, type Shell} from '../driver/shell.ts';

function write({env}: Shell, text: string): void {
	const {config} = hivePaths(env);
	mkdirSync(path.dirname(config), {recursive: true});
	writeFileSync(config, text);
}

test('the paths are those of the contract', () => {
	assert.deepEqual(hivePaths({HOME: '/home/k'}), {
		db: '/home/k/.claude/queen/queen.db',
		folder: '/home/k/.claude/queen',
		flags: '/home/k/.claude/queen/flags',
		spool: '/home/k/.claude/queen/spool',
		config: '/home/k/.config/queen/config.json',
		dbSource: 'default',
	});
	const given = hivePaths({HOME: '/home/k', HIVE_DB: '~/hive/a.db', XDG_CONFIG_HOME: '/etc/k'});
	assert.deepEqual([given.db, given.flags, given.config, given.dbSource], ['/home/k/hive/a.db', '/home/k/hive/flags', '/etc/k/queen/config.json', '$HIVE_DB']);
	// The specification of XDG says to ignore a relative path; an empty variable is none.
	assert.equal(hivePaths({HOME: '/home/k', HIVE_DB: '', XDG_CONFIG_HOME: 'etc'}).config, '/home/k/.config/queen/config.json');
	assert.equal(hivePaths({HOME: '/home/k', HIVE_DB: 'a/b.db'}).db, path.resolve('a/b.db'));
});

test('what the configuration may say is what its schema says', () => {
	type Property = {readonly enum?: readonly string[]; readonly default?: unknown; readonly properties?: Readonly<Record<string, Property>>};
	const schema = JSON.parse(readFileSync(path.join(root, 'source/config.schema.json'), 'utf8')) as {readonly properties: Readonly<Record<string, Property>>};
	const {$schema: _, ...properties} = schema.properties;
	const [simple, nested] = [false, true].map(isGroup => Object.entries(properties).filter(([, {properties: inner}]) => (inner !== undefined) === isGroup));
	assert.deepEqual(Object.fromEntries((simple ?? []).map(([key, {enum: values}]) => [key, values])), choices);
	const enumsOf = (inner: Readonly<Record<string, {readonly enum?: readonly string[]; readonly of?: readonly string[]}>>) =>
		Object.fromEntries(Object.entries(inner).map(([key, {enum: values, of}]) => [key, values ?? of ?? null]));
	assert.deepEqual(
		Object.fromEntries((nested ?? []).map(([key, {properties: inner}]) => [key, enumsOf(inner ?? {})])),
		Object.fromEntries(Object.entries(groups).map(([key, rules]) => [key, enumsOf(rules)])),
	);
	const defaultOf = ({default: value, properties: inner}: Property): unknown =>
		inner === undefined ? value : Object.fromEntries(Object.entries(inner).map(([key, property]) => [key, defaultOf(property)]));
	assert.deepEqual(Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, defaultOf(property)])), defaultConfig);
});

test('a configuration that cannot be used is one sentence, and the command goes on with the defaults', async t => {
	// Mutation seen red: `mistake` answering null for unknown names.
	const {shell} = newShell(t);
	assert.deepEqual(readConfig(shell.env), defaultConfig);
	const wrong: readonly (readonly [string, RegExp])[] = [
		['{"glyphs": ', /is not valid JSON/],
		['[]', /must be a JSON object/],
		['{"glyph": "ascii"}', /has "glyph", which is none of glyphs, colour, theme, durability.*, notify.*, retention, backup/],
		['{"notify": "on"}', /"notify" must be an object with bell, osc, desktop, command/],
		['{"notify": {"bel": "on"}}', /"notify" has "bel", which is none of bell, osc/],
		['{"notify": {"bell": true}}', /"notify.bell" must be one of on, off/],
		['{"notify": {"command": ""}}', /"notify.command" must be a command for sh -c/],
		['{"notify": {"__proto__": {"bell": "on"}}}', /"notify" has "__proto__"/],
		['{"retention": {"events": "a while"}}', /"retention.events" must be a length of time/],
		['{"retention": {"size": "0MB"}}', /"retention.size" must be a size such as 200MB/],
		['{"backup": {"hourly": 1.5}}', /"backup.hourly" must be a whole number from 0 to 1000/],
		['{"glyphs": "emoji"}', /"glyphs" must be one of auto, unicode, ascii/],
		['{"glyphs": 1}', /"glyphs" must be one of/],
		['{"__proto__": {"glyphs": "ascii"}}', /has "__proto__"/],
	];
	for (const [text, sentence] of wrong) {
		write(shell, text);
		assert.throws(
			() => readConfig(shell.env),
			(error: unknown) => error instanceof QueenError && error.code === 'config' && sentence.test(error.message),
		);
	}
	write(shell, '{"notify": {"bell": "off"}}');
	assert.deepEqual(readConfig(shell.env), {...defaultConfig, notify: {...defaultConfig.notify, bell: 'off'}}, 'what is not given keeps its default');
	write(shell, '{"__proto__": {"glyphs": "ascii"}}');
	const ran = await shell.as('a').queen('tell', 'queen', 'to you');
	assert.equal(ran.code, 0);
	assert.match(ran.err, /config\.json cannot be used: it has "__proto__".*The defaults are used until then\.\n/);
	assert.equal(configOrDefault({HOME: '/nowhere'}).trouble, null);
});

test('glyphs: ascii keeps everything but ASCII out of plain output, unicode brings it where the locale does not say so', async t => {
	const {shell} = newShell(t);
	write(shell, '{"$schema": "x", "glyphs": "ascii"}');
	assert.equal((await shell.as('a').iam('x')).out, '* declared: x\n');
	write(shell, '{"glyphs": "unicode"}');
	assert.equal((await shell.as('a').with({LANG: 'C'}).iam('x')).out, '📌 declared: x\n');
});
