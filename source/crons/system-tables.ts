/** The tables of the machine: /etc/crontab and /etc/cron.d. */
import {readdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import type {Cron} from '../../db/types.ts';
import type {CronSource} from './index.ts';
import {parseSystemTable} from './parse.ts';

/** Cron itself reads no others: editors and packages leave their copies beside the tables. */
const tableName = /^[A-Za-z0-9_-]+$/;
const mostBytes = 1_048_576;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error));
/** Not there, or not for us to read: then they are not ours to show either. */
const isNotOurs = (error: unknown): boolean => ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(codeOf(error));

function jobsIn(file: string, now: Date): readonly Cron[] {
	try {
		const {size} = statSync(file);
		return size > mostBytes ? [] : parseSystemTable(readFileSync(file, 'utf8'), file, now);
	} catch (error) {
		if (isNotOurs(error)) return [];
		throw new Error(`${file} could not be read (${codeOf(error)})`, {cause: error});
	}
}

function tablesIn(folder: string): readonly string[] {
	try {
		const entries = readdirSync(folder, {withFileTypes: true});
		return entries
			.filter(entry => !entry.isDirectory() && tableName.test(entry.name))
			.map(({name}) => path.join(folder, name))
			.sort();
	} catch (error) {
		if (isNotOurs(error)) return [];
		throw new Error(`${folder} could not be read (${codeOf(error)})`, {cause: error});
	}
}

/** The jobs of a machine whose tables lie in this folder (`/etc`). Throws a sentence for what is there and cannot be read. */
export const tablesUnder = (etc: string, now: Date): readonly Cron[] =>
	[path.join(etc, 'crontab'), ...tablesIn(path.join(etc, 'cron.d'))].flatMap(file => jobsIn(file, now));

export const systemTables: CronSource = async (_env, now) => tablesUnder('/etc', now);
