/** Sanitizes what was read again and again, of which nearly every row is the very object of the last time (`share.ts`): that is safe already. */
import type {Sanitized, Snapshot} from '../../db/types.ts';
import {sanitize} from '../sanitize.ts';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Equal objects get the same answer, the very same object; nothing is kept of what nobody holds any more. Plain data only. */
export function createWasher(): (raw: Snapshot) => Sanitized<Snapshot> {
	const known = new WeakMap<object, unknown>();

	function once(value: object, make: () => unknown): unknown {
		const before = known.get(value);
		if (before !== undefined) return before;
		const made = make();
		known.set(value, made);
		return made;
	}
	const row = (value: unknown): unknown => (isObject(value) ? once(value, () => sanitize(value)) : sanitize(value));
	const part = (value: unknown): unknown => (Array.isArray(value) ? once(value, () => value.map(row)) : row(value));

	// The names of a snapshot's parts are this program's own.
	return raw => once(raw, () => Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, part(value)]))) as Sanitized<Snapshot>;
}
