/** The write-ahead log folded into the database and cut. */
import {resolve} from 'node:path';
import {failure} from './failures.ts';
import {connect} from './open.ts';
import type {StoreOptions} from './store.ts';

/** Answers false when somebody reads just now, so that it could not be cut: it will be later. Throws a StoreError. */
export function cutLog(options: StoreOptions): boolean {
	const file = resolve(options.file);
	try {
		const connection = connect(file, {timeout: options.busyMs, fileMustExist: true});
		try {
			const [row] = connection.pragma('wal_checkpoint(TRUNCATE)') as readonly {readonly busy: number}[];
			return row?.busy === 0;
		} finally {
			connection.close();
		}
	} catch (error) {
		throw failure(error, file);
	}
}
