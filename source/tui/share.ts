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
 * every row below it a different one.
 */
function identity(item: unknown): unknown {
	if (!isObject(item)) return undefined;
	return item['id'] ?? item['key'] ?? item['name'];
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
		const shared = share(id === undefined ? previous[index] : known.get(id), item);
		if (!Object.is(shared, previous[index])) isSame = false;
		return shared;
	});
	return isSame ? previous : made;
}

function shareRecord(previous: Record<string, unknown>, next: Record<string, unknown>): Record<string, unknown> {
	const names = Object.keys(next);
	let isSame = names.length === Object.keys(previous).length;
	const made: Record<string, unknown> = {};
	for (const name of names) {
		const shared = share(previous[name], next[name]);
		if (!Object.is(shared, previous[name]) || !(name in previous)) isSame = false;
		made[name] = shared;
	}
	return isSame ? previous : made;
}
