/** The captured screens of test/screens as observations, each with the truth that was known when it was captured (research/captures.md). */
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import type {Status, StatusDetail} from '../../../db/types.ts';
import {recognise} from '../../../source/agents/index.ts';
import type {Agent, Observation, StateFile} from '../../../source/agents/types.ts';
import type {Process} from '../../../source/processes/types.ts';

type Facts = {
	readonly state: string;
	readonly waitingFor: string | null;
	readonly title: string;
	readonly foreground: readonly {readonly argv: readonly string[]; readonly leader: boolean; readonly state: string}[];
	readonly other_on_tty: readonly {readonly argv: readonly string[]; readonly leader: boolean; readonly state: string}[];
	readonly state_file: {
		readonly pid: number;
		readonly procStart: string;
		readonly status: string | null;
		readonly waitingFor: string | null;
		readonly entrypoint: string;
		readonly alive: boolean;
	} | null;
};

export type Capture = {
	readonly name: string;
	readonly client: string;
	readonly facts: Facts;
	/** The client's own process and reader; null where no session of a known client runs on that terminal. */
	readonly session: {readonly agent: Agent; readonly observation: Observation} | null;
};

const folder = process.env['HIVEQUEEN_SCREENS'] ?? path.resolve(import.meta.dirname, '../../screens');

const stateFileOf = ({state_file: file}: Facts): StateFile | null =>
	file === null || !file.alive
		? null
		: {
				pid: file.pid,
				startTime: file.procStart,
				status: file.status ?? null,
				waitingFor: file.waitingFor ?? null,
				cwd: null,
				userName: null,
				headless: file.entrypoint !== 'cli',
				tmuxPane: null,
			};

const foregroundGroup = 100;
const otherGroup = 200;

const sessionOf = (facts: Facts, screen: readonly string[]): Capture['session'] => {
	const all = [...facts.foreground.map(one => ({...one, group: foregroundGroup})), ...facts.other_on_tty.map(one => ({...one, group: otherGroup}))];
	for (const {argv, state, group} of all) {
		const agent = recognise(argv);
		if (agent === null) continue;
		const process: Process = {
			pid: group,
			ppid: 1,
			group,
			session: 1,
			tty: 34816,
			foreground: foregroundGroup,
			state,
			startTime: '1',
			uid: 0,
			argv,
		};
		return {agent, observation: {process, title: facts.title, screen, stateFile: stateFileOf(facts)}};
	}
	return null;
};

const load = (client: string, name: string): Capture => {
	const file = path.join(folder, client, name);
	const facts = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Facts;
	const screen = stripVTControlCharacters(readFileSync(`${file}.ansi`, 'utf8')).split('\n');
	return {name: `${client}/${name}`, client, facts, session: sessionOf(facts, screen)};
};

/** Every capture below test/screens, in the order of their names. */
export const captures = (): readonly Capture[] =>
	readdirSync(folder, {withFileTypes: true})
		.filter(entry => entry.isDirectory())
		.flatMap(({name: client}) =>
			readdirSync(path.join(folder, client))
				.filter(file => file.endsWith('.json'))
				.map(file => load(client, file.slice(0, -'.json'.length))),
		);

export type Expected = {readonly status: Status; readonly detail?: StatusDetail; readonly words?: RegExp};

const questions: Readonly<Record<string, RegExp>> = {
	'permission: bash': /^approve Bash: rm -rf node_modules && npm install$/,
	'permission: edit': /^approve Edit: \S*login\.ts/,
	'permission: write': /^approve Write: NOTES\.md$/,
	'permission: web fetch': /^approve WebFetch: https:\/\/example\.test\/docs$/,
	'plan approval': /^approve (?:the plan: Fix the login test|leaving plan mode)$/,
	question: /^(?:Which rule should the login follow for an empty password|Which files may be changed)\?$/,
	'trust dialog': /^trust this folder\?$/,
	'api key question': /API key/,
	'bypass warning': /Bypass Permissions mode/,
	onboarding: /first start/,
};

/** The label of a capture in the words of RULES.md, "Sisters". Null: no session (the shell has the terminal). */
export const expected = ({facts}: Capture): Expected | null => {
	const {state, waitingFor} = facts;
	if (state === 'none') return null;
	if (state === 'suspended') return {status: 'idle', detail: 'suspended'};
	if (state === 'login') return {status: 'waiting', detail: 'login', words: /^log in/};
	if (state === 'limit') return waitingFor === 'menu' ? {status: 'waiting', detail: 'limit'} : {status: 'error', detail: 'limit'};
	if (state === 'waiting' && waitingFor === 'menu') return {status: 'idle', detail: 'menu'};
	if (state === 'waiting' || waitingFor === 'onboarding') return {status: 'waiting', words: questions[waitingFor ?? ''] ?? /./};
	return {status: state as Status};
};
