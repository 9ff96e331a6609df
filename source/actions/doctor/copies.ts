/** Copies of the database: is there a young one, and why not? */
import {lstatSync} from 'node:fs';
import path from 'node:path';
import {namesIn} from '../../../db/files.ts';
import type {Context} from '../../context.ts';
import {ago} from '../../format/age.ts';
import {count} from '../../format/plain.ts';
import {type Check, note, ok, problem} from './types.ts';

export async function checkCopies({store, clock}: Pick<Context, 'store' | 'clock'>): Promise<readonly Check[]> {
	const {backup} = await store.colony();
	const folder = path.join(path.dirname(store.file), 'backups');
	const names = namesIn(folder).filter(name => /^\d{8}T\d{6}Z.*\.db$/.test(name) && lstatSync(path.join(folder, name)).isFile());
	if (backup?.trouble) return [problem('copies', backup.trouble, 'do what the sentence says, then: queen doctor --fix')];
	if (!backup?.at || names.length === 0)
		return [note('copies', 'there is no copy of the database yet: the scanner makes one every hour', 'queen doctor --fix makes one now')];
	return [ok('copies', `${count(names.length, 'copy', 'copies')}, the newest made ${ago(backup.at, clock.wall())} (queen doctor --restore lists them)`)];
}
