import type {Call} from '../commands/types.ts';
import type {SwarmFlag} from './flags.ts';

/** What a command has to say, in claude-swarm's words. Everything in it has passed the sanitizer. */
export type Answer = {
	/** On stdout. */
	readonly lines: readonly string[];
	/** The colour of the lines on a terminal. */
	readonly tone?: 'green' | 'red' | 'yellow' | 'dim';
	/** For `--json`. */
	readonly data: unknown;
	/** On stderr, a sentence each: what is not as in claude-swarm, and what to do next. */
	readonly notes?: readonly string[];
	/** 0, if not given. */
	readonly code?: number;
	/** Runs after everything was printed: what a reader that went away did not see is not marked as seen. */
	readonly printed?: () => Promise<void>;
};

/** A command of claude-swarm over our store: its words, its options, and how it compares (README, "Coming from claude-swarm"). */
export type SwarmCommand = {
	/** `review approve`. */
	readonly words: string;
	/** The words that follow, all of them needed: `['ID']`. */
	readonly places: readonly string[];
	readonly required: readonly SwarmFlag[];
	readonly optional: readonly SwarmFlag[];
	/** What is as in claude-swarm. */
	readonly same: string;
	/** What is not, and why; null: nothing. */
	readonly different: string | null;
	run(call: Call): Promise<Answer>;
};
