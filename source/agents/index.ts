/** Readers of all clients that we know. A new client is one file in `data/` and its lines in `data/index.ts`. */
import {clientData, commandLines} from './data/index.ts';
import {agentOf} from './read-client.ts';
import type {Agent} from './types.ts';

export const agents: readonly Agent[] = clientData.map(data => agentOf(data, commandLines[data.id]));

/** Which client's interactive session has this command line; null for everything else. */
export const recognise = (argv: readonly string[]): Agent | null => agents.find(agent => agent.recognise(argv)) ?? null;

/** The agent of that id, or null (also for `none`). */
export const agentById = (id: string): Agent | null => agents.find(agent => agent.id === id) ?? null;
