/** Is this JSON, or JSON with comments where it is written so? Pure. */

/** Files that tools read with comments and loose commas. */
const loose =
	/(?:^|\/)(?:[tj]sconfig[^/]*|\.?devcontainer|\.eslintrc|\.swcrc|\.babelrc|biome|deno|turbo|nx|renovate|api-extractor)\.json$|(?:^|\/)\.(?:vscode|devcontainer)\//;

const withoutComments = (text: string): string =>
	text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, piece => (piece.startsWith('"') ? piece : ' '));
const withoutLooseCommas = (text: string): string => text.replace(/"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])/g, piece => (piece === ',' ? '' : piece));

function mistake(text: string): string | null {
	try {
		JSON.parse(text);
		return null;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

/** What is wrong, in words, or null. */
export function jsonMistake(path: string, given: string): string | null {
	const text = given.startsWith('\uFEFF') ? given.slice(1) : given;
	const wrong = mistake(text);
	if (wrong === null) return null;
	const bare = withoutComments(text);
	// Who writes comments means JSON with comments.
	const isLoose = bare !== text || loose.test(path);
	return isLoose && mistake(withoutLooseCommas(bare)) === null ? null : `not valid JSON: ${wrong}`;
}
