/**
 * Some clients start their hooks from a child of the process that is the session (Codex below its launcher, Gemini below itself). Pure.
 */
import type {DatedEvent} from './fold.ts';

/** The parent of a process, or null where it does not run any more. */
export type ParentOf = (pid: number) => number | null;

/** No client starts itself more often than this. */
const mostSteps = 3;

/** The same events, each under the process of the session that its client belongs to. `seen`: processes of sessions. */
export function byOwner(events: readonly DatedEvent[], seen: ReadonlySet<number>, parentOf: ParentOf): readonly DatedEvent[] {
	const owners = new Map<number, number>();
	const ownerOf = (client: number): number => {
		let pid: number | null = client;
		for (let step = 0; step <= mostSteps && pid !== null; step += 1) {
			if (seen.has(pid)) return pid;
			pid = parentOf(pid);
		}
		return client;
	};
	return events.map(event => {
		const owner = owners.get(event.client) ?? ownerOf(event.client);
		owners.set(event.client, owner);
		return owner === event.client ? event : {...event, client: owner};
	});
}
