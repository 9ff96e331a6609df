/** The body of a mail in the keeper's own editor: a file of its own, gone afterwards; what she saved comes back. */
import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

export type EditOutsideDeps = {
	readonly env: NodeJS.ProcessEnv;
	/** Runs `sh -c` in our terminal, which is lent to it; answers its exit code, or null when the terminal is lent already. */
	runInTerminal(args: readonly string[]): Promise<number | null>;
};

export type Edited = {readonly ok: true; readonly body: string} | {readonly ok: false; readonly why: string};

/** More than any mail holds; the form says by how much it is too long. */
const mostBytes = 256 * 1024;

/** As git and crontab choose it. It is the keeper's own command line, so a shell reads it (RULES.md, "Mail"). */
const editorOf = (env: NodeJS.ProcessEnv): string => env['VISUAL'] || env['EDITOR'] || 'vi';

function readBack(file: string): Edited {
	if (statSync(file).size > mostBytes) return {ok: false, why: `The file is larger than ${mostBytes / 1024} KiB: it was not taken over.`};
	try {
		const body = new TextDecoder('utf-8', {fatal: true}).decode(readFileSync(file));
		// Editors end a file with a line break.
		return {ok: true, body: body.replace(/\r\n/g, '\n').replace(/\n$/, '')};
	} catch {
		return {ok: false, why: 'The file is not UTF-8: it was not taken over.'};
	}
}

/** Rejects when the file cannot be written or read. The text in the form is untouched unless it answers `ok`. */
export async function editOutside(body: string, {env, runInTerminal}: EditOutsideDeps): Promise<Edited> {
	const editor = editorOf(env);
	// Only ours to look into; the name tells editors that it is prose.
	const folder = mkdtempSync(path.join(env['TMPDIR'] || tmpdir(), 'queen-mail-'));
	const file = path.join(folder, 'mail.md');
	try {
		writeFileSync(file, `${body}\n`, {mode: 0o600});
		const code = await runInTerminal(['-c', `${editor} "$1"`, 'queen', file]);
		if (code === null) return {ok: false, why: 'The terminal is in use.'};
		if (code !== 0) return {ok: false, why: `${editor} ended with ${code}: your text is as it was. VISUAL or EDITOR names the editor.`};
		return readBack(file);
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}
