import path from 'node:path';
import {type Detected, detectFile} from '../actions/detect.ts';
import {type Saved, saveCapture} from '../actions/detect-save.ts';
import {truthLabels} from '../agents/capture.ts';
import {QueenError} from '../errors.ts';
import {cell} from '../sanitize.ts';
import {noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

type Said = Pick<Detected, 'status' | 'detail' | 'waitingFor' | 'source' | 'evidence'>;

const statusLine = ({status, detail, waitingFor}: Said): string => {
	if (status === null) return 'status    none: no client that we know runs on that terminal';
	const more = [detail, waitingFor === null ? null : `asks: ${waitingFor}`].filter(each => each !== null);
	return `status    ${[status, ...more].join(', ')}`;
};

const saidLines = (said: Said): readonly string[] => [
	statusLine(said),
	`known by  ${said.source}`,
	...said.evidence.map(({source, said: text}, at) => `          ${at + 1}. ${source}: ${text}`),
];

function truthLine({truth, equal}: Detected): string {
	if (truth === null) return `truth     nobody said it: write "state" into the .json file (${truthLabels})`;
	const label = truth.waitingFor === null ? truth.state : `${truth.state} (${truth.waitingFor})`;
	return `truth     ${label}: ${equal ? 'the same' : 'NOT the same'}`;
}

/** A wrong status is found like in a test: exit 1. */
function replay(call: Call, file: string): number {
	const detected = detectFile(file, call.cwd);
	const client = detected.agent === 'none' ? 'none that we know' : detected.agent;
	if (call.json) call.out.json(detected);
	else for (const line of [`client    ${client}`, ...saidLines(detected), truthLine(detected)]) call.out.print(cell(line));
	return detected.equal === false ? 1 : 0;
}

const whatToDo = ({ansi, state}: Saved): readonly string[] => [
	'Look through both files before you give them away: keys, tokens and your home folder were taken out, other private words were not.',
	state === null ? `Write into the .json what is true: "state" is ${truthLabels}; for waiting also "waitingFor", her question in words.` : '',
	`See whether it is read right: queen detect ${ansi}`,
	`A wrong status is mended in source/agents/data/<client>.ts; the pair becomes a test in test/screens/<client>-<version>/${path.basename(ansi)}.`,
];

async function save(call: Call, name: string, file: string): Promise<number> {
	const saved = await saveCapture(await call.open(), {name, file, state: stringFlag(call.flags, 'truth')});
	if (call.json) {
		call.out.json(saved);
		return 0;
	}
	call.out.print(cell(`saved ${saved.sister} to ${saved.ansi} and ${path.basename(saved.json)}`));
	const said = saved.said ?? {status: null, detail: null, waitingFor: null, source: 'none' as const, evidence: []};
	for (const line of [...saidLines(said), ...whatToDo(saved).filter(each => each !== '')]) call.out.print(cell(line));
	return 0;
}

async function run(call: Call): Promise<number> {
	const name = stringFlag(call.flags, 'save');
	const [file] = call.args;
	noMoreThan(call, 1, detect.usage);
	if (name === null && call.flags['truth'] !== undefined)
		throw new QueenError('usage', '--truth goes with --save; for a saved screen write "state" into its .json file.');
	if (file === undefined) {
		const missing = name === null ? 'Which screen? queen detect FILE.ansi' : `Where to? queen detect --save ${cell(name)} FILE`;
		throw new QueenError('usage', missing);
	}
	return name === null ? replay(call, file) : save(call, name, file);
}

export const detect: Command = {
	name: 'detect',
	group: 'see',
	usage: 'detect FILE.ansi | --save NAME FILE [--truth STATE]',
	summary: 'Say what status a saved screen shows and why; save one from a sister',
	details: [
		'A wrong status is reported with two files: FILE.ansi, what her terminal showed, and FILE.json, the title, processes and state file of that',
		'moment and what is true. --save writes both (readable by you alone, secrets and the home folder taken out, nothing is overwritten).',
		'Exit code 1: what is read is not what the file says is true.',
	].join('\n'),
	example: 'queen detect --save iza-2 /tmp/wrong --truth waiting && queen detect /tmp/wrong.ansi',
	flags: {
		save: {value: 'NAME', help: 'write the screen of this sister, and all that her status is made of, to FILE.ansi and FILE.json'},
		truth: {value: 'STATE', help: `with --save: what is true of her (${truthLabels})`},
	},
	run,
};
