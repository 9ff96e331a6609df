import path from 'node:path';

/** The clone's top folder. */
export const root = path.resolve(import.meta.dirname, '../..');
/** What `npm run build` makes; HIVEQUEEN_DIST names another build. */
export const dist = process.env['HIVEQUEEN_DIST'] ?? path.join(root, 'dist');

/**
 * An environment with nothing of the developer's machine in it: no TMUX, no QUEEN_NAME, no CI, no NO_COLOR.
 * Only PATH is taken over, with the clone's Node in front.
 */
export const scrubbedEnvironment = (home: string): NodeJS.ProcessEnv => ({
	PATH: [path.dirname(process.execPath), path.join(root, 'node_modules/.bin'), process.env['PATH'] ?? '/usr/bin:/bin'].join(path.delimiter),
	HOME: home,
	USER: 'keeper',
	LOGNAME: 'keeper',
	SHELL: '/bin/bash',
	LANG: 'C.UTF-8',
	TZ: 'UTC',
	TERM: 'xterm-256color',
	COLORTERM: 'truecolor',
	GIT_CONFIG_NOSYSTEM: '1',
});
