/** Which client a command line belongs to, without the readers of screens: hot commands ask this of their ancestors. */
import type {AgentId} from '../../db/types.ts';
import {isSession} from './argv.ts';
import {commandLines} from './command-lines.ts';

type ClientId = Exclude<AgentId, 'none'>;

const lines = Object.entries(commandLines) as readonly (readonly [ClientId, (typeof commandLines)[ClientId]])[];

/** The client whose interactive session has this command line; null for everything else. */
export function clientOf(argv: readonly string[]): ClientId | null {
	for (const [id, line] of lines) if (isSession(argv, line)) return id;
	return null;
}
