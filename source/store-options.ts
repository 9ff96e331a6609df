/** How this machine and its configuration open the database. Light: every command does. */
import type {Retention, StoreOptions} from '../db/store.ts';
import type {Clock} from '../db/types.ts';
import {type Config, configOrDefault} from './config.ts';
import {parseSize} from './config-groups.ts';
import {parseDuration} from './format/age.ts';
import {hivePaths, refuseRelative} from './paths.ts';
import type {Processes} from './processes/types.ts';
import {redact} from './redact.ts';

const lengthOf = (text: string): number | null => (text === 'never' ? null : parseDuration(text));

/** The configuration was checked when it was read. */
const retentionOf = ({retention: {events, settled, size}}: Pick<Config, 'retention'>): Retention => ({
	eventsMs: lengthOf(events),
	settledMs: lengthOf(settled),
	bytes: parseSize(size) ?? Number.POSITIVE_INFINITY,
});

export type Machine = {readonly clock: Clock; readonly processes: Pick<Processes, 'isAlive'>};

/** Throws a usage error for a `$HIVE_DB` that is no whole path. `busyMs`: how long a write waits for another writer. */
export function storeOptionsOf(env: NodeJS.ProcessEnv, {clock, processes}: Machine, busyMs: number, readOnly = false): StoreOptions {
	refuseRelative(env);
	const {config} = configOrDefault(env);
	return {
		file: hivePaths(env).db,
		clock,
		busyMs,
		redact,
		isAlive: process => processes.isAlive(process),
		strict: config.durability === 'strict',
		readOnly,
		retention: retentionOf(config),
	};
}
