/** Does V8 read this as JavaScript? It is compiled, never run. */
import vm from 'node:vm';
import {run} from '../../run.ts';

const wrapper = ['exports', 'require', 'module', '__filename', '__dirname'];

/** Other languages that live in files of JavaScript: JSX, Flow, TypeScript. Of these we know no grammar. */
const isDialect = (text: string): boolean => /<\/[A-Za-z>]|\/>|@flow|^\s*(?:import|export)\s+type\b|^\s*(?:interface|enum|declare)\s+\w/m.test(text);

const withoutHashbang = (text: string): string => (text.startsWith('#!') ? `//${text}` : text);

function scriptMistake(text: string): string | null {
	try {
		vm.compileFunction(withoutHashbang(text), wrapper, {filename: 'file'});
		return null;
	} catch (error) {
		return wordsFor(error);
	}
}

function wordsFor(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const line = /^file:(\d+)/.exec(error.stack ?? '')?.[1];
	return `${error.message}${line === undefined ? '' : ` (line ${line})`}`;
}

/** In a process of its own, because only a flag lets a module be compiled without being run. The sources come on stdin. */
const moduleChecker = `const vm=require('node:vm');const all=JSON.parse(require('node:fs').readFileSync(0,'utf8'));
process.stdout.write(JSON.stringify(all.map(text=>{try{new vm.SourceTextModule(text);return null}catch(error){return error.message}})))`;

/** What is wrong with each as a module; nulls where it could not be asked (a Node without that flag). */
async function moduleMistakes(texts: readonly string[]): Promise<readonly (string | null)[]> {
	if (texts.length === 0) return [];
	const words = ['--experimental-vm-modules', '--no-warnings', '-e', moduleChecker];
	const options = {input: JSON.stringify(texts.map(withoutHashbang)), timeoutMs: 4000, maxBytes: 1 << 20} as const;
	const {code, stdout} = await run(process.execPath, words, options);
	const said: unknown = code === 0 ? JSON.parse(stdout) : [];
	return texts.map((_, index) => (Array.isArray(said) && typeof said[index] === 'string' ? said[index] : null));
}

/** V8 keeps the line of a module's mistake to itself; where it is a mistake of a script too, that says the line. */
function withLine(mistake: string | null, {text}: Source): string | null {
	const asScript = mistake === null ? null : scriptMistake(text);
	return mistake !== null && asScript?.startsWith(`${mistake} (`) ? asScript : mistake;
}

export type Source = {readonly path: string; readonly text: string};

/** What is wrong with each, in words, or null. A `.js` file may be of either kind. */
export async function scriptMistakes(sources: readonly Source[]): Promise<readonly (string | null)[]> {
	const asScripts = sources.map(({path, text}) => (path.endsWith('.mjs') || isDialect(text) ? null : scriptMistake(text)));
	const isModule = ({path, text}: Source, index: number): boolean =>
		!isDialect(text) && (path.endsWith('.mjs') || (!path.endsWith('.cjs') && asScripts[index] !== null));
	const modules = sources.filter(isModule);
	const asModules = await moduleMistakes(modules.map(({text}) => text));
	return sources.map((source, index) => {
		const wrong = isModule(source, index) ? withLine(asModules[modules.indexOf(source)] ?? null, source) : (asScripts[index] ?? null);
		return wrong === null ? null : `not valid JavaScript: ${wrong}`;
	});
}
