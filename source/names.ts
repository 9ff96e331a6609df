/** Names as they are stored and typed (RULES.md, "Sisters"). Pure and light: the hot commands use it. */

/** The coordinator's address, and its alias. She is no row in Sisters. */
export const keeperAddress = 'queen';
export const keeperAlias = '@keeper';

const longest = 32;

/**
 * A name that is safe everywhere: `[a-z0-9._-]{1,32}`, accents dropped, everything else a single `-`, never an option or a hidden file.
 * Text without a single such letter becomes `sister`. The same function as in `db/names.ts` (db imports nothing from here): a test keeps
 * them equal.
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

/** Is this the keeper's address or her alias, however it is written? */
export function isKeeperName(name: string): boolean {
	return name === keeperAlias || slug(name) === keeperAddress;
}

/** The name that an environment gives, as it was written: `QUEEN_NAME`, then `WORKER_NAME`. Null without one, or when it is blank. */
export function nameInEnvironment(env: NodeJS.ProcessEnv): string | null {
	for (const key of ['QUEEN_NAME', 'WORKER_NAME']) {
		const name = env[key]?.trim();
		if (name) return name;
	}
	return null;
}

/** Who sits at the view: `queen`, unless its environment names her otherwise (RULES.md, "Who is calling"). */
export function keeperName(env: NodeJS.ProcessEnv): string {
	const given = nameInEnvironment(env);
	if (given === null || given === keeperAlias) return keeperAddress;
	return slug(given);
}
