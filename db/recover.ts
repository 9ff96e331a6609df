/**
 * A damaged or emptied database is put in quarantine, never overwritten; the newest good backup takes its place, or a fresh one,
 * and whatever can still be read of the damaged one comes along. Once: what is damaged again right away is left to a person.
 */
import {existsSync, readdirSync, renameSync, rmSync} from 'node:fs';
import {basename, join} from 'node:path';
import {addEvent} from './events.ts';
import {sqliteCode} from './failures.ts';
import {type ColonyFiles, createPrivate, datePart, freshFolder, quarantine} from './files.ts';
import {applicationId, applicationOf, newestVersion, versionOf} from './migrate.ts';
import {keeperName} from './names.ts';
import {build, type Preparation, withConnection} from './preparation.ts';
import {salvage} from './salvage.ts';
import {StoreError} from './store.ts';

/** Damaged twice within this time: the disk or another program does it, and recovering again would only hide it. */
const onceMs = 60_000;

/**
 * The new database is finished beside the damaged one, then both change places: killed anywhere, the next open either starts
 * over or finds the finished one (`adoptFinished`).
 */
export function recover(preparation: Preparation, finding: 'damaged' | 'emptied'): void {
	const {files, moment} = preparation;
	if (recoveredSince(files, moment.wall - onceMs))
		throw new StoreError(
			'corrupt',
			`${files.database} is damaged again right after it was recovered: check the disk, look into ${files.quarantine}, or set HIVE_DB to another file`,
		);
	const kept = freshFolder(files.quarantine, moment.wall);
	const beside = replacementOf(preparation);
	for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${beside.files.database}${suffix}`, {force: true});
	createPrivate(beside.files.database);
	const restored = restoreNewest(beside);
	build(beside, undefined, db => {
		const salvaged = finding === 'damaged' ? salvageIfReadable(preparation, db) : 0;
		const what = `the database was ${finding}; ${restored === null ? 'a fresh one' : `the copy ${restored}`} took its place`;
		addEvent(db, moment, 'recovered', keeperName, {what, kept, salvaged});
	});
	quarantine(files, kept);
	renameSync(beside.files.database, files.database);
	rmSync(files.suspicion, {force: true});
}

export const replacementOf = (preparation: Preparation): Preparation => ({
	...preparation,
	files: {...preparation.files, database: `${preparation.files.database}.new`},
});

/** A recovery was killed between its last two steps: its finished database goes in place. False: there is none. */
export function adoptFinished(preparation: Preparation): boolean {
	const beside = replacementOf(preparation);
	if (!existsSync(beside.files.database) || !isGood(beside, beside.files.database)) return false;
	renameSync(beside.files.database, preparation.files.database);
	return true;
}

const recoveredSince = (files: ColonyFiles, wall: number): boolean =>
	existsSync(files.quarantine) && readdirSync(files.quarantine).some(name => name.slice(0, datePart(wall).length) > datePart(wall));

/** A file that is no database at all has nothing to read. */
function salvageIfReadable(preparation: Preparation, db: Parameters<typeof salvage>[1]): number {
	try {
		return salvage(preparation, db, preparation.files.database);
	} catch (error) {
		if (sqliteCode(error).startsWith('SQLITE_')) return 0;
		throw error;
	}
}

/** Copies the newest backup that is whole into the (empty) file; answers its name, or null when there is none. */
function restoreNewest(beside: Preparation): string | null {
	const {files} = beside;
	if (!existsSync(files.backups)) return null;
	const newestFirst = readdirSync(files.backups)
		.filter(name => name.endsWith('.db'))
		.sort()
		.reverse()
		.map(name => join(files.backups, name));
	const good = newestFirst.find(file => isGood(beside, file));
	if (good === undefined) return null;
	withConnection(beside, good, connection => connection.prepare('VACUUM INTO ?').run(files.database));
	return basename(good);
}

export function isGood(preparation: Preparation, file: string): boolean {
	try {
		return withConnection(preparation, file, connection => {
			const isOurs = applicationOf(connection) === applicationId && versionOf(connection) <= newestVersion(preparation.steps);
			return isOurs && connection.pragma('quick_check(1)', {simple: true}) === 'ok';
		});
	} catch (error) {
		if (sqliteCode(error).startsWith('SQLITE_')) return false;
		throw error;
	}
}
