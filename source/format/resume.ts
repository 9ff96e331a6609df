/** The command line that takes up a lost session again in its folder. Pure. */

const plainWord = /^[\w@%+=:,./-]+$/;
const unwritable = /[\u0000-\u001f\u007f-\u009f]/;

const word = (text: string): string => (plainWord.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/**
 * One line for a POSIX shell; null where nobody knows how, or where the folder's name cannot be written on one line. Made from what is
 * stored, it can be run; made from sanitized text, it is only to look at.
 */
export function resumeLine({cwd, resume}: {readonly cwd: string | null; readonly resume: readonly string[] | null}): string | null {
	if (cwd === null || resume === null || unwritable.test(cwd)) return null;
	return `cd ${word(cwd)} && ${resume.map(word).join(' ')}`;
}
