/** The keeper's address: no row in sisters, and no sister may be called so (RULES.md, "Who is calling"). */
export const keeperName = 'queen';
const longest = 32;

/**
 * A name that is safe everywhere: `[a-z0-9._-]{1,32}` (RULES.md, Sisters), accents dropped, everything else a single `-`, never an option
 * or a hidden file. Text without a single such letter becomes `sister`.
 */
export function slug(text: string): string {
	// Most names are safe as they are, and the tables of Unicode cost a command half a millisecond.
	if (/^[a-z0-9_][a-z0-9._-]{0,31}$/.test(text) && !text.endsWith('-')) return text;
	const plain = text
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9._-]+/g, '-')
		.replace(/^[-.]+|-+$/g, '')
		.slice(0, longest)
		.replace(/-+$/, '');
	return plain === '' ? 'sister' : plain;
}

const numbered = (name: string, n: number): string => `${name.slice(0, longest - `-${n}`.length)}-${n}`;

/** `name-1`, `name-2` … the first that is free: names that we give. */
export function firstNumbered(name: string, isFree: (candidate: string) => boolean): string {
	let n = 1;
	while (!isFree(numbered(name, n))) n += 1;
	return numbered(name, n);
}

/** `name`, else `name-2`, `name-3` … : names that somebody asked for. */
export function firstFree(name: string, isFree: (candidate: string) => boolean): string {
	if (isFree(name)) return name;
	let n = 2;
	while (!isFree(numbered(name, n))) n += 1;
	return numbered(name, n);
}
