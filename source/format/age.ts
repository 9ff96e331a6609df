/** Ages and lengths of time in words. Pure; shared by plain output and the view. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** The largest unit alone, rounded down: `5s 14m 3h 2d`. Milliseconds. */
function coarse(ms: number): string {
	if (ms < minute) return `${Math.floor(ms / second)}s`;
	if (ms < hour) return `${Math.floor(ms / minute)}m`;
	if (ms < day) return `${Math.floor(ms / hour)}h`;
	return `${Math.floor(ms / day)}d`;
}

/** `now 5s 10s … 55s 2m 3h 2d`: changes at most every 5 s, so that a quiet screen is not painted (SCREENS.md). `-` without a time. */
export function age(from: string | null, now: number): string {
	if (from === null) return '-';
	const ms = now - Date.parse(from);
	if (Number.isNaN(ms)) return '-';
	if (ms < 5 * second) return 'now';
	return coarse(ms < minute ? ms - (ms % (5 * second)) : ms);
}

/** The age in a sentence: `just now`, `5s ago`, `3h ago`, `never`. */
export function ago(from: string | null, now: number): string {
	const text = age(from, now);
	if (text === '-') return 'never';
	return text === 'now' ? 'just now' : `${text} ago`;
}

/** Two units at most, exact: `4m12s`, `3h12m`, `2d`, `30m`, `90s` is `1m30s`. Milliseconds, rounded down to seconds. */
export function duration(ms: number): string {
	const left = Math.max(0, Math.floor(ms / second) * second);
	if (left < minute) return `${left / second}s`;
	if (left < hour) return join(left, minute, 'm', second, 's');
	if (left < day) return join(left, hour, 'h', minute, 'm');
	return join(left, day, 'd', hour, 'h');
}

function join(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
	const rest = Math.floor((ms % large) / small);
	return `${Math.floor(ms / large)}${largeUnit}${rest > 0 ? `${rest}${smallUnit}` : ''}`;
}

/** What is left until a time: `41m`, `9m`, `55s` (steps of 5 s), `out` when it has passed; `-` when there is no end. */
export function countdown(until: string | null, now: number): string {
	if (until === null) return '-';
	const ms = Date.parse(until) - now;
	if (Number.isNaN(ms)) return '-';
	if (ms <= 0) return 'out';
	return coarse(ms < minute ? Math.ceil(ms / (5 * second)) * 5 * second : ms);
}

/** What is left of a lease: like `countdown`, with the minutes beside the hours, because an hour less than there is would be a lie: `1h59m`, `1d23h`. */
export function timeLeft(until: string | null, now: number): string {
	const ms = until === null ? Number.NaN : Date.parse(until) - now;
	return ms >= hour ? duration(ms) : countdown(until, now);
}

const units: Readonly<Record<string, number>> = {s: second, m: minute, h: hour, d: day, w: 7 * day};

/** `30m`, `2h`, `90s`, `1d`, `1h30m` in milliseconds; null when it is none of that, or 0, or longer than a year. */
export function parseDuration(text: string): number | null {
	if (!/^(?:\d{1,6}[smhdw])+$/.test(text)) return null;
	let ms = 0;
	for (const [, count, unit] of text.matchAll(/(\d+)([smhdw])/g)) ms += Number(count) * (units[unit ?? ''] ?? 0);
	return ms > 0 && ms <= 366 * day ? ms : null;
}
