/** Keys by name, as a terminal sends them. Everything else is typed as it stands. */
export const keys = {
	enter: '\r',
	escape: '\u001b',
	tab: '\t',
	'shift-tab': '\u001b[Z',
	backspace: '\u007f',
	space: ' ',
	up: '\u001b[A',
	down: '\u001b[B',
	right: '\u001b[C',
	left: '\u001b[D',
	home: '\u001b[H',
	end: '\u001b[F',
	'page-up': '\u001b[5~',
	'page-down': '\u001b[6~',
	delete: '\u001b[3~',
	f5: '\u001b[15~',
} as const;

export type KeyName = keyof typeof keys;

/** `enter`, `ctrl-s`, `j`: the bytes of one key. */
export const bytesOf = (key: string): string => {
	if (key in keys) return keys[key as KeyName];
	const control = /^ctrl-([a-z])$/.exec(key)?.[1];
	if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) - 96);
	if ([...key].length !== 1) throw new Error(`no key is called ${key}`);
	return key;
};
