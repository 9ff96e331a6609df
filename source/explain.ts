/** `queen explain NAME`: everything that is known of a sister, and how it is known. Pure; the caller sanitizes the lines when it prints them. */
import type {NameSource, Session, Sister, StatusDetail, StatusSource, TaskSource} from '../db/types.ts';
import {ago} from './format/age.ts';

export type ExplainFacts = {
	readonly sister: Sister;
	/** All sessions under her name, living or ended. */
	readonly sessions: readonly Session[];
	/** Wall time in milliseconds. */
	readonly now: number;
};

const statusSources: Readonly<Record<StatusSource, string>> = {
	dialog: 'a dialog on her screen',
	'state-file': "the client's own state file",
	title: "her terminal's title",
	screen: 'what stands on her screen',
	hook: 'a hook that the client ran',
	process: 'her process',
	none: 'nothing that we could read',
};

const details: Readonly<Record<StatusDetail, string>> = {
	limit: 'her usage limit is reached',
	login: 'she is not logged in',
	compacting: 'she is compacting her context',
	interrupted: 'she was interrupted',
	background: 'a shell of hers runs in the background',
	subagents: 'subagents of hers work',
	suspended: 'the client is suspended (Ctrl-Z)',
	menu: 'a menu is open in the client',
};

const nameSources: Readonly<Record<NameSource, string>> = {
	given: 'given with "queen name"',
	environment: 'from QUEEN_NAME or WORKER_NAME',
	client: "the session's name in the client",
	derived: 'made by us from her repository, because nobody named her',
};

const taskSources: Readonly<Record<TaskSource, string>> = {
	declared: 'declared with iam',
	session: "from the client's session",
	title: "read from her terminal's title",
	none: '',
};

function statusLines(sister: Sister, now: number): readonly string[] {
	const {status, detail, waitingFor, statusSource, statusSince, evidence} = sister;
	const words = status === 'waiting' ? 'needs you' : status;
	const why = [detail === null ? null : details[detail], waitingFor === null ? null : `she asks: ${waitingFor}`].filter(each => each !== null);
	const heading = `status    ${[words, ...why].join(', ')}, since ${ago(statusSince, now)}`;
	const how = sister.beating ? 'kept by "queen beat", no process of hers is watched' : `known from ${statusSources[statusSource]}`;
	const said = evidence.map(({source, said: text}, at) => `          ${at + 1}. ${source}: ${text}`);
	return [heading, `          ${how}`, ...(said.length === 0 ? ['          nothing was seen that says more'] : said)];
}

function nameLine(sister: Sister): string {
	const original = sister.displayName === sister.name ? '' : `, written "${sister.displayName}"`;
	return `name      ${sister.name}${original}: ${nameSources[sister.nameSource]}`;
}

function taskLine({task, taskSource, taskSince}: Sister, now: number): string {
	if (task === null) return 'task      none: she can declare one with iam "..."';
	const since = taskSince === null ? '' : `, ${ago(taskSince, now)}`;
	return `task      ${task} (${taskSources[taskSource]}${since})`;
}

function placeLines({agent, cwd, terminal, pid, beating}: Sister): readonly string[] {
	const client = agent === 'none' ? 'no agent that we know' : agent;
	const process = pid === null ? 'no process' : `process ${pid}`;
	const noTerminal = beating ? 'none, she is not on a terminal of this machine' : 'none that we can see, so there is no jump';
	const where = terminal === null ? noTerminal : `${terminal.kind} pane ${terminal.pane} of ${terminal.socket} (server ${terminal.server})`;
	return [`client    ${client}, ${process}`, `terminal  ${where}`, `folder    ${cwd ?? 'not known'}`];
}

function changes({dirty, changed, untracked}: Sister): string {
	if (!dirty) return 'clean';
	const files = changed.length > 0 ? `${changed.length}${changed.length === 200 ? ' or more' : ''} changed` : null;
	return ['uncommitted work', files, untracked > 0 ? `${untracked} untracked` : null].filter(each => each !== null).join(', ');
}

function gitLines(sister: Sister): readonly string[] {
	const {repo, repoId, worktree, branch, head, ahead, behind} = sister;
	if (repo === null) return ['git       not in a repository that we could read'];
	if (worktree === null) return [`git       ${repo}, and nobody looked at her branch yet: queen scan`];
	const on = branch === null ? 'a detached HEAD' : `branch ${branch}`;
	const at = head === null ? 'no commit yet' : `at ${head.slice(0, 10)}`;
	const remote = ahead === null || behind === null ? 'no upstream' : `${ahead} ahead, ${behind} behind`;
	const lines = [`git       ${repo}, ${on} ${at}, ${changes(sister)}, ${remote}`];
	if (worktree !== null) lines.push(`          worktree ${worktree}`);
	if (repoId !== null) lines.push(`          repository ${repoId}`);
	return lines;
}

function sessionLine({process, agent, startedAt, endedAt}: Session, now: number): string {
	const life = endedAt === null ? `alive, first seen ${ago(startedAt, now)}` : `ended ${ago(endedAt, now)}`;
	return `          pid ${process.pid} on ${process.host}, ${agent}, ${life}`;
}

function sessionLines(sessions: readonly Session[], now: number): readonly string[] {
	if (sessions.length === 0) return ['sessions  none was ever seen: she is known by name only'];
	const living = sessions.filter(session => session.endedAt === null);
	const clash = living.length > 1 ? ', which is an identity clash' : '';
	// The latest tell the most; the rest is history.
	const shown = sessions.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1)).slice(0, 5);
	return [`sessions  ${living.length} living of ${sessions.length}${clash}`, ...shown.map(session => sessionLine(session, now))];
}

/** The lines of `queen explain NAME`, for somebody who knows nothing of how we look. */
export function explain({sister, sessions, now}: ExplainFacts): readonly string[] {
	const output = sister.lastOutput === null ? '' : `, last output ${ago(sister.lastOutput, now)}`;
	return [
		nameLine(sister),
		...statusLines(sister, now),
		taskLine(sister, now),
		...placeLines(sister),
		...gitLines(sister),
		`holds     ${sister.claims} ${sister.claims === 1 ? 'claim' : 'claims'}, ${sister.unread} unread`,
		...sessionLines(sessions, now),
		`seen      ${ago(sister.lastSeen, now)}${output}`,
	];
}
