/** The registry of clients: a new one is one file and one line here. */
import {claude} from './claude.ts';
import {codex} from './codex.ts';
import {gemini} from './gemini.ts';
import {opencode} from './opencode.ts';
import type {Agent} from './types.ts';

export const agents: readonly Agent[] = [claude, codex, gemini, opencode];

/** Which client's interactive session has this command line; null for everything else. */
export const recognise = (argv: readonly string[]): Agent | null => agents.find(agent => agent.recognise(argv)) ?? null;

/** The agent of that id, or null (also for `none`). */
export const agentById = (id: string): Agent | null => agents.find(agent => agent.id === id) ?? null;
