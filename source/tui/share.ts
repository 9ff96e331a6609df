/**
 * `next` with every part that equals the same part of `previous` taken over from it (the very same objects), so that what did
 * not change is not drawn again. Answers `previous` itself when nothing changed. Plain data only.
 */
export function share<T>(previous: unknown, next: T): T {
	if (isSame(previous, next)) return previous as T;
	if (!isObject(previous) || !isObject(next) || Array.isArray(previous) !== Array.isArray(next)) return next;
	return (Array.isArray(next) ? shareArray(previous as unknown as readonly unknown[], next) : shareRecord(previous, next)) as T;
}

/** Most of what is read is as it was: found out without making anything. */
function isSame(previous: unknown, next: unknown): boolean {
	if (Object.is(previous, next)) return true;
	if (!isObject(previous) || !isObject(next) || Array.isArray(previous) !== Array.isArray(next)) return false;
	const names = Object.keys(next);
	if (names.length !== Object.keys(previous).length) return false;
	return names.every(name => Object.hasOwn(previous, name) && isSame(previous[name], next[name]));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * Rows of a list are compared by their `id`, `key` or `name` where they have one: a new row at the top would otherwise make
 * every row below it a different one. Undefined: only the place counts.
 */
function identity(item: unknown): string | number | undefined {
	if (!isObject(item)) return undefined;
	const id = item['id'] ?? item['key'] ?? item['name'];
	return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

function shareArray(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
	const known = new Map<unknown, unknown>();
	for (const item of previous) {
		const id = identity(item);
		if (id !== undefined) known.set(id, item);
	}
	return next.map((item, index) => {
		const id = identity(item);
		// The same place first: names need not be unique (two crons with one name).
		return share(id === identity(previous[index]) ? previous[index] : known.get(id), item);
	});
}

/** Not by assignment: `__proto__` is a name like any other in what comes from a database. */
const shareRecord = (previous: Record<string, unknown>, next: Record<string, unknown>): Record<string, unknown> =>
	Object.fromEntries(Object.entries(next).map(([name, value]) => [name, share(Object.hasOwn(previous, name) ? previous[name] : undefined, value)]));
