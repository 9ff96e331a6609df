/** The rows of a pane as they are drawn: filtered, remembered for as long as nothing they are made of changed. */
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

/** Does the row belong to that repository? What belongs to none (a cron, a scan) stays. */
function isIn({key, name}: OnlyRepo, {sister, claim, conflict, message}: About, facts: Facts): boolean {
	if (claim) return claim.repoKey === key || claim.kind === 'domain';
	if (conflict) return conflict.repo === name;
	const who = message ? [message.from, message.to] : [sister];
	const known = who.flatMap(one => facts.sisters.filter(({name: hers}) => hers === one));
	return known.length === 0 || known.some(({repoKey}) => repoKey === key);
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
