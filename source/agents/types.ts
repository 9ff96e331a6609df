import type {AgentId, Reading} from '../../db/types.ts';
import type {Process} from '../processes/types.ts';

/** Everything that was seen of one session. What was not looked at is null. */
export type Observation = {
	readonly process: Process;
	/** The pane's title; null where there is no terminal that we know. */
	readonly title: string | null;
	/** Visible screen without colours, lines from top to bottom; null where it was not read. */
	readonly screen: readonly string[] | null;
	readonly stateFile: StateFile | null;
};

/** What a client publishes about itself (today: Claude Code's sessions/<pid>.json), already checked against the process. */
export type StateFile = {
	readonly pid: number;
	readonly startTime: string;
	/** The client's own word, raw; null in the first moments. */
	readonly status: string | null;
	readonly waitingFor: string | null;
	readonly cwd: string | null;
	/** The client's own number for the conversation; it changes with `/clear`. */
	readonly sessionId: string | null;
	/** A name that her user gave the session; null where it was derived. */
	readonly userName: string | null;
	/** The name that the session bears, whoever made it up: it stands in the title and is no task. */
	readonly ownName?: string | null;
	/** `interactive` sessions only are sisters. */
	readonly headless: boolean;
	/** `session:@window.%pane`, when the client knows it. */
	readonly tmuxPane: string | null;
};

/** A kind of AI coding client. Pure: facts in, data out. One file each; `agents/index.ts` is the registry. */
export type Agent = {
	readonly id: Exclude<AgentId, 'none'>;
	readonly title: string;
	/** By argv, never by the terminal's word for it. Helpers, daemons and one-shot runs are not sessions: false. */
	recognise(argv: readonly string[]): boolean;
	/** Is the screen needed to read her status, given the rest? The scanner captures only what is asked for. */
	needsScreen(observation: Observation): boolean;
	read(observation: Observation): Reading;
	/** The command line that takes up her session again in its folder; null: nobody knows one. */
	resume(stateFile: StateFile | null): readonly string[] | null;
	/** What the title says she does, or null. */
	taskFromTitle(title: string): string | null;
};
