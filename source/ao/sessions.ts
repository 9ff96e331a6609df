/** `A:frontend B:backend` as sessions: a name, a workstream, a branch and a folder of its own, and what starts each. */
import path from 'node:path';
import {QueenError} from '../errors.ts';
import type {Repository} from '../find-repository.ts';
import {quoted} from '../hooks/installed-line.ts';
import {isKeeperName, slug} from '../names.ts';
import {sessionPrompt} from './templates/session.ts';

export type PlannedSession = {
	readonly name: string;
	readonly workstream: string;
	/** Null: the project is in no git repository. */
	readonly branch: string | null;
	readonly folder: string;
	/** Lines for a shell, in order; every text in them is one word. */
	readonly start: readonly string[];
	readonly prompt: string;
};

const pair = /^([A-Za-z0-9][A-Za-z0-9._-]{0,31}):([A-Za-z0-9][A-Za-z0-9._-]{0,47})$/;

/** Throws a usage error for anything but `NAME:WORKSTREAM`, for a name twice and for the keeper's. */
export function parseSessions(words: readonly string[]): readonly Pick<PlannedSession, 'name' | 'workstream'>[] {
	const seen = new Set<string>();
	return words
		.flatMap(word => word.split(/[\s,]+/))
		.flatMap(word => {
			if (word === '') return [];
			const [, name, workstream] = pair.exec(word) ?? [];
			// `..` and a dot at the end mean something else in the names of branches.
			if (name === undefined || workstream === undefined || workstream.includes('..') || /[.]$|[.]lock$/.test(workstream))
				throw new QueenError('usage', `"${word}" is no session. Each is NAME:WORKSTREAM: ao prompts A:frontend B:backend`);
			if (isKeeperName(name)) throw new QueenError('usage', `${name} is the keeper's name: call the session something else.`);
			if (seen.has(slug(name))) throw new QueenError('usage', `${name} is there twice.`);
			seen.add(slug(name));
			return [{name, workstream}];
		});
}

/** Beside the project; a folder of its own, so that two sessions never stand in one worktree. */
export function planSession(
	{name, workstream}: Pick<PlannedSession, 'name' | 'workstream'>,
	project: string,
	repository: Repository | null,
	orchestrator: string,
): PlannedSession {
	const branch = repository === null ? null : `feat/${workstream}`;
	const top = repository?.worktree ?? project;
	const folder = branch === null ? project : `${path.join(path.dirname(top), path.basename(top))}-${slug(name)}`;
	const made = branch === null ? [] : [`git -C ${quoted(top)} worktree add -b ${quoted(branch)} ${quoted(folder)}`];
	return {
		name,
		workstream,
		branch,
		folder,
		start: [...made, `cd ${quoted(folder)} && QUEEN_NAME=${quoted(name)} claude`],
		prompt: sessionPrompt({name, address: slug(name), workstream, orchestrator}),
	};
}
