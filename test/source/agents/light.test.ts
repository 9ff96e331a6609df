/** Hot commands and hooks ask which client an ancestor is. They must not carry the patterns of screens with them. */
import assert from 'node:assert/strict';
import path from 'node:path';
import {test} from 'node:test';
import {build} from 'esbuild';

// Mutation seen red: a spread in a list of opencode.ts, which a bundler has to keep.
test('the light recogniser is bundled without any data about screens', async () => {
	const entry = path.resolve(import.meta.dirname, '../../../source/agents/client-of.ts');
	const {outputFiles} = await build({entryPoints: [entry], bundle: true, platform: 'node', format: 'cjs', minify: true, write: false, logLevel: 'silent'});
	const text = outputFiles[0]?.text ?? '';
	assert.match(text, /opencode/);
	assert.doesNotMatch(text, /waitingFor|orAll|regions/);
});
