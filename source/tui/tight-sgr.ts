/** The look of text as a terminal keeps it (SGR), for `tight-output.ts`: what is wanted, what the terminal has, and the shortest way between. */

/** Colours as the parameters that set them (`36`, `38;5;208`); '' is the default. The other properties are on or off. */
export type Look = {
	readonly fg: string;
	readonly bg: string;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly italic: boolean;
	readonly underline: boolean;
	readonly inverse: boolean;
	readonly hidden: boolean;
	readonly struck: boolean;
};

export const plainLook: Look = {fg: '', bg: '', bold: false, dim: false, italic: false, underline: false, inverse: false, hidden: false, struck: false};

/** Could a space be told from an empty cell? */
export const showsOnBlanks = ({bg, inverse, underline, struck}: Look): boolean => bg !== '' || inverse || underline || struck;

type Flag = 'italic' | 'underline' | 'inverse' | 'hidden' | 'struck';
const flags: readonly (readonly [Flag, on: string, off: string])[] = [
	['italic', '3', '23'],
	['underline', '4', '24'],
	['inverse', '7', '27'],
	['hidden', '8', '28'],
	['struck', '9', '29'],
];

const simple: Readonly<Record<string, Partial<Look>>> = {
	'': plainLook,
	'0': plainLook,
	'1': {bold: true},
	'2': {dim: true},
	'22': {bold: false, dim: false},
	'39': {fg: ''},
	'49': {bg: ''},
	...Object.fromEntries(flags.flatMap(([flag, on, off]) => [[on, {[flag]: true}] as const, [off, {[flag]: false}] as const])),
};

/** `38;5;n`, `48;2;r;g;b`: that many parameters belong together; 0 where it is neither. */
const lengthOfLong = (kind: string | undefined): number => (kind === '5' ? 3 : kind === '2' ? 5 : 0);

type Step = {readonly look: Look; readonly used: number};

/** One parameter, or those that belong together; null when it is not known here. */
function step(look: Look, codes: readonly string[], at: number): Step | null {
	const code = codes[at] ?? '';
	const change = simple[code];
	if (change) return {look: {...look, ...change}, used: 1};
	if (/^(?:3[0-7]|9[0-7])$/.test(code)) return {look: {...look, fg: code}, used: 1};
	if (/^(?:4[0-7]|10[0-7])$/.test(code)) return {look: {...look, bg: code}, used: 1};
	const used = code === '38' || code === '48' ? lengthOfLong(codes[at + 1]) : 0;
	if (used === 0 || at + used > codes.length) return null;
	return {look: {...look, [code === '38' ? 'fg' : 'bg']: codes.slice(at, at + used).join(';')}, used};
}

/** The look after these parameters; null when there is one that is not known here. */
export function afterSgr(look: Look, parameters: string): Look | null {
	const codes = parameters.split(';');
	let now = look;
	for (let at = 0; at < codes.length; ) {
		const next = step(now, codes, at);
		if (next === null) return null;
		now = next.look;
		at += next.used;
	}
	return now;
}

function weight(from: Look, to: Look): readonly string[] {
	if (from.bold === to.bold && from.dim === to.dim) return [];
	const isLess = (from.bold && !to.bold) || (from.dim && !to.dim);
	const codes = isLess ? ['22'] : [];
	if (to.bold && (isLess || !from.bold)) codes.push('1');
	if (to.dim && (isLess || !from.dim)) codes.push('2');
	return codes;
}

/** The shortest sequence that leads from one look to the other; '' when they are equal. */
export function sgrBetween(from: Look, to: Look): string {
	const codes = [...weight(from, to)];
	for (const [flag, on, off] of flags) if (from[flag] !== to[flag]) codes.push(to[flag] ? on : off);
	if (from.fg !== to.fg) codes.push(to.fg === '' ? '39' : to.fg);
	if (from.bg !== to.bg) codes.push(to.bg === '' ? '49' : to.bg);
	if (codes.length === 0) return '';
	const anew = ['', ...weight(plainLook, to), ...flags.flatMap(([flag, on]) => (to[flag] ? [on] : [])), to.fg, to.bg].filter(
		(code, at) => at === 0 || code !== '',
	);
	const [short, whole] = [codes.join(';'), anew.join(';')];
	return `\u001b[${whole.length < short.length ? whole : short}m`;
}
