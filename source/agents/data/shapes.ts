/** Shapes that several clients draw. */

/** A horizontal rule over the width of the screen; it may carry a label (`───── iza-1 ─`). Dashed lines (╌) are not meant. */
export const rule = /^\s*[─━▔]{10,}(?:.*[─━▔])?$/;
/** The same at the very left: what a client quotes it indents. */
export const ownRule = /^[─━▔]{10,}(?:.*[─━▔])?$/;
/** First and last line of a frame. */
export const frameTop = /^\s{0,3}╭─+╮$/;
export const frameEnd = /^\s{0,3}╰─+╯$/;
/** The sides of a frame, to be taken off its lines. */
export const sides: readonly RegExp[] = [/^\s*[│┃]/, /[│┃]\s*$/];
