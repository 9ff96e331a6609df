/** Which client a command line belongs to, without the readers of screens: hot commands ask this of their ancestors. */
import type {AgentId} from '../../db/types.ts';
import {isSession} from './argv.ts';
import {commandLines} from './data/index.ts';

type ClientId = Exclude<AgentId, 'none'>;

const lines = Object.entries(commandLines) as readonly (readonly [ClientId, (typeof commandLines)[ClientId]])[];

/** They stand above every command and are no client's program: not worth asking of each client. */
const ordinary: ReadonlySet<string> = new Set(['bash', 'dash', 'fish', 'init', 'login', 'sh', 'sshd', 'su', 'sudo', 'systemd', 'tmux', 'tmux: server', 'zsh']);

function isOrdinary([program = '']: readonly string[]): boolean {
	const name = program.slice(program.lastIndexOf('/') + 1);
	return ordinary.has(name.startsWith('-') ? name.slice(1) : name);
}

/** The client whose interactive session has this command line; null for everything else. */
export function clientOf(argv: readonly string[]): ClientId | null {
	if (isOrdinary(argv)) return null;
	for (const [id, line] of lines) if (isSession(argv, line)) return id;
	return null;
}
