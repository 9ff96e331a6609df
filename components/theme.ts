/**
 * Colours and signs by meaning. Only the 16 ANSI names, so that the user's own theme decides what they look like; text is
 * in the default colour unless something is to be done. Every meaning also has a sign or a word: colour is never the only one.
 */

/** What a piece of text means. `quiet` is for repeated chrome only, never for facts; `strong` for titles, `cursor` for the cell where the next character goes. */
export type Tone = Meaning | 'added-mark' | 'added-word' | 'removed-mark' | 'removed-word';
/** `text` and `comment`: of code that is read in a diff. */
type Meaning = 'plain' | 'attention' | 'danger' | 'alarm' | 'good' | 'focus' | 'quiet' | 'strong' | 'title' | 'loud' | 'cursor' | 'text' | 'comment';
type Styles = Readonly<Record<Meaning, TextStyle>>;

export type TextStyle = {
	readonly color?: string;
	readonly backgroundColor?: string;
	readonly bold?: boolean;
	readonly inverse?: boolean;
	readonly underline?: boolean;
};

export type Glyphs = {
	readonly waiting: string;
	readonly working: string;
	readonly idle: string;
	readonly starting: string;
	readonly error: string;
	readonly gone: string;
	readonly unknown: string;
	readonly conflict: string;
	readonly calm: string;
	readonly unread: string;
	readonly selected: string;
	readonly beating: string;
	readonly untaken: string;
	readonly muted: string;
	readonly under: string;
	readonly none: string;
	readonly more: string;
	readonly cut: string;
	readonly dot: string;
	readonly rule: string;
	readonly arrow: string;
	readonly enter: string;
	readonly up: string;
	readonly down: string;
	readonly left: string;
	readonly full: string;
	readonly spark: readonly string[];
	readonly cursor: string;
};

/** The eight characters of a box, as Ink's `borderStyle` takes them. */
export type Border = {
	readonly topLeft: string;
	readonly top: string;
	readonly topRight: string;
	readonly right: string;
	readonly bottomRight: string;
	readonly bottom: string;
	readonly bottomLeft: string;
	readonly left: string;
};

export type Theme = {
	readonly styles: Readonly<Record<Tone, TextStyle>>;
	readonly glyphs: Glyphs;
	/** `pane` is light and rounded, `heavy` is for what stands over or above the panes. */
	readonly borders: {readonly pane: Border; readonly heavy: Border};
};

const unicode: Glyphs = {
	waiting: '◆',
	working: '●',
	idle: '○',
	starting: '◌',
	error: '✗',
	gone: '✕',
	unknown: '?',
	conflict: '▲',
	calm: '✓',
	unread: '▪',
	selected: '▸',
	beating: '⇄',
	untaken: '◔',
	muted: '⊘',
	under: '└',
	none: '·',
	more: '…',
	cut: '…',
	dot: '·',
	rule: '─',
	arrow: '→',
	enter: '⏎',
	up: '↑',
	down: '↓',
	left: '░',
	full: '█',
	spark: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
	cursor: '█',
};

/** For terminals and locales where the above are missing or two cells wide: `! * o . x !! v *` and plain borders. */
const ascii: Glyphs = {
	waiting: '!',
	working: '*',
	idle: 'o',
	starting: '.',
	error: 'E',
	gone: 'x',
	unknown: '?',
	conflict: '!!',
	calm: 'v',
	unread: '*',
	selected: '>',
	beating: '=',
	untaken: '%',
	muted: 'z',
	under: '`',
	none: '.',
	more: '~',
	cut: '~',
	dot: '-',
	rule: '-',
	arrow: '->',
	enter: 'Enter',
	up: 'Up',
	down: 'Down',
	left: '.',
	full: '#',
	spark: [' ', '_', '_', '.', '.', '-', '-', '=', '#'],
	cursor: '_',
};

const round: Border = {topLeft: '╭', top: '─', topRight: '╮', right: '│', bottomRight: '╯', bottom: '─', bottomLeft: '╰', left: '│'};
const heavy: Border = {topLeft: '┏', top: '━', topRight: '┓', right: '┃', bottomRight: '┛', bottom: '━', bottomLeft: '┗', left: '┃'};
const asciiPane: Border = {topLeft: '+', top: '-', topRight: '+', right: '|', bottomRight: '+', bottom: '-', bottomLeft: '+', left: '|'};
const asciiHeavy: Border = {topLeft: '#', top: '=', topRight: '#', right: '#', bottomRight: '#', bottom: '=', bottomLeft: '#', left: '#'};

const dark: Styles = {
	plain: {},
	attention: {color: 'yellow'},
	danger: {color: 'red'},
	// Red behind the terminal's own background colour: readable in every theme, as white on red is not.
	alarm: {color: 'red', inverse: true, bold: true},
	good: {color: 'green'},
	focus: {color: 'cyan'},
	quiet: {color: 'blackBright'},
	strong: {bold: true},
	title: {color: 'cyan', bold: true},
	loud: {color: 'red', bold: true},
	cursor: {inverse: true},
	text: {color: 'magenta'},
	comment: {color: 'cyan'},
};

/** On white, yellow and cyan are hard to read in most terminals' own colours. */
const light: Styles = {
	...dark,
	attention: {color: 'magenta', bold: true},
	focus: {color: 'blue'},
	title: {color: 'blue', bold: true},
	comment: {color: 'blue'},
};

/** For eyes that do not tell red from green: blue and orange, which everybody tells apart. Orange is none of the 16 names. */
const orange = 'ansi256(208)';
const colourBlind: Styles = {
	...dark,
	attention: {color: 'yellow', bold: true},
	danger: {color: orange},
	alarm: {color: orange, inverse: true, bold: true},
	good: {color: 'blueBright'},
	focus: {color: 'blueBright'},
	title: {color: 'blueBright', bold: true},
	loud: {color: orange, bold: true},
	text: {color: 'cyan'},
	comment: {},
};

/** Nothing dim, everything that matters bright and bold. */
const highContrast: Styles = {
	...dark,
	attention: {color: 'yellowBright', bold: true},
	danger: {color: 'redBright', bold: true},
	alarm: {color: 'redBright', inverse: true, bold: true},
	good: {color: 'greenBright', bold: true},
	focus: {color: 'whiteBright', bold: true},
	quiet: {},
	title: {color: 'whiteBright', bold: true, underline: true},
	loud: {color: 'redBright', bold: true, underline: true},
	text: {color: 'magentaBright'},
	comment: {color: 'cyanBright'},
};

/** NO_COLOR: bold, reverse and underline only. */
const mono: Styles = {
	plain: {},
	attention: {bold: true},
	danger: {bold: true},
	alarm: {bold: true, inverse: true},
	good: {},
	focus: {bold: true},
	quiet: {},
	strong: {bold: true},
	title: {bold: true, underline: true},
	loud: {bold: true},
	cursor: {inverse: true},
	text: {},
	comment: {},
};

export type Palette = 'dark' | 'light' | 'cb' | 'high-contrast' | 'mono';

const palettes: Readonly<Record<Palette, Styles>> = {dark, light, cb: colourBlind, 'high-contrast': highContrast, mono};

/** What a diff adds and takes away is good and danger: in its signs as a block, so that they are seen beside coloured code; its keywords bold. */
const withDiff = (styles: Styles): Theme['styles'] => ({
	...styles,
	'added-mark': {...styles.good, inverse: true},
	'added-word': {...styles.good, bold: true},
	'removed-mark': {...styles.danger, inverse: true},
	'removed-word': {...styles.danger, bold: true},
});

/** `colour` false: NO_COLOR. `ascii`: the config's `glyphs: "ascii"`, or a LANG that is not UTF-8. */
export const makeTheme = ({
	colour,
	ascii: plainSigns,
	palette = 'dark',
}: {
	readonly colour: boolean;
	readonly ascii: boolean;
	readonly palette?: Palette;
}): Theme => ({
	styles: withDiff(colour ? palettes[palette] : mono),
	glyphs: plainSigns ? ascii : unicode,
	borders: plainSigns ? {pane: asciiPane, heavy: asciiHeavy} : {pane: round, heavy},
});
