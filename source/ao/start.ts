/** `ao start`: which client, with which words, under which name. The words are one argument of the program, never part of a command line. */
import {closeSync, openSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {checkText} from '../actions/text.ts';
import {QueenError} from '../errors.ts';
import {findProgram} from '../find-program.ts';
import {isKeeperName, slug} from '../names.ts';
import {hivePaths} from '../paths.ts';
import {runInTerminal} from '../run.ts';

export const standardName = 'orchestrator';
const mostFileBytes = 64 * 1024;

/** A plan from a file. Throws a usage error for one that is missing, too long or no text. */
export function readPlan(file: string, cwd: string): string {
	const name = path.resolve(cwd, file);
	const stat = statSync(name, {throwIfNoEntry: false});
	if (!stat?.isFile()) throw new QueenError('usage', `There is no file ${name}. Usage: --file FILE`);
	if (stat.size > mostFileBytes) throw new QueenError('usage', `${name} is longer than ${mostFileBytes / 1024} KiB: name the file in a short plan instead.`);
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(readFileSync(name)).trim();
	} catch (error) {
		throw new QueenError('usage', `${name} cannot be read as text: ${error instanceof Error ? error.message : String(error)}`, {cause: error});
	}
}

export const checkPlan = (text: string): string => checkText(text.trim(), 'the plan');

/** The name under which the planning session runs. */
export function checkName(given: string | null): string {
	const name = given ?? standardName;
	if (isKeeperName(name)) throw new QueenError('usage', `${name} is the keeper's name: the session that plans needs one of its own, --name ${standardName}`);
	if (!/[a-z0-9]/i.test(name.normalize('NFKD'))) throw new QueenError('usage', `"${name}" is no name. Usage: --name NAME`);
	return slug(name);
}

/** Where the client is; throws a sentence when there is none. */
export function findClient(env: NodeJS.ProcessEnv): string {
	const file = findProgram('claude', env);
	if (file !== null) return file;
	throw new QueenError(
		'refused',
		'claude is not in PATH, so nothing was changed or started. See what is missing: ao setup. Only the words: ao start --print "..."',
	);
}

/** What the client's session finds in its environment: who she is, and the same colony wherever she stands. */
export function clientEnvironment(env: NodeJS.ProcessEnv, name: string): NodeJS.ProcessEnv {
	const {WORKER_NAME: _worker, QUEEN_REEXEC: _again, ...rest} = env;
	return {...rest, QUEEN_NAME: name, ...(rest['HIVE_DB'] ? {HIVE_DB: hivePaths(env).db} : {})};
}

function openTerminal(): number {
	try {
		return openSync('/dev/tty', 'r');
	} catch (error) {
		throw new QueenError('refused', 'There is no terminal left for the client, because the plan came on stdin: use --file FILE.', {cause: error});
	}
}

export type Launch = {
	readonly client: string;
	readonly prompt: string;
	readonly project: string;
	readonly env: NodeJS.ProcessEnv;
	/** Our stdin was read to its end. */
	readonly stdinIsUsed: boolean;
};

/** In the foreground, until the client ends; answers its exit code. */
export async function launch({client, prompt, project, env, stdinIsUsed}: Launch): Promise<number> {
	const stdin = stdinIsUsed ? openTerminal() : null;
	try {
		return await runInTerminal(client, [prompt], env, {cwd: project, alone: true, ...(stdin === null ? {} : {stdin})});
	} finally {
		if (stdin !== null) closeSync(stdin);
	}
}
