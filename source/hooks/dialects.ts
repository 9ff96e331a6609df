/**
 * How each client calls the events, which of its tools change files, in which unit it counts time, and with what it starts a line of ours.
 * Seen in the real clients (claude 2.1.197 and 2.1.330, codex 0.169.0, gemini 0.61.0) before it was written down. opencode has no hooks but
 * plugins: see `plugin.ts`. Pure.
 */
import type {HookAgent, HookEvent} from './events.ts';

export type HookPoint = {
	/** What it is to us, and the client's name for it. */
	readonly event: HookEvent;
	readonly theirs: string;
	/** Of the tool's name; null: always. */
	readonly matcher: string | null;
	/** Where the client allows less than it does elsewhere, in its unit. */
	readonly timeout?: number;
};

export type Dialect = {
	readonly agent: JsonAgent;
	readonly points: readonly HookPoint[];
	/** How long the client waits for one of our lines, in its own unit; it goes on without an answer then. */
	readonly timeout: number;
	/** What it shows of a hook beside the command. */
	readonly label: Readonly<Record<string, string>>;
	/** claude and gemini hand the line to a POSIX shell; codex to the login shell of its user, whatever that is. */
	readonly shell: 'posix' | 'any';
};

/** Clients whose hooks stand in a JSON file. */
export type JsonAgent = Exclude<HookAgent, 'opencode'>;

/** `MultiEdit` is gone from newer clients, older ones have it. */
const claudeTools = 'Write|Edit|MultiEdit|NotebookEdit';
/** Codex changes files by patches; some models send them through its shell, which calls itself Bash. */
const codexTools = '^(apply_patch|Bash)$';
const geminiTools = '^(write_file|replace)$';

const always = (event: HookEvent, theirs: string = event): HookPoint => ({event, theirs, matcher: null});

export const dialects: Readonly<Record<JsonAgent, Dialect>> = {
	claude: {
		agent: 'claude',
		points: [
			always('SessionStart'),
			always('UserPromptSubmit'),
			{event: 'PreToolUse', theirs: 'PreToolUse', matcher: claudeTools},
			{event: 'PostToolUse', theirs: 'PostToolUse', matcher: claudeTools},
			always('PermissionRequest'),
			always('Notification'),
			always('Stop'),
			always('SessionEnd'),
		],
		timeout: 10,
		label: {},
		shell: 'posix',
	},
	codex: {
		agent: 'codex',
		points: [
			always('SessionStart'),
			always('UserPromptSubmit'),
			{event: 'PreToolUse', theirs: 'PreToolUse', matcher: codexTools},
			{event: 'PostToolUse', theirs: 'PostToolUse', matcher: '^apply_patch$'},
			always('PermissionRequest'),
			always('Stop'),
			// It gives no more, and would say so at each start.
			{...always('SessionEnd'), timeout: 3},
		],
		timeout: 10,
		label: {},
		shell: 'any',
	},
	gemini: {
		agent: 'gemini',
		points: [
			always('SessionStart'),
			always('UserPromptSubmit', 'BeforeAgent'),
			{event: 'PreToolUse', theirs: 'BeforeTool', matcher: geminiTools},
			{event: 'PostToolUse', theirs: 'AfterTool', matcher: geminiTools},
			always('Notification'),
			always('Stop', 'AfterAgent'),
			always('SessionEnd'),
		],
		// Milliseconds.
		timeout: 10_000,
		label: {name: 'hivequeen', description: 'mail between sisters, and claims on files'},
		shell: 'posix',
	},
};

export const isJsonAgent = (agent: HookAgent): agent is JsonAgent => Object.hasOwn(dialects, agent);

/** The client's own name of an event of ours, for answers that have to say it. */
export const theirName = (agent: HookAgent, event: HookEvent): string =>
	isJsonAgent(agent) ? (dialects[agent].points.find(point => point.event === event)?.theirs ?? event) : event;
