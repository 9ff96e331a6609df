/** A cheap text that changes when HEAD or the index of a worktree moves: a few `stat`, no git process. */
import {statSync} from 'node:fs';
import path from 'node:path';
import {type GitPlace, locateGit} from '../find-repository.ts';

/** Where a folder's repository lies is found anew after this long: somebody may have run `git init`. */
const placeTrustMs = 30_000;

/** A switch of branch writes HEAD, a commit or `git add` the index, a commit or reset the log of HEAD. */
const files = ['HEAD', 'index', 'logs/HEAD'];

function stampOf(place: GitPlace): string {
	return files.map(file => stampOfFile(path.join(place.gitDir, file))).join(' ');
}

function stampOfFile(file: string): string {
	try {
		const facts = statSync(file, {throwIfNoEntry: false});
		return facts === undefined ? '-' : `${facts.ino}:${facts.size}:${facts.mtimeMs}`;
	} catch {
		// Closed to us, or its disk went away: reading the repository says why.
		return '?';
	}
}

/** Answers null for a folder outside any repository. `mono`: milliseconds of a clock that never steps. */
export function createGitStamp(mono: () => number): (cwd: string) => string | null {
	const places = new Map<string, {readonly place: GitPlace | null; readonly at: number}>();
	return cwd => {
		let known = places.get(cwd);
		if (known === undefined || mono() - known.at > placeTrustMs) {
			if (places.size > 500) places.clear();
			known = {place: locateGit(cwd), at: mono()};
			places.set(cwd, known);
		}
		return known.place === null ? null : stampOf(known.place);
	};
}
