/** One value that others can wait for: what `useSyncExternalStore` reads. */
export type Box<T> = {
	current(): T;
	/** Tells the listeners when the value is another one. */
	set(value: T): void;
	subscribe(listener: () => void): () => void;
};

export function createBox<T>(initial: T): Box<T> {
	const listeners = new Set<() => void>();
	let value = initial;
	return {
		current: () => value,
		set(next) {
			if (Object.is(next, value)) return;
			value = next;
			for (const listener of listeners) listener();
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
