/**
 * The protocol of each client: what a hook prints on stdout, one JSON object and nothing else (research/realagents.md, 5; seen in the real
 * clients). Codex refuses an object with a field that it does not know, and runs a tool when it is told to ask.
 */
import {writeAll} from '../output.ts';
import {toJson} from '../sanitize.ts';
import {theirName} from './dialects.ts';
import type {HookAgent} from './events.ts';

const say = (answer: Readonly<Record<string, unknown>>): void => writeAll(1, `${toJson(answer)}\n`);

/** Text that the model gets beside what the user wrote. */
export function sayInContext(event: 'SessionStart' | 'UserPromptSubmit', text: string, agent: HookAgent = 'claude'): void {
	say({hookSpecificOutput: {hookEventName: theirName(agent, event), additionalContext: text}});
}

export type EditDecision = 'deny' | 'ask' | 'warn';

const ofClaude = (decision: EditDecision, reason: string): Readonly<Record<string, unknown>> => {
	const said = decision === 'warn' ? {additionalContext: reason} : {permissionDecision: decision, permissionDecisionReason: reason};
	return {hookSpecificOutput: {hookEventName: 'PreToolUse', ...said}};
};

/** Gemini can tell its model nothing before a tool runs: then the user is told. */
const ofGemini = (decision: EditDecision, reason: string): Readonly<Record<string, unknown>> => {
	if (decision === 'warn') return {systemMessage: reason};
	return decision === 'ask' ? {decision, reason, systemMessage: reason} : {decision, reason};
};

/**
 * deny: the tool is not run, and the model gets the reason as its result. ask: the user decides, with the reason before him; clients that cannot
 * ask deny. warn: the tool runs, and the model (of gemini the user) is told.
 */
export function answerEdit(decision: EditDecision, reason: string, agent: HookAgent = 'claude'): void {
	const possible = decision === 'ask' && agent !== 'claude' && agent !== 'gemini' ? 'deny' : decision;
	say(agent === 'gemini' ? ofGemini(possible, reason) : ofClaude(possible, reason));
}
