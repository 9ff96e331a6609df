/** The one table of keys, and the search in it. */
import {claim} from './bindings/claims.ts';
import {general} from './bindings/general.ts';
import {jump, nextWho, onlyThisRepo, onlyWaiting, previousWho} from './bindings/look.ts';
import {allMail, dispatch, tell} from './bindings/mail.ts';
import {filterMoves, focuses, moves} from './bindings/move.ts';
import {mute} from './bindings/mute.ts';
import {overlayBindings} from './bindings/overlays.ts';
import {openPalette, paletteBindings} from './bindings/palette.ts';
import {openReviews} from './bindings/reviews.ts';
import {openShared} from './bindings/shared.ts';
import {placesOf} from './keys-in-words.ts';
import {paletteRows} from './palette.ts';
import type {Binding, Where} from './pane.ts';
import {panes} from './panes/index.ts';

const table: readonly Binding[] = [
	...new Set([
		...panes.flatMap(pane => pane.bindings),
		jump,
		tell,
		dispatch,
		...general.filter(binding => binding.id === 'filter'),
		...focuses,
		nextWho,
		previousWho,
		claim,
		allMail,
		onlyWaiting,
		onlyThisRepo,
		mute,
		openReviews,
		openShared,
		openPalette,
		...moves,
		...general,
		...filterMoves,
		...overlayBindings,
	]),
];

/** Every binding once: those of the panes first, so that the footer begins with what the focused pane is for. */
export const bindings: readonly Binding[] = [...table, ...paletteBindings((typed, context) => paletteRows(table, typed, context))];

/** The first binding that counts in one of these places and has the key; places are asked in order. */
export function lookup(where: readonly Where[], key: string): Binding | null {
	for (const place of where) {
		const found = bindings.find(binding => binding.where.includes(place) && binding.keys.includes(key));
		if (found) return found;
	}
	return null;
}

/** A binding that has the key in some other pane: so that a key which cannot act here says where it does. */
export const elsewhere = (key: string): Binding | null =>
	bindings.find(binding => binding.keys.includes(key) && panes.some(pane => binding.where.includes(pane.id))) ?? null;

export type KeyRow = {readonly id: string; readonly keys: readonly string[]; readonly where: string; readonly places: readonly Where[]; readonly help: string};

const written: Readonly<Record<string, string>> = {
	enter: 'Enter',
	escape: 'Esc',
	tab: 'Tab',
	'shift-tab': 'Shift-Tab',
	'page-down': 'PgDn',
	'page-up': 'PgUp',
	up: 'Up',
	down: 'Down',
	home: 'Home',
	end: 'End',
	f5: 'F5',
};

/** A key as the README writes it. */
export const writtenKey = (key: string): string => written[key] ?? (key.startsWith('ctrl-') ? `Ctrl-${key.slice(5).toUpperCase()}` : key);

/** The key table as rows: for the README, and for the story that presses every key. */
export const keyTable = (): readonly KeyRow[] =>
	bindings.map(binding => ({id: binding.id, keys: binding.keys.map(writtenKey), where: placesOf(binding), places: binding.where, help: binding.help}));
