/**
 * `next` with every part that equals the same part of `previous` taken over from it (the very same objects), so that what did
 * not change is not drawn again. Answers `previous` itself when nothing changed. Plain data only.
 */
export function share<T>(previous: unknown, next: T): T {
	if (Object.is(previous, next)) return next;
	if (!isObject(previous) || !isObject(next)) return next;
	if (Array.isArray(previous) !== Array.isArray(next)) return next;
	return (Array.isArray(next) ? shareArray(previous as unknown as readonly unknown[], next) : shareRecord(previous, next)) as T;
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
	let isSame = previous.length === next.length;
	const made = next.map((item, index) => {
		const id = identity(item);
		// The same place first: names need not be unique (two crons with one name).
		const before = id === identity(previous[index]) ? previous[index] : known.get(id);
		const shared = share(before, item);
		if (!Object.is(shared, previous[index])) isSame = false;
		return shared;
	});
	return isSame ? previous : made;
}

function shareRecord(previous: Record<string, unknown>, next: Record<string, unknown>): Record<string, unknown> {
	const names = Object.keys(next);
	let isSame = names.length === Object.keys(previous).length;
	// Not by assignment: `__proto__` is a name like any other in what comes from a database.
	const made = Object.fromEntries(
		names.map(name => {
			const before = Object.hasOwn(previous, name) ? previous[name] : undefined;
			const shared = share(before, next[name]);
			if (!Object.hasOwn(previous, name) || !Object.is(shared, before)) isSame = false;
			return [name, shared];
		}),
	);
	return isSame ? previous : made;
}
