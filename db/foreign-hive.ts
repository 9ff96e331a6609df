/** A database of the original queen or of the minimal hive (seeds 1 and 2) that lies elsewhere. At our own path it is taken over in place: import-original.ts. */
import {keyOf, plain, rowsOf, tablesInWords} from './foreign-rows.ts';
import {type OldRow, originalOf, priorities, time} from './import-original.ts';
import type {Sql} from './sql.ts';
import {StoreError} from './store.ts';
import type {ForeignClaim, ForeignColony, ForeignLetter, ForeignSister, Priority} from './types.ts';

const seenAt = (row: OldRow): string | null => time(row['last_seen'] ?? row['updated_at']);

/** Of several processes under one name the last seen counts. */
function sistersOf(rows: readonly OldRow[]): readonly ForeignSister[] {
	const newestFirst = rows.toSorted((a, b) => ((seenAt(a) ?? '') < (seenAt(b) ?? '') ? 1 : -1));
	const byName = new Map<string, ForeignSister>();
	for (const row of newestFirst) {
		const displayName = plain(row['name']) ?? 'unknown';
		if (byName.has(displayName)) continue;
		byName.set(displayName, {
			displayName,
			seenAt: seenAt(row),
			branch: plain(row['git_branch']),
			task: plain(row['current_task'] ?? row['task']),
			declared: null,
		});
	}
	return [...byName.values()];
}

function letter(row: OldRow): ForeignLetter {
	const to = row['to_sister'] ?? row['to_worker'];
	const priority = plain(row['priority']) ?? '';
	return {
		key: keyOf('hive-message', row['id'], row['from_sister'], to, row['body'], row['sent_at']),
		from: plain(row['from_sister']) ?? 'unknown',
		to: plain(to) ?? 'unknown',
		body: plain(row['body']) ?? '',
		priority: (priorities.includes(priority) ? priority : 'normal') as Priority,
		sentAt: time(row['sent_at']),
		readAt: time(row['read_at']),
		ackedAt: time(row['acked_at']),
	};
}

const claim = (row: OldRow): ForeignClaim => ({
	key: keyOf('hive-claim', row['id'], row['owner'], row['claimed_at']),
	owner: plain(row['owner']) ?? 'unknown',
	text: plain(row['id']) ?? '',
	description: plain(row['description']),
	claimedAt: time(row['claimed_at']),
	// A text that is no time still says that it was released.
	releasedAt: plain(row['released_at']) === null ? null : (time(row['released_at']) ?? time(row['claimed_at'])),
});

/** Throws a StoreError (`foreign`) for a database of another program. */
export function readHive(sql: Sql, file: string): ForeignColony {
	const from = originalOf(sql);
	if (from === null)
		throw new StoreError(
			'foreign',
			`${file} is no hive: neither the original queen's database nor a minimal one (${tablesInWords(sql)}); nothing was imported`,
		);
	return {
		from,
		file,
		sisters: sistersOf([...rowsOf(sql, file, 'sisters', ['name']), ...rowsOf(sql, file, 'workers', ['name'])]),
		letters: rowsOf(sql, file, 'messages', ['body']).map(letter),
		claims: rowsOf(sql, file, 'claims', ['id', 'owner']).map(claim),
		context: [],
		reviews: [],
	};
}
