import type {Sister} from '../../db/types.ts';
import {newName} from '../actions/names.ts';
import type {Call} from '../commands/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {findRepository} from '../repository.ts';
import {cell} from '../sanitize.ts';
import type {Answer, SwarmCommand} from './types.ts';
import {flagOf} from './words.ts';

type Wanted = {readonly id: string; readonly name: string; readonly workstream: string};

const wrong = (pair: string): string => `Invalid session format: ${cell(pair)} (expected ID:workstream)`;

/** Null: a pair that is none. Throws for two IDs that are one name (`A` and `a`), and for the keeper's. */
function parse(pairs: readonly string[]): readonly Wanted[] | {readonly bad: string} {
	const wanted: Wanted[] = [];
	for (const pair of pairs) {
		const colon = pair.indexOf(':');
		const [id, workstream] = [pair.slice(0, Math.max(0, colon)), pair.slice(colon + 1)];
		if (id === '' || workstream === '') return {bad: pair};
		const name = newName(id);
		const twin = wanted.find(each => each.name === name);
		if (twin) throw new QueenError('refused', `${cell(twin.id)} and ${cell(id)} are one name here (${name}); nothing was registered. Give them different IDs.`);
		wanted.push({id, name, workstream});
	}
	return wanted.length > 0 ? wanted : {bad: ''};
}

const isHere = (sister: Sister | null): sister is Sister => sister !== null && sister.status !== 'gone';

/** Names are the machine's: who lives under one in another repository is not carried off. */
async function refuseElsewhere({store, cwd}: Context, wanted: readonly Wanted[]): Promise<void> {
	const repoKey = findRepository(cwd)?.repoKey ?? null;
	for (const {id, name} of wanted) {
		const sister = await store.sister(name);
		if (!isHere(sister) || sister.repoKey === null || sister.repoKey === repoKey) continue;
		throw new QueenError(
			'refused',
			`${cell(id)} is at work in ${cell(sister.repo ?? sister.repoKey)} already; nothing was registered. Choose other IDs, or a database of your own: HIVE_DB=PATH`,
		);
	}
}

/** Who says it, for the event log; an agent that nobody knows yet may set up its colony. */
async function author(context: Context): Promise<string> {
	try {
		return (await context.caller()).name;
	} catch (error) {
		if (error instanceof QueenError) return 'claude-swarm';
		throw error;
	}
}

/** A new one runs; one that is at work keeps what she says of herself. Answers what was left as it is, or null. */
async function register(context: Context, {id, name, workstream}: Wanted, by: string): Promise<string | null> {
	const before = await context.store.sister(name);
	const place = findRepository(context.cwd);
	const {repo = null, repoId = null, repoKey = null} = place ?? {};
	const where = {cwd: null, repo, repoId, repoKey, terminal: null};
	await context.store.register({name, displayName: id, nameSource: 'environment', process: null, agent: 'none', ...where});
	const said = isHere(before) ? (before.declared ?? null) : null;
	if (said === null) await context.store.declareStatus(name, {status: 'running', note: '', workstream}, by);
	else if (said.workstream === null) await context.store.declareStatus(name, {status: null, note: null, workstream}, by);
	else if (said.workstream !== workstream)
		return `${cell(id)} is at work on ${cell(said.workstream)} and keeps it. Another workstream: queen update ${name} --workstream ${cell(workstream)}`;
	return null;
}

async function run(call: Call): Promise<Answer> {
	const pairs = flagOf(call, 'sessions').split(/\s+/).filter(Boolean);
	const wanted = parse(pairs);
	if ('bad' in wanted) return {lines: [wrong(wanted.bad)], tone: 'red', data: {sessions: []}, notes: ['Nothing was registered.'], code: 1};
	const context = await call.open();
	await refuseElsewhere(context, wanted);
	const by = await author(context);
	const kept: string[] = [];
	for (const each of wanted) kept.push(...([await register(context, each, by)].filter(Boolean) as string[]));
	const notes = [...kept, ...(call.env['CLAUDE_SWARM_DB'] ? [`CLAUDE_SWARM_DB is not used: everything is in ${context.store.file}.`] : [])];
	return {lines: [`Initialized with ${wanted.length} sessions`], tone: 'green', data: {sessions: wanted}, notes};
}

export const init: SwarmCommand = {
	words: 'init',
	places: [],
	required: ['sessions'],
	optional: [],
	same: 'registers each session with its workstream, status running, branch `feat/WORK` until the real one is seen',
	different:
		'can be run again: who is at work keeps her status, note and workstream (there it wipes them). All pairs or none. No `.claude-swarm/` is made: there is one database for the machine, so two projects need different IDs or an `HIVE_DB` each',
	run,
};
