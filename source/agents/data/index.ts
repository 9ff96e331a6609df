/** The registry of clients: a new one is a file beside this one and its lines here (and its id in db/types/sister.ts). */
import type {AgentId} from '../../../db/types.ts';
import type {CommandLine} from '../argv.ts';
import type {ClientData} from '../client-data.ts';
import {amp, ampCommandLine} from './amp.ts';
import {auggie, auggieCommandLine} from './auggie.ts';
import {claude, claudeCommandLine} from './claude.ts';
import {cline, clineCommandLine} from './cline.ts';
import {codex, codexCommandLine} from './codex.ts';
import {copilot, copilotCommandLine} from './copilot.ts';
import {gemini, geminiCommandLine} from './gemini.ts';
import {opencode, opencodeCommandLine} from './opencode.ts';
import {qwen, qwenCommandLine} from './qwen.ts';

/** In the order in which they are asked. A constant of its own: hot commands get it into their bundle without the rest. */
export const commandLines: Readonly<Record<Exclude<AgentId, 'none'>, CommandLine>> = {
	claude: claudeCommandLine,
	codex: codexCommandLine,
	gemini: geminiCommandLine,
	opencode: opencodeCommandLine,
	qwen: qwenCommandLine,
	copilot: copilotCommandLine,
	auggie: auggieCommandLine,
	cline: clineCommandLine,
	amp: ampCommandLine,
};

export const clientData: readonly ClientData[] = [claude, codex, gemini, opencode, qwen, copilot, auggie, cline, amp];
