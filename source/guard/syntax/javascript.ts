/** Does V8 read this as JavaScript? It is compiled, never run. */
import vm from 'node:vm';
import {askProgram, type Mistake, type Source} from './ask.ts';

const wrapper = ['exports', 'require', 'module', '__filename', '__dirname'];

/** Other languages that live in files of JavaScript: JSX, Flow, TypeScript. Of these we know no grammar. */
const isDialect = (text: string): boolean => /<\/[A-Za-z>]|\/>|@flow|^\s*(?:import|export)\s+type\b|^\s*(?:interface|enum|declare)\s+\w/m.test(text);

const withoutHashbang = (text: string): string => (text.startsWith('#!') ? `//${text}` : text);

function scriptMistake(text: string): Mistake {
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

/** What is wrong with each as a module. */
const moduleMistakes = (texts: readonly string[]): Promise<readonly Mistake[]> =>
	askProgram(process.execPath, ['--experimental-vm-modules', '--no-warnings', '-e', moduleChecker], texts.map(withoutHashbang));

/** V8 keeps the line of a module's mistake to itself; where it is a mistake of a script too, that says the line. */
function withLine(mistake: Mistake, {text}: Source): Mistake {
	const asScript = mistake === null ? null : scriptMistake(text);
	return mistake !== null && asScript?.startsWith(`${mistake} (`) ? asScript : mistake;
}

/** What is wrong with each, in words, or null. A `.js` file may be of either kind. */
export async function scriptMistakes(sources: readonly Source[]): Promise<readonly Mistake[]> {
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
