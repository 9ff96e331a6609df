/** The captured screens of test/screens as observations, each with the truth that was known when it was captured (research/captures.md). */
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import type {Status, StatusDetail} from '../../../db/types.ts';
import {type CapturedSession, type CaptureFacts, factsIn, sessionIn, truthOf} from '../../../source/agents/capture.ts';

export type Capture = {
	readonly name: string;
	readonly client: string;
	readonly facts: CaptureFacts;
	/** The client's own process and reader; null where no session of a known client runs on that terminal. */
	readonly session: CapturedSession | null;
};

const folder = process.env['HIVEQUEEN_SCREENS'] ?? path.resolve(import.meta.dirname, '../../screens');

const load = (client: string, name: string): Capture => {
	const file = path.join(folder, client, name);
	const facts = factsIn(JSON.parse(readFileSync(`${file}.json`, 'utf8')));
	if (facts === null) throw new Error(`${file}.json is no capture`);
	const screen = stripVTControlCharacters(readFileSync(`${file}.ansi`, 'utf8'));
	return {name: `${client}/${name}`, client, facts, session: sessionIn(facts, screen)};
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

/** The label of a capture in the words of RULES.md, "Sisters"; its question as it must be read exactly. Null: no session (the shell has the terminal). */
export const expected = ({facts, name}: Capture): Expected | null => {
	const truth = truthOf(facts);
	if (truth === null) throw new Error(`${name}: "${facts.state}" is no truth`);
	if (truth === 'none') return null;
	const {words: _, ...rest} = truth;
	if (truth.detail === 'login') return {...rest, words: /^log in/};
	return truth.words === undefined ? rest : {...rest, words: questions[facts.waitingFor ?? ''] ?? /./};
};
