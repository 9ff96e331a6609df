/** The registry of terminals: a new kind is one file and one line here. */
import type {TerminalPlace} from '../../db/types.ts';
import {kittyTerminal} from './kitty.ts';
import {tmuxTerminal} from './tmux.ts';
import type {Terminal} from './types.ts';

/** Every kind of terminal that can be watched from here. */
export const findTerminals = (env: NodeJS.ProcessEnv): readonly Terminal[] => [tmuxTerminal(env), kittyTerminal(env)];

/** The terminal that a place belongs to, or null when we do not know that kind. */
export const terminalOf = (place: TerminalPlace, env: NodeJS.ProcessEnv): Terminal | null =>
	findTerminals(env).find(terminal => terminal.kind === place.kind) ?? null;
