/** The events of a session that we listen to, under the names that Claude Code has for them (RULES.md "Sisters"; research/realagents.md, 5). */
export const hookEventNames = [
	'SessionStart',
	'UserPromptSubmit',
	'PreToolUse',
	'PostToolUse',
	'PermissionRequest',
	'Notification',
	'Stop',
	'SessionEnd',
] as const;

export type HookEvent = (typeof hookEventNames)[number];

export const isHookEvent = (text: string): text is HookEvent => (hookEventNames as readonly string[]).includes(text);

/** Clients that have hooks, or plugins that are as good. */
export const hookAgents = ['claude', 'codex', 'gemini', 'opencode'] as const;
export type HookAgent = (typeof hookAgents)[number];

export const isHookAgent = (text: unknown): text is HookAgent => (hookAgents as readonly unknown[]).includes(text);
