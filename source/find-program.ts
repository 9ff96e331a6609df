import {accessSync, constants, statSync} from 'node:fs';
import path from 'node:path';

function isProgram(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		// Not there, or not ours to run: look in the next folder.
		return false;
	}
}

/** Where PATH finds a program, or null. */
export function findProgram(name: string, env: NodeJS.ProcessEnv): string | null {
	const folders = (env['PATH'] ?? '').split(path.delimiter).filter(folder => path.isAbsolute(folder));
	return folders.map(folder => path.join(folder, name)).find(isProgram) ?? null;
}
