/** The folders that the front writes to and reads from, made by the first hook of a database; and keeping them small. */
import {existsSync, mkdirSync, renameSync, rmSync, statSync} from 'node:fs';
import type {Context} from '../context.ts';
import {type Flags, flagLine, startFlags} from './flags.ts';
import type {HookPlaces} from './places.ts';
import {clearCards} from './session-card.ts';

/** Nobody folds the spool while no scanner runs. */
const mostSpool = 1024 * 1024;

/**
 * Makes the flags tell the truth: once for each installation. From the moment when the folders are there everybody raises flags, so what is
 * looked up after that misses nothing.
 */
export async function prepare(context: Context, places: HookPlaces, flags: Flags): Promise<void> {
	if (flags.isInstalled()) return;
	for (const folder of [places.hooks, places.spool, places.mail, places.claims, places.sessions]) mkdirSync(folder, {recursive: true, mode: 0o700});
	for (const claim of await context.store.claims()) if (claim.kind === 'path') flags.raiseClaims(claim.repoKey, flagLine(claim));
	startFlags(places);
}

/** At the start of a session: cards of dead clients go, and a spool that nobody reads is begun anew. */
export function tidy(context: Context, places: HookPlaces): void {
	for (const folder of [places.sessions, places.told, places.waiters]) clearCards(folder, pid => context.processes.get(pid) !== null);
	const size = statSync(places.events, {throwIfNoEntry: false})?.size ?? 0;
	if (size < mostSpool) return;
	const old = `${places.events}.old`;
	rmSync(old, {force: true});
	if (existsSync(places.events)) renameSync(places.events, old);
}
