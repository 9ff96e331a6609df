/** Prints what a command of claude-swarm answers. Light: `swarm sync` is a hot command. */
import type {Call} from '../commands/types.ts';
import {paint} from '../format/plain.ts';
import type {Answer} from './types.ts';

const codes = {green: 'green', red: 'red', yellow: 'yellow', dim: 'dim'} as const;

/** Answers the exit code. A refusal with `--json` is an error on stderr, as everywhere; else claude-swarm's line stands on stdout. */
export async function printAnswer({out, json}: Pick<Call, 'out' | 'json'>, {lines, tone, data, notes = [], code = 0, printed}: Answer): Promise<number> {
	if (json && code !== 0) out.error({error: {code: 'refused', message: [...lines, ...notes].join(' '), data}});
	else if (json) out.json(data);
	else if (lines.length > 0) out.print(lines.map(line => (tone === undefined ? line : paint(line, codes[tone], out.colour))).join('\n'));
	if (!json) for (const note of notes) out.note(note);
	await printed?.();
	return code;
}
