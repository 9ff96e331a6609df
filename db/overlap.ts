import type {ClaimKind} from './types.ts';

/** What decides whether two claims are about the same thing. */
export type Resource = {
	readonly kind: ClaimKind;
	/** Paths are compared within one repository; null: outside any, then `resource` is an absolute path. Ignored for domains. */
	readonly repoKey: string | null;
	readonly resource: string;
};

const globCharacter = /[*?[{]|[!+@]\(/;

/**
 * The folder (or file) that a path claim stands for: its segments up to the first one with a glob character.
 * `src/auth/*.ts` stands for `src/auth`, `**` for everything. Too wide on purpose: it may refuse two globs that share
 * no file, never the other way round. The exact intersection of globs comes with the automatic leases.
 */
export function literalSegments(path: string): readonly string[] {
	const segments = path.split('/').filter(segment => segment !== '' && segment !== '.');
	const glob = segments.findIndex(segment => globCharacter.test(segment));
	return glob === -1 ? segments : segments.slice(0, glob);
}

/** Could one file belong to both? Equal paths, a folder and something below it (both ways), globs by their literal part. */
export function pathsOverlap(a: string, b: string): boolean {
	const one = literalSegments(a);
	const other = literalSegments(b);
	const shared = Math.min(one.length, other.length);
	for (let index = 0; index < shared; index += 1) if (one[index] !== other[index]) return false;
	return true;
}

/** Do two claims speak of the same thing? Domains by their exact text, colony-wide; paths within one repository. Symmetric. */
export function overlaps(a: Resource, b: Resource): boolean {
	if (a.kind !== b.kind) return false;
	if (a.kind === 'domain') return a.resource === b.resource;
	return a.repoKey === b.repoKey && pathsOverlap(a.resource, b.resource);
}
