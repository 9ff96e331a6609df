/** What Node does at the three events that may have something to say. Each prints the client's protocol or nothing. */
import {appendFileSync, existsSync} from 'node:fs';
import path from 'node:path';
import type {Claim} from '../../db/types.ts';
import {agentLocks} from '../agent-locks.ts';
import {claimInTheWay, claimsToWatch} from '../claim-in-the-way.ts';
import {configOrDefault} from '../config.ts';
import type {Context} from '../context.ts';
import {hivePaths} from '../paths.ts';
import {canonicalPath, findRepository} from '../repository.ts';
import {answerEdit, sayInContext} from './answers.ts';
import {randomBoundary} from './boundary.ts';
import type {HookAgent} from './events.ts';
import {type Flags, flagLine} from './flags.ts';
import {quoted} from './installed-line.ts';
import {decodePath, editedPaths, readInput} from './payload.ts';
import type {HookPlaces} from './places.ts';
import {tidy} from './prepare.ts';
import {concerns, forgetTold, rememberTold, untold} from './told.ts';
import {claimedText, conflictText, mailText, type Welcome, welcomeText} from './words.ts';

export type HookCall = {
	readonly context: Context;
	readonly places: HookPlaces;
	readonly flags: Flags;
	/** The sister that the hook works for. */
	readonly name: string;
	/** No hook has met her client before. */
	readonly isFirst: boolean;
	/** What she runs, and the process of it that started the hook. */
	readonly agent: HookAgent;
	readonly client: number | null;
};

/** More unread mail than anybody is shown; counts beyond that are not needed exactly. */
const mostUnread = 200;

// ---------------------------------------------------------------- SessionStart

/** How the commands are called here; null when `queen` is found in PATH. */
function programHere(env: NodeJS.ProcessEnv): string | null {
	const folders = (env['PATH'] ?? '').split(path.delimiter);
	return folders.some(folder => folder !== '' && existsSync(path.join(folder, 'queen')))
		? null
		: `node ${path.join(path.dirname(process.argv[1] ?? ''), 'queen.cjs')}`;
}

async function welcomeOf({context, name}: HookCall): Promise<Welcome> {
	const {store, env, cwd} = context;
	const repository = findRepository(cwd);
	const [sisters, claims, counts, conflicts] = await Promise.all([store.sisters(), store.claims(), store.counts(name), store.conflicts()]);
	const others = sisters.filter(sister => sister.name !== name && sister.status !== 'gone');
	const key = repository?.repoKey ?? null;
	return {
		name,
		others: others.length,
		repo: repository?.repo ?? null,
		othersHere: key === null ? 0 : others.filter(({repoKey}) => repoKey === key).length,
		claimsHere: key === null ? 0 : claims.filter(({owner, repoKey, stale}) => owner !== name && repoKey === key && !stale).length,
		unread: counts.unread,
		conflicts: conflicts.filter(conflict => concerns(conflict, name)).length,
		program: programHere(env),
	};
}

/** Her commands shall speak to the database that her hooks speak to, also where only the installation named it. */
function handOnDatabase(env: NodeJS.ProcessEnv): void {
	const [file, db] = [env['CLAUDE_ENV_FILE'], env['HIVE_DB']];
	if (!file || !db || db === hivePaths({...env, HIVE_DB: ''}).db) return;
	appendFileSync(file, `export HIVE_DB=${quoted(db)}\n`);
}

export async function onSessionStart(call: HookCall): Promise<void> {
	const welcome = await welcomeOf(call);
	sayInContext('SessionStart', welcomeText(welcome), call.agent);
	forgetTold(call.places, call.client);
	// Her own conflicts are counted here and told at her first prompt.
	if (welcome.conflicts > 0) call.flags.raiseMail(call.name);
	handOnDatabase(call.context.env);
	tidy(call.context, call.places);
	await keepClaimFlag(call);
}

// ---------------------------------------------------------------- UserPromptSubmit

/** A session that began before the hooks, or before it had a name, is greeted at its first prompt. */
async function greeting(call: HookCall): Promise<readonly string[]> {
	return call.isFirst ? [welcomeText(await welcomeOf(call))] : [];
}

/** How many conflicts are told at one prompt. */
const mostConflicts = 3;

/** Down before the look: what is sent, or found, from here on raises the flag again. What was not shown keeps it up. */
export async function onUserPromptSubmit(call: HookCall): Promise<void> {
	const {context, flags, name, places, client} = call;
	flags.lowerMail(name);
	let isAllShown = false;
	try {
		const {messages, unread} = await context.store.inbox(name, {all: false, limit: mostUnread});
		const fresh = messages.filter(({surfacedAt}) => surfacedAt === null);
		const mail = fresh.length > 0 ? mailText(name, fresh, unread, randomBoundary()) : null;
		const conflicts = untold(places, client, name, await context.store.conflicts());
		const news = conflicts.slice(0, mostConflicts);
		const said = [...(await greeting(call)), ...(news.length > 0 ? [conflictText(name, news, randomBoundary())] : []), ...(mail ? [mail.text] : [])];
		if (said.length > 0) sayInContext('UserPromptSubmit', said.join('\n'), call.agent);
		const newsIds = news.map(({id}) => id);
		rememberTold(places, client, newsIds);
		// Her inbox need not say it again.
		if (newsIds.length > 0) await context.store.markTold(name, newsIds);
		const shown = mail?.shown ?? [];
		if (shown.length > 0) await context.store.markSurfaced(name, shown);
		isAllShown = shown.length === fresh.length && messages.length < mostUnread && news.length === conflicts.length;
	} finally {
		if (!isAllShown) flags.raiseMail(name);
	}
}

// ---------------------------------------------------------------- PreToolUse

/** From the front, when it stood at the beginning of the client's JSON; else from all of the JSON. */
async function wantedPaths(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
	const given = env['QUEEN_HOOK_PATH'];
	if (!given) return editedPaths(await readInput());
	const path = decodePath(given);
	return path === null ? [] : [path];
}

/**
 * Takes lines out of the claims flag of her repository that nothing stands behind any more. What is granted between the two looks stands in the
 * second one.
 */
async function keepClaimFlag({context, flags}: HookCall): Promise<void> {
	const key = findRepository(context.cwd)?.repoKey ?? null;
	const linesNow = async (): Promise<readonly string[]> => {
		const [claims, sisters] = await Promise.all([context.store.claims(), context.store.sisters()]);
		const living = new Set(sisters.filter(({status}) => status !== 'gone').map(sister => sister.name));
		return claimsToWatch(claims, key, owner => living.has(owner)).map(flagLine);
	};
	const standing = flags.claimLines(key);
	const now = standing === null ? [] : await linesNow();
	if (standing === null || (standing.length > 0 && standing.every(line => now.includes(line)))) return;
	flags.lowerClaims(key);
	for (const line of await linesNow()) flags.raiseClaims(key, line);
}

/** `given`: the path as the client wrote it, which stands for the file wherever she is. */
type InTheWay = {readonly given: string; readonly file: string; readonly claim: Claim};

/** The first of these files that another claimed, and her claim; one that somebody only edited when no word is against any of them. */
async function firstInTheWay({context, name}: HookCall, wanted: readonly string[], counts: (claim: Claim) => boolean): Promise<InTheWay | null> {
	const claims = (await context.store.claims()).filter(counts);
	const found = wanted.flatMap((given): readonly InTheWay[] => {
		const {path: file, repository, ignoreCase} = canonicalPath(given, context.cwd);
		const locks = repository === null ? [] : agentLocks(repository, context.clock.wall()).filter(counts);
		const claim = claimInTheWay([...claims, ...locks], {path: file, repoKey: repository?.repoKey ?? null, ignoreCase}, name);
		return claim === null ? [] : [{given, file, claim}];
	});
	return found.find(({claim}) => !claim.auto) ?? found[0] ?? null;
}

export async function onPreToolUse(call: HookCall): Promise<void> {
	const {context, agent} = call;
	const {claims, autoClaims} = configOrDefault(context.env).config;
	const decisionOn = ({auto}: Claim): typeof claims => (auto ? autoClaims : claims);
	const wanted = claims === 'off' && autoClaims === 'off' ? [] : await wantedPaths(context.env);
	if (wanted.length === 0) return;
	const found = await firstInTheWay(call, wanted, claim => decisionOn(claim) !== 'off');
	const decision = found === null ? 'off' : decisionOn(found.claim);
	if (found !== null && decision !== 'off') {
		const holder = await context.store.sister(found.claim.owner);
		answerEdit(decision, claimedText({...found, holderTask: holder?.task ?? null, now: context.clock.wall(), isStopped: decision !== 'warn'}), agent);
	}
	await keepClaimFlag(call);
}
