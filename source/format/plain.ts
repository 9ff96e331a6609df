/** Signs of plain output, with and without UTF-8. The view has its own: emoji stay out of columns (SCREENS.md). */
export type Signs = {
	readonly hive: string;
	readonly mail: string;
	readonly pin: string;
	readonly urgent: string;
	readonly ok: string;
	readonly dash: string;
	readonly bar: string;
	readonly beat: string;
	readonly conflict: string;
};

const unicodeSigns: Signs = {hive: '🦋 ', mail: '📬 ', pin: '📌', urgent: '⚡URGENT', ok: '✓', dash: '—', bar: '│', beat: '⇄', conflict: '▲'};
const asciiSigns: Signs = {hive: '', mail: '', pin: '*', urgent: '!URGENT', ok: 'ok:', dash: '-', bar: '|', beat: '<>', conflict: '!!'};

export const signsOf = (unicode: boolean): Signs => (unicode ? unicodeSigns : asciiSigns);

const codes = {red: '31', green: '32', yellow: '33', cyan: '36', bold: '1', dim: '2'} as const;

/** SGR around a text of ours or a safe one, where colour may be. */
export const paint = (text: string, colour: keyof typeof codes, on: boolean): string => (on ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text);

/** `2026-04-11T04:12:09Z`: times in plain output have no milliseconds. */
export const toSecond = (iso: string): string => iso.replace(/\.\d+Z$/, 'Z');

/** `1 message`, `2 messages`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
