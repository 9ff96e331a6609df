/** The client's protocol: what a hook prints on stdout, one JSON object and nothing else (research/realagents.md, 5). */
import {writeAll} from '../output.ts';
import {toJson} from '../sanitize.ts';

/** Text that the model gets beside what the user wrote. */
export function sayInContext(event: 'SessionStart' | 'UserPromptSubmit', text: string): void {
	writeAll(1, `${toJson({hookSpecificOutput: {hookEventName: event, additionalContext: text}})}\n`);
}

/** The tool is not run; the model gets the reason as its result. */
export function denyTool(reason: string): void {
	writeAll(1, `${toJson({hookSpecificOutput: {hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason: reason}})}\n`);
}
