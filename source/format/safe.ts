import type {Safe} from '../../db/types.ts';

/** What may stand in a sentence: text that passed the sanitizer, numbers, and words of our own (literal types such as a status). */
type Part<T> = T extends Safe | number ? T : T extends string ? (string extends T ? never : T) : never;

/** Joins safe parts into safe text: a tag whose types refuse a plain string. */
export function safe<const P extends readonly unknown[]>(words: TemplateStringsArray, ...parts: {readonly [K in keyof P]: Part<P[K]>}): Safe {
	return String.raw({raw: words}, ...parts) as Safe;
}

/** Several safe texts with something of ours between them. */
export const joinSafe = (parts: readonly Safe[], between: ' ' | ', ' | '\n' | '; ' | ''): Safe => parts.join(between) as Safe;
