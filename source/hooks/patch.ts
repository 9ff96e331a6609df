/** Which files a patch of Codex changes: it comes as text, with a line before each file. Pure. */
const header = /^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+?)\r?$/gm;

/** More files than this in one patch are not looked at one by one. */
const mostFiles = 200;

/** Paths as they stand in the patch, each once; they count from where the client works. */
export function patchedPaths(patch: string): readonly string[] {
	const found = new Set<string>();
	for (const [, path] of patch.matchAll(header)) {
		if (found.size >= mostFiles) break;
		if (path !== undefined && path.trim() !== '') found.add(path.trim());
	}
	return [...found];
}
