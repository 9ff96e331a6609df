/**
 * Makes dist/: small bundles, because start-up time is what people feel.
 *   queen.cjs, iam.cjs, claude-swarm.cjs, ao.cjs   the bins: old syntax, check the Node version, then main.cjs
 *   main.cjs             the version, and a table of hot words; everything else is imported from cli.js when asked for
 *   hot-tell.js …        what agents call all day: each command one function (load-hot.ts); cold-*.cjs: what they need on rare days
 *   hook.cjs             what the installed hook runs when there is something to say
 *   guard.cjs            what the guard of a repository runs when a sister commits or pushes
 *   cli.js               every command, with meow
 *   tui.js               the view: Ink, React in production mode
 *   scanner.js           the child process that looks at terminals, processes and repositories
 */
import {createHash} from 'node:crypto';
import fs, {copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {type BuildOptions, build, type Plugin} from 'esbuild';
import {newestVersion} from '../db/migrate.ts';
import {hotCommands} from './hot-commands.ts';
import * as posixPath from './posix-path.ts';

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
		b.onResolve({filter: /^object-hash$/}, () => ({path: at('components/row-hash.ts')}));
	},
};

/**
 * Ink measures and takes apart every line anew for each frame, although two of forty changed: 40 % of what a key costs. Its caches live for one
 * frame; here they live on, and are emptied when they grow. A private line of Ink, so the build fails where it is not as it was.
 */
const keepLines: Plugin = {
	name: 'keep-lines',
	setup(b) {
		b.onLoad({filter: /[\\/]ink[\\/]build[\\/]output\.js$/}, ({path: file}) => {
			const text = readFileSync(file, 'utf8');
			const [before, after] = ['    caches = new OutputCaches();', '    caches = sharedCaches();'];
			if (text.split(before).length !== 2) return {errors: [{text: `${file} has changed: look at keepLines in build.ts again`}]};
			const shared = `
let keptCaches = new OutputCaches();
function sharedCaches() {
	if (keptCaches.styledChars.size > 800 || keptCaches.widths.size > 8000) keptCaches = new OutputCaches();
	return keptCaches;
}`;
			return {contents: text.replace(before, after) + shared};
		});
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
	define: {
		'process.env.NODE_ENV': '"production"',
		'process.env.DEV': '"false"',
		HIVEQUEEN_VERSION: JSON.stringify(manifest.version),
		HIVE_SCHEMA_VERSION: String(newestVersion()),
	},
	plugins: [betweenBundles],
};

/** What the hot commands `import()`: files of their own, so that the usual call does not carry them. */
const cold: Readonly<Record<string, string>> = {
	'cold-prepare': at('db/prepare.ts'),
	'cold-help': at('source/commands/help.ts'),
	'cold-spawn': at('source/scanner/spawn.ts'),
	'cold-care': at('db/care.ts'),
	'cold-context': at('db/context-operations.ts'),
	'cold-reviews': at('db/review-operations.ts'),
	'cold-scans': at('db/scan-operations.ts'),
	'cold-rare': at('db/rare-operations.ts'),
	'cold-swarm': at('source/swarm/run.ts'),
};
/** What a word needs in its usual call after all stays in its file. */
const warm: Readonly<Record<string, readonly string[]>> = {sync: ['cold-context'], swarm: ['cold-context']};

const coldIsApart = (word: string): Plugin => ({
	name: 'cold-is-apart',
	setup(b) {
		b.onResolve({filter: /^\.{1,2}\//}, args => {
			if (args.kind !== 'dynamic-import') return undefined;
			const name = Object.keys(cold).find(key => cold[key] === path.resolve(args.resolveDir, args.path));
			if (name !== undefined && warm[word]?.includes(name)) return undefined;
			if (name === undefined) return {errors: [{text: `${args.path} is imported on demand by a hot command: name it in build.ts, "cold"`}]};
			return {path: `./${name}.cjs`, external: true};
		});
	},
});

/** Modules of Node that cost to load and that a hot command asks only where something is unusual: loaded with their first use. */
const rarelyUsed: Readonly<Record<string, readonly string[]>> = {
	os: ['homedir', 'hostname', 'tmpdir', 'uptime'],
	module: ['createRequire'],
	child_process: ['execFileSync'],
};
const later = (name: string): string => (rarelyUsed[name] ?? []).map(each => `exports.${each}=(...given)=>require('node:${name}').${each}(...given);`).join('');

/** `node:path` for the hot commands: what they use is ours (posix-path.ts says why), the rest is Node's, loaded when asked for. */
function ownPath(): string {
	const rest = Object.keys(path.posix).filter(name => !(name in posixPath));
	const getters = rest.map(name => `get ${name}(){return require('node:path').${name}}`).join();
	const file = JSON.stringify(at('source/posix-path.ts'));
	return `import * as ours from ${file};export * from ${file};export default {...ours,${getters}}`;
}

const lighterNode: Plugin = {
	name: 'lighter-node',
	setup(b) {
		const namespace = 'lighter';
		// One `require` for all who import it.
		const contents: Readonly<Record<string, string>> = {path: ownPath(), fs: `export {${Object.keys(fs).join()}} from 'node:fs'`};
		b.onResolve({filter: /^(?:node:)?(?:fs|os|module|child_process|path)$/}, ({path: name, kind, namespace: from}) =>
			kind === 'require-call' && name === 'fs' ? undefined : from === namespace ? {path: name, external: true} : {path: name.replace(/^node:/, ''), namespace},
		);
		b.onLoad({filter: /.*/, namespace}, ({path: name}) => ({contents: contents[name] ?? later(name), resolveDir: root}));
	},
};

/** Of better-sqlite3 the store uses `prepare`, `exec`, `pragma` and `close` (db/connection.ts); the rest only costs time to load. */
const lighterSqlite: Plugin = {
	name: 'lighter-sqlite',
	setup(b) {
		const unused = /better-sqlite3[\\/]lib[\\/]methods[\\/](?:aggregate|backup|explain|function|inspect|serialize|table|transaction)\.js$/;
		b.onLoad({filter: unused}, () => ({contents: 'module.exports=undefined'}));
	},
};

/** dist/hot-tell.js and so on: a script that is one function, with a mark of its content at its end (load-hot.ts). */
async function buildHot(word: string, outdir: string, cjs: BuildOptions): Promise<void> {
	const {outputFiles} = await build({
		...cjs,
		stdin: {
			contents: `import {${word}} from './commands/${word}.ts';import {runHot} from './run-hot.ts';export const run=words=>runHot(${word},words)`,
			resolveDir: at('source'),
		},
		write: false,
		supported: {'dynamic-import': false},
		banner: {js: '(function(require,__filename,__dirname){const module={exports:{}};'},
		footer: {js: 'return module.exports})'},
		plugins: [betweenBundles, coldIsApart(word), lighterNode, lighterSqlite],
	});
	const text = outputFiles?.[0]?.text ?? '';
	// One byte a letter is what load-hot.ts reads.
	if ([...text].some(letter => letter > '\x7f')) throw new Error(`hot-${word}.js is not ASCII`);
	const stamp = createHash('sha256').update(text).digest('hex').slice(0, 16);
	writeFileSync(path.join(outdir, `hot-${word}.js`), `${text}//${stamp}`);
}

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
		define: {...common.define, 'import.meta.url': '__moduleUrl', 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename'},
	};
	const moduleUrl = {banner: {js: "const __moduleUrl=require('node:url').pathToFileURL(__filename).href;"}};
	await Promise.all([
		build({...esm, entryPoints: {tui: at('source/tui.tsx')}, plugins: [betweenBundles, noDevtools, rememberWidths, keepLines]}),
		build({...esm, entryPoints: {cli: at('source/cli.ts'), scanner: at('source/scanner/main.ts')}}),
		build({...cjs, entryPoints: {main: at('source/hot.ts')}}),
		build({...cjs, ...moduleUrl, entryPoints: {hook: at('source/hook.ts'), guard: at('source/guard/main.ts'), ...cold}}),
		...Object.keys(hotCommands).map(word => buildHot(word, outdir, cjs)),
	]);
	for (const name of ['queen.cjs', 'iam.cjs', 'claude-swarm.cjs', 'ao.cjs', 'old-node.cjs']) copyFileSync(at('source/bin', name), path.join(outdir, name));
	for (const name of ['queen-hook.sh', 'opencode-plugin.js']) copyFileSync(at('source/hooks', name), path.join(outdir, name));
	copyFileSync(at('source/guard/queen-guard.sh'), path.join(outdir, 'queen-guard.sh'));
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
		// Bytecode of the hot commands as they were: load-hot.ts never asks for it again.
		rmSync(path.join(dist, 'cache/hot'), {recursive: true, force: true});
	} finally {
		rmSync(next, {recursive: true, force: true});
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
