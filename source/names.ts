/** Names as they are stored and typed (RULES.md, "Sisters"). Pure and light: the hot commands use it. */
import {keeperName as keeperAddress, slug} from '../db/names.ts';

/** The coordinator's address, and its alias. She is no row in Sisters. */
export {keeperAddress, slug};
export const keeperAlias = '@keeper';

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
