/** Which files hooks saw being written, by the names that all worktrees of a repository share. */
import type {SeenEdit, Sighting} from '../../db/types.ts';
import {canonicalPath} from '../repository.ts';
import type {DatedEvent} from './fold.ts';

/** An event of a client that nobody sees is nobody's: it is left out. Claude gives absolute paths; others count from the client's folder. */
export function editsOf(events: readonly DatedEvent[], sightings: readonly Sighting[]): readonly SeenEdit[] {
	const clients = new Map(sightings.map(sighting => [sighting.process.pid, sighting]));
	return events.flatMap(({event, client, path, at}) => {
		const sighting = clients.get(client);
		if (event !== 'PostToolUse' || path === null || sighting === undefined) return [];
		const found = canonicalPath(path, sighting.cwd ?? '/');
		return [
			{
				process: sighting.process,
				repoKey: found.repository?.repoKey ?? null,
				worktree: found.repository?.worktree ?? null,
				repo: found.repository?.repo ?? null,
				repoId: found.repository?.repoId ?? null,
				ignoreCase: found.ignoreCase,
				path: found.path,
				at: new Date(at).toISOString(),
			},
		];
	});
}
