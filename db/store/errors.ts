/** What a storage that cannot answer rejects with. */

export type StoreErrorCode =
	/** Locked by another writer for longer than the connection waits: exit 75. */
	| 'busy'
	/** No space, or the disk refused: exit 74. */
	| 'full'
	| 'io'
	| 'read-only'
	/** Not a database, or damaged; the file was put in quarantine: exit 74. */
	| 'corrupt'
	/** Written by a newer queen, or not our database at all: exit 78. */
	| 'newer'
	| 'foreign'
	/** The file was replaced or deleted under us: reopen; exit 74. */
	| 'replaced';

export class StoreError extends Error {
	/** By its name: what is loaded only when it is needed (`prepare.ts` in the bundle of the hot commands) brings a copy of this class. */
	static override [Symbol.hasInstance](value: unknown): value is StoreError {
		return value instanceof Error && value.name === 'StoreError';
	}
	override readonly name = 'StoreError';
	readonly code: StoreErrorCode;
	constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}
