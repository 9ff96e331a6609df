/** The events of Claude Code that we listen to (RULES.md "Sisters"; research/realagents.md, 5). */

/** Tools that change files. `MultiEdit` is gone from newer clients, older ones have it. */
export const editTools = 'Write|Edit|MultiEdit|NotebookEdit';

/** What the installed line does at each event is in `front.ts`. */
export const hookEvents = {
	SessionStart: {matcher: null},
	UserPromptSubmit: {matcher: null},
	PreToolUse: {matcher: editTools},
	PostToolUse: {matcher: editTools},
	PermissionRequest: {matcher: null},
	Notification: {matcher: null},
	Stop: {matcher: null},
	SessionEnd: {matcher: null},
} as const satisfies Readonly<Record<string, {readonly matcher: string | null}>>;

export type HookEvent = keyof typeof hookEvents;

export const hookEventNames = Object.keys(hookEvents) as readonly HookEvent[];

export const isHookEvent = (text: string): text is HookEvent => Object.hasOwn(hookEvents, text);

/** Seconds that the client waits for one of our lines; it goes on without an answer then. */
export const clientTimeout = 10;
