import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {commands} from '../../source/commands/index.ts';
import {hotCommands} from '../../source/hot-commands.ts';
import {dist} from '../driver/environment.ts';
import {newShell, runProgram, type Shell} from '../driver/shell.ts';

/** Built-in modules that this process had loaded when it ended, on the last line of stderr. */
const reporter = `process.on('exit', () => require('fs').writeSync(2, '\\n' + JSON.stringify(process.moduleLoadList)));`;

let counted = 0;

async function loadedBy(shell: Shell, ...words: readonly string[]): Promise<ReadonlySet<string>> {
	// Several at once: none may read what another is just writing.
	const preload = path.join(shell.folder, `reporter-${counted++}.cjs`);
	writeFileSync(preload, reporter);
	const {err} = await runProgram(process.execPath, ['--require', preload, ...words], {...shell, input: null});
	return new Set(JSON.parse(err.split('\n').at(-1) ?? '[]') as string[]);
}

/** Each of these costs a tenth of a start or more (measured against \`node -e 0\`). */
const dear = ['child_process', 'crypto', 'tty', 'net', 'http', 'worker_threads', 'readline', 'inspector'];

test('a hot command loads nothing of Node that is dear to load', async t => {
	// Mutation seen red: \`isatty\` of node:tty in output.ts; spawn.ts imported at the top of actions/scan.ts.
	const {shell} = newShell(t);
	const a = shell.as('a');
	await a.says('tell', 'b', 'the database is made on first use, which may cost what it wants');
	const bare = await loadedBy(a, '-e', '0');
	const queen = path.join(dist, 'queen.cjs');
	for (const words of [['tell', 'b', 'x'], ['inbox'], ['iam', 'x'], ['iam'], ['claim', 'deploy'], ['ack', '1'], ['sync']]) {
		const loaded = await loadedBy(a, queen, ...words);
		const more = [...loaded].filter(name => !bare.has(name)).map(name => name.replace(/^NativeModule /, ''));
		assert.deepEqual(
			more.filter(name => dear.includes(name)),
			[],
			`queen ${words.join(' ')} loads ${more.join(', ')}`,
		);
	}
});

test('the hot commands are those of the registry, and the words of the entry', async t => {
	// Mutation seen red: \`ack\` taken out of the words in hot.ts (meow is then loaded for it).
	for (const [name, command] of Object.entries(hotCommands))
		assert.equal(
			command,
			commands.find(each => each.name === name),
		);
	const {shell} = newShell(t);
	const a = shell.as('a');
	const marks = await Promise.all(Object.keys(hotCommands).map(async name => [name, await loadedBy(a, path.join(dist, 'queen.cjs'), name, '--help')] as const));
	// cli.js brings the network in with its imports; whoever loads it cannot hide that.
	for (const [name, loaded] of marks) assert.ok(!loaded.has('NativeModule net'), name);
	assert.ok((await loadedBy(a, path.join(dist, 'queen.cjs'), 'claims', '--help')).has('NativeModule net'));
});
