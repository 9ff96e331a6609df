/**
 * Files that were written and are committed again, so that an automatic lease on them can be given back. Said only where all of this is seen: HEAD
 * moved by nothing but commits made in that worktree, one of them touched the file after its last edit, and git calls the file clean at where HEAD
 * is now. Everything else (a reset, a stash, a pull, a file that was added and taken away) says nothing: the lease then ends by its time.
 */
import path from 'node:path';
import type {GitFacts, HeadMove, SeenEdit, Sighting} from '../../db/types.ts';
import {locateGit} from '../find-repository.ts';
import {readLog} from '../git-refs.ts';
import {gitIn, utf8} from '../guard/git.ts';

/** As long as a lease lasts: what was written before that needs no looking for. */
const keptMs = 15 * 60_000;
const mostMoves = 20;
/** `GitFacts.changed` is cut there: then it does not say what is clean. */
const mostChanged = 200;

/** A hook says when it ran by the uptime of the machine, to a hundredth of a second. */
const doubtMs = 100;

/** Until when edits are surely in the commit; git keeps whole seconds. */
const untilOf = ({at}: HeadMove): string => new Date(Date.parse(at) - doubtMs).toISOString();

/** Paths that one commit touches, from one state of the worktree's HEAD to the next. */
export type FilesOfCommit = (worktree: string, move: HeadMove) => Promise<readonly string[]>;

/** Asks git once for each commit in which something was written that a lease may stand on. */
export const filesOfCommit =
	(env: NodeJS.ProcessEnv): FilesOfCommit =>
	async (worktree, {from, to}) => {
		const {code, out} = await gitIn(worktree, env, {inHook: false})(['diff-tree', '-r', '--name-only', '-z', '--no-renames', from, to, '--']);
		// Objects that are not there (a partial clone): nothing is known of them.
		return code === 0 ? utf8(out).split('\0').filter(Boolean) : [];
	};

const isCommit = ({message}: HeadMove): boolean => /^commit(?: \((?:amend|merge)\))?:/.test(message);

/** The moves that led from one commit to the other, when all of them were commits; else none. */
function commitsBetween(moves: readonly HeadMove[], before: string, now: string): readonly HeadMove[] {
	const end = moves.findLastIndex(({to}) => to === now);
	const start = moves.findLastIndex(({from}, index) => index <= end && from === before);
	const between = end < 0 || start < 0 ? [] : moves.slice(start, end + 1);
	return between.every(isCommit) ? between : [];
}

const plain = (file: string): string => file.normalize('NFC');

type Written = Map<string, SeenEdit>;

/** What was last written in each worktree, and is not known to be committed. */
function remember(written: Map<string, Written>, edits: readonly SeenEdit[], now: number): void {
	for (const edit of edits) {
		if (edit.worktree === null || edit.repoKey === null) continue;
		const files = written.get(edit.worktree) ?? new Map<string, SeenEdit>();
		written.set(edit.worktree, files.set(plain(edit.path), edit));
	}
	for (const [worktree, files] of written) {
		for (const [file, {at}] of files) if (now - Date.parse(at) > keptMs) files.delete(file);
		if (files.size === 0) written.delete(worktree);
	}
}

export type CommitWatch = {
	/** `edits`: what was written since the last time. Answers what of all that is committed since, as edits of that kind. Never rejects. */
	see(edits: readonly SeenEdit[], sightings: readonly Sighting[], now: number): Promise<readonly SeenEdit[]>;
};

/** Remembers where HEAD was and what was written; lost without harm when the scanner ends. */
export function createCommitWatch(filesOf: FilesOfCommit): CommitWatch {
	const written = new Map<string, Written>();
	const heads = new Map<string, string | null>();

	/** The commits since the last look; none where nothing was written here. */
	const commitsIn = ({worktree, head}: GitFacts): readonly HeadMove[] => {
		const before = heads.get(worktree);
		heads.set(worktree, head);
		const place = locateGit(worktree);
		if (!before || !head || before === head || place === null || !written.has(worktree)) return [];
		return commitsBetween(readLog(path.join(place.gitDir, 'logs/HEAD'), mostMoves), before, head);
	};

	const cleanIn = async (facts: GitFacts): Promise<readonly SeenEdit[]> => {
		const files = written.get(facts.worktree);
		const commits = commitsIn(facts);
		if (files === undefined || facts.changed.length >= mostChanged) return [];
		const dirty = new Set(facts.changed.map(plain));
		const found: SeenEdit[] = [];
		for (const commit of commits) {
			const until = untilOf(commit);
			for (const file of (await filesOf(facts.worktree, commit)).map(plain)) {
				const edit = files.get(file);
				if (edit !== undefined && !dirty.has(file) && edit.at <= until) found.push({...edit, at: until, isCommitted: true});
			}
		}
		for (const {path: file} of found) files.delete(plain(file));
		return found;
	};

	return {
		see: async (edits, sightings, now) => {
			remember(written, edits, now);
			const places = new Map(sightings.flatMap(({git}) => (git === null ? [] : [[git.worktree, git] as const])));
			for (const worktree of heads.keys()) if (!places.has(worktree)) heads.delete(worktree);
			const found: SeenEdit[] = [];
			for (const facts of places.values()) {
				// A git that is missing or silent: the lease ends by its time.
				found.push(...(await cleanIn(facts).catch(() => [])));
			}
			return found;
		},
	};
}
