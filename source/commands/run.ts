/** Runs one command: reads its words, answers help, turns every error into one sentence and the exit code of the contract. */
import {isUtf8} from 'node:buffer';
import {StoreError, type StoreErrorCode} from '../../db/store.ts';
import type {Words} from '../args.ts';
import type {Context} from '../context.ts';
import {type ErrorCode, exitCodes, QueenError} from '../errors.ts';
import {ReaderGone, readWaiting} from '../output.ts';
import type {Call, Command, Output} from './types.ts';

export type Io = {
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string;
	readonly out: Output;
	/** The hand parser (args.ts) or meow (meow-args.ts): same specs, same answers. */
	parse(words: readonly string[], command: Command): Words;
	/** Opens the database; asked at most once. */
	open(): Promise<Context>;
};

/** More than any text we store, so that a runaway pipe ends in "too long" and not in a full memory. */
const mostInput = 64 * 1024;

/** Everything on stdin, as text. What is too long anyway is not read to its end; throws a usage error for bytes that are not UTF-8. */
function readStdin(): string {
	const buffer = Buffer.alloc(mostInput);
	let size = 0;
	for (let read = -1; read !== 0 && size < mostInput; size += read) read = readWaiting(buffer, size);
	// Cut in the middle, its end may be half a letter: it is refused for its length, whatever it says.
	if (size === mostInput) return buffer.toString('latin1');
	const bytes = buffer.subarray(0, size);
	if (!isUtf8(bytes)) throw new QueenError('usage', 'The text on stdin is not valid UTF-8; nothing was stored. Convert it first: iconv -t UTF-8');
	return bytes.toString('utf8');
}

const storeCodes: Readonly<Partial<Record<StoreErrorCode, ErrorCode>>> = {busy: 'busy', newer: 'config', foreign: 'config'};

type Failure = {readonly code: string; readonly message: string; readonly exit: number};

/** What went wrong, for people and for programs. */
export function failureOf(error: unknown): Failure {
	if (error instanceof QueenError) return {code: error.code, message: error.message, exit: error.exitCode};
	if (error instanceof StoreError) return {code: error.code, message: error.message, exit: exitCodes[storeCodes[error.code] ?? 'storage']};
	const message = error instanceof Error ? error.message : String(error);
	return {code: 'unexpected', message: `Something that should not happen: ${message}. Please report it; QUEEN_DEBUG=1 shows where.`, exit: exitCodes.refused};
}

/** Prints the failure on stderr and answers the exit code. */
export function fail(error: unknown, json: boolean, {out, env}: Pick<Io, 'out' | 'env'>): number {
	if (error instanceof ReaderGone) return 0;
	const {code, message, exit} = failureOf(error);
	if (json) out.error({error: {code, message}});
	else out.note(message);
	if (env['QUEEN_DEBUG'] && error instanceof Error) for (const line of (error.stack ?? '').split('\n')) out.note(line);
	return exit;
}

const wantsJson = (words: readonly string[]): boolean => words.slice(0, words.includes('--') ? words.indexOf('--') : undefined).includes('--json');

/** Answers the exit code; what the command opened is closed. */
export async function runCommand(command: Command, words: readonly string[], io: Io): Promise<number> {
	const {env, cwd, out} = io;
	let context: Promise<Context> | null = null;
	const open = (): Promise<Context> => {
		const opened = context ?? io.open();
		context = opened;
		return opened;
	};
	try {
		const {args, flags} = io.parse(words, command);
		if (flags['help']) {
			out.print((await import('./help.ts')).commandHelp(command, out));
			return 0;
		}
		const call: Call = {args, flags, json: flags['json'] === true, out, env, cwd, readStdin: async () => readStdin(), open};
		return await command.run(call);
	} catch (error) {
		return fail(error, wantsJson(words), {out, env});
	} finally {
		// A database that could not be opened has been reported above.
		const opened = await (context as Promise<Context> | null)?.catch(() => null);
		opened?.store.close();
	}
}
