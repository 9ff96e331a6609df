/**
 * Where the sisters stand who are known by their name only (RULES.md, "Sisters"): no session shows them, but they said in which folder they
 * work. Their repositories are read in complete passes.
 */
import {statSync} from 'node:fs';
import type {GitFacts, NamedPlace, Sighting, Sister} from '../../db/types.ts';
import type {GitWatch} from './git-watch.ts';

export type NamedPlacesOptions = {
	/** Everybody that the store knows. */
	readonly sisters: () => Promise<readonly Sister[]>;
	/** Of its own: the one for sessions forgets every other folder. */
	readonly git: GitWatch;
};

export type NamedPlaces = {
	/** Reads where they stand now. `seen`: what was read for sessions a moment ago, which need not be read twice. */
	refresh(sightings: readonly Sighting[], seen: (cwd: string) => GitFacts | null, signal: AbortSignal): Promise<void>;
	/** As it was read last. Who stands where git could not be read is left out: what was known of her stays. */
	known(): readonly NamedPlace[];
	/** Folders that were looked at. */
	folders(): readonly string[];
	/** What could not be read, in words. */
	unread(): readonly string[];
};

/** One that cannot be looked at counts as one: reading its repository then says why. */
const isFolder = (path: string): boolean => {
	try {
		return statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;
	} catch {
		return true;
	}
};

/** A beat comes from anywhere: it says nothing of the folder that a session under her name once stood in. */
const isNameOnly = ({status, beating, pid, statusSource}: Sister, seenPids: ReadonlySet<number>): boolean =>
	status !== 'gone' && !beating && (pid === null || (statusSource === 'none' && !seenPids.has(pid)));

export function createNamedPlaces({sisters, git}: NamedPlacesOptions): NamedPlaces {
	let places: readonly NamedPlace[] = [];
	let folders: readonly string[] = [];
	let unread: readonly string[] = [];
	return {
		async refresh(sightings, seen, signal) {
			const pids = new Set(sightings.map(({process}) => process.pid));
			const standing = (await sisters()).filter(sister => isNameOnly(sister, pids)).flatMap(({name, cwd}) => (cwd === null ? [] : [{name, cwd}]));
			folders = [...new Set(standing.map(({cwd}) => cwd))].filter(isFolder);
			unread = await git.refresh(
				folders.filter(cwd => seen(cwd) === null),
				true,
				signal,
			);
			places = standing.flatMap(place => {
				const facts = folders.includes(place.cwd) ? (seen(place.cwd) ?? git.known(place.cwd)) : null;
				return facts === null && git.isUnread(place.cwd) ? [] : [{...place, git: facts}];
			});
		},
		known: () => places,
		folders: () => folders,
		unread: () => unread,
	};
}
