/** How the view looks, from the environment and the keeper's configuration. */
import {makeTheme, type Theme} from '../../components/theme.ts';
import type {Config} from '../config.ts';

/** https://no-color.org: present and not empty. */
const wantsColour = (env: NodeJS.ProcessEnv): boolean => !env['NO_COLOR'];

/** Does the locale say UTF-8? The first of the three that is set decides, as in POSIX. */
const isUtf8 = (env: NodeJS.ProcessEnv): boolean => /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');

export function themeOf(env: NodeJS.ProcessEnv, {glyphs, colour, theme}: Config): Theme {
	const isAscii = glyphs === 'auto' ? !isUtf8(env) : glyphs === 'ascii';
	return makeTheme({colour: colour !== 'never' && theme !== 'mono' && wantsColour(env), ascii: isAscii});
}
