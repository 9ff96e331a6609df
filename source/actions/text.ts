import {QueenError} from '../errors.ts';
import {redact} from '../redact.ts';

/** What one text may hold, in bytes of UTF-8 (RULES.md, Mail). */
export const mostBytes = 8192;

/**
 * A text as it may be stored: well-formed, without NUL, not empty, at most 8 KiB also when what is said in place of a secret is longer than the
 * secret. `what` names it in the sentence: "the mail".
 * Throws a usage error; nothing was stored then.
 */
export function checkText(text: string, what: string): string {
	if (text.trim() === '') throw new QueenError('usage', `${capital(what)} is empty; nothing was stored. Say something.`);
	if (text.includes('\0')) throw new QueenError('usage', `${capital(what)} has a NUL byte in it; nothing was stored. Send text, not binary data.`);
	if (!text.isWellFormed()) throw new QueenError('usage', `${capital(what)} is not valid UTF-8; nothing was stored. Convert it first.`);
	const bytes = Buffer.byteLength(redact(text));
	if (bytes > mostBytes)
		throw new QueenError('usage', `${capital(what)} has ${bytes} bytes, ${mostBytes} is the most; nothing was stored. Write it to a file and mail the path.`);
	return text;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A mark for one write, so that a retry of it is stored once. Unique by process and moment; no need to load a cryptography module for that. */
export function newNonce(): string {
	return `${process.pid.toString(36)}-${process.hrtime.bigint().toString(36)}-${Math.random().toString(36).slice(2)}`;
}
