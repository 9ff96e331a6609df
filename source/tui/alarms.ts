/** Hooks or guards that are installed and could not do their work: one calm line, until one of them has done it again. Costs two looks at a file's time. */
import {readFileSync, statSync} from 'node:fs';
import {guardPlaces} from '../guard/places.ts';
import {hookPlaces} from '../hooks/places.ts';
import type {Banners} from './banner.ts';

export type AlarmDeps = {
	/** Of the database: hooks and guards leave their alarm beside it. */
	readonly folder: string;
	readonly banners: Pick<Banners, 'say'>;
	now(): number;
	readonly everyMs: number;
};

/** Whatever wrote an older one is not in use any more; `queen doctor` still has it. */
const oldMs = 24 * 60 * 60_000;

/** The sentence in this file; null: there is none, or an old one. */
function alarmIn(file: string, now: number): string | null {
	const facts = statSync(file, {throwIfNoEntry: false});
	if (facts === undefined || now - facts.mtimeMs > oldMs) return null;
	try {
		return readFileSync(file, 'utf8').slice(0, 1000).trim();
	} catch (error) {
		// It went away while we looked: then all is well again.
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		return error instanceof Error ? error.message : String(error);
	}
}

/** Looks at once and after each pause; answers how to stop. */
export function watchAlarms({folder, banners, now, everyMs}: AlarmDeps): () => void {
	const look = (): void => {
		const hooks = alarmIn(hookPlaces(folder).alarm, now());
		const guard = alarmIn(guardPlaces(folder).alarm, now());
		banners.say('hooks', hooks && `A hook could not do its work: ${hooks} (queen doctor says how to mend it)`);
		banners.say('guard', guard && `A guard could not look at a commit and let it through: ${guard} (queen doctor says how to mend it)`);
	};
	look();
	const timer = setInterval(look, everyMs);
	timer.unref();
	return () => clearInterval(timer);
}
