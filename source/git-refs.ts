/** Refs and their logs, read from git's own files: no git process, no lock. What stands in them is data from others. */
import {closeSync, fstatSync, openSync, readSync} from 'node:fs';
import path from 'node:path';
import type {HeadMove, StashEntry} from '../db/types.ts';
import {readText} from './find-repository.ts';

const commitId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
/** Enough for forty lines; a log may be of any length. */
const tailBytes = 16_384;

/** The end of a file as text, or '' where there is none. Begins in the middle of a line when the file is longer. */
function tailOf(file: string): string {
	let descriptor: number;
	try {
		descriptor = openSync(file, 'r');
	} catch {
		return '';
	}
	try {
		const {size} = fstatSync(descriptor);
		const buffer = Buffer.alloc(Math.min(size, tailBytes));
		const read = readSync(descriptor, buffer, 0, buffer.length, Math.max(0, size - buffer.length));
		return buffer.toString('utf8', 0, read);
	} finally {
		closeSync(descriptor);
	}
}

/** `<from> <to> <name> <email> <seconds> <zone>\t<message>`; a name may hold anything but a line break and a tab. */
const logLine = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [^\t\n]*> (\d{1,12}) [-+]\d{4}(?:\t(.*))?$/;

function toMove(line: string): HeadMove | null {
	const [, from, to, seconds, message = ''] = logLine.exec(line) ?? [];
	return from === undefined || to === undefined ? null : {from, to, at: new Date(Number(seconds) * 1000).toISOString(), message};
}

/** The newest lines of a ref's log, oldest of them first. Empty where nothing is logged. */
export function readLog(file: string, most: number): readonly HeadMove[] {
	const lines = tailOf(file).split('\n');
	return lines.flatMap(line => toMove(line) ?? []).slice(-most);
}

const packedLine = (packed: string, name: string): string | null => {
	const at = packed.indexOf(` ${name}\n`);
	const start = at === -1 ? -1 : packed.lastIndexOf('\n', at) + 1;
	return start === -1 ? null : packed.slice(start, at);
};

/** The commit of `refs/heads/main` and the like; null where there is no such ref, or it is kept in a form that we do not read. */
export function readRef(commonDir: string, name: string, depth = 0): string | null {
	const text = readText(path.join(commonDir, name))?.trim() ?? packedLine(readText(path.join(commonDir, 'packed-refs')) ?? '', name);
	if (text === null) return null;
	if (commitId.test(text)) return text;
	const symbolic = /^ref: (refs\/[^\0]+)$/.exec(text)?.[1];
	return symbolic === undefined || depth > 4 || symbolic.includes('..') ? null : readRef(commonDir, symbolic, depth + 1);
}

/** What `refs/remotes/origin/HEAD` stands for, as `main`; null where it is not there. */
export function remoteDefault(commonDir: string): string | null {
	return /^ref: refs\/remotes\/origin\/([^\0\n]+)$/m.exec(readText(path.join(commonDir, 'refs/remotes/origin/HEAD')) ?? '')?.[1] ?? null;
}

/** `WIP on main: 1a2b3c4 first`, `On main: words`; a stash of a detached HEAD says `(no branch)`. */
const stashMessage = /^(?:WIP on|On) ([^:]+): /;

/** The stash of a repository, newest first; what is in the entries is not known here. */
export function readStash(commonDir: string, most: number): readonly StashEntry[] {
	const entries = readLog(path.join(commonDir, 'logs/refs/stash'), most).toReversed();
	return entries.map(({to, at, message}) => {
		const branch = stashMessage.exec(message)?.[1] ?? null;
		return {commit: to, branch: branch === '(no branch)' ? null : branch, at, files: null};
	});
}
