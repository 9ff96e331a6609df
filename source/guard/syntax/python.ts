/** Does the Python of this machine read this? It is compiled, never run. */
import {askProgram, type Mistake, type Source} from './ask.ts';

/** Answers `<minor version>: <what is wrong>`, so that what an older Python cannot know is told from a mistake. */
const checker = `import json, sys
def mistake(text):
    try:
        compile(text, 'file', 'exec', dont_inherit=True)
    except SyntaxError as error:
        return '%d: %s (line %s)' % (sys.version_info[1], error.msg, error.lineno)
    except Exception:
        return None
if sys.version_info < (3, 9): sys.exit(1)
print(json.dumps([mistake(text) for text in json.loads(sys.stdin.buffer.read().decode('utf-8'))]))`;

/** Other languages in files of Python: its version 2, notebooks, and what a program is still to fill in. Of these we know no grammar. */
const isDialect = (text: string): boolean =>
	/^#!(?!.*python(?!2))/.test(text) || /\{%|\{\{\s*\w+[\w.]*\s*\}\}|^\s*print\s+["'\w]|(?<![\w.:/"'-])0[0-7]+\b(?!["':/.-])|\b\d+L\b|^[%!]\w/m.test(text);

/** What came with which version 3.x, by a sign in the text or in what an older one says. */
const news: readonly (readonly [minor: number, sign: RegExp, where: 'text' | 'said'])[] = [
	[10, /^\s*match\b.*:\s*(?:#.*)?$|^\s*(?:async\s+)?with\s*\(/m, 'text'],
	[11, /^\s*except\s*\*/m, 'text'],
	[12, /^\s*type\s+\w+.*=|^\s*(?:async\s+)?(?:def|class)\s+\w+\s*\[/m, 'text'],
	[12, /f-string|unterminated string/, 'said'],
	[14, /multiple exception types/, 'said'],
	[14, /(?<![\w"'])(?:t|tr|rt)["']/i, 'text'],
];

function isMistake(said: string, text: string): boolean {
	const minor = Number.parseInt(said, 10);
	return !news.some(([since, sign, where]) => minor < since && sign.test(where === 'said' ? said : text));
}

/** What is wrong with each, in words, or null: also where there is no python3 in PATH, or one that is older than 3.9. */
export async function pythonMistakes(sources: readonly Source[]): Promise<readonly Mistake[]> {
	// -I and -S: neither variables nor the user's or the folder's own modules are looked at.
	const words = ['-I', '-S', '-W', 'ignore', '-c', checker];
	const said = await askProgram(
		'python3',
		words,
		sources.map(({text}) => (isDialect(text) ? '' : text.replace(/^\uFEFF/, ''))),
	);
	return said.map((mistake, index) =>
		mistake !== null && isMistake(mistake, sources[index]?.text ?? '') ? `not valid Python: ${mistake.replace(/^\d+: /, '')}` : null,
	);
}
