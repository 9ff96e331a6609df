/** Lines that the front appended, read as data. Pure: text in, events out. Each line is judged alone; a broken one is left out. */
import {type HookAgent, type HookEvent, isHookAgent, isHookEvent} from './events.ts';

export type SpoolEvent = {
	readonly event: HookEvent;
	readonly agent: HookAgent;
	/** Process that ran the hook: the client itself. */
	readonly client: number;
	/** Seconds since the machine started, as /proc/uptime says; null where there is none. */
	readonly uptime: number | null;
	readonly session: string | null;
	readonly tool: string | null;
	/** Of a notification its type, of a session's end its reason. */
	readonly kind: string | null;
	readonly path: string | null;
};

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' && value.length <= 4096 ? value : null);

function uptimeOf(value: unknown): number | null {
	const seconds = typeof value === 'string' && /^\d{1,12}(?:\.\d{1,3})?$/.test(value) ? Number(value) : Number.NaN;
	return Number.isFinite(seconds) ? seconds : null;
}

function toEvent(line: string): SpoolEvent | null {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		// Half a line of a full disk, or a path that was no JSON.
		return null;
	}
	if (typeof value !== 'object' || value === null) return null;
	const {event, agent, client, up, session, tool, kind, path} = value as Readonly<Record<string, unknown>>;
	if (typeof event !== 'string' || !isHookEvent(event)) return null;
	if (typeof client !== 'number' || !Number.isInteger(client) || client < 2) return null;
	// Lines of an older front name none: it knew only one.
	return {
		event,
		agent: isHookAgent(agent) ? agent : 'claude',
		client,
		uptime: uptimeOf(up),
		session: text(session),
		tool: text(tool),
		kind: text(kind),
		path: text(path),
	};
}

/** In the order in which they happened. The bytes behind the last line end are not looked at: their line is still being written. */
export const parseSpool = (lines: string): readonly SpoolEvent[] =>
	lines
		.slice(0, lines.lastIndexOf('\n') + 1)
		.split('\n')
		.filter(Boolean)
		.flatMap(line => toEvent(line) ?? []);
