/** One sentence that says what is wrong and what to do next, with the exit code the contract gives it (RULES.md, "Commands"). */
export const exitCodes = {
	/** Unknown id or name, the colony says no, a wait timed out, doctor found something. */
	refused: 1,
	/** Usage, no identity, body too long. */
	usage: 2,
	storage: 74,
	busy: 75,
	/** Not our database, or a newer one. */
	config: 78,
} as const;

export type ErrorCode = keyof typeof exitCodes;

export class QueenError extends Error {
	/** By its name: what a hot command loads only when it is needed (`cold-swarm.cjs`) brings a copy of this class. */
	static override [Symbol.hasInstance](value: unknown): value is QueenError {
		return value instanceof Error && value.name === 'QueenError';
	}
	override readonly name = 'QueenError';
	readonly code: ErrorCode;
	constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}

	get exitCode(): number {
		return exitCodes[this.code];
	}
}
