/** The timers of this user's systemd, with how they ended the last time. `systemctl` only lists here; it changes nothing. */
import type {Cron} from '../../db/types.ts';
import {RunError, run} from '../run.ts';
import type {CronSource} from './index.ts';

const deadlineMs = 2000;
const maxBytes = 1_048_576;
const mostTimers = 200;

/** One timer of `systemctl list-timers --output=json`: microseconds since the epoch, 0 or null for never. */
type Timer = {readonly unit: string; readonly activates: string; readonly next: number | null; readonly last: number | null};

/** What the user's systemd is found by. */
const wanted = ['PATH', 'HOME', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'] as const;
const environment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
	...Object.fromEntries(wanted.filter(name => env[name] !== undefined).map(name => [name, env[name]])),
	LC_ALL: 'C',
});

/** Its answer; null where there is no systemctl, or no systemd of this user that it could ask. */
async function ask(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string | null> {
	try {
		const {code, stdout} = await run('systemctl', ['--user', ...args], {env: environment(env), timeoutMs: deadlineMs, maxBytes});
		return code === 0 ? stdout : null;
	} catch (error) {
		if (error instanceof RunError && error.reason === 'missing') return null;
		throw error;
	}
}

const microseconds = (value: unknown): number | null => (typeof value === 'number' && value > 0 ? value : null);
const unitName = /^[\w:.@\\-]{1,255}$/;

/** Older systemd prints a table whatever it is asked for: then there is nothing to read. */
function timersIn(json: string): readonly Timer[] {
	let list: unknown;
	try {
		list = JSON.parse(json);
	} catch {
		return [];
	}
	if (!Array.isArray(list)) return [];
	return list.slice(0, mostTimers).flatMap((one: Record<string, unknown>): readonly Timer[] => {
		const {unit, activates} = one;
		if (typeof unit !== 'string' || typeof activates !== 'string' || !unitName.test(unit) || !unitName.test(activates)) return [];
		return [{unit, activates, next: microseconds(one['next']), last: microseconds(one['last'])}];
	});
}

/** The blocks of `systemctl show`, by unit. */
function propertiesIn(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
	const blocks = text
		.split('\n\n')
		.map(block => new Map(block.split('\n').map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])));
	return new Map(blocks.map(block => [block.get('Id') ?? '', block]));
}

const iso = (time: number | null): string | null => (time === null ? null : new Date(time / 1000).toISOString());
/** `{ OnCalendar=*-*-* 03:00:00 ; next_elapse=... }`: what its file says. */
const scheduleIn = (text: string): string => /\bOn\w+=([^;}]+?)\s*[;}]/.exec(text)?.[1] ?? '';

function cronOf(timer: Timer, shown: ReadonlyMap<string, ReadonlyMap<string, string>>): Cron {
	const [own, service] = [shown.get(timer.unit), shown.get(timer.activates)];
	const schedule = scheduleIn(own?.get('TimersCalendar') ?? '') || scheduleIn(own?.get('TimersMonotonic') ?? '');
	const result = service?.get('Result') ?? '';
	return {
		name: timer.unit.replace(/\.timer$/, ''),
		schedule,
		words: service?.get('Description') || own?.get('Description') || schedule,
		command: timer.activates,
		source: 'systemd',
		nextRun: iso(timer.next),
		lastRun: iso(timer.last),
		lastResult: timer.last === null || result === '' ? null : result === 'success' ? 'ok' : result,
	};
}

/** Rejects with a sentence when systemctl hangs. */
export const userTimers: CronSource = async env => {
	const listed = await ask(['list-timers', '--all', '--no-pager', '--output=json'], env);
	const timers = listed === null ? [] : timersIn(listed);
	if (timers.length === 0) return [];
	const units = timers.flatMap(({unit, activates}) => [unit, activates]);
	const properties = '--property=Id,Description,Result,TimersCalendar,TimersMonotonic';
	const shown = propertiesIn((await ask(['show', properties, '--', ...units], env)) ?? '');
	return timers.map(timer => cronOf(timer, shown));
};
