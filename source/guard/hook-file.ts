/** The file of a hook: what it is, and replacing it as a whole or not at all. Texts are latin1, so that every byte stays what it is. */
import {
	chmodSync,
	closeSync,
	fchmodSync,
	fchownSync,
	fsyncSync,
	linkSync,
	lstatSync,
	mkdirSync,
	openSync,
	readFileSync,
	readlinkSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {QueenError} from '../errors.ts';

export type HookFile = {
	readonly path: string;
	/** `absent`; a plain file; a link (its text is that of where it leads, or empty); or something that no hook can be. */
	readonly kind: 'absent' | 'file' | 'link' | 'other';
	/** Empty for what is absent or cannot be read as a file. */
	readonly text: string;
	/** Permission bits; for an absent file those it would be made with. */
	readonly mode: number;
	readonly owner: {readonly uid: number; readonly gid: number} | null;
};

/** Larger than any hook that people write; a compiled one is only looked at in its beginning. */
const mostBytes = 4 * 1024 * 1024;
const newHookMode = 0o755;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error));

export const refusal = (file: string, error: unknown): QueenError =>
	error instanceof QueenError
		? error
		: new QueenError('refused', `${file} cannot be used (${codeOf(error)}). Check who may read and write it.`, {cause: error});

const textAt = (file: string): string => {
	const facts = statSync(file, {throwIfNoEntry: false});
	if (!facts?.isFile()) return '';
	return facts.size > mostBytes ? '\0' : readFileSync(file, 'latin1');
};

/** Throws a sentence for what may not be looked at. */
export function readHookFile(file: string): HookFile {
	try {
		const facts = lstatSync(file, {throwIfNoEntry: false});
		if (facts === undefined) return {path: file, kind: 'absent', text: '', mode: newHookMode, owner: null};
		const kind = facts.isSymbolicLink() ? 'link' : facts.isFile() ? 'file' : 'other';
		return {path: file, kind, text: textAt(file), mode: facts.mode & 0o7777, owner: {uid: facts.uid, gid: facts.gid}};
	} catch (error) {
		throw refusal(file, error);
	}
}

/** git runs no hook that is not executable. */
export const isExecutable = ({kind, mode, path: file}: HookFile): boolean =>
	kind === 'link' ? ((statSync(file, {throwIfNoEntry: false})?.mode ?? 0) & 0o111) !== 0 : kind === 'file' && (mode & 0o111) !== 0;

function assertChangeable({kind, mode, path: file}: HookFile): void {
	if (kind !== 'file' || (mode & 0o222) !== 0) return;
	throw new QueenError('refused', `${file} is read-only and was left alone. Let it be written first: chmod u+w '${file.replaceAll("'", `'\\''`)}'`);
}

/** Between looking and replacing somebody else may have written: then his text is the newer one. */
function assertUnchanged(file: HookFile): void {
	const now = readHookFile(file.path);
	if (now.kind === file.kind && now.text === file.text) return;
	throw new QueenError('refused', `${file.path} was changed meanwhile and was left alone. Run this again.`);
}

/** Bytes to the disk, under a name beside the real one so that the rename is one step. git runs nothing of that name. */
function writeBeside(file: HookFile, text: string, mode: number): string {
	const beside = `${file.path}.queen-${process.pid}`;
	rmSync(beside, {force: true});
	const descriptor = openSync(beside, 'wx', mode);
	try {
		writeFileSync(descriptor, text, 'latin1');
		fchmodSync(descriptor, mode);
		// Only root may give files away, and only root can have been let to write another's file.
		if (file.owner !== null && process.geteuid?.() === 0) fchownSync(descriptor, file.owner.uid, file.owner.gid);
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	return beside;
}

/** Puts the text there in one step. A plain file keeps its mode, also where nothing of it stays; `mode` for what is made anew. */
export function replaceHook(file: HookFile, text: string, mode = file.mode): void {
	assertChangeable(file);
	try {
		mkdirSync(path.dirname(file.path), {recursive: true});
		const beside = writeBeside(file, text, mode);
		try {
			assertUnchanged(file);
			renameSync(beside, file.path);
		} catch (error) {
			rmSync(beside, {force: true});
			throw error;
		}
	} catch (error) {
		throw refusal(file.path, error);
	}
}

/** Removes the file as it was read. */
export function removeHook(file: HookFile): void {
	assertChangeable(file);
	assertUnchanged(file);
	try {
		rmSync(file.path);
	} catch (error) {
		throw refusal(file.path, error);
	}
}

/** A second name for the hook, so that there is no moment in which git finds none. The file itself, not a copy: nothing of it can be lost. */
export function keepAside(file: HookFile, kept: string): void {
	try {
		if (file.kind === 'link') symlinkSync(readlinkSync(file.path), kept);
		else linkSync(file.path, kept);
	} catch (error) {
		throw refusal(kept, error);
	}
}

/** The kept hook takes the place of what is there, in one step. */
export function putBack(kept: string, file: string): void {
	try {
		renameSync(kept, file);
	} catch (error) {
		throw refusal(file, error);
	}
}

/** A file of our own beside the database, whole or not at all. */
export function writeOwn(file: string, text: string, mode: number): void {
	mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
	const beside = `${file}.${process.pid}`;
	writeFileSync(beside, text, {mode});
	chmodSync(beside, mode);
	renameSync(beside, file);
}
