/** The client's settings file: which one, what is in it, and replacing it as a whole or not at all. */
import {
	closeSync,
	fchmodSync,
	fchownSync,
	fsyncSync,
	lstatSync,
	mkdirSync,
	openSync,
	readFileSync,
	readlinkSync,
	realpathSync,
	renameSync,
	rmdirSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {QueenError} from '../errors.ts';
import {locateGit} from '../find-repository.ts';
import type {HookAgent} from './events.ts';
import {pluginName} from './plugin.ts';

/** The words of the client: user is everything of this user, project and local are one folder (local is not meant to be committed). */
export type Scope = 'user' | 'project' | 'local';

export type SettingsFile = {
	/** As people call it. */
	readonly path: string;
	/** Where links lead: this file is replaced, the link stays. */
	readonly real: string;
	/** Null: there is no such file yet. */
	readonly text: string | null;
	/** Permission bits of the file, or of one that is made. */
	readonly mode: number;
	/** Whose it is; null for a file that is not there. */
	readonly owner: {readonly uid: number; readonly gid: number} | null;
};

/** Larger than any settings file that people write. */
const mostBytes = 4 * 1024 * 1024;
const newFileMode = 0o600;

/** Only Claude Code has a file of its own for what is not meant to be committed. */
export const scopesOf = (agent: HookAgent): readonly Scope[] => (agent === 'claude' ? ['user', 'project', 'local'] : ['user', 'project']);

const homeOf = (env: NodeJS.ProcessEnv): string => env['HOME'] || os.homedir();

/** The folder of everything of this user, by the variables that the clients themselves look at. */
const userFolder: Readonly<Record<HookAgent, (env: NodeJS.ProcessEnv) => string>> = {
	claude: env => env['CLAUDE_CONFIG_DIR'] || path.join(homeOf(env), '.claude'),
	codex: env => env['CODEX_HOME'] || path.join(homeOf(env), '.codex'),
	gemini: env => path.join(env['GEMINI_CLI_HOME'] || homeOf(env), '.gemini'),
	opencode: env => path.join(env['XDG_CONFIG_HOME'] || path.join(homeOf(env), '.config'), 'opencode'),
};

const fileName = (agent: HookAgent, scope: Scope): string => {
	if (agent === 'opencode') return path.join('plugins', pluginName);
	// Beside config.toml, which is left alone: comments and layout of TOML are its owner's.
	if (agent === 'codex') return 'hooks.json';
	return scope === 'local' ? 'settings.local.json' : 'settings.json';
};

/** Where the client looks for hooks of that scope. A project is the worktree around the folder, or the folder itself. */
export function settingsPath(scope: Scope, env: NodeJS.ProcessEnv, cwd: string, agent: HookAgent = 'claude'): string {
	const folder = scope === 'user' ? userFolder[agent](env) : path.join(locateGit(cwd)?.worktree ?? cwd, `.${agent}`);
	return path.join(folder, fileName(agent, scope));
}

/** Follows links also where they lead to a file that is not there yet. */
function realPath(file: string): string {
	try {
		return realpathSync.native(file);
	} catch {
		const facts = lstatSync(file, {throwIfNoEntry: false});
		return facts?.isSymbolicLink() ? path.resolve(path.dirname(file), readlinkSync(file)) : file;
	}
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error));

const refusal = (file: string, error: unknown): QueenError =>
	new QueenError('refused', `${file} cannot be used (${codeOf(error)}): nothing was changed. Check who may read and write it.`, {cause: error});

const decode = (bytes: Buffer, file: string): string => {
	try {
		return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
	} catch (error) {
		throw new QueenError('refused', `${file} is not valid UTF-8: nothing was changed. Mend it, then run this again.`, {cause: error});
	}
};

/** Reads the file; a missing one has a null text. Throws a sentence for one that cannot be read, is too large, or is no file. */
export function readSettingsFile(file: string): SettingsFile {
	const real = realPath(file);
	try {
		const facts = statSync(real, {throwIfNoEntry: false});
		if (facts === undefined) return {path: file, real, text: null, mode: newFileMode, owner: null};
		if (!facts.isFile() || facts.size > mostBytes)
			throw new QueenError('refused', `${file} is no settings file (a folder, or too large): nothing was changed.`);
		return {path: file, real, text: decode(readFileSync(real), file), mode: facts.mode & 0o7777, owner: {uid: facts.uid, gid: facts.gid}};
	} catch (error) {
		throw error instanceof QueenError ? error : refusal(file, error);
	}
}

/** A file that somebody made read-only is not to be changed, also where our rights would let us. */
function assertWritable({path: file, text, mode}: SettingsFile): void {
	if (text === null || (mode & 0o222) !== 0) return;
	throw new QueenError('refused', `${file} is read-only: nothing was changed. Let it be written first: chmod u+w ${file}`);
}

/** Between reading and replacing somebody else may have written: then his text is the newer one. */
function assertUnchanged(file: SettingsFile): void {
	if (readSettingsFile(file.path).text === file.text) return;
	throw new QueenError('refused', `${file.path} was changed meanwhile: nothing was changed by us. Run this again.`);
}

/** Bytes to the disk, under a name beside the real one so that the rename is one step. */
function writeBeside({real, mode, owner}: SettingsFile, text: string): string {
	const beside = `${real}.queen-${process.pid}`;
	// A leftover of a process that was killed; `wx` below then cannot follow a link that somebody put there.
	rmSync(beside, {force: true});
	const descriptor = openSync(beside, 'wx', mode);
	try {
		writeFileSync(descriptor, text);
		// Outright, because the process's umask took bits away when the file was made.
		fchmodSync(descriptor, mode);
		// Only root may give files away, and only root can have been let to write another's file.
		if (owner !== null && process.geteuid?.() === 0) fchownSync(descriptor, owner.uid, owner.gid);
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	return beside;
}

/**
 * Replaces the file's text in one step; its mode stays, a link stays a link. Throws a sentence when it is read-only or changed meanwhile.
 * Answers the topmost folder that had to be made for it, or null.
 */
export function replaceSettings(file: SettingsFile, text: string): string | null {
	assertWritable(file);
	try {
		const made = mkdirSync(path.dirname(file.real), {recursive: true, mode: 0o700}) ?? null;
		const beside = writeBeside(file, text);
		try {
			assertUnchanged(file);
			renameSync(beside, file.real);
		} catch (error) {
			rmSync(beside, {force: true});
			throw error;
		}
		return made;
	} catch (error) {
		throw error instanceof QueenError ? error : refusal(file.path, error);
	}
}

/** Removes a file that was not there before us, and the folders that we made for it (from `folder` down) where nothing else is in them. */
export function removeSettings(file: SettingsFile, folder: string | null): void {
	assertWritable(file);
	assertUnchanged(file);
	rmSync(file.real, {force: true});
	if (folder === null) return;
	for (let each = path.dirname(file.real); each === folder || each.startsWith(`${folder}${path.sep}`); each = path.dirname(each)) {
		try {
			rmdirSync(each);
		} catch (error) {
			// Something else lies in it by now: it stays.
			if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error))) return;
			throw refusal(each, error);
		}
	}
}
