/** Times, and text that may be drawn. */
export type IsoTime = string;

declare const safe: unique symbol;
/** Text that went through the one sanitizer (`source/sanitize.ts`): it may be drawn. Nothing else may. */
export type Safe = string & {readonly [safe]: true};
/** The same shape with every string made `Safe`; the view only takes these. String literals (statuses, kinds) stay as they are. */
export type Sanitized<T> = T extends string
	? string extends T
		? Safe
		: T
	: T extends readonly (infer U)[]
		? readonly Sanitized<U>[]
		: T extends object
			? {readonly [K in keyof T]: Sanitized<T[K]>}
			: T;
