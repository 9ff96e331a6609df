/**
 * Makes dist/: small bundles, because start-up time is what people feel.
 *   queen.cjs, iam.cjs   the bins: old syntax, check the Node version, then main.cjs
 *   main.cjs             the version, and a table of hot words; everything else is imported from cli.js when asked for
 *   hot-commands.cjs     what agents call all day (CommonJS starts fastest)
 *   hook.cjs             what the installed hook runs when there is something to say
 *   cli.js               every command, with meow
 *   tui.js               the view: Ink, React in production mode
 *   scanner.js           the child process that looks at terminals, processes and repositories
 */
import {copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync} from 'node:fs';
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

/** `hot-commands.cjs` is a file of its own, so that `queen --version` and the bundles behind main.cjs never pay for it. */
const hotIsApart: Plugin = {
	name: 'hot-is-apart',
	setup(b) {
		b.onResolve({filter: /^\.\/hot-commands\.ts$/}, args => (args.kind === 'entry-point' ? undefined : {path: './hot-commands.cjs', external: true}));
	},
};

/** Builds everything into `outdir`. */
async function buildInto(outdir: string): Promise<void> {
	const esm: BuildOptions = {
		...common,
		format: 'esm',
		outdir,
		banner: {
			js: "import{createRequire as __r}from'node:module';import{fileURLToPath as __f}from'node:url';const require=__r(import.meta.url),__filename=__f(import.meta.url),__dirname=__f(new URL('.',import.meta.url));",
		},
	};
	const cjs: BuildOptions = {
		...common,
		format: 'cjs',
		outdir,
		outExtension: {'.js': '.cjs'},
		define: {...common.define, 'import.meta.url': '__moduleUrl', 'import.meta.dirname': '__dirname'},
		banner: {js: "const __moduleUrl=require('node:url').pathToFileURL(__filename).href;"},
		plugins: [betweenBundles, hotIsApart],
	};
	await Promise.all([
		build({...esm, entryPoints: {tui: at('source/tui.tsx')}, plugins: [betweenBundles, noDevtools, rememberWidths]}),
		build({...esm, entryPoints: {cli: at('source/cli.ts'), scanner: at('source/scanner/main.ts')}}),
		build({...cjs, entryPoints: {main: at('source/hot.ts'), 'hot-commands': './source/hot-commands.ts', hook: at('source/hook.ts')}, absWorkingDir: root}),
	]);
	for (const name of ['queen.cjs', 'iam.cjs', 'old-node.cjs']) copyFileSync(at('source/bin', name), path.join(outdir, name));
	copyFileSync(at('source/hooks/queen-hook.sh'), path.join(outdir, 'queen-hook.sh'));
}

/** Sisters run the commands while the keeper builds: every file is replaced in one step, and none is missing in between. */
export async function buildAll(): Promise<void> {
	const next = path.join(dist, `.next-${process.pid}`);
	mkdirSync(next, {recursive: true});
	try {
		await buildInto(next);
		const made = readdirSync(next);
		for (const name of made) renameSync(path.join(next, name), path.join(dist, name));
		const kept = new Set([...made, 'cache', path.basename(next)]);
		for (const name of readdirSync(dist)) if (!kept.has(name) && !name.startsWith('.next-')) rmSync(path.join(dist, name), {recursive: true});
	} finally {
		rmSync(next, {recursive: true, force: true});
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
