/** Finds the command of claude-swarm that the words mean, looks whether its words and options are there, runs it and prints. */
import {nearest} from '../args.ts';
import {butNot} from '../commands/input.ts';
import type {Call} from '../commands/types.ts';
import {QueenError} from '../errors.ts';
import {cell} from '../sanitize.ts';
import type {SwarmFlag} from './flags.ts';
import {swarmCommands} from './index.ts';
import {printAnswer} from './print.ts';
import type {SwarmCommand} from './types.ts';
import {usageOf} from './usage.ts';

const usage = (message: string): QueenError => new QueenError('usage', message);

/** The command, and how many words its name has. */
function find(args: readonly string[]): {readonly command: SwarmCommand; readonly length: number} {
	for (const length of [2, 1]) {
		const words = args.slice(0, length).join(' ');
		const command = args.length >= length ? swarmCommands.find(each => each.words === words) : undefined;
		if (command) return {command, length};
	}
	const [first = '', second] = args;
	const group = swarmCommands.filter(({words}) => words.startsWith(`${first} `));
	if (group.length > 0) throw usage(`claude-swarm ${first} knows ${group.map(({words}) => words.slice(first.length + 1)).join(', ')}${butNot(second)}.`);
	const guess = nearest(
		first,
		swarmCommands.map(({words}) => words),
	);
	throw usage(`claude-swarm knows no command "${cell(first)}". ${guess ? `Did you mean: claude-swarm ${guess}` : 'See them all: claude-swarm'}`);
}

const isGiven = ({flags}: Call, name: string): boolean => flags[name] !== undefined;

/** As claude-swarm does: a missing word or option, one too many, an option of another command end with 2. */
function check(command: SwarmCommand, call: Call): void {
	const how = `Usage: claude-swarm ${usageOf(command)}`;
	const known: readonly string[] = [...command.required, ...command.optional, 'db', 'json'];
	const foreign = Object.keys(call.flags).find(name => isGiven(call, name) && !known.includes(name));
	if (foreign !== undefined) throw usage(`claude-swarm ${command.words} has no option --${foreign}. ${how}`);
	const missing: SwarmFlag | undefined = command.required.find(name => !isGiven(call, name));
	if (missing !== undefined) throw usage(`claude-swarm ${command.words} needs --${missing}. ${how}`);
	const place = command.places[call.args.length];
	if (place !== undefined) throw usage(`claude-swarm ${command.words} needs ${place}. ${how}`);
	const extra = call.args[command.places.length];
	if (extra !== undefined) throw usage(`"${cell(extra)}" is one word too many. ${how}`);
}

function list({out, json}: Call): number {
	if (json) out.json(swarmCommands.map(command => ({words: command.words, usage: usageOf(command), same: command.same, different: command.different})));
	else out.print(['claude-swarm COMMAND, over the database of queen:', ...swarmCommands.map(command => `  ${usageOf(command)}`)].join('\n'));
	return 0;
}

/** Answers the exit code. */
export async function runSwarm(call: Call): Promise<number> {
	if (call.args.length === 0) return list(call);
	const {command, length} = find(call.args);
	const own = {...call, args: call.args.slice(length)};
	check(command, own);
	if (isGiven(call, 'db')) call.out.note('--db is not used: everything is in one database for the machine (queen paths). Another one: HIVE_DB=PATH');
	const answer = await command.run(own);
	// What prints for itself has said all.
	return answer.data === undefined ? (answer.code ?? 0) : printAnswer(call, answer);
}
