/** The database: its place, its permissions, its health. Looks with stat only, never opens the files itself (research/reliability.md, F3). */
import {statfsSync, statSync} from 'node:fs';
import type {Store} from '../../../db/store.ts';
import type {HivePaths} from '../../paths.ts';
import {type Check, messageOf, note, ok, problem} from './types.ts';

/** Magic numbers of file systems where SQLite's locks do not hold between machines (linux/magic.h). */
const networkSystems: ReadonlyMap<number, string> = new Map([
	[0x6969, 'NFS'],
	[0x517b, 'SMB'],
	[0xfe534d42, 'SMB 2'],
	[0xff534d42, 'CIFS'],
	[0x01021997, '9p'],
	[0x65735546, 'FUSE'],
	[0x564c, 'NCP'],
	[0x5346414f, 'AFS'],
	[0x00c36400, 'Ceph'],
]);

/** `folder` exists. */
function fileSystem(folder: string, statfs: (path: string) => {readonly type: number}): Check {
	const name = networkSystems.get(statfs(folder).type >>> 0);
	if (name === undefined) return ok('file system', 'local');
	return problem('file system', `${folder} lies on ${name}: two machines could write at once and damage the database`, 'set HIVE_DB to a file on a local disk');
}

/** Others of this machine must not read mail: 0700 for the folder, 0600 for files. */
function permissions(path: string, allowed: number, uid: number): Check {
	const {mode, uid: owner} = statSync(path);
	if (uid >= 0 && owner !== uid)
		return problem('permissions', `${path} belongs to another user (uid ${owner})`, `chown it to yourself, or set HIVE_DB to a file of yours`);
	const open = mode & 0o777 & ~allowed;
	if (open === 0) return ok('permissions', `${path} is private`);
	return problem('permissions', `${path} is open to others (${(mode & 0o777).toString(8)})`, `chmod ${allowed.toString(8)} '${path}'`);
}

const exists = (path: string): boolean => statSync(path, {throwIfNoEntry: false}) !== undefined;

export function checkPlace({db, folder}: HivePaths, statfs: (path: string) => {readonly type: number} = statfsSync): readonly Check[] {
	if (!exists(folder)) return [note('database', `${db} is not there yet; it is made on first use`)];
	const uid = process.geteuid?.() ?? -1;
	const files = [db, `${db}-wal`, `${db}-shm`].filter(exists);
	return [fileSystem(folder, statfs), permissions(folder, 0o700, uid), ...files.map(file => permissions(file, 0o600, uid))];
}

/** The store's own look at itself. `open` may refuse: that is the finding. */
export async function checkHealth(open: () => Promise<Store>): Promise<readonly Check[]> {
	try {
		const store = await open();
		const found = await store.check();
		if (found.length === 0) return [ok('integrity', `${store.file} is whole`)];
		return found.map(says => problem('integrity', says, 'make a copy of the file now; then run the command again'));
	} catch (error) {
		return [problem('database', messageOf(error), 'do what the sentence says, then run queen doctor again')];
	}
}
