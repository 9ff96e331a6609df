/** What a sister says of herself (`queen update`). Inside a write transaction. */
import {type Database, redactOr} from './database.ts';
import {addEvent} from './events.ts';
import type {Moment} from './moment.ts';
import {requireSister} from './read-sisters.ts';
import type {Change, SisterRow} from './rows.ts';
import {changeSister, signColumns, sisterRow} from './sisters.ts';
import type {StatusChange} from './store.ts';
import type {Sister} from './types.ts';

type Columns = Pick<SisterRow, 'declared_status' | 'declared_note' | 'declared_workstream' | 'declared_since'>;

/** '' takes a text away, null leaves it. */
const changed = (old: string | null, given: string | null): string | null => (given === null ? old : given === '' ? null : given);

/** What she is when she only says what about. */
const usual = 'running';

/** A note belongs to the status under which it was said: another status without a note has none. */
function columnsFor(db: Database, moment: Moment, row: SisterRow, change: StatusChange): Columns {
	const status = redactOr(db, change.status) ?? row.declared_status ?? usual;
	const isNew = status !== row.declared_status;
	return {
		declared_status: status,
		declared_note: redactOr(db, changed(isNew ? null : row.declared_note, change.note)),
		declared_workstream: redactOr(db, changed(row.declared_workstream, change.workstream)),
		declared_since: isNew || row.declared_since === null ? moment.iso : row.declared_since,
	};
}

const none: Columns = {declared_status: null, declared_note: null, declared_workstream: null, declared_since: null};

/** `change` null: she says nothing any more. Answers null when nobody has that name. */
export function declareStatus(db: Database, moment: Moment, name: string, change: StatusChange | null, by: string): Sister | null {
	const row = sisterRow(db, name);
	if (row === undefined) return null;
	const columns = change === null ? none : columnsFor(db, moment, row, change);
	// What another writes about her is no sign of her own work.
	const sign: Change<SisterRow> = by === name ? signColumns(moment) : {};
	changeSister(db, name, {...columns, ...sign});
	const {declared_status: status, declared_note: note, declared_workstream: workstream} = columns;
	addEvent(db, moment, 'update', name, {status, note, workstream, ...(by === name ? {} : {by})});
	return requireSister(db, moment, name);
}

/** What a row keeps of the one it replaces. */
export const inheritedStatus = (old: SisterRow, row: SisterRow): Change<SisterRow> => {
	if (row.declared_status !== null || old.declared_status === null) return {};
	const {declared_status, declared_note, declared_workstream, declared_since} = old;
	return {declared_status, declared_note, declared_workstream, declared_since};
};
