/** Which open conflicts a session was told of: each once, until it begins anew (its context is gone then). A file for each client. Light. */
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {Conflict} from '../../db/types.ts';
import type {HookPlaces} from './places.ts';

type Place = Pick<HookPlaces, 'told'>;

const fileOf = ({told}: Place, client: number): string => path.join(told, String(client));

function toldIds(places: Place, client: number | null): ReadonlySet<number> {
	if (client === null) return new Set();
	try {
		return new Set(readFileSync(fileOf(places, client), 'utf8').split('\n').filter(Boolean).map(Number));
	} catch {
		// She was told of none yet.
		return new Set();
	}
}

/** Does it count, and is she one of its parties? Notices do not: they stand in the view, calm (RULES.md, Conflicts and notices). */
export const concerns = ({kind, resolvedAt, mutedWhy, sisters}: Conflict, name: string): boolean =>
	kind === 'conflict' && resolvedAt === null && mutedWhy === null && sisters.includes(name);

/** Of these her own that this session has not heard of. */
export function untold(places: Place, client: number | null, name: string, conflicts: readonly Conflict[]): readonly Conflict[] {
	const told = toldIds(places, client);
	return conflicts.filter(conflict => concerns(conflict, name) && !told.has(conflict.id));
}

/** After it was printed. */
export function rememberTold(places: Place, client: number | null, ids: readonly number[]): void {
	if (client === null || ids.length === 0) return;
	mkdirSync(places.told, {recursive: true, mode: 0o700});
	writeFileSync(fileOf(places, client), [...toldIds(places, client), ...ids].map(id => `${id}\n`).join(''), {mode: 0o600});
}

export function forgetTold(places: Place, client: number | null): void {
	if (client !== null) rmSync(fileOf(places, client), {force: true});
}
