// HiveQueen: written by "queen hooks install --agent opencode", taken away by "queen hooks uninstall --agent opencode".
// Do not edit: it is written anew. It hands opencode's events to the shell front of HiveQueen's hooks and its answers back.
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';

const front = '';
const lines = {};

/** Longer than this nobody shall wait for us. Milliseconds. */
const longest = 10_000;
/** More than this is no answer of ours. */
const mostLetters = 200_000;

/** What the front says to an event: `hookSpecificOutput` of its answer. Nothing ever goes wrong here: then it is as if it had said nothing. */
const ask = (event, payload, cwd) =>
	new Promise(resolve => {
		if (!existsSync(front)) return resolve({});
		const child = spawn('/bin/sh', ['-c', lines[event]], {cwd, stdio: ['pipe', 'pipe', 'ignore']});
		const timer = setTimeout(() => child.kill('SIGKILL'), longest);
		let said = '';
		child.stdout.setEncoding('utf8');
		child.stdout.on('data', text => {
			if (said.length < mostLetters) said += text;
		});
		const end = () => {
			clearTimeout(timer);
			try {
				resolve(JSON.parse(said).hookSpecificOutput ?? {});
			} catch {
				resolve({});
			}
		};
		child.on('error', end);
		child.on('close', end);
		// A front that asks nothing of its input may be gone before it is written.
		child.stdin.on('error', () => {});
		child.stdin.end(JSON.stringify(payload));
	});

/** The call of a tool that changes files, as the front knows it; null for every other tool. */
const editOf = (tool, args = {}) => {
	if (typeof args.patchText === 'string') return {tool_name: 'apply_patch', tool_input: {command: args.patchText}};
	const changes = tool === 'edit' || tool === 'write' || tool === 'multiedit' || tool === 'patch';
	return changes && typeof args.filePath === 'string' ? {tool_name: tool, tool_input: {file_path: args.filePath}} : null;
};

export const HiveQueen = async ({directory}) => {
	/** Sessions that were greeted, and sessions of subagents: those are nobody to write to. */
	const greeted = new Set();
	const subagents = new Set();
	/** What is to be told beside a tool's result, by the call. */
	const notes = new Map();
	return {
		event: async ({event}) => {
			const {type, properties: {info, sessionID, permission} = {}} = event;
			if (type === 'session.created' && info?.parentID) subagents.add(info.id);
			else if (type === 'session.compacted') greeted.delete(sessionID);
			else if (subagents.has(sessionID)) return;
			else if (type === 'session.idle') void ask('Stop', {}, directory);
			else if (type === 'permission.asked') void ask('PermissionRequest', {tool_name: permission}, directory);
		},
		'chat.message': async ({sessionID}, {message, parts}) => {
			if (subagents.has(sessionID)) return;
			const answers = [];
			if (!greeted.has(sessionID)) answers.push(await ask('SessionStart', {source: 'startup'}, directory));
			greeted.add(sessionID);
			answers.push(await ask('UserPromptSubmit', {}, directory));
			const text = answers.flatMap(({additionalContext}) => additionalContext ?? []).join('\n');
			if (text === '') return;
			const id = `${parts.at(-1)?.id ?? `prt_${message.id.slice(4)}`}q`;
			parts.push({id, sessionID, messageID: message.id, type: 'text', text, synthetic: true});
		},
		'tool.execute.before': async ({tool, callID}, {args}) => {
			const edit = editOf(tool, args);
			if (edit === null) return;
			const {permissionDecision, permissionDecisionReason, additionalContext} = await ask('PreToolUse', edit, directory);
			if (permissionDecision === 'deny') throw new Error(permissionDecisionReason);
			if (additionalContext) notes.set(callID, additionalContext);
		},
		'tool.execute.after': async ({tool, callID, args}, output) => {
			const note = notes.get(callID);
			notes.delete(callID);
			if (note && typeof output?.output === 'string') output.output += `\n\n${note}`;
			const edit = editOf(tool, args);
			if (edit !== null) void ask('PostToolUse', edit, directory);
		},
	};
};
