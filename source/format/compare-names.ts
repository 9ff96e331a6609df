/** Digits and what stands between them: `iza-12b` is `iza-`, `12`, `b`. */
const runs = (name: string): readonly string[] => name.match(/\d+|\D+/g) ?? [];
const isNumber = (run: string): boolean => run >= '0' && run < ':';

/**
 * Order of names with numbers in them: iza-2 before iza-10. By hand, because `localeCompare` with options makes a collator for each
 * comparison: a thousand times the price, for letters that names do not have.
 */
export function compareNames(a: string, b: string): number {
	if (a === b) return 0;
	const [left, right] = [runs(a), runs(b)];
	for (let at = 0; at < left.length && at < right.length; at += 1) {
		const [one = '', other = ''] = [left[at], right[at]];
		const apart = isNumber(one) && isNumber(other) ? Number(one) - Number(other) : 0;
		if (apart !== 0) return apart;
		if (one !== other) return one < other ? -1 : 1;
	}
	return left.length - right.length;
}
