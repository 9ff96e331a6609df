/** A small reader of git's configuration files, for single keys. Pure. */

/** `[remote "origin"]`, `[core]`, and the old `[remote.origin]`, in the form `remote.origin`. Section names know no case, quoted names do. */
const sectionName = (line: string): string | null => {
	const match = /^\[\s*([\w.-]+)\s*(?:"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line);
	if (!match) return null;
	const [, section = '', quoted] = match;
	return quoted === undefined ? section.toLowerCase() : `${section.toLowerCase()}.${quoted.replace(/\\(.)/g, '$1')}`;
};

const escapes: Readonly<Record<string, string>> = {n: '\n', t: '\t', b: '\b'};

const withoutEscapes = (text: string): string => text.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);

/** A value as git reads it: quotes keep spaces and comment signs, a backslash escapes, space around it is dropped. */
const readValue = (raw: string): string => {
	const pieces = raw.matchAll(/"((?:[^"\\]|\\.)*)"|((?:[^"\\#;]|\\.)+)|[#;].*/gs);
	let value = '';
	for (const [, quoted, plain] of pieces) {
		// Space before a comment or at the end belongs to nothing; space inside quotes to the value.
		if (quoted !== undefined) value += withoutEscapes(quoted);
		else if (plain !== undefined) value += withoutEscapes(plain);
		else return value.trimEnd();
	}
	return raw.trimEnd().endsWith('"') ? value : value.trimEnd();
};

/** `key = value` inside a section; a key alone means true and has no text. */
const setting = /^([A-Za-z][\w-]*)\s*=\s*(.*)$/s;

/**
 * The first value of a key, or null. `section` as in `remote.origin` or `branch.<name>`, `key` in small letters.
 * Includes and `insteadOf` are not followed.
 */
export const configValue = (config: string, section: string, key: string): string | null => {
	let current = '';
	// A backslash at the end of a line goes on in the next one.
	for (const raw of config.replace(/\\\r?\n/g, '').split(/\r?\n/)) {
		const line = raw.trim();
		const named = sectionName(line);
		if (named !== null) current = named;
		const rest = named === null ? line : line.slice(line.indexOf(']') + 1).trim();
		const [, name = '', text = ''] = (current === section && setting.exec(rest)) || [];
		const value = name.toLowerCase() === key ? readValue(text) : '';
		if (value !== '') return value;
	}
	return null;
};
