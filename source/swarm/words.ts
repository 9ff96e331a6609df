/** What several commands say or read in the same way. */
import type {Safe, Sister} from '../../db/types.ts';
import {stringFlag} from '../commands/input.ts';
import type {Call} from '../commands/types.ts';
import type {Context} from '../context.ts';
import {isKeeperName, slug} from '../names.ts';
import {findRepository} from '../repository.ts';
import {cell} from '../sanitize.ts';
import type {SwarmFlag} from './flags.ts';
import {table} from './table.ts';

/** An option that was asked for before the command ran. */
export const flagOf = ({flags}: Pick<Call, 'flags'>, name: SwarmFlag): string => stringFlag(flags, name) ?? '';

/** As wide as rich takes a terminal to be: its columns, else COLUMNS, else 80. */
const widthOf = ({out, env}: Pick<Call, 'out' | 'env'>): number => out.columns || Number(env['COLUMNS']) || 80;

export const tableFor = (call: Pick<Call, 'out' | 'env'>, title: string, head: readonly string[], rows: readonly (readonly Safe[])[]): readonly string[] =>
	table(title, head, rows, {width: widthOf(call), unicode: call.out.unicode});

/** `A` for `a`: her own way of writing it, where it differs in nothing but case. Everything else could pretend to be somebody. */
export function written({name, displayName}: Pick<Sister, 'name' | 'displayName'>): string {
	return /^[\x21-\x7e]+$/.test(displayName) && displayName.toLowerCase() === name ? displayName : name;
}

/** What each name is on the screen. */
export async function namesIn({store}: Pick<Context, 'store'>): Promise<(name: string) => Safe> {
	const known = new Map((await store.sisters()).map(sister => [sister.name, written(sister)]));
	return name => cell(known.get(name) ?? name);
}

/** An ID that was typed, as it is stored. */
export const storedName = (typed: string): string => (isKeeperName(typed) ? 'queen' : slug(typed));

/** Sisters of the repository that we stand in; outside of any: those outside of any. */
export async function sistersHere({store, cwd}: Pick<Context, 'store' | 'cwd'>): Promise<readonly Sister[]> {
	const repoKey = findRepository(cwd)?.repoKey ?? null;
	const sisters = await store.sisters();
	return sisters.filter(sister => sister.repoKey === repoKey && (sister.status !== 'gone' || sister.declared)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
