/** Where commands print. Synchronous, so that nothing is lost at exit, and faster than a stream (research/stack24.md, 5). */
import {fstatSync, readSync, writeSync} from 'node:fs';
import type {Output} from './commands/types.ts';
import {type Config, configOrDefault} from './config.ts';
import {cell, toJson} from './sanitize.ts';

/** The reader of our output went away (`queen log | head -1`): nothing is left to do, and nothing is wrong. */
export class ReaderGone extends Error {
	override readonly name = 'ReaderGone';
}

const pause = new Int32Array(new SharedArrayBuffer(4));

function hasCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}

/** Writes all of it, waiting where the pipe is full (EAGAIN). Throws `ReaderGone` on EPIPE. */
export function writeAll(fd: number, text: string): void {
	const bytes = Buffer.from(text, 'utf8');
	let done = 0;
	while (done < bytes.length) {
		try {
			done += writeSync(fd, bytes, done);
		} catch (error) {
			if (hasCode(error, 'EPIPE')) throw new ReaderGone();
			if (!hasCode(error, 'EAGAIN')) throw error;
			Atomics.wait(pause, 0, 0, 5);
		}
	}
}

/** Reads from stdin into the rest of the buffer, waiting where nothing is there yet. Answers the bytes read; 0 at the end. */
export function readWaiting(buffer: Buffer, from: number): number {
	for (;;) {
		try {
			return readSync(0, buffer, from, buffer.length - from, null);
		} catch (error) {
			if (hasCode(error, 'EOF')) return 0;
			if (!hasCode(error, 'EAGAIN')) throw error;
			Atomics.wait(pause, 0, 0, 5);
		}
	}
}

/** A UTF-8 terminal by the first of the three variables that is set, as the C library decides it. */
export function isUtf8(env: NodeJS.ProcessEnv): boolean {
	return /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');
}

/**
 * Is stdout a terminal? A pipe or a file is no character device, so that there the terminal module and all of its network code are not loaded:
 * they cost a tenth of a start. `process.stdout` loads them for the rest.
 */
function stdoutIsTerminal(): boolean {
	try {
		return fstatSync(1).isCharacterDevice() && process.stdout.isTTY === true;
	} catch {
		// Closed: nobody reads.
		return false;
	}
}

const columnsOf = (env: NodeJS.ProcessEnv): number => process.stdout.columns || Number(env['COLUMNS']) || 80;

/** Beyond ASCII: as the configuration says, else by the locale. */
const mayBeUnicode = (glyphs: Config['glyphs'], env: NodeJS.ProcessEnv): boolean => (glyphs === 'auto' ? isUtf8(env) : glyphs === 'unicode');

/**
 * stdout and stderr of this process. Colour only on a terminal that may have it (configuration, NO_COLOR, TERM=dumb). A configuration that cannot
 * be used is said once on stderr.
 */
export function standardOutput(env: NodeJS.ProcessEnv): Output {
	const isTerminal = stdoutIsTerminal();
	const {config, trouble} = configOrDefault(env);
	const out: Output = {
		print: text => writeAll(1, `${text}\n`),
		note: text => writeAll(2, `${cell(text)}\n`),
		error: value => writeAll(2, `${toJson(value)}\n`),
		json: value => writeAll(1, `${toJson(value, isTerminal ? 2 : undefined)}\n`),
		isTerminal,
		colour: isTerminal && config.colour === 'auto' && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
		unicode: mayBeUnicode(config.glyphs, env),
		// Asked only when needed: it makes the stream.
		get columns() {
			return isTerminal ? columnsOf(env) : 0;
		},
	};
	if (trouble !== null) out.note(trouble);
	return out;
}
