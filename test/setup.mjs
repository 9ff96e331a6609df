/**
 * Preloaded by `node --import` for tests that draw: TSX through esbuild, and our one Ink handed to ink-table, which asks for
 * it by `require` (research/stack24.md, section 1). In the bundle neither is needed.
 */
import {readFileSync} from 'node:fs';
import Module, {createRequire, registerHooks} from 'node:module';
import {fileURLToPath} from 'node:url';
import {transformSync} from 'esbuild';

process.env.NODE_ENV ??= 'production';
// Golden screens hold wall times.
process.env.TZ = 'UTC';
// Ink draws nothing live and chalk no colour where CI is set.
delete process.env.CI;
process.env.FORCE_COLOR ??= '1';

registerHooks({
	load(url, context, next) {
		// Node strips the types of .ts itself, of .tsx it does not.
		if (!url.endsWith('.tsx')) return next(url, context);
		const file = fileURLToPath(url);
		const {code} = transformSync(readFileSync(file, 'utf8'), {loader: 'tsx', jsx: 'automatic', format: 'esm', sourcemap: 'inline', sourcefile: file});
		return {format: 'module', source: code, shortCircuit: true};
	},
});

const require = createRequire(import.meta.url);
const id = require.resolve('ink');
require.cache[id] = Object.assign(new Module(id), {exports: await import('ink'), loaded: true});
