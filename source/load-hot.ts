/**
 * Loads a hot command (dist/hot-tell.js) with the bytecode that V8 made when it ran the first time. Node's own compile cache keeps what is
 * compiled before anything runs, which is no function at all; compiling those that a command needs would cost a tenth of its start.
 */
import {closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync} from 'node:fs';
import {Script} from 'node:vm';

/** What a hot command's file has in it (`buildHot` in build.ts). Answers the exit code. */
export type Hot = {run(words: readonly string[]): Promise<number>};
/** `keep` stores the bytecode of all that ran until now, unless it is stored already. */
export type Loaded = Hot & {keep(): void};

type Wrapped = (require: NodeJS.Require, filename: string, dirname: string) => Hot;

/** The build ends the file with `//` and 16 digits that stand for its content. */
const stampLength = 16;

/** A reader sees all of it or nothing, also after a power cut: V8 itself does not look closely at what it is given. */
function writeWhole(file: string, bytes: Buffer): void {
	const fresh = `${file}.${process.pid}`;
	const descriptor = openSync(fresh, 'w', 0o644);
	try {
		for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	renameSync(fresh, file);
}

function store(folder: string, file: string, bytes: Buffer): void {
	try {
		mkdirSync(folder, {recursive: true});
		writeWhole(file, bytes);
	} catch (error) {
		// Where the program lies in a folder that is not ours, every start compiles; nothing else is lost.
		if (!(error instanceof Error && 'code' in error)) throw error;
	}
}

/** The file of one word. V8 refuses bytecode of another version of itself. */
export function loadHot(word: string): Loaded {
	const file = `${__dirname}/hot-${word}.js`;
	// The build writes ASCII only, and this is the fastest way to a string of one byte a letter.
	const source = readFileSync(file, 'latin1');
	const folder = `${__dirname}/cache/hot`;
	const kept = `${folder}/${source.slice(-stampLength)}-${process.version}-${process.arch}-${word}`;
	const known = existsSync(kept) ? readFileSync(kept) : undefined;
	const script = new Script(source, {filename: file, ...(known ? {cachedData: known} : {})});
	const wrapped = script.runInThisContext() as Wrapped;
	const isKept = known !== undefined && script.cachedDataRejected === false;
	return {
		run: wrapped(require, file, __dirname).run,
		keep: () => {
			if (!isKept) store(folder, kept, script.createCachedData());
		},
	};
}
