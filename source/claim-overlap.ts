/** Do two claims speak of one thing, also where a repository changed its key or came into being after the claim? Pure. */
import {overlaps} from '../db/overlap.ts';
import type {Claim} from '../db/types.ts';

/** Folders of a repository's worktrees, by the path of its common git directory. */
export type Worktrees = ReadonlyMap<string, readonly string[]>;

const below = (folder: string, file: string): string | null => (file === folder ? '.' : file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : null);

/** A claim from before `git init` has an absolute path: the names it has now in the repository that came into being around it. */
export const namesIn = (absolute: string, repoId: string, worktrees: Worktrees): readonly string[] =>
	(worktrees.get(repoId) ?? []).flatMap(folder => below(folder, absolute) ?? []);

/** Symmetric. Too wide rather than too narrow where both are globs, like the store itself (db/overlap.ts). */
export function claimsOverlap(a: Claim, b: Claim, worktrees: Worktrees): boolean {
	if (overlaps(a, b)) return true;
	if (a.kind !== 'path' || b.kind !== 'path') return false;
	// A remote was added or renamed in between: one folder, two keys.
	if (a.repoId !== null && a.repoId === b.repoId) return overlaps({...a, repoKey: b.repoKey}, b);
	const [outside, inside] = a.repoKey === null ? [a, b] : [b, a];
	if (outside.repoKey !== null || inside.repoKey === null) return false;
	return namesIn(outside.resource, inside.repoId ?? '', worktrees).some(resource => overlaps({...inside, resource}, inside));
}
