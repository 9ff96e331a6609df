/** opencode. Its title never tells the state; the last lines of the screen do. */
import {isSession} from './argv.ts';
import {opencodeCommandLine} from './command-lines.ts';
import {failed, idle, type Signs, type Verdict, waiting, weigh, working} from './evidence.ts';
import {approval, inWords, lastIndex, lastLines, lastMatch, nearEnd, unframed} from './screen.ts';
import type {Agent} from './types.ts';

type Lines = readonly string[];

/** The lower edge of the prompt box. A dialog takes the box's place. */
const promptEdge = /^\s*╹▀{10,}/;
const framed = /^\s*┃/;

/** On wide screens a side panel follows after a gap: what belongs to the conversation ends there. */
const ownColumn = (line: string): string => line.replace(/(\S)\s{6,}\S.*$/, '$1');

const permissionWords = (lines: Lines): string => {
	const command = lastMatch(lines, /^\s*\$ (.+)$/);
	if (command) return approval('Bash', ownColumn(command));
	const named = lastMatch(lines, /^\s*→ (.+)$/);
	const [, tool = 'a tool', subject = ''] = /^(\S+)\s+(.*)$/.exec(ownColumn(named ?? '')) ?? [];
	return approval(tool, subject);
};

const questionWords = (lines: Lines): string => {
	const options = lastIndex(lines, /^\s*1\.\s/);
	const start = lastIndex(lines.slice(0, Math.max(0, options)), /^\s*[▣→]/);
	return (
		inWords(
			lines
				.slice(start + 1, Math.max(0, options))
				.map(ownColumn)
				.join(' '),
		) || 'an answer'
	);
};

const dialogAt = (lines: Lines): Verdict | null => {
	const end = lines.slice(-4);
	if (end.some(line => promptEdge.test(line)) || !end.some(line => framed.test(line))) return null;
	const inside = lines.map(unframed);
	if (end.some(line => /^\s*┃\s+Allow once\s+Allow always\s+Reject\b/.test(line))) return waiting(permissionWords(inside));
	return end.some(line => /↑↓ select\s+enter (?:submit|confirm|toggle)\s+esc dismiss/.test(line)) ? waiting(questionWords(inside)) : null;
};

/** A turn that ended says how long it took, or that it was interrupted; one that failed says neither, below a framed message. */
const endOfTurn = (lines: Lines): Verdict | null => {
	const turn = lastIndex(lines, /^\s*▣ /);
	if (turn < 0) return null;
	const line = (lines[turn] ?? '').trimEnd();
	if (line.endsWith('· interrupted')) return idle('interrupted', 'interrupted');
	const tookTime = /· [\d.]+[a-z]+(?: [\d.]+s)?$/.test(line);
	const before = lines.slice(0, turn).findLast(one => unframed(one).trim() !== '');
	return !tookTime && before !== undefined && framed.test(before) ? failed(inWords(unframed(before))) : null;
};

const marksAt = (lines: Lines): Verdict | null => {
	const last = lines.at(-1) ?? '';
	if (/^\s*[■⬝]{4,}\s/.test(last)) return working(/\[retrying/.test(last) ? inWords(ownColumn(last).replace(/[■⬝]/g, '')) : 'progress bar');
	if (!lines.slice(-3).some(line => /ctrl\+p commands/.test(line))) return null;
	if (lines.slice(-6).some(line => /┃\s+Ask anything…/.test(line))) return idle('first screen, empty prompt');
	const edge = lines.findLast(line => promptEdge.test(line))?.trimEnd();
	if (edge === undefined || !lines.slice(-4).some(line => promptEdge.test(line))) return null;
	// The prompt box is as wide as the conversation; a side panel stands beyond it.
	return endOfTurn(lines.map(line => line.slice(0, edge.length))) ?? idle('prompt ready, no progress bar');
};

const signs: Signs = {
	dialog: screen => dialogAt(lastLines(screen, nearEnd)),
	title: () => null,
	marks: screen => marksAt(lastLines(screen, nearEnd)),
};

export const opencode: Agent = {
	id: 'opencode',
	title: 'opencode',
	recognise: argv => isSession(argv, opencodeCommandLine),
	needsScreen: ({process}) => process.state !== 'T',
	read: observation => weigh(observation, signs),
	taskFromTitle: title => /^OC \| (.+)$/.exec(title)?.[1]?.trim() ?? null,
};
