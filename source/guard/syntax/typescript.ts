/** Does Node's own reader of TypeScript read this? It takes the types out; nothing is run. */
import {askProgram, type Mistake, type Source} from './ask.ts';

/** In a process of its own, because it warns on stderr. What it only cannot take out (an enum) is no mistake. */
const checker = `const {stripTypeScriptTypes:strip}=require('node:module');const all=JSON.parse(require('node:fs').readFileSync(0,'utf8'));
process.stdout.write(JSON.stringify(all.map(text=>{try{strip(text);return null}catch(error){return error.code==='ERR_INVALID_TYPESCRIPT_SYNTAX'?error.message:null}})))`;

/** Qt's translations, which are XML. */
const isDialect = (text: string): boolean => /^\s*</.test(text);

/** Not of declarations alone (`.d.ts`), which have a grammar of their own, and of JSX. */
export const isTypeScript = (path: string): boolean => /(?<!\.d)\.[mc]?ts$/.test(path) && !/\.d\.[^/]+\.ts$/.test(path);

/** What is wrong with each, in words, or null: also where Node has no such reader (before 22.13). */
export async function typeScriptMistakes(sources: readonly Source[]): Promise<readonly Mistake[]> {
	const said = await askProgram(
		process.execPath,
		['--no-warnings', '-e', checker],
		sources.map(({text}) => (isDialect(text) ? '' : text)),
	);
	return said.map(mistake => (mistake === null ? null : `not valid TypeScript: ${mistake.split('\n')[0]}`));
}
