/** What the client hands to a hook on stdin. Only what we need of it is taken out, by name; the rest is never looked at (research/reliability.md, 3b). */
import {read} from 'node:fs';
import {patchedPaths} from './patch.ts';

/** More than this is not parsed: a few megabytes of brackets cost a parser seconds. */
export const mostBytes = 256 * 1024;

export type Input = {readonly text: string /** The end was not read. */; readonly isCut: boolean};

/** Reads stdin up to the limit or to its end. Never rejects: what cannot be read is an empty text. */
export function readInput(descriptor = 0): Promise<Input> {
	const buffer = Buffer.allocUnsafe(mostBytes);
	return new Promise(resolve => {
		const more = (size: number): void => {
			if (size === mostBytes) {
				resolve({text: buffer.toString('utf8'), isCut: true});
				return;
			}
			read(descriptor, buffer, size, mostBytes - size, null, (error, count) => {
				if (error?.code === 'EAGAIN') setTimeout(more, 5, size);
				else if (error || count === 0) resolve({text: buffer.toString('utf8', 0, size), isCut: false});
				else more(size + count);
			});
		};
		more(0);
	});
}

const pathKeys = ['file_path', 'notebook_path'] as const;

const fields = (value: unknown): Readonly<Record<string, unknown>> | null =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : null;

const isPath = (value: unknown): value is string => typeof value === 'string' && value !== '' && !value.includes('\0');

function fromParsed(text: string): readonly string[] {
	const input = fields(fields(JSON.parse(text))?.['tool_input']);
	if (input === null) return [];
	const path = pathKeys.map(key => (Object.hasOwn(input, key) ? input[key] : undefined)).find(isPath);
	if (path !== undefined) return [path];
	const patch = Object.hasOwn(input, 'command') ? input['command'] : undefined;
	return typeof patch === 'string' ? patchedPaths(patch).filter(isPath) : [];
}

/** In a text that was cut: a quote inside of a string has a backslash before it, so `"file_path":"` can only be a key and its value's start. */
function fromCut(text: string): readonly string[] {
	const found = /"(?:file_path|notebook_path)"\s*:\s*"((?:[^"\\]|\\.){1,8192})"/s.exec(text)?.[1];
	const path = found === undefined ? null : decodePath(found);
	if (path !== null) return [path];
	const patch = /"command"\s*:\s*"((?:[^"\\]|\\.)*)/s.exec(text)?.[1];
	// The last line may be cut off in the middle of a name.
	return patch === undefined ? [] : patchedPaths(decoded(patch.slice(0, patch.lastIndexOf('\\n'))) ?? '').filter(isPath);
}

/** The files that a tool of the client is about to write to; none where none can be made out. */
export function editedPaths({text, isCut}: Input): readonly string[] {
	try {
		return isCut ? fromCut(text) : fromParsed(text);
	} catch {
		// No JSON, or nested too deep: nothing that a client of ours sends.
		return [];
	}
}

/** A string as it stood in the JSON, without its quotes; null where it is none. */
function decoded(escaped: string): string | null {
	try {
		return JSON.parse(`"${escaped}"`) as string;
	} catch {
		return null;
	}
}

/** A path as it stood in the JSON, without its quotes; null where it is none. */
export function decodePath(escaped: string): string | null {
	const path = decoded(escaped);
	return isPath(path) ? path : null;
}
