/** opencode has no hooks but plugins: one file of ours in its folder of plugins, which hands events to the same shell front. */
import {readFileSync} from 'node:fs';
import {QueenError} from '../errors.ts';
import type {HookEvent} from './events.ts';
import {installedLine} from './installed-line.ts';

export const pluginName = 'hivequeen.js';

/** What the plugin asks the front for. */
export const pluginEvents = [
	'SessionStart',
	'UserPromptSubmit',
	'PreToolUse',
	'PostToolUse',
	'PermissionRequest',
	'Stop',
] as const satisfies readonly HookEvent[];

const mark = '// HiveQueen: written by "queen hooks install --agent opencode"';

/** The whole file. In the bundle `opencode-plugin.js` lies beside cli.js. */
export function pluginText(front: string): string {
	const lines = Object.fromEntries(pluginEvents.map(event => [event, installedLine(front, event, 'opencode')]));
	return readFileSync(new URL('./opencode-plugin.js', import.meta.url), 'utf8')
		.replace("const front = '';", () => `const front = ${JSON.stringify(front)};`)
		.replace('const lines = {};', () => `const lines = ${JSON.stringify(lines, null, '\t')};`);
}

/** Throws a sentence for a file of that name which somebody else wrote. */
export function isOurPlugin(text: string, file: string): boolean {
	if (text.startsWith(mark)) return true;
	throw new QueenError('refused', `${file} was not written by this program: nothing was changed. Move it away, then run this again.`);
}
