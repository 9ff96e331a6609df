/** Commands that go on until they are told to end. */
export const signalCodes = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const;

export type Ending = {
	readonly signal: AbortSignal;
	/** The exit code that the signal stands for; 0 while none came. */
	code(): number;
	/** Ends the work from inside, and stops listening. */
	end(): void;
};

export function untilSignal(): Ending {
	const ending = new AbortController();
	let code = 0;
	const listeners = Object.entries(signalCodes).map(([name, value]) => {
		const listener = (): void => {
			code = value;
			ending.abort();
		};
		process.once(name, listener);
		return [name, listener] as const;
	});
	return {
		signal: ending.signal,
		code: () => code,
		end: () => {
			for (const [name, listener] of listeners) process.off(name, listener);
			ending.abort();
		},
	};
}
