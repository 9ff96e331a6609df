/**
 * kitty's remote control over its socket: `ESC P @kitty-cmd {json} ESC \` there and back, one connection for one question. Six
 * milliseconds instead of the hundred of the `kitty @` program (research/realagents.md, 7).
 * Never with a password: an unknown one makes kitty ask the keeper with a dialog in her window. Without one it just says no.
 */
import {connect, type Socket} from 'node:net';

/** Milliseconds that a kitty has to answer: a hung one must not hold up the scan. */
export const kittyDeadlineMs = 1000;
/** The listing holds the environment of every window; a screen of 500x200 in full colour is about 4 MB. */
export const maxAnswerBytes = 16_777_216;

/** An old one, so that no kitty takes us for newer than itself (it refuses those); all that we ask is older still. */
const version = [0, 20, 0];
const prefix = '\x1bP@kitty-cmd';
const terminator = '\x1b\\';

/** The only things that are ever asked; only `focus-window` changes anything, on the keeper's key. */
export type KittyCommand = 'ls' | 'get-text' | 'focus-window';

/** `gone`: nobody listens there. `refused`: kitty said no, in its own words. The rest: it did not answer as kitty does. */
export type KittyFailure = 'gone' | 'refused' | 'timeout' | 'too-much' | 'garbled';

export class KittyError extends Error {
	override readonly name = 'KittyError';
	readonly reason: KittyFailure;
	constructor(reason: KittyFailure, message: string, options?: ErrorOptions) {
		super(message, options);
		this.reason = reason;
	}
}

const garbled = (): KittyError => new KittyError('garbled', 'it did not answer as kitty does');

const connectError = (error: NodeJS.ErrnoException): KittyError =>
	['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(error.code ?? '')
		? new KittyError('gone', 'it is gone', {cause: error})
		: new KittyError('garbled', error.message, {cause: error});

/** The answer's `data`; null when it has none. Kitty's own words of refusal are cut to a line: they are shown. */
function readAnswer(text: string): string | null {
	let answer: unknown;
	try {
		answer = JSON.parse(text);
	} catch {
		throw garbled();
	}
	if (typeof answer !== 'object' || answer === null || !('ok' in answer)) throw garbled();
	if (answer.ok !== true) {
		const error = 'error' in answer && typeof answer.error === 'string' ? answer.error : 'no reason given';
		throw new KittyError('refused', error.split('\n', 1)[0]?.slice(0, 200) ?? '');
	}
	return 'data' in answer && typeof answer.data === 'string' ? answer.data : null;
}

/** Takes bytes in until the answer is whole. JSON never holds a bare ESC, so the first `ESC \` ends it, wherever the pieces were cut. */
function createReceiver(): {take(chunk: Buffer): string | null} {
	const chunks: Buffer[] = [];
	let bytes = 0;
	let last = -1;
	const checkStart = (): void => {
		const start = Buffer.concat(chunks.slice(0, prefix.length)).toString('latin1').slice(0, prefix.length);
		if (!prefix.startsWith(start)) throw garbled();
	};
	return {
		take(chunk) {
			const hadStart = bytes >= prefix.length;
			chunks.push(chunk);
			bytes += chunk.length;
			if (bytes > maxAnswerBytes) throw new KittyError('too-much', `it answered with more than ${maxAnswerBytes} bytes`);
			if (!hadStart) checkStart();
			const isWhole = (last === 0x1b && chunk[0] === 0x5c) || chunk.includes(terminator);
			last = chunk.at(-1) ?? last;
			if (!isWhole) return null;
			const text = Buffer.concat(chunks).toString('utf8');
			return text.slice(prefix.length, text.indexOf(terminator, prefix.length));
		},
	};
}

const open = (socket: string): Socket => connect({path: socket.startsWith('@') ? `\0${socket.slice(1)}` : socket});

const questionOf = (cmd: KittyCommand, payload: Readonly<Record<string, unknown>>): string =>
	`${prefix}${JSON.stringify({cmd, version, no_response: false, payload})}${terminator}`;

/**
 * Asks the kitty at `socket` (a path, or `@name`) one thing and answers its data. Rejects with a `KittyError`, or with the signal's reason.
 */
export const askKitty = (socket: string, cmd: KittyCommand, payload: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<string | null> =>
	new Promise((resolve, reject) => {
		signal?.throwIfAborted();
		const connection = open(socket);
		const receiver = createReceiver();
		const settle = (finish: () => void): void => {
			clearTimeout(deadline);
			signal?.removeEventListener('abort', onAbort);
			connection.destroy();
			finish();
		};
		const fail = (error: unknown): void => settle(() => reject(error));
		const onAbort = (): void => fail(signal?.reason);
		const deadline = setTimeout(() => fail(new KittyError('timeout', `no answer within ${kittyDeadlineMs / 1000} s`)), kittyDeadlineMs);
		signal?.addEventListener('abort', onAbort, {once: true});
		connection.on('data', chunk => {
			try {
				const text = receiver.take(chunk);
				if (text !== null) settle(() => resolve(readAnswer(text)));
			} catch (error) {
				fail(error);
			}
		});
		connection.on('error', error => fail(connectError(error)));
		connection.on('end', () => fail(garbled()));
		connection.write(questionOf(cmd, payload));
	});
