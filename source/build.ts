/**
 * Makes dist/: four small bundles, because start-up time is what people feel.
 *   queen.cjs, iam.cjs   the bins: old syntax, check the Node version, then main.cjs
 *   hook.cjs             what the shell front of Claude Code's hooks starts when there may be something to say
 *   main.cjs             hot commands (CommonJS starts fastest); everything else is imported from cli.js when asked for
 *   cli.js               every command, with meow
 *   tui.js               the view: Ink, React in production mode
 *   scanner.js           the child process that looks at terminals, processes and repositories
 */
import {copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {type BuildOptions, build, type Plugin} from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const at = (...parts: string[]): string => path.join(root, ...parts);
const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8')) as {version: string};

/** Ink imports react-devtools-core only under DEV; left external it would be hoisted and kill the bundle at start. */
const noDevtools: Plugin = {
	name: 'no-devtools',
	setup(b) {
		b.onResolve({filter: /^react-devtools-core$/}, () => ({path: 'none', namespace: 'none'}));
		b.onLoad({filter: /.*/, namespace: 'none'}, () => ({contents: 'export default {}'}));
	},
};

/** string-width is 45 % of Ink's time on non-ASCII text: everybody's becomes ours, which remembers; ours gets the real one. */
const ourWidth = at('components/width.ts');
const rememberWidths: Plugin = {
	name: 'remember-widths',
	setup(b) {
		b.onResolve({filter: /^string-width$/}, args => (args.importer === ourWidth ? undefined : {path: ourWidth}));
	},
};

/** The bundles import each other at run time by their names in dist/. */
const betweenBundles: Plugin = {
	name: 'between-bundles',
	setup(b) {
		b.onResolve({filter: /^\.{1,2}\/(?:.*\/)?(?:cli|tui|scanner)\.js$/}, args => ({path: `./${path.basename(args.path)}`, external: true}));
	},
};

const common: BuildOptions = {
	bundle: true,
	platform: 'node',
	target: 'node22',
	minify: true,
	keepNames: false,
	legalComments: 'none',
	logLevel: 'warning',
	external: ['node-pty', 'better-sqlite3/package.json'],
	define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"', HIVEQUEEN_VERSION: JSON.stringify(manifest.version)},
	plugins: [betweenBundles],
};

const esm: BuildOptions = {
	...common,
	format: 'esm',
	outdir: dist,
	banner: {
		js: "import{createRequire as __r}from'node:module';import{fileURLToPath as __f}from'node:url';const require=__r(import.meta.url),__filename=__f(import.meta.url),__dirname=__f(new URL('.',import.meta.url));",
	},
};

export async function buildAll(): Promise<void> {
	rmSync(dist, {recursive: true, force: true});
	mkdirSync(dist, {recursive: true});
	await Promise.all([
		build({...esm, entryPoints: {tui: at('source/tui.tsx')}, plugins: [betweenBundles, noDevtools, rememberWidths]}),
		build({...esm, entryPoints: {cli: at('source/cli.ts'), scanner: at('source/scanner/main.ts')}}),
		build({
			...common,
			format: 'cjs',
			entryPoints: {main: at('source/hot.ts'), hook: at('source/hook.ts')},
			outdir: dist,
			outExtension: {'.js': '.cjs'},
			define: {...common.define, 'import.meta.url': '__moduleUrl', 'import.meta.dirname': '__dirname'},
			banner: {js: "const __moduleUrl=require('node:url').pathToFileURL(__filename).href;"},
		}),
	]);
	for (const name of ['queen.cjs', 'iam.cjs', 'old-node.cjs']) copyFileSync(at('source/bin', name), path.join(dist, name));
	copyFileSync(at('source/hooks/queen-hook.sh'), path.join(dist, 'queen-hook.sh'));
	// dist is CommonJS and ESM side by side: .cjs and .js say which; the version stands where `--version` finds it without a parse.
	writeFileSync(path.join(dist, 'version.txt'), `${manifest.version}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
