/** The clocks of this machine. Light: hot commands load it. */
import {readFileSync, readlinkSync} from 'node:fs';
import {hostname, uptime} from 'node:os';
import type {Clock} from '../db/types.ts';

/** The first pid namespace of a Linux machine has this fixed inode (PROC_PID_INIT_INO). */
const firstNamespace = 'pid:[4026531836]';

/**
 * Name of the machine as processes are counted on it. A container or sandbox with a pid namespace of its own counts
 * from 1 again, so it is another host to us even where it shares the host name (RULES.md, "Who is calling": same pid namespace).
 */
const hostName = (): string => {
	try {
		const namespace = readlinkSync('/proc/self/ns/pid');
		// What os.hostname() answers, without loading that module.
		const name = readFileSync('/proc/sys/kernel/hostname', 'utf8').trimEnd();
		return namespace === firstNamespace ? name : `${name}/${namespace.replace(/[^0-9]/g, '')}`;
	} catch {
		// No /proc (macOS): one namespace for all.
		return hostname();
	}
};

/** Linux: the kernel's own id of this boot. Elsewhere: the minute of the boot, which a set wall clock may move. */
const bootId = (): string => {
	try {
		return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
	} catch {
		const bootMinute = Math.round((Date.now() / 1000 - uptime()) / 60);
		return `boot-${bootMinute}`;
	}
};

/** Wall and monotonic clock in milliseconds. `process.hrtime` counts from the boot, so all processes of one boot agree on it. */
export const systemClock = (): Clock => ({
	wall: () => Date.now(),
	mono: () => {
		const [seconds, nanoseconds] = process.hrtime();
		return seconds * 1000 + nanoseconds / 1e6;
	},
	host: hostName(),
	bootId: bootId(),
});
