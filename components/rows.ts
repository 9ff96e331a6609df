/** The rows of a pane as they are drawn: filtered, remembered for as long as nothing they are made of changed. */
import type {Claim, Conflict, Sanitized} from '../db/types.ts';
import {isPush} from '../source/format/push-queue.ts';
import type {About, Facts, Pane, Row} from './pane.ts';
import type {OnlyRepo, UiState} from './state.ts';

const remembered = new WeakMap<Facts, Map<string, readonly Row<unknown>[]>>();

/** All words of the filter must stand somewhere in the row, in any order and case. */
export function holds(text: string, filter: string): boolean {
	const low = text.toLowerCase();
	return filter
		.toLowerCase()
		.split(/\s+/)
		.every(word => low.includes(word));
}

/** By the repository that it is about, which in a clone may have another name. Of one where nobody stands any more only the name is known. */
function isConflictIn({key, name}: OnlyRepo, {repo, repoId}: Sanitized<Conflict>, {sisters}: Facts): boolean {
	const here = sisters.filter(({repoKey}) => repoKey === key);
	if (repoId === null || here.some(sister => sister.repoId === repoId)) return true;
	return !sisters.some(sister => sister.repoId === repoId) && (repo === name || here.some(sister => sister.repo === repo));
}

/** One of them works there, or nobody knows any of them. */
function isOfSomebodyIn({key}: OnlyRepo, names: readonly (string | null | undefined)[], {sisters}: Facts): boolean {
	const known = names.flatMap(name => sisters.filter(({name: hers}) => hers === name));
	return known.length === 0 || known.some(({repoKey}) => repoKey === key);
}

/** A domain is the whole colony's; who pushes, pushes to one repository. */
function isClaimIn(only: OnlyRepo, claim: Sanitized<Claim>, facts: Facts): boolean {
	if (isPush(claim)) return claim.resource.endsWith(`:${only.key}`) || isOfSomebodyIn(only, [claim.owner], facts);
	return claim.repoKey === null || claim.repoKey === only.key || claim.kind === 'domain';
}

/** Does the row belong to that repository? What belongs to none (a cron, a scan) stays. */
export function isIn(only: OnlyRepo, {sister, claim, conflict, message}: About, facts: Facts): boolean {
	if (claim) return isClaimIn(only, claim, facts);
	if (conflict) return isConflictIn(only, conflict, facts);
	return isOfSomebodyIn(only, message ? [message.from, message.to] : [sister], facts);
}

function makeRows(pane: Pane<unknown>, facts: Facts, ui: UiState, filter: string): readonly Row<unknown>[] {
	const {onlyRepo} = ui;
	const all = pane.rows(facts, ui);
	const rows = onlyRepo === null ? all : all.filter(({value}) => isIn(onlyRepo, pane.about(value), facts));
	return filter === '' ? rows : rows.filter(row => holds(pane.words(row.value), filter));
}

/** The same array for the same facts, filter and switches. */
export function rowsOf(pane: Pane<unknown>, facts: Facts, ui: UiState): readonly Row<unknown>[] {
	const filter = (ui.filters[pane.id] ?? '').trim();
	const key = [pane.id, ui.onlyWaiting, ui.allMail, ui.onlyRepo?.key ?? '', filter].join('\n');
	let known = remembered.get(facts);
	if (!known) {
		known = new Map();
		remembered.set(facts, known);
	}
	let rows = known.get(key);
	if (!rows) {
		rows = makeRows(pane, facts, ui, filter);
		known.set(key, rows);
	}
	return rows;
}

/** Where the selected row stands now: found by its key; when it is gone, whatever stands in its place; without a selection the first. -1: no rows. */
export function selectedIndex(pane: Pane<unknown>, rows: readonly Row<unknown>[], ui: UiState): number {
	const selection = ui.selected[pane.id];
	if (!selection || rows.length === 0) return rows.length === 0 ? -1 : 0;
	const found = rows.findIndex(row => row.key === selection.key);
	return found >= 0 ? found : Math.max(0, Math.min(rows.length - 1, selection.index));
}
