/**
 * The one place in `source` that starts a child process: never through a shell, always with a deadline and a bound on
 * what it may print. git is started by `source/git.ts` through simple-git.
 */
import type {ChildProcess} from 'node:child_process';

/** Loaded when first needed: it costs 5 ms, and hot commands reach this file (through the processes of macOS) without ever running a child. */
const childProcess = () => process.getBuiltinModule('node:child_process');

export type RunOptions = {
	/** Written to the child's stdin, which is then closed. Without it stdin is empty. */
	readonly input?: string | Uint8Array;
	/** The child's whole environment. Nothing of ours is handed on unless it stands here (so without PATH only the system's default path is searched). */
	readonly env?: NodeJS.ProcessEnv;
	readonly cwd?: string;
	/** Milliseconds until the child and its process group are killed. */
	readonly timeoutMs: number;
	/** Bytes of stdout and stderr together; a child that prints more is killed. */
	readonly maxBytes: number;
	readonly signal?: AbortSignal;
	/** How the output is read; UTF-8 unless said. `latin1` is a letter for a byte: for what may be no text. */
	readonly encoding?: 'utf8' | 'latin1';
};

/** `code` is the exit status; 128 + the signal's number when the child was ended by a signal that was not ours. */
export type RunResult = {readonly code: number; readonly stdout: string; readonly stderr: string};

export type RunFailure = 'missing' | 'refused' | 'timeout' | 'too-much' | 'aborted';

/** A child that could not be started or was not let end. The message is one sentence that names the program. */
export class RunError extends Error {
	override readonly name = 'RunError';
	readonly reason: RunFailure;
	constructor(reason: RunFailure, message: string, options?: ErrorOptions) {
		super(message, options);
		this.reason = reason;
	}
}

/** A group of its own, so that the deadline also ends what the child started. */
const ownGroup = {detached: true, shell: false, windowsHide: true} as const;

const killGroup = (child: ChildProcess): void => {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch {
		// The group is gone already, or was never made: the child itself is what is left.
		child.kill('SIGKILL');
	}
};

const startError = (file: string, error: NodeJS.ErrnoException, cwd: string | undefined): RunError => {
	// spawn reports a missing working directory as a missing program: the sentence names both possibilities.
	if (error.code === 'ENOENT') {
		const place = cwd === undefined ? '' : ` (or the folder ${cwd} is gone)`;
		return new RunError('missing', `${file} was not found in PATH${place}`, {cause: error});
	}
	return new RunError('refused', `${file} could not be started: ${error.message}`, {cause: error});
};

const timeoutError = (file: string, ms: number): RunError => new RunError('timeout', `${file} gave no answer within ${ms} ms and was ended`);
const tooMuchError = (file: string, bytes: number): RunError => new RunError('too-much', `${file} printed more than ${bytes} bytes and was ended`);
const abortedError = (file: string): RunError => new RunError('aborted', `${file} was ended because its result is no longer wanted`);

const signalNumbers: Readonly<Record<string, number>> = {SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGPIPE: 13, SIGTERM: 15};

const textOf = (chunks: readonly Buffer[], {encoding = 'utf8'}: RunOptions): string => Buffer.concat(chunks).toString(encoding);

const exitCode = (code: number | null, signal: NodeJS.Signals | null): number => code ?? 128 + (signalNumbers[signal ?? ''] ?? 0);

/**
 * Runs a program and answers with its exit status and everything it printed (UTF-8), whatever the status is.
 * Rejects with a `RunError` when it is missing, takes longer than `timeoutMs`, prints more than `maxBytes`, or is aborted.
 */
export const run = (file: string, args: readonly string[], options: RunOptions): Promise<RunResult> =>
	new Promise((resolve, reject) => {
		if (options.signal?.aborted) {
			reject(abortedError(file));
			return;
		}
		const child = childProcess().spawn(file, [...args], {...ownGroup, cwd: options.cwd, env: options.env ?? {}, stdio: ['pipe', 'pipe', 'pipe']});
		const stdout: Buffer[] = [];
		const stderr: Buffer[] = [];
		let bytes = 0;
		let settled = false;

		const settle = (finish: () => void): void => {
			if (settled) return;
			settled = true;
			clearTimeout(deadline);
			options.signal?.removeEventListener('abort', onAbort);
			finish();
		};
		const giveUp = (error: RunError): void =>
			settle(() => {
				killGroup(child);
				// A grandchild that left the group may hold the pipes open; we no longer wait for it.
				child.stdin.destroy();
				child.stdout.destroy();
				child.stderr.destroy();
				reject(error);
			});
		const onAbort = (): void => giveUp(abortedError(file));
		const deadline = setTimeout(() => giveUp(timeoutError(file, options.timeoutMs)), options.timeoutMs);
		options.signal?.addEventListener('abort', onAbort, {once: true});

		const collect = (into: Buffer[]) => (chunk: Buffer) => {
			bytes += chunk.length;
			if (bytes > options.maxBytes) giveUp(tooMuchError(file, options.maxBytes));
			else into.push(chunk);
		};
		child.stdout.on('data', collect(stdout));
		child.stderr.on('data', collect(stderr));
		child.on('error', error => settle(() => reject(startError(file, error, options.cwd))));
		child.on('close', (code, signal) =>
			settle(() => resolve({code: exitCode(code, signal), stdout: textOf(stdout, options), stderr: textOf(stderr, options)})),
		);
		// EPIPE: a child that ends without reading its input is judged by its status, not by our write.
		child.stdin.on('error', () => {});
		child.stdin.end(options.input ?? '');
	});

/** The same for the few callers that cannot wait for a promise (reading processes on macOS). Throws `RunError`. */
export const runSync = (file: string, args: readonly string[], options: Omit<RunOptions, 'signal' | 'encoding'>): RunResult => {
	const result = childProcess().spawnSync(file, [...args], {
		cwd: options.cwd,
		env: options.env ?? {},
		shell: false,
		input: options.input ?? '',
		timeout: options.timeoutMs,
		killSignal: 'SIGKILL',
		maxBuffer: options.maxBytes,
	});
	const error = result.error as NodeJS.ErrnoException | undefined;
	if (error?.code === 'ETIMEDOUT') throw timeoutError(file, options.timeoutMs);
	if (error?.code === 'ENOBUFS') throw tooMuchError(file, options.maxBytes);
	if (error) throw startError(file, error, options.cwd);
	return {code: exitCode(result.status, result.signal), stdout: result.stdout.toString('utf8'), stderr: result.stderr.toString('utf8')};
};

export type InTerminal = {
	readonly cwd?: string;
	/** Its stdin, where ours was read to its end. */
	readonly stdin?: number;
	/** It is all that we do until it ends: what the terminal sends to both of us is its to answer, and it ends when we are told to. */
	readonly alone?: boolean;
};

/** Ctrl-C and Ctrl-\ reach the child by themselves. Handed on they would reach it twice. */
function leaveSignalsTo(child: ChildProcess): () => void {
	const handOn = (signal: NodeJS.Signals): void => void child.kill(signal);
	const ignore = (): void => {};
	for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, handOn);
	for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.on(signal, ignore);
	return () => {
		for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.off(signal, handOn);
		for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.off(signal, ignore);
	};
}

/**
 * Runs a program of the keeper's own in our terminal and in our job: it reads her keys and draws for itself, as long as she likes. Answers
 * its exit code. Rejects with a `RunError` when it cannot be started.
 */
export const runInTerminal = (file: string, args: readonly string[], env: NodeJS.ProcessEnv, {cwd, stdin, alone}: InTerminal = {}): Promise<number> =>
	new Promise((resolve, reject) => {
		const child = childProcess().spawn(file, [...args], {env, cwd, shell: false, stdio: [stdin ?? 'inherit', 'inherit', 'inherit']});
		const restore = alone ? leaveSignalsTo(child) : () => {};
		child.on('error', error => {
			restore();
			reject(startError(file, error, cwd));
		});
		child.on('exit', (code, signal) => {
			restore();
			resolve(exitCode(code, signal));
		});
	});
