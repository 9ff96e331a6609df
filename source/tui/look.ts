/** How the view looks, from the environment and the keeper's configuration. */
import {makeTheme, type Theme} from '../../components/theme.ts';
import type {Config} from '../config.ts';
import type {Background} from './ask-terminal.ts';

/** https://no-color.org: present and not empty. */
const wantsColour = (env: NodeJS.ProcessEnv): boolean => !env['NO_COLOR'];

/** Does the locale say UTF-8? The first of the three that is set decides, as in POSIX. */
const isUtf8 = (env: NodeJS.ProcessEnv): boolean => /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');

/** Is the terminal's background worth asking for? Only where colours are shown and nobody chose them. */
export const asksBackground = (env: NodeJS.ProcessEnv, {colour, theme}: Config): boolean =>
	theme === 'auto' && colour !== 'never' && wantsColour(env) && env['TERM'] !== 'dumb';

/** `background`: what the terminal said of itself; null: nothing. */
export function themeOf(env: NodeJS.ProcessEnv, {glyphs, colour, theme}: Config, background: Background | null): Theme {
	const isAscii = glyphs === 'auto' ? !isUtf8(env) : glyphs === 'ascii';
	const palette = theme === 'auto' ? (background ?? 'dark') : theme;
	return makeTheme({colour: colour !== 'never' && wantsColour(env), ascii: isAscii, palette});
}
