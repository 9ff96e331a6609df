/**
 * Before a branch is merged, those that stand on it are told where they stand then. What was built on six branches that were merged one into the
 * other, and not into main, took 90 minutes to recover (research/coordination.md, 1.7).
 */
import {readConfig} from '../config.ts';
import {QueenError} from '../errors.ts';
import {gitSaid} from '../guard/git.ts';
import {commandsFor, firstFailing} from './gates.ts';
import {gitEnvironment} from './git.ts';
import type {Job} from './job.ts';
import type {Layer} from './stack.ts';

/** git's own record of what a branch stands on, set and read back. */
async function record({steady, target}: Job, name: string): Promise<void> {
	const [key, value] = [`branch.${name}.merge`, `refs/heads/${target.branch}`];
	const {code, err} = await steady(['config', '--local', key, value]);
	const {out} = await steady(['config', '--local', '--get', key]);
	if (code !== 0 || out.trimEnd() !== Buffer.from(value, 'utf8').toString('latin1'))
		throw new QueenError('refused', `git could not note that "${name}" stands on ${target.branch} now: ${gitSaid(err) || `${key} reads back otherwise`}`);
}

/** The keeper's commands, and git's record. Answers the branches; throws a sentence at the first that cannot be done. Harmless when done twice. */
export async function retarget(job: Job, {branch, children}: Layer): Promise<readonly string[]> {
	const {context, repository, place, target, signal} = job;
	const commands = commandsFor(readConfig(context.env).push.retarget, repository);
	for (const {name, isRecorded} of children) {
		const facts = {QUEEN_STACK_BRANCH: name, QUEEN_STACK_FROM: branch, QUEEN_STACK_INTO: target.branch, QUEEN_STACK_REMOTE: target.remote};
		const failing = await firstFailing(commands, {cwd: place.worktree, env: {...gitEnvironment(context.env), ...facts}, signal});
		if (failing !== null)
			throw new QueenError(
				'refused',
				`"${failing.command}" for "${name}" ended with ${failing.code}${failing.said === '' ? '' : `: ${failing.said.split('\n').at(-1)}`}`,
			);
		if (isRecorded) await record(job, name);
	}
	return children.map(({name}) => name);
}
