import type {Database} from './database.ts';
import {type Moment, since} from './moment.ts';
import type {Change, SisterRow} from './rows.ts';
import {insert, update} from './sql.ts';
import {isLiving} from './status.ts';
import type {NameSource} from './types.ts';

export const sisterRow = (db: Database, name: string): SisterRow | undefined => db.sql.get<SisterRow>('SELECT * FROM sisters WHERE name = ?', name);

/** Every sister, in the order in which she first appeared; at most 1000. */
export const sisterRows = (db: Database): readonly SisterRow[] => db.sql.all<SisterRow>('SELECT * FROM sisters ORDER BY id LIMIT 1000');

export const changeSister = (db: Database, name: string, change: Change<SisterRow>): number => update(db.sql, 'sisters', 'name', name, change);

/** A new row; everything not given has the column's default. */
export function insertSister(db: Database, moment: Moment, name: string, displayName: string, nameSource: NameSource, more: Change<SisterRow> = {}): void {
	insert(db.sql, 'sisters', {
		name,
		display_name: db.redact(displayName),
		name_source: nameSource,
		status_since: moment.iso,
		first_seen: moment.iso,
		last_seen: moment.iso,
		...signColumns(moment),
		...more,
	});
}

export const signColumns = (moment: Moment): Change<SisterRow> => ({sign_wall: moment.wall, sign_mono: moment.mono, sign_boot: moment.bootId});

/** She did something: mail, iam, claim, a commit (RULES.md, Claims: what keeps a claim from being quiet). */
export function touchSign(db: Database, moment: Moment, name: string): void {
	db.sql.run('UPDATE sisters SET sign_wall = ?, sign_mono = ?, sign_boot = ? WHERE name = ?', moment.wall, moment.mono, moment.bootId, name);
}

/** Is a beat keeping her? */
export function isBeating(row: SisterRow, moment: Moment): boolean {
	const {beat_wall: wall, beat_mono: mono, beat_boot: boot} = row;
	return wall !== null && mono !== null && boot !== null && since(moment, {wall, mono, boot}) < 0;
}

export const livingRow = (row: SisterRow | undefined): row is SisterRow => row !== undefined && isLiving(row.status);
