/** The parts of the configuration that hold several settings. Light: every command may read it. */
import {parseDuration} from './format/age.ts';
import {isPathGlob} from './path-glob.ts';

/** What a setting may be, and how that is said. */
type Rule<T> = {
	readonly standard: T;
	readonly says: string;
	readonly allows: (value: unknown) => boolean /** For the schema. */;
	readonly of?: readonly string[];
};

const choice = <const T extends string>(standard: NoInfer<T>, ...of: readonly T[]): Rule<T> => ({
	standard,
	says: `one of ${of.join(', ')}`,
	allows: value => (of as readonly unknown[]).includes(value),
	of,
});

const count = (standard: number, most: number): Rule<number> => ({
	standard,
	says: `a whole number from 0 to ${most}`,
	allows: value => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most,
});

const lengthOfTime = (standard: string): Rule<string> => ({
	standard,
	says: 'a length of time such as 30d or 12h, or never',
	allows: value => typeof value === 'string' && (value === 'never' || parseDuration(value) !== null),
});

/** `200MB` in bytes; null when it is none, or below 1 MB. */
export function parseSize(text: string): number | null {
	const [, number, unit] = /^(\d{1,6})(MB|GB)$/.exec(text) ?? [];
	if (number === undefined || Number(number) === 0) return null;
	return Number(number) * (unit === 'GB' ? 1 << 30 : 1 << 20);
}

const size = (standard: string): Rule<string> => ({
	standard,
	says: 'a size such as 200MB or 1GB',
	allows: value => typeof value === 'string' && parseSize(value) !== null,
});

const longestCommand = 4096;
const command: Rule<string | null> = {
	standard: null,
	says: `a command for sh -c (at most ${longestCommand} letters), or null`,
	allows: value => value === null || (typeof value === 'string' && value.trim() !== '' && value.length <= longestCommand && !value.includes('\0')),
};

const longestPattern = 200;
const pattern = (standard: string): Rule<string> => ({
	standard,
	says: `a regular expression (at most ${longestPattern} letters) for the whole name of a branch`,
	allows: value => typeof value === 'string' && value !== '' && value.length <= longestPattern && isPattern(value),
});

function isPattern(text: string): boolean {
	try {
		return new RegExp(`^(?:${text})$`, 'u') instanceof RegExp;
	} catch {
		return false;
	}
}

const mostGates = 20;
type Gates = Readonly<Record<string, readonly string[]>>;
const isCommand = (value: unknown): boolean => value !== null && command.allows(value);
const gates: Rule<Gates> = {
	standard: {},
	says: `an object: the name or the key of a repository, and for each a list of commands for sh -c (at most ${mostGates})`,
	allows: value =>
		typeof value === 'object' &&
		value !== null &&
		!Array.isArray(value) &&
		Object.values(value).every(list => Array.isArray(list) && list.length <= mostGates && list.every(isCommand)),
};

const longestName = 300;
const names: Rule<readonly string[]> = {
	standard: [],
	says: `a list of names or keys of repositories (at most ${longestName} letters each)`,
	allows: value => Array.isArray(value) && value.every(name => typeof name === 'string' && name !== '' && name.length <= longestName),
};

/** What may be approved without a look. */
export type ApprovalRule = {
	/** The name or the key of a repository; missing: any. */
	readonly repo?: string;
	/** Globs (path-glob.ts): every changed file must be named by one of them. */
	readonly paths: readonly string[];
	/** Lines added and removed together, at most; then binary files are never approved. */
	readonly maxLines?: number;
	/** Names of sisters; missing: anybody. */
	readonly from?: readonly string[];
};

const mostRules = 50;
const isName = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '' && value.length <= 400;
const areAll = (value: unknown, one: (item: unknown) => boolean): boolean =>
	Array.isArray(value) && value.length > 0 && value.length <= 100 && value.every(one);
const ruleKeys: Readonly<Record<string, (value: unknown) => boolean>> = {
	repo: isName,
	paths: value => areAll(value, item => typeof item === 'string' && isPathGlob(item)),
	maxLines: value => Number.isInteger(value) && Number(value) >= 0,
	from: value => areAll(value, isName),
};
const isRule = (value: unknown): boolean =>
	typeof value === 'object' &&
	value !== null &&
	'paths' in value &&
	Object.entries(value).every(([key, given]) => Object.hasOwn(ruleKeys, key) && ruleKeys[key]?.(given));

const approvals: Rule<readonly ApprovalRule[]> = {
	standard: [],
	says: `a list (at most ${mostRules}) of objects with paths (globs of *, ? and **, as docs/**) and, if you like, repo, maxLines, from`,
	allows: value => Array.isArray(value) && value.length <= mostRules && value.every(isRule),
};

export const groups = {
	/** What `queen guard` does when a sister commits or pushes: stop her, only say it, nothing. A human is never stopped. */
	guard: {
		/** Files that another claimed. */
		claims: choice('deny', 'deny', 'warn', 'off'),
		/** Commits on main and pushes to it (master, and what the remote calls its default). */
		main: choice('deny', 'deny', 'warn', 'off'),
		/** Branches that are not called as `branchPattern` says. */
		branch: choice('warn', 'deny', 'warn', 'off'),
		branchPattern: pattern('[A-Za-z0-9._-]+/[A-Za-z0-9][A-Za-z0-9._-]*'),
		/** Files that a parser refuses (JSON, JavaScript, shell), and marks of a conflict. */
		syntax: choice('deny', 'deny', 'warn', 'off'),
	},
	/** How the keeper is called, beside the header of the view, which always says it. */
	notify: {
		/** A view's own terminal rings; tmux marks its window. */
		bell: choice('on', 'on', 'off'),
		/** A notification by the terminal: the form that it seems to know, OSC 9, OSC 777. */
		osc: choice('off', 'off', 'auto', '9', '777'),
		/** notify-send or osascript, where there is one and a desktop. */
		desktop: choice('off', 'off', 'auto'),
		command,
	},
	push: {
		/** What must end with 0 before `queen push` and `queen merge-stack` send anything, by repository. */
		gates,
		/** What must end with 0 for each branch that stood on one that `queen merge-stack` merges: it tells a server where it stands now. */
		retarget: gates,
		/** Repositories in which `queen merge-stack` merges only what `queen merge-ok` allows. */
		reviewed: names,
	},
	/** What `queen orchestrate run --auto-approve` may approve in the keeper's name. */
	orchestrate: {autoApprove: approvals},
	/** How long things are kept. Mail that nobody acknowledged, and open work, is never deleted. */
	retention: {
		events: lengthOfTime('30d'),
		/** Acknowledged mail, released claims, resolved conflicts, ended sessions. */
		settled: lengthOfTime('never'),
		/** Beyond this the oldest events go, then what is settled where that may go at all. */
		size: size('200MB'),
	},
	/** How many copies are kept of the last hours, and of the last days. 0 and 0: none are made. */
	backup: {hourly: count(6, 1000), daily: count(7, 1000)},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Rule<unknown>>>>>;

type AllGroups = typeof groups;
export type GroupName = keyof AllGroups;
export type Groups = {readonly [G in GroupName]: {readonly [K in keyof AllGroups[G]]: AllGroups[G][K] extends Rule<infer T> ? T : never}};

const standardsOf = (group: Readonly<Record<string, Rule<unknown>>>): unknown =>
	Object.fromEntries(Object.entries(group).map(([key, {standard}]) => [key, standard]));

export const defaultGroups = Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, standardsOf(group)])) as Groups;

export const isGroup = (name: string): name is GroupName => Object.hasOwn(groups, name);

/** What is wrong with one group, in words that follow "it has", or null. */
export function groupMistake(name: GroupName, value: unknown): string | null {
	const rules: Readonly<Record<string, Rule<unknown>>> = groups[name];
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return `"${name}" must be an object with ${Object.keys(rules).join(', ')}`;
	for (const [key, given] of Object.entries(value)) {
		if (!Object.hasOwn(rules, key)) return `"${name}" has "${key}", which is none of ${Object.keys(rules).join(', ')}`;
		const rule = rules[key];
		if (rule && !rule.allows(given)) return `"${name}.${key}" must be ${rule.says}`;
	}
	return null;
}

/** What was given, and the defaults for the rest. The value has passed `groupMistake`. */
export function withGroups(value: Readonly<Record<string, unknown>>): Groups {
	const made = Object.entries(defaultGroups).map(([name, standards]) => [name, {...standards, ...(value[name] as object | undefined)}]);
	return Object.fromEntries(made) as Groups;
}
