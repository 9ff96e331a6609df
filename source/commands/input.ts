/** What several commands read from their words. */
import {isUtf8} from 'node:buffer';
import {existsSync, readFileSync} from 'node:fs';

import {QueenError} from '../errors.ts';
import {parseDuration} from '../format/age.ts';
import type {Call, Flags} from './types.ts';

/**
 * Node shows bytes that are not UTF-8 as U+FFFD, which would be stored in their place. Where one is seen, the words are looked at as bytes
 * (Linux; elsewhere they are taken as they came). Throws a usage error.
 */
function refuseBrokenWords(words: readonly string[]): void {
	if (!words.some(word => word.includes('\uFFFD')) || !existsSync('/proc/self/cmdline')) return;
	if (!isUtf8(readFileSync('/proc/self/cmdline')))
		throw new QueenError('usage', 'The text is not valid UTF-8; nothing was stored. Convert it first: iconv -t UTF-8');
}

/** The text of a mail, a task: the words joined; `-` is all of stdin without its last line end. */
export async function textOf(call: Call, words: readonly string[]): Promise<string> {
	if (words.length === 1 && words[0] === '-') return (await call.readStdin()).replace(/\r?\n$/, '');
	refuseBrokenWords(words);
	return words.join(' ');
}

/** A number as people copy it: `147`, `#147`, `[#147]`. Throws a usage error for anything else. */
export function idOf(word: string, what: string): number {
	const digits = /^\[?#?(\d{1,15})\]?$/.exec(word)?.[1];
	if (digits === undefined) throw new QueenError('usage', `"${word}" is no number of ${what}.`);
	return Number(digits);
}

export const stringFlag = (flags: Flags, name: string): string | null => {
	const value = flags[name];
	return typeof value === 'string' ? value : null;
};

/** `--ttl 30m` in milliseconds, or null where it was not given. */
export function durationFlag(flags: Flags, name: string): number | null {
	const text = stringFlag(flags, name);
	if (text === null) return null;
	const ms = parseDuration(text);
	if (ms === null) throw new QueenError('usage', `--${name} ${text} is no length of time. Examples: 90s, 30m, 2h, 1d, 1h30m.`);
	return ms;
}

/** `, not "walk"`: what was said instead; '' where nothing was. */
export const butNot = (word: string | undefined): string => (word === undefined || word === '' ? '' : `, not "${word}"`);

/** Refuses words that the command has no use for, so that a typing mistake does not pass silently. */
export function noMoreThan(call: Call, most: number, usage: string): void {
	const extra = call.args[most];
	if (extra !== undefined) throw new QueenError('usage', `"${extra}" is one word too many. Usage: queen ${usage}`);
}
