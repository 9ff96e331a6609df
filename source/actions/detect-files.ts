/** The two files of a captured screen: `NAME.ansi`, what the terminal showed, and `NAME.json` beside it, the facts of that moment. */
import {closeSync, existsSync, openSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type CaptureFacts, factsIn} from '../agents/capture.ts';
import {QueenError} from '../errors.ts';

/** A screen of 500 x 200 with a colour for each letter is smaller. */
const maxBytes = 2 * 1024 * 1024;

export type CaptureFiles = {readonly ansi: string; readonly json: string};

/** Both names, whichever of the two (or neither ending) was given. Rejects a folder, unless a screen lies beside it under the same name. */
export const captureFiles = (given: string, cwd: string): CaptureFiles => {
	const file = path.resolve(cwd, given);
	const base = file.replace(/\.(?:ansi|json)$/, '');
	if (!existsSync(`${base}.ansi`) && statSync(file, {throwIfNoEntry: false})?.isDirectory())
		throw new QueenError('refused', `${file} is a folder: name one screen in it, ${path.join(file, 'NAME.ansi')}.`);
	return {ansi: `${base}.ansi`, json: `${base}.json`};
};

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error));

const readSmall = (file: string, missing: string): string => {
	try {
		const {size} = statSync(file);
		if (size > maxBytes) throw new QueenError('refused', `${file} is larger than 2 MiB: it is no captured screen.`);
		return readFileSync(file, 'utf8');
	} catch (error) {
		if (error instanceof QueenError) throw error;
		if (codeOf(error) === 'ENOENT') throw new QueenError('refused', missing);
		throw new QueenError('refused', `${file} cannot be read (${codeOf(error)}): look at its kind and its permissions.`, {cause: error});
	}
};

const parsed = (file: string, text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new QueenError('refused', `${file} is no valid JSON: mend it, or save the capture anew with queen detect --save NAME FILE.`, {cause: error});
	}
};

export type CaptureRead = {readonly facts: CaptureFacts /** With colours. */; readonly screen: string};

/** Reads a pair. Rejects every trouble with one sentence (`refused`): missing, unreadable, too large, broken. */
export const readCapture = ({ansi, json}: CaptureFiles): CaptureRead => {
	const screen = readSmall(ansi, `There is no ${ansi}. Save one from a living sister: queen detect --save NAME FILE`);
	const text = readSmall(json, `There is no ${path.basename(json)} beside ${ansi}: without title, processes and state file nothing can be said of a screen.`);
	const facts = factsIn(parsed(json, text));
	if (facts === null) throw new QueenError('refused', `${json} is no capture: it has no list "foreground" of the processes on the terminal.`);
	return {facts, screen};
};

const writeNew = (file: string, text: string): void => {
	let descriptor: number;
	try {
		// Exclusive: neither a file that is there nor the target of a link is ever written over.
		descriptor = openSync(file, 'wx', 0o600);
	} catch (error) {
		if (codeOf(error) === 'EEXIST') throw new QueenError('refused', `${file} exists already and was left as it is: choose another name.`);
		throw new QueenError('refused', `${file} cannot be written (${codeOf(error)}): choose a folder that exists and is yours.`, {cause: error});
	}
	try {
		writeFileSync(descriptor, text);
	} finally {
		closeSync(descriptor);
	}
};

/** Writes a pair that only the user may read (0600); both or none. Rejects what exists with a sentence. */
export const writeCapture = ({ansi, json}: CaptureFiles, screen: string, facts: unknown): void => {
	if (existsSync(json)) throw new QueenError('refused', `${json} exists already and was left as it is: choose another name.`);
	writeNew(ansi, screen);
	try {
		writeNew(json, `${JSON.stringify(facts, null, '\t')}\n`);
	} catch (error) {
		rmSync(ansi, {force: true});
		throw error;
	}
};
