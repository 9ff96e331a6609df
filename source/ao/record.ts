/** Which files have our section, so that all of them can be found again, and copies of what they were. Lies beside the database. */
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {writeOwn} from '../guard/hook-file.ts';
import {hivePaths} from '../paths.ts';

const folderOf = (env: NodeJS.ProcessEnv): string => path.join(hivePaths(env).folder, 'ao');
const recordOf = (env: NodeJS.ProcessEnv): string => path.join(folderOf(env), 'installed.json');

/** Absolute paths. None where there is no record, or it cannot be read: `ao stop` in the project still finds its own. */
export function recordedSections(env: NodeJS.ProcessEnv): readonly string[] {
	try {
		const value: unknown = JSON.parse(readFileSync(recordOf(env), 'utf8'));
		return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string' && path.isAbsolute(item)) : [];
	} catch {
		return [];
	}
}

function write(env: NodeJS.ProcessEnv, files: readonly string[]): void {
	if (files.length > 0) writeOwn(recordOf(env), `${JSON.stringify(files, null, '\t')}\n`, 0o600);
	else rmSync(recordOf(env), {force: true});
}

/** Before the file is changed: also what was only half done is found again. */
export const recordSection = (env: NodeJS.ProcessEnv, file: string): void => write(env, [...new Set([...recordedSections(env), file])]);

export const forgetSection = (env: NodeJS.ProcessEnv, file: string): void =>
	write(
		env,
		recordedSections(env).filter(each => each !== file),
	);

/** Keeps a copy of a text and answers where. `wall`: now, in milliseconds. */
export function keepCopy(env: NodeJS.ProcessEnv, file: string, text: string, wall: number): string {
	const folder = path.join(folderOf(env), 'backups');
	mkdirSync(folder, {recursive: true, mode: 0o700});
	const stamp = new Date(wall).toISOString().replaceAll(/[-:.]/g, '');
	const copy = path.join(folder, `${path.basename(file)}-${createHash('sha256').update(file).digest('hex').slice(0, 8)}-${stamp}`);
	writeFileSync(copy, text, {mode: 0o600});
	return copy;
}
