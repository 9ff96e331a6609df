/**
 * Flag files, so that a hook with nothing to say needs no Node. They are hints, never the truth: a flag too many costs one start of Node, a
 * flag too few would cost a letter. So whoever writes to the database raises them after the commit, and only a hook, which looks into the
 * database, takes them down: down first, then look, up again when there is something. Where the folders are missing no hooks are
 * installed, and nothing is raised. Light: hot commands load it.
 */
import {appendFileSync, closeSync, existsSync, openSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {Claim} from '../../db/types.ts';
import {type HookPlaces, hookPlaces} from './places.ts';
import {namesOnCards} from './session-card.ts';

/** A line of a claims flag that says: look closely, whatever the path. */
const anything = '*';

/** The shell reads a flag line by line and letter by letter: with more lines than this Node is hardly slower. */
const mostLines = 200;

/** Sisters' names as they are stored; anything else is no file name of ours. */
const plainName = /^[a-z0-9_][a-z0-9._-]{0,63}$/;

/** FNV-1a: two texts that fall together cost a start of Node, and the crypto module costs 2 ms in every hot command. */
function shortHash(bytes: Buffer, seed: number): string {
	let hash = seed;
	for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
	return (hash >>> 0).toString(16).padStart(8, '0');
}

/** A repository as a file name. */
export function repositoryFlag(repoKey: string | null): string {
	if (repoKey === null) return 'none';
	const bytes = Buffer.from(repoKey);
	return shortHash(bytes, 0x811c9dc5) + shortHash(bytes, 0x050c5d1f);
}

/** What a shell can read back as one word after the owner: no blanks at the ends, nothing beyond ASCII (a letter may be written in two ways). */
const plainPath = /^[!-~](?:[ -~]*[!-~])?$/;
const globSign = /[*?[\]{}\\!+@(]/;

/**
 * One line of a claims flag: the owner and the folders (or the file) that the claim begins with, without its globs. A path that is not there
 * or below cannot be meant by the claim. Without a second word every path can.
 */
export function claimLine(owner: string, resource: string): string {
	if (!plainName.test(owner)) return anything;
	const segments = resource.split('/').filter((segment, index) => segment !== '.' && (segment !== '' || index === 0));
	const glob = segments.findIndex(segment => globSign.test(segment));
	const begins = (glob === -1 ? segments : segments.slice(0, glob)).join('/');
	return plainPath.test(begins) ? `${owner} ${begins}` : `${owner}`;
}

/** The same of a claim. Where case does not count the shell cannot compare: then every path can be meant. */
export const flagLine = ({owner, resource, ignoreCase}: Pick<Claim, 'owner' | 'resource' | 'ignoreCase'>): string =>
	claimLine(owner, ignoreCase ? '' : resource);

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** Answers null where the file or its folder is not there. */
function ifThere<T>(work: () => T): T | null {
	try {
		return work();
	} catch (error) {
		if (isMissing(error)) return null;
		throw error;
	}
}

/** Stamped with our clock and not the file system's, because cards are too (see `session-card.ts`). */
function touch(file: string): void {
	closeSync(openSync(file, 'a', 0o600));
	const now = new Date();
	utimesSync(file, now, now);
}

/** From here on hooks are installed: everybody keeps flags, and cards that are older than this moment are looked up again. */
export const startFlags = ({names}: Pick<HookPlaces, 'names'>): void => touch(names);

/** Cards and flags are made anew by the next `prepare`. */
export const stopFlags = ({names}: Pick<HookPlaces, 'names'>): void => rmSync(names, {force: true});

export type Flags = {
	/** Have hooks ever been installed for this database? */
	isInstalled(): boolean;
	raiseMail(name: string): void;
	lowerMail(name: string): void;
	/** Mail went to names that are not known here: everybody who has a card looks. */
	raiseMailOfAll(): void;
	/** A claim on a path in this repository was granted to `owner`. */
	raiseClaims(repoKey: string | null, line: string): void;
	lowerClaims(repoKey: string | null): void;
	/** What the flag says (`claimLine`); null: there is no flag. */
	claimLines(repoKey: string | null): readonly string[] | null;
	/** Who is called what has changed: every hook looks up who it works for, and whose claims there are. */
	namesChanged(): void;
};

/** Flags of the database in this folder. Their operations throw what the file system throws, but not where nothing is installed. */
export function hookFlags(folder: string): Flags {
	const places = hookPlaces(folder);
	const claimsFile = (repoKey: string | null): string => path.join(places.claims, repositoryFlag(repoKey));
	const linesIn = (file: string): readonly string[] | null => ifThere(() => readFileSync(file, 'utf8').split('\n').filter(Boolean));

	/** Appended, because two who claim at the same moment must both stand there. What says "anything" may replace all the rest. */
	const addLine = (file: string, line: string): void => {
		const known = linesIn(file) ?? [];
		if (known.includes(line) || known.includes(anything)) return;
		if (line !== anything && known.length < mostLines) {
			ifThere(() => appendFileSync(file, `${line}\n`, {mode: 0o600}));
			return;
		}
		const beside = path.join(places.flags, `.claims.${process.pid}`);
		ifThere(() => writeFileSync(beside, `${anything}\n`, {mode: 0o600}));
		ifThere(() => renameSync(beside, file));
	};
	const raiseMail = (name: string): void => {
		if (plainName.test(name)) ifThere(() => touch(path.join(places.mail, name)));
	};
	return {
		isInstalled: () => existsSync(places.names),
		raiseMail,
		lowerMail: name => {
			if (plainName.test(name)) rmSync(path.join(places.mail, name), {force: true});
		},
		raiseMailOfAll: () => {
			for (const name of namesOnCards(places.sessions)) raiseMail(name);
		},
		raiseClaims: (repoKey, line) => addLine(claimsFile(repoKey), line),
		lowerClaims: repoKey => rmSync(claimsFile(repoKey), {force: true}),
		claimLines: repoKey => linesIn(claimsFile(repoKey)),
		namesChanged: () => {
			if (!existsSync(places.names)) return;
			// A name that stands in a flag may be another's now.
			for (const name of ifThere(() => readdirSync(places.claims)) ?? []) addLine(path.join(places.claims, name), anything);
			touch(places.names);
		},
	};
}
