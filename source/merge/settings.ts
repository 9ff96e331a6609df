/** What of a repository's configuration decides how its merges end, taken as data; whatever names a program is only noted. Pure. */
import type {ObjectFormat} from './sandbox.ts';

export type MergeSettings = {
	/** `key=value` of settings that change a result and can run nothing. */
	readonly passed: readonly string[];
	/** Names of filters and merge drivers that would run a program. */
	readonly filters: ReadonlySet<string>;
	readonly drivers: ReadonlySet<string>;
	/** The driver of files that no attribute gives one, where that is a program's. */
	readonly defaultDriver: string | null;
	readonly format: ObjectFormat;
};

/** Line endings and modes of what is added; renames, normalising and the algorithm of a merge; where more attributes stand. */
const harmless: ReadonlySet<string> = new Set([
	'core.attributesfile',
	'core.autocrlf',
	'core.checkroundtripencoding',
	'core.eol',
	'core.filemode',
	'core.ignorecase',
	'core.precomposeunicode',
	'core.symlinks',
	'diff.algorithm',
	'diff.renamelimit',
	'diff.renames',
	'merge.directoryrenames',
	'merge.renamelimit',
	'merge.renames',
	'merge.renormalize',
]);

/** Git's own drivers: part of git, they run nothing. */
const builtIn: ReadonlySet<string> = new Set(['text', 'binary', 'union']);

/** `git config --list -z`: records of `key\nvalue`, or of a key alone, which means true. The last of a key counts. */
export const parseConfig = (listed: string): ReadonlyMap<string, string> =>
	new Map(
		listed
			.split('\0')
			.filter(record => record !== '')
			.map(record => {
				const at = record.indexOf('\n');
				return at < 0 ? [record, 'true'] : [record.slice(0, at), record.slice(at + 1)];
			}),
	);

const named = (config: ReadonlyMap<string, string>, pattern: RegExp): ReadonlySet<string> =>
	new Set([...config].flatMap(([key, value]) => (value === '' ? [] : (pattern.exec(key)?.[1] ?? []))));

/** Reads what `git config --list -z` printed in the worktree. */
export const mergeSettings = (listed: string): MergeSettings => {
	const config = parseConfig(listed);
	const drivers = named(config, /^merge\.(.+)\.driver$/s);
	const fallback = config.get('merge.default');
	const isProgram = fallback !== undefined && drivers.has(fallback);
	const passed = [...config].filter(([key]) => harmless.has(key)).map(([key, value]) => `${key}=${value}`);
	return {
		passed: fallback !== undefined && builtIn.has(fallback) && !isProgram ? [...passed, `merge.default=${fallback}`] : passed,
		filters: named(config, /^filter\.(.+)\.(?:clean|process)$/s),
		drivers,
		defaultDriver: isProgram ? fallback : null,
		format: config.get('extensions.objectformat') === 'sha256' ? 'sha256' : 'sha1',
	};
};
