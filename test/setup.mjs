/**
 * Preloaded by `node --import` for tests that draw: TSX through esbuild, and our one Ink handed to ink-table, which asks for
 * it by `require` (research/stack24.md, section 1). In the bundle neither is needed. Both are loaded only by tests that need them:
 * they cost more than most test files.
 */
import {readFileSync} from 'node:fs';
import {createRequire, registerHooks} from 'node:module';
import {fileURLToPath} from 'node:url';

process.env.NODE_ENV ??= 'production';
// Golden screens hold wall times.
process.env.TZ = 'UTC';
// Ink draws nothing live and chalk no colour where CI is set.
delete process.env.CI;
process.env.FORCE_COLOR ??= '1';

const require = createRequire(import.meta.url);
const withInk = '?with-ink';
/** Stands for ink-table where it is imported. Ink cannot be asked for by `require` (it awaits at its top), so it is there before. */
const tableWithInk = `
import Module, {createRequire} from 'node:module';
const require = createRequire(${JSON.stringify(import.meta.url)});
const id = require.resolve('ink');
require.cache[id] = Object.assign(new Module(id), {exports: await import('ink'), loaded: true});
export default require('ink-table');
`;

const fromTsx = url => {
	const file = fileURLToPath(url);
	const {transformSync} = require('esbuild');
	return transformSync(readFileSync(file, 'utf8'), {loader: 'tsx', jsx: 'automatic', format: 'esm', sourcemap: 'inline', sourcefile: file}).code;
};

registerHooks({
	resolve(specifier, context, next) {
		const found = next(specifier, context);
		return specifier === 'ink-table' && !context.conditions.includes('require') ? {...found, url: `${found.url}${withInk}`, format: 'module'} : found;
	},
	load(url, context, next) {
		if (url.endsWith(withInk)) return {format: 'module', source: tableWithInk, shortCircuit: true};
		// Node strips the types of .ts itself, of .tsx it does not.
		if (url.endsWith('.tsx')) return {format: 'module', source: fromTsx(url), shortCircuit: true};
		return next(url, context);
	},
});
