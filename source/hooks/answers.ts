/** The client's protocol: what a hook prints on stdout, one JSON object and nothing else (research/realagents.md, 5). */
import {writeAll} from '../output.ts';
import {toJson} from '../sanitize.ts';

/** Text that the model gets beside what the user wrote. */
export function sayInContext(event: 'SessionStart' | 'UserPromptSubmit', text: string): void {
	writeAll(1, `${toJson({hookSpecificOutput: {hookEventName: event, additionalContext: text}})}\n`);
}

/**
 * deny: the tool is not run, and the model gets the reason as its result. ask: the user decides, with the reason before him. warn: the tool
 * runs, and the model is told beside its result.
 */
export function answerEdit(decision: 'deny' | 'ask' | 'warn', reason: string): void {
	const said = decision === 'warn' ? {additionalContext: reason} : {permissionDecision: decision, permissionDecisionReason: reason};
	writeAll(1, `${toJson({hookSpecificOutput: {hookEventName: 'PreToolUse', ...said}})}\n`);
}
