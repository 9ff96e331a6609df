/**
 * What a hook's shell needs to know of the session that it runs in, written by Node the first time and read by the front ever after: a file
 * named after the client's process with three lines: her name (`-`: nobody of ours), the flag of her repository, its top folder.
 * It counts as long as it is newer than `flags/names`. Light.
 */
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';

export type SessionCard = {
	/** Null: this session is left alone. */
	readonly name: string | null;
	readonly repositoryFlag: string;
	/** Real path, or null: then every path is looked at closely. */
	readonly worktree: string | null;
};

const nobody = '-';
const cardName = /^[1-9]\d{0,9}$/;

/** A line of the card; what cannot stand on one is left out, which only costs time. */
const line = (text: string | null): string => (text === null || /[\r\n\0\\]/.test(text) || text.endsWith(' ') ? '' : text);

/** Writes the card of a client. `asOf` is a moment before the facts were looked up: a change since then makes the card old at once. */
export function writeCard(folder: string, client: number, card: SessionCard, asOf: Date): void {
	mkdirSync(folder, {recursive: true, mode: 0o700});
	const beside = path.join(folder, `.${client}.${process.pid}`);
	writeFileSync(beside, `${card.name ?? nobody}\n${card.repositoryFlag}\n${line(card.worktree)}\n`, {mode: 0o600});
	utimesSync(beside, asOf, asOf);
	renameSync(beside, path.join(folder, String(client)));
}

/** Has a hook met this client before, as whomever? */
export const hasCard = (folder: string, client: number): boolean => existsSync(path.join(folder, String(client)));

export const dropCard = (folder: string, client: number): void => rmSync(path.join(folder, String(client)), {force: true});

function filesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		// No folder: no hook has run yet.
		return [];
	}
}

/** Names of everybody who has a card, each once. */
export function namesOnCards(folder: string): readonly string[] {
	const names = filesIn(folder)
		.filter(file => cardName.test(file))
		.map(file => readName(path.join(folder, file)));
	return [...new Set(names)].filter(name => name !== null && name !== nobody && name !== '') as readonly string[];
}

function readName(file: string): string | null {
	try {
		return readFileSync(file, 'utf8').split('\n', 1)[0] ?? null;
	} catch {
		// Taken away meanwhile by a session that cleared up.
		return null;
	}
}

/** Takes away cards of clients that do not live any more, and what an interrupted write left. */
export function clearCards(folder: string, isAlive: (pid: number) => boolean): void {
	for (const file of filesIn(folder)) {
		const pid = Number(/^\.?([1-9]\d{0,9})(?:\.\d+)?$/.exec(file)?.[1] ?? Number.NaN);
		if (!isAlive(pid)) rmSync(path.join(folder, file), {force: true});
	}
}
