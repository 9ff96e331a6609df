/** What Node does at the three events that may have something to say. Each prints the client's protocol or nothing. */
import {appendFileSync, existsSync} from 'node:fs';
import path from 'node:path';
import {claimInTheWay, claimsToWatch} from '../claim-in-the-way.ts';
import {configOrDefault} from '../config.ts';
import type {Context} from '../context.ts';
import {hivePaths} from '../paths.ts';
import {canonicalPath, findRepository} from '../repository.ts';
import {answerEdit, sayInContext} from './answers.ts';
import {randomBoundary} from './boundary.ts';
import {claimLine, type Flags} from './flags.ts';
import {quoted} from './installed-line.ts';
import {decodePath, editedPath, readInput} from './payload.ts';
import type {HookPlaces} from './places.ts';
import {tidy} from './prepare.ts';
import {claimedText, mailText, type Welcome, welcomeText} from './words.ts';

export type HookCall = {
	readonly context: Context;
	readonly places: HookPlaces;
	readonly flags: Flags;
	/** The sister that the hook works for. */
	readonly name: string;
	/** No hook has met her client before. */
	readonly isFirst: boolean;
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
	const [sisters, claims, counts] = await Promise.all([store.sisters(), store.claims(), store.counts(name)]);
	const others = sisters.filter(sister => sister.name !== name && sister.status !== 'gone');
	const key = repository?.repoKey ?? null;
	return {
		name,
		others: others.length,
		repo: repository?.repo ?? null,
		othersHere: key === null ? 0 : others.filter(({repoKey}) => repoKey === key).length,
		claimsHere: key === null ? 0 : claims.filter(({owner, repoKey, stale}) => owner !== name && repoKey === key && !stale).length,
		unread: counts.unread,
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
	sayInContext('SessionStart', welcomeText(await welcomeOf(call)));
	handOnDatabase(call.context.env);
	tidy(call.context, call.places);
	await keepClaimFlag(call);
}

// ---------------------------------------------------------------- UserPromptSubmit

/** A session that began before the hooks, or before it had a name, is greeted at its first prompt. */
async function greeting(call: HookCall): Promise<readonly string[]> {
	return call.isFirst ? [welcomeText(await welcomeOf(call))] : [];
}

/** Down before the look: what is sent from here on raises the flag again. What was not shown keeps it up. */
export async function onUserPromptSubmit(call: HookCall): Promise<void> {
	const {context, flags, name} = call;
	flags.lowerMail(name);
	let isAllShown = false;
	try {
		const {messages, unread} = await context.store.inbox(name, {all: false, limit: mostUnread});
		const fresh = messages.filter(({surfacedAt}) => surfacedAt === null);
		const mail = fresh.length > 0 ? mailText(name, fresh, unread, randomBoundary()) : null;
		const said = [...(await greeting(call)), ...(mail ? [mail.text] : [])];
		if (said.length > 0) sayInContext('UserPromptSubmit', said.join('\n'));
		const shown = mail?.shown ?? [];
		if (shown.length > 0) await context.store.markSurfaced(name, shown);
		isAllShown = shown.length === fresh.length && messages.length < mostUnread;
	} finally {
		if (!isAllShown) flags.raiseMail(name);
	}
}

// ---------------------------------------------------------------- PreToolUse

/** From the front, when it stood at the beginning of the client's JSON; else from all of the JSON. */
async function wantedPath(env: NodeJS.ProcessEnv): Promise<string | null> {
	const given = env['QUEEN_HOOK_PATH'];
	return given ? decodePath(given) : editedPath(await readInput());
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
		return claimsToWatch(claims, key, owner => living.has(owner)).map(({owner, resource}) => claimLine(owner, resource));
	};
	const standing = flags.claimLines(key);
	const now = standing === null ? [] : await linesNow();
	if (standing === null || (standing.length > 0 && standing.every(line => now.includes(line)))) return;
	flags.lowerClaims(key);
	for (const line of await linesNow()) flags.raiseClaims(key, line);
}

export async function onPreToolUse(call: HookCall): Promise<void> {
	const {context, name} = call;
	const decision = configOrDefault(context.env).config.claims;
	const wanted = decision === 'off' ? null : await wantedPath(context.env);
	if (wanted === null || decision === 'off') return;
	const {path: file, repository} = canonicalPath(wanted, context.cwd);
	const claim = claimInTheWay(await context.store.claims(), {path: file, repoKey: repository?.repoKey ?? null}, name);
	if (claim !== null) {
		const holder = await context.store.sister(claim.owner);
		answerEdit(decision, claimedText(file, claim, holder?.task ?? null, context.clock.wall()));
	}
	await keepClaimFlag(call);
}
