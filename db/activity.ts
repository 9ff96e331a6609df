/** The little curve beside a sister: in how many passes of each 40 s her terminal had new output. */
import type {Database} from './database.ts';
import type {Moment} from './moment.ts';
import type {ActivityRow} from './rows.ts';

const bucketMs = 40_000;
const buckets = 8;
/** The row of this name counts the passes themselves. */
const everyPass = '';

const bucketOf = (moment: Moment): number => Math.floor(moment.wall / bucketMs);

/** Passes counted since the last write; kept in memory so that a quiet colony is not written to every second. */
export type ActivityMemory = Map<string, {readonly bucket: number; readonly sister: string; passes: number}>;

function count(memory: ActivityMemory, bucket: number, sister: string): void {
	const key = `${bucket} ${sister}`;
	const known = memory.get(key);
	if (known) known.passes += 1;
	else memory.set(key, {bucket, sister, passes: 1});
}

/** One pass went by, in which these sisters had new output. */
export function countPass(memory: ActivityMemory, moment: Moment, withOutput: Iterable<string>): void {
	const bucket = bucketOf(moment);
	count(memory, bucket, everyPass);
	for (const sister of withOutput) count(memory, bucket, sister);
}

export function flushActivity(db: Database, moment: Moment, memory: ActivityMemory): void {
	const oldest = bucketOf(moment) - buckets;
	for (const {bucket, sister, passes} of memory.values()) {
		if (bucket <= oldest) continue;
		db.sql.run(
			'INSERT INTO activity (bucket, sister, passes) VALUES (?, ?, ?) ON CONFLICT (bucket, sister) DO UPDATE SET passes = passes + excluded.passes',
			bucket,
			sister,
			passes,
		);
	}
	memory.clear();
	db.sql.run('DELETE FROM activity WHERE bucket <= ?', oldest);
}

/** For each name eight numbers from 0 to 1, oldest first; the last is the current 40 s. `only`: nobody else will be asked about. */
export function activityOf(db: Database, moment: Moment, only?: string): (sister: string) => readonly number[] {
	const newest = bucketOf(moment);
	const text = 'SELECT bucket, sister, passes FROM activity WHERE bucket > ? AND bucket <= ?';
	const rows =
		only === undefined
			? db.sql.all<ActivityRow>(text, newest - buckets, newest)
			: db.sql.all<ActivityRow>(`${text} AND sister IN (?, ?)`, newest - buckets, newest, only, everyPass);
	const passes = new Map(rows.map(row => [`${row.bucket} ${row.sister}`, row.passes]));
	const share = (bucket: number, sister: string): number => {
		const all = passes.get(`${bucket} ${everyPass}`) ?? 0;
		return all === 0 ? 0 : Math.min(1, (passes.get(`${bucket} ${sister}`) ?? 0) / all);
	};
	return sister => Array.from({length: buckets}, (_, index) => share(newest - buckets + 1 + index, sister));
}
