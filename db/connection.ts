/**
 * What the rest of `db/` uses of better-sqlite3, as types: only `db/open.ts` knows the package itself.
 */
export type Value = string | number | null;
export type Parameters = readonly Value[] | Readonly<Record<string, Value>>;

export type Statement = {
	run(...values: unknown[]): {changes: number; lastInsertRowid: number | bigint};
	get(...values: unknown[]): unknown;
	all(...values: unknown[]): unknown[];
	pluck(on?: boolean): Statement;
};

export type Connection = {
	readonly inTransaction: boolean;
	readonly open: boolean;
	prepare(text: string): Statement;
	exec(text: string): unknown;
	pragma(text: string, options?: {simple?: boolean}): unknown;
	close(): unknown;
};

export type ConnectOptions = {readonly timeout: number; readonly readonly?: boolean; readonly fileMustExist?: boolean};
/** Opens a connection; nothing is read yet, so a damaged file is not noticed here. */
export type Connect = (file: string, options: ConnectOptions) => Connection;
