/** What a push would bring to the remote: the refs that git tells the hook, and the files of commits that the remote has not got. */
import {type Git, gitSaid, utf8} from './git.ts';

export type PushedRef = {
	readonly localRef: string;
	/** Null: the ref is deleted there. */
	readonly local: string | null;
	readonly remoteRef: string;
	/** Null: the ref is new there. */
	readonly remote: string | null;
};

const line = /^(\S+) ([0-9a-f]{40,64}) (\S+) ([0-9a-f]{40,64})$/;
const idOf = (id: string): string | null => (/^0+$/.test(id) ? null : id);

/** `<local ref> <id> <remote ref> <id>` a line. What is no such line is passed over. */
export function parsePushedRefs(text: string): readonly PushedRef[] {
	return text.split('\n').flatMap(one => {
		const [, localRef, local, remoteRef, remote] = line.exec(one) ?? [];
		if (localRef === undefined || local === undefined || remoteRef === undefined || remote === undefined) return [];
		return [{localRef, local: idOf(local), remoteRef, remote: idOf(remote)}];
	});
}

/** Of these ids the ones that are here: another clone may have pushed what we never fetched. */
async function known(git: Git, ids: readonly string[]): Promise<readonly string[]> {
	if (ids.length === 0) return [];
	const {out} = await git(['cat-file', '--batch-check=%(objectname) %(objecttype)'], `${ids.join('\n')}\n`);
	return out.split('\n').flatMap(text => /^([0-9a-f]{40,64}) (?:commit|tag)$/.exec(text)?.[1] ?? []);
}

/** More commits than anybody reviews: a first push of a whole history. */
const mostCommits = 2000;

/** New commits, newest first, with their time in seconds. */
async function newCommits(git: Git, refs: readonly PushedRef[], remote: string): Promise<ReadonlyMap<string, number>> {
	const tips = await known(
		git,
		refs.flatMap(ref => ref.local ?? []),
	);
	const there = await known(
		git,
		refs.flatMap(ref => ref.remote ?? []),
	);
	if (tips.length === 0) return new Map();
	// A remote that is only a URL has no branches of its own here: then what any remote is known to have is not new.
	const notThese =
		/^[\w./-]+$/.test(remote) && !remote.includes('://') && !remote.startsWith('/') && !remote.startsWith('.') ? `--remotes=${remote}` : '--remotes';
	const asked = [...tips, ...there.map(id => `^${id}`)];
	const {code, out, err} = await git(['rev-list', '--timestamp', `--max-count=${mostCommits}`, '--stdin', '--not', notThese], `${asked.join('\n')}\n`);
	if (code !== 0) throw new Error(`git does not say what is pushed: ${gitSaid(err)}`);
	return new Map(out.split('\n').flatMap(text => (/^\d+ \S+$/.test(text) ? [[text.split(' ')[1] ?? '', Number(text.split(' ')[0])] as const] : [])));
}

/** Paths by the commits that touch them; of a merge only what differs from all its parents. */
export function parseTrees(out: string, times: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
	const files = new Map<string, number>();
	let time = 0;
	const parts = out.split('\0');
	for (let at = 0; at < parts.length; at += 1) {
		const part = parts[at] ?? '';
		if (!part.startsWith(':')) {
			time = times.get(part) ?? time;
			continue;
		}
		at += 1;
		const path = utf8(parts[at] ?? '');
		files.set(path, Math.max(time, files.get(path) ?? 0));
	}
	return files;
}

/** Every file that a new commit touches, with the time in seconds of the newest such commit. Rejects when git cannot be asked. */
export async function pushedFiles(git: Git, refs: readonly PushedRef[], remote: string): Promise<ReadonlyMap<string, number>> {
	const times = await newCommits(git, refs, remote);
	if (times.size === 0) return new Map();
	const words = ['diff-tree', '--stdin', '-r', '-z', '--root', '--raw', '-c', '--no-renames', '--no-abbrev', '--no-ext-diff', '--no-textconv'];
	const {code, out, err} = await git(words, `${[...times.keys()].join('\n')}\n`);
	if (code !== 0) throw new Error(`git does not say what is pushed: ${gitSaid(err)}`);
	return parseTrees(out, times);
}
