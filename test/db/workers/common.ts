/** What the test programs share: the machine's real clocks, one store, and answers as lines on a pipe. */
import {readFileSync, writeSync} from 'node:fs';
import {hostname} from 'node:os';
import {createInterface} from 'node:readline';
import {openStore} from '../../../db/open.ts';
import type {Store, StoreOptions} from '../../../db/store.ts';
import type {ProcessIdentity} from '../../../db/types.ts';

const bootId = 'this-boot';

/** Field 22 of /proc/<pid>/stat, or null when the process is gone or a zombie. */
function startOf(pid: number): string | null {
	try {
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
		return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
	} catch {
		return null;
	}
}

export const self = (): ProcessIdentity => ({host: hostname(), bootId, pid: process.pid, startTime: startOf(process.pid) ?? ''});

export const realOptions = (file: string, busyMs = 20_000): StoreOptions => ({
	file,
	clock: {wall: () => Date.now(), mono: () => Number(process.hrtime.bigint() / 1_000_000n), host: hostname(), bootId},
	busyMs,
	redact: text => text,
	isAlive: ({pid, startTime}) => startOf(pid) === startTime,
});

export const open = (file: string, busyMs?: number): Promise<Store> => openStore(realOptions(file, busyMs));

/** A whole line, out of this process before anything else happens: the oracle must not depend on us staying alive. */
export const say = (line: string): void => {
	writeSync(1, `${line}\n`);
};

/** Says `ready` and waits for a line, so that all start at the same moment. */
export async function barrier(): Promise<void> {
	say('ready');
	const lines = createInterface({input: process.stdin});
	for await (const _ of lines) break;
	lines.close();
	process.stdin.destroy();
}
