/** Processes and clocks. */
/** A process that cannot be mistaken for another: a pid alone is reused, a pid with its start time in one boot is not. */
export type ProcessIdentity = {
	readonly host: string;
	readonly bootId: string;
	readonly pid: number;
	/** Field 22 of /proc/<pid>/stat: clock ticks since boot, as text. */
	readonly startTime: string;
};

export type Clock = {
	/** Wall clock, milliseconds since the epoch: for display and for other boots. */
	wall(): number;
	/** CLOCK_MONOTONIC in milliseconds since boot: decides leases within one boot. */
	mono(): number;
	readonly host: string;
	readonly bootId: string;
};
