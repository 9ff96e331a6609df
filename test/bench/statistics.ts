/** The p-quantile (0 to 1) by nearest rank; NaN of nothing. */
export const quantile = (values: readonly number[], p: number): number => {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Rounded to what a reader can use: 3 digits above 100, else one decimal, two below 10. */
export const readable = (value: number): string => {
	if (!Number.isFinite(value)) return '-';
	if (value >= 100) return String(Math.round(value));
	return value.toFixed(value >= 10 ? 1 : 2).replace(/\.?0+$/, '') || '0';
};
