/** A cheap text that changes when a client writes the state of a session: nothing is read but names and times. */
import {readdirSync, statSync} from 'node:fs';
import path from 'node:path';

/** `folders`: those of the state files; one that is not there has nothing to tell. */
export function stateStamp(folders: readonly string[]): string {
	const parts: string[] = [];
	for (const folder of folders) {
		let names: readonly string[];
		try {
			names = readdirSync(folder);
		} catch {
			// Not there, or not for us: `readStateFiles` sees nothing in it either.
			continue;
		}
		for (const name of names) {
			const facts = statSync(path.join(folder, name), {throwIfNoEntry: false});
			if (facts) parts.push(`${name} ${facts.ino} ${facts.size} ${facts.mtimeMs}`);
		}
	}
	return parts.join('\n');
}
