/** One tmux process that asks one server: with a deadline, in UTF-8, under a scrubbed environment, never starting a server. */
import {randomBytes} from 'node:crypto';
import {type RunResult, run} from '../run.ts';

/** Milliseconds that a server has to answer: a hung one must not hold up the scan. */
export const tmuxDeadlineMs = 1000;
/** 64 panes of 200x60 in full colour are about 4 MB. */
const maxBytes = 33_554_432;

/** What the tmux program needs: to be found and to know the character set. $TMUX only where a command is about the caller's own client. */
const scrubbed = (env: NodeJS.ProcessEnv, more: readonly string[]): NodeJS.ProcessEnv => {
	const names = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'LC_CTYPE', ...more];
	return Object.fromEntries(names.filter(name => env[name] !== undefined).map(name => [name, env[name]]));
};

/** Random text that separates our marks from anything a screen or a title can hold. */
export const newToken = (): string => `hq${randomBytes(12).toString('hex')}`;

/**
 * Sends commands to the server at `socket` on stdin. `-u`: without it tmux turns every non-ASCII character and every
 * tab into `_` where the locale is not UTF-8. Rejects with `RunError`.
 */
export const askServer = (socket: string, script: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<RunResult> =>
	run('tmux', ['-u', '-S', socket, 'source-file', '-'], {
		input: script,
		env: scrubbed(env, ['TMUX', 'TMUX_PANE']),
		timeoutMs: tmuxDeadlineMs,
		maxBytes,
		...(signal ? {signal} : {}),
	});

/** The server ended, or only its socket is left: nothing to see there, and no error. */
export const isNoServer = (stderr: string): boolean => /no server running|No such file or directory|Connection refused|server exited|lost server/.test(stderr);
