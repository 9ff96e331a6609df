/** Where the colony's files lie (PRODUCT.md, "Commands"): `$HIVE_DB`, else `~/.claude/queen/queen.db`; the configuration by XDG. */
import os from 'node:os';
import path from 'node:path';
import {QueenError} from './errors.ts';

export type HivePaths = {
	readonly db: string;
	/** The folder of the database; flags and spool lie beside it. */
	readonly folder: string;
	readonly flags: string;
	readonly spool: string;
	readonly config: string;
	/** Where the database's place was taken from. */
	readonly dbSource: '$HIVE_DB' | 'default';
};

const homeOf = (env: NodeJS.ProcessEnv): string => env['HOME'] || os.homedir();

/** `~/x` as a shell would read it: an environment set by a file or an editor is not expanded by anybody. */
const expandHome = (file: string, home: string): string => (file === '~' || file.startsWith('~/') ? home + file.slice(1) : file);

/** Does `$HIVE_DB` count from the current folder? */
export function isRelative(env: NodeJS.ProcessEnv): boolean {
	const given = env['HIVE_DB'];
	return Boolean(given) && !path.isAbsolute(expandHome(given ?? '', '/'));
}

/** Absolute paths; nothing is made or read. A relative `$HIVE_DB` counts from the current directory. */
export function hivePaths(env: NodeJS.ProcessEnv): HivePaths {
	const home = homeOf(env);
	const given = env['HIVE_DB'];
	const db = given ? path.resolve(expandHome(given, home)) : `${home}/.claude/queen/queen.db`;
	const folder = path.dirname(db);
	const settings = env['XDG_CONFIG_HOME'];
	// The specification says that a relative XDG path is to be ignored.
	const base = settings && path.isAbsolute(settings) ? settings : `${home}/.config`;
	return {
		db,
		folder,
		flags: `${folder}/flags`,
		spool: `${folder}/spool`,
		config: `${base}/queen/config.json`,
		dbSource: given ? '$HIVE_DB' : 'default',
	};
}

/** Before anything is made beside the database, a usage error where `$HIVE_DB` is relative: one colony for the machine, and a path that counts from the current folder would be a new one in each (exit 2). */
export function refuseRelative(env: NodeJS.ProcessEnv): void {
	if (!isRelative(env)) return;
	throw new QueenError('usage', `HIVE_DB is "${env['HIVE_DB']}", which is another file in every folder. Give the whole path: HIVE_DB=${hivePaths(env).db}`);
}
