/** Who is calling (RULES.md, "Who is calling"). Light: every hot command runs it. */
import type {Store} from '../db/store.ts';
import type {ProcessIdentity, Verified} from '../db/types.ts';
import {clientOf} from './agents/client-of.ts';
import type {Caller} from './context.ts';
import {QueenError} from './errors.ts';
import {isKeeperName, keeperAddress, nameInEnvironment, slug} from './names.ts';
import type {Process, Processes} from './processes/types.ts';
import {sessionAmong} from './scanner/outermost.ts';

export type WhoOptions = {
	readonly store: Pick<Store, 'nearestSession' | 'nameInForce'>;
	readonly processes: Pick<Processes, 'ancestors' | 'identify'>;
	readonly env: NodeJS.ProcessEnv;
	/** Whose ancestors are asked; this process unless a test says otherwise. */
	readonly pid?: number;
};

/** Programs of agents of any kind: also helpers, sandboxes and one-shot runs, which are no sisters and yet are not the keeper. */
const agentPrograms =
	/^(?:claude|codex|gemini|opencode|qwen|copilot|auggie|cline|amp|crush|cursor-agent|aider|goose)(?:[-.](?:code|cli|exe|js|mjs|linux|sandbox).*)?$/;
/** Places where a client's program lies under another name: Claude's is called after its version. */
const agentPaths = /\/claude\/versions\/\d[^/]*$|\/(?:claude-code|codex|gemini-cli|opencode-ai)(?:-[^/]+)?\/(?:bin|dist|bundle|cli)/;
const interpreters = /^(?:node|nodejs|bun|deno|python3?(?:\.\d+)?)$/;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const isAgentWord = (word: string): boolean => agentPrograms.test(baseName(word)) || agentPaths.test(word);

/**
 * A program itself, or the script that an interpreter runs (`node --x /usr/bin/gemini`). Other words are no evidence: the keeper's own
 * `tmux new -s claude` is an ancestor of every pane.
 */
function isAgentProgram(argv: readonly string[]): boolean {
	const [program = '', ...rest] = argv;
	if (isAgentWord(program)) return true;
	return interpreters.test(baseName(program)) && isAgentWord(rest.find(word => !word.startsWith('-')) ?? '');
}

type Ancestry = {
	/** A session of ours is registered for this ancestor. */
	readonly sister: string | null;
	/** The agent process that she is or could be bound to. */
	readonly process: ProcessIdentity | null;
	/** Any agent process at all, for the sentence that refuses. Looked for only when it is asked. */
	agent(): Process | null;
};

async function lookUp({store, processes, pid}: WhoOptions): Promise<Ancestry> {
	const ancestors = processes.ancestors(pid ?? process.pid);
	const session = await store.nearestSession(ancestors.map(ancestor => processes.identify(ancestor)));
	// Reading command lines costs more than the query: only where no session is known.
	const own = session === null ? sessionAmong(ancestors, clientOf) : null;
	return {
		sister: session?.sister ?? null,
		process: session?.process ?? (own === null ? null : processes.identify(own)),
		agent: () => ancestors.find(ancestor => clientOf(ancestor.argv) !== null || isAgentProgram(ancestor.argv)) ?? null,
	};
}

const keeper: Caller = {name: keeperAddress, displayName: keeperAddress, verified: 'yes', isKeeper: true, source: 'keeper', process: null};

/** The keeper's name stands for the human: no agent may send under it, whatever its environment says. */
function asKeeper(given: string, {sister, ...ancestry}: Ancestry): Caller {
	const agent = ancestry.agent();
	if (agent === null && sister === null) return {...keeper, source: 'environment'};
	const who = sister ?? `an agent (pid ${agent?.pid})`;
	throw new QueenError('refused', `"${given}" is the keeper's name and ${who} is not the keeper: unset QUEEN_NAME and WORKER_NAME, or set your own name`);
}

/** The name decides who; ancestry decides `verified`. A name given before a rename is still hers. */
async function byName(given: string, options: WhoOptions, ancestry: Ancestry): Promise<Caller> {
	const slugged = slug(given);
	const name = ancestry.sister === slugged ? slugged : await options.store.nameInForce(slugged);
	const proven: Verified = ancestry.sister === name ? 'yes' : 'no';
	return {
		name,
		displayName: given,
		verified: ancestry.sister === null ? 'unknown' : proven,
		isKeeper: false,
		source: 'environment',
		process: ancestry.process,
	};
}

/**
 * Who runs this command: the name in `QUEEN_NAME`, then `WORKER_NAME`; else the registered sister nearest among the ancestors; else the
 * keeper, when no agent is among them. Rejects with a `QueenError`: `usage` when an agent calls whom nobody knows, `refused` when an agent
 * takes the keeper's name. `process` is the caller's agent process, the same one that the scanner calls her session.
 */
export async function whoIsCalling(options: WhoOptions): Promise<Caller> {
	const given = nameInEnvironment(options.env);
	const ancestry = await lookUp(options);
	if (given !== null && isKeeperName(given)) return asKeeper(given, ancestry);
	if (given !== null) return byName(given, options, ancestry);
	const {sister, process} = ancestry;
	if (sister !== null) return {name: sister, displayName: sister, verified: 'yes', isKeeper: false, source: 'ancestry', process};
	const agent = ancestry.agent();
	if (agent === null) return keeper;
	const program = baseName(agent.argv[0] ?? 'an agent');
	throw new QueenError(
		'usage',
		`nobody knows this ${program} session (pid ${agent.pid}) yet: run "queen onboard" in it, or set QUEEN_NAME to a name of your own`,
	);
}
