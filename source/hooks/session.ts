/** Which sister a hook works for. A session that is nobody's is left alone: no text, no claims, no name (RULES.md, "Sisters"). */
import {setTimeout as pause} from 'node:timers/promises';
import type {NameSource, ProcessIdentity} from '../../db/types.ts';
import {clientOf} from '../agents/client-of.ts';
import type {StateFile} from '../agents/types.ts';
import type {Context} from '../context.ts';
import {isKeeperName, nameInEnvironment, slug} from '../names.ts';
import type {Process} from '../processes/types.ts';
import {findRepository, type Repository} from '../repository.ts';
import {sessionAmong} from '../scanner/outermost.ts';
import {readStateFiles} from '../state-files.ts';
import {repositoryFlag} from './flags.ts';
import type {HookPlaces} from './places.ts';
import {dropCard, hasCard, writeCard} from './session-card.ts';

/** What a hook can see of where it runs: the client's process is an ancestor of it. */
type Surroundings = {
	readonly context: Context;
	readonly repository: Repository | null;
	/** The client's own process, or null for a one-shot run. */
	readonly client: Process | null;
	/** The sister that an ancestor is registered as. */
	readonly known: string | null;
};

async function lookAround(context: Context): Promise<Surroundings> {
	const {processes, store, cwd} = context;
	const ancestors = processes.ancestors(process.pid);
	const session = await store.nearestSession(ancestors.map(ancestor => processes.identify(ancestor)));
	return {context, repository: findRepository(cwd), client: sessionAmong(ancestors, clientOf), known: session?.sister ?? null};
}

/**
 * A hook has the environment that the client was started with, so the name in it is the client's own, and the store may join the process to
 * it (it decides which of two names is the stronger one).
 */
async function register({context, repository, client}: Surroundings, displayName: string, nameSource: NameSource): Promise<string> {
	const own: ProcessIdentity | null = client && context.processes.identify(client);
	const {sister} = await context.store.register({
		name: slug(displayName),
		displayName,
		nameSource,
		process: own,
		agent: (client && clientOf(client.argv)) || 'none',
		cwd: context.cwd,
		repo: repository?.repo ?? null,
		repoId: repository?.repoId ?? null,
		repoKey: repository?.repoKey ?? null,
		terminal: null,
	});
	return sister.name;
}

/** Joined already: then nothing is registered again, which would move the moment that `queen onboard` counts from. */
async function byEnvironment(around: Surroundings, given: string): Promise<string | null> {
	if (isKeeperName(given)) return null;
	const name = slug(given);
	const inForce = (await around.context.store.sister(name))?.name ?? name;
	return around.known === inForce ? inForce : register(around, given, 'environment');
}

/** Does another live under this name: by a beat, or by a process? What the last scan saw may be long ago, so processes are asked. */
async function isOccupied({store, processes}: Context, name: string): Promise<boolean> {
	const holder = await store.sister(name);
	if (holder === null || holder.status === 'gone') return false;
	if (holder.beating || holder.sessions === 0) return holder.beating;
	const {sessions} = await store.facts();
	return sessions.some(({sister, endedAt, process: own}) => sister === holder.name && endedAt === null && processes.isAlive(own));
}

/** The client writes its file while it starts, and its hooks may be faster. */
const stateFileWaitMs = 500;

async function stateFileOf({env, processes}: Context, client: Process): Promise<StateFile | null> {
	const until = performance.now() + stateFileWaitMs;
	for (;;) {
		const file = readStateFiles(env, processes).find(({pid}) => pid === client.pid);
		if (file || performance.now() > until) return file ?? null;
		await pause(50);
	}
}

/** Named by her human in the client (`claude -n`). A name that lives already is left to the scanner, which finds another for her. */
async function byClient(around: Surroundings): Promise<string | null> {
	const {context, client} = around;
	// Other clients write no such file: waiting for one would cost each of their sessions half a second.
	if (client === null || clientOf(client.argv) !== 'claude') return null;
	const file = await stateFileOf(context, client);
	if (!file?.userName || file.headless || isKeeperName(slug(file.userName))) return null;
	return (await isOccupied(context, slug(file.userName))) ? null : register(around, file.userName, 'client');
}

async function nameOf(around: Surroundings): Promise<string | null> {
	const given = nameInEnvironment(around.context.env);
	if (given !== null) return byEnvironment(around, given);
	return around.known ?? byClient(around);
}

export type Met = {
	readonly name: string;
	/** No hook has met this client before. */
	readonly isFirst: boolean;
};

/**
 * Who she is; registered when her environment or her client names her. Her card is written for the front: `clientPid` is the process that
 * starts the hooks. Null: nobody of ours. A session that just starts may get its name in a moment, so that it is nobody is not written down.
 */
export async function meetSession(context: Context, places: HookPlaces, clientPid: number | null, isStart: boolean): Promise<Met | null> {
	const asOf = new Date();
	const isFirst = clientPid === null || isStart || !hasCard(places.sessions, clientPid);
	const around = await lookAround(context);
	const name = await nameOf(around);
	const {repository} = around;
	if (clientPid !== null) {
		const card = {name, repositoryFlag: repositoryFlag(repository?.repoKey ?? null), worktree: repository?.worktree ?? null};
		if (name === null && isStart) dropCard(places.sessions, clientPid);
		else writeCard(places.sessions, clientPid, card, asOf);
	}
	return name === null ? null : {name, isFirst};
}
