/** Notes that the keeper looks at the colony, so that after an absence it can be said what was new. Writes seldom. */
export type LookedDeps = {
	mark(): Promise<void>;
	/** Milliseconds until a look is noted: what was said to be new stands so long. */
	readonly afterMs: number;
};

export type Looked = {
	/** She pressed a key. */
	see(): void;
	/** Notes a look that was not noted yet. */
	close(): Promise<void>;
};

export function createLooked({mark, afterMs}: LookedDeps): Looked {
	let timer: NodeJS.Timeout | null = null;
	const note = async (): Promise<void> => {
		timer = null;
		await mark();
	};
	return {
		see() {
			// A database that cannot be written says so elsewhere; the next key tries again.
			timer ??= setTimeout(() => void note().catch(() => {}), afterMs).unref();
		},
		async close() {
			if (timer === null) return;
			clearTimeout(timer);
			await note();
		},
	};
}
