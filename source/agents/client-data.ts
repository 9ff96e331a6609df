/**
 * The vocabulary of `data/*.ts`: one file for each kind of client holds all that is known of it, and nothing else does.
 * A wrong status is mended there: `queen detect FILE.ansi` names the rule that spoke; change it, or put a narrower one
 * above it. Rules are tried from top to bottom and the first that matches speaks: their order is their priority.
 */
import type {AgentId, Status, StatusDetail} from '../../db/types.ts';

export type Lines = readonly string[];

/**
 * A piece of the screen. Blank lines are gone, and the space at the ends of lines. A piece is cut in the order in which
 * the fields stand here; every line is looked for from the bottom, where clients draw what is going on now. What is not
 * found leaves the piece empty, and then no rule about it matches.
 */
export type Region<Name extends string = string> = {
	/** The piece that this one is cut from; the last 60 lines of the screen when not given. */
	readonly of?: Name;
	/** Without its last line, where that looks like this. */
	readonly withoutLast?: RegExp;
	/** Ends above the last line like this. */
	readonly before?: RegExp;
	/** Begins below the last line (above that end) like this, or with it. */
	readonly after?: RegExp;
	readonly from?: RegExp;
	/** Where there is no such beginning, the piece is everything instead of nothing: heads scroll off the screen. */
	readonly orAll?: true;
	/** Without its first lines; then only so many of the first, or of the last. */
	readonly skip?: number;
	readonly first?: number;
	readonly last?: number;
	/** What is taken off each line: the sides of a frame, a side panel. */
	readonly without?: readonly RegExp[];
	/** The lines as one, with blanks between: text that the client wrapped. */
	readonly joined?: true;
};

/** Beside the pieces of the screen rules look at these: the whole screen, the title, and `status (waitingFor)` of the state file. */
export type Place<Name extends string> = Name | 'screen' | 'title' | 'stateFile';

/** Where to look, and for what. Named groups (`(?<command>.+)`) can be used in the words of the rule; the last line that matches gives them. */
export type Looks<Name extends string> = {readonly [place in Place<Name>]?: RegExp | readonly RegExp[]};

export type Rule<Name extends string = string> = {
	/** How `queen detect` and `queen explain` call it. */
	readonly name: string;
	/** Each place has a line like this. */
	readonly when?: Looks<Name>;
	/** Each place has nothing but lines like this. */
	readonly only?: Looks<Name>;
	/** None of these places has a line like this. */
	readonly unless?: Looks<Name>;
	/** Words to pick up where they are; the rule speaks without them too. */
	readonly take?: Looks<Name>;
	/** Narrower rules, tried first. They inherit `says` and `detail`; without `says` here only they can speak. */
	readonly cases?: readonly Rule<Name>[];
	readonly says?: Status;
	readonly detail?: StatusDetail;
	/** For `waiting`: what she asks, with `{group}` or `{piece}` filled in. The first one whose blanks can all be filled is taken. */
	readonly waitingFor?: readonly string[];
	/** The same, for everything else that is worth a word beside the rule's name: an error's text. */
	readonly said?: readonly string[];
	/** For marks: also where no prompt is visible. */
	readonly withoutPrompt?: true;
};

/** A client's own word for its status, in the file that it publishes. */
export type StateWord = {readonly says: Status; readonly detail?: StatusDetail};

export type ClientData<Name extends string = string> = {
	readonly id: Exclude<AgentId, 'none'>;
	readonly title: string;
	/**
	 * The command line that takes up a session again in the folder where it ran: by its id (`{id}`) where the client publishes it, else the last
	 * one of that folder.
	 */
	readonly resume?: {readonly byId?: readonly string[]; readonly last: readonly string[]};
	/** Pieces of the screen by their names. */
	readonly regions: Readonly<Record<Name, Region<Name>>>;
	/**
	 * How to see that the user could type a prompt now. Then no dialog is open, and words of one are only quoted; and the
	 * marks below tell something. A client without this is asked for both always.
	 */
	readonly prompt?: Pick<Rule<Name>, 'when' | 'only' | 'unless'>;
	/** What a dialog looks like, which keeps her from going on. */
	readonly dialogs: readonly Rule<Name>[];
	/** Titles that cannot be mistaken: working, or waiting. One that says "ready" is no evidence (evidence.ts). */
	readonly titles: readonly Rule<Name>[];
	/** What the screen shows while no dialog is open. */
	readonly marks: readonly Rule<Name>[];
	/** What the title says she does (group `task`); `never` is what it says when she does nothing. */
	readonly task: {readonly like: RegExp; readonly never?: RegExp} | null;
	/** The words of the state file that it publishes, and what it may wait for. */
	readonly stateFile?: {readonly words: Readonly<Record<string, StateWord>>; readonly waitingFor: Readonly<Record<string, string>>};
};
