/** Where the parts of the guards lie, all beside the database. Paths only. */
import path from 'node:path';

export type GuardPlaces = {
	readonly folder: string;
	/** The shell front that every hook reads. */
	readonly front: string;
	/** Which hooks of which repositories ask us. */
	readonly record: string;
	/** Hooks as they were before we touched them. */
	readonly backups: string;
	/** One sentence about the last time that a guard could not look; not there when all is well. */
	readonly alarm: string;
	/** One file for each hook; its time is that of its last firing. */
	readonly fired: string;
};

/** Name of the shell front, by which our lines in a hook are known. */
export const guardFrontName = 'queen-guard';

/** `hive`: the folder of the database. Plain paths; nothing is made. */
export function guardPlaces(hive: string): GuardPlaces {
	const folder = path.join(hive, 'guard');
	const at = (name: string): string => path.join(folder, name);
	return {
		folder,
		front: at(guardFrontName),
		record: at('installed.json'),
		backups: at('backups'),
		alarm: at('alarm'),
		fired: at('fired'),
	};
}
