/** What a key may look at, made from what is on the screen. */
import {confirmed, detailValue, overlayBox} from './overlay-box.ts';
import {peekExtent} from './overlays/peek.tsx';
import {chosenReview, reviewIn} from './overlays/reviews.ts';
import {boxExtent, type Screen} from './overlays/text-box.tsx';
import type {About, Facts, KeyContext} from './pane.ts';
import {paneById} from './panes/index.ts';
import type {PeekFrame} from './peek-frame.ts';
import type {ReviewFrame} from './review-frame.ts';
import {rowsOf, selectedIndex} from './rows.ts';
import {entryIn, sharedSight} from './shared.ts';
import type {SeenEntry, SharedFrame} from './shared-frame.ts';
import type {SidesFrame} from './sides-frame.ts';
import {type Overlay, topOverlay, type UiState} from './state.ts';
import type {Theme} from './theme.ts';

export type ContextInput = {
	readonly facts: Facts;
	readonly ui: UiState;
	readonly now: number;
	readonly theme: Theme;
	readonly screen: Screen;
	readonly peek: PeekFrame | null;
	readonly sides: SidesFrame | null;
	readonly review?: ReviewFrame | null;
	readonly shared?: SharedFrame | null;
	/** Rows that the focused list shows at once. */
	readonly listRows: number;
	/** The key that was pressed, by its name. */
	readonly key: string;
};

const nothing: About = {};

function aboutReview(overlay: Extract<Overlay, {kind: 'reviews' | 'review'}>, facts: Facts): About {
	const review = overlay.kind === 'review' ? reviewIn(facts, overlay.review) : chosenReview(facts, overlay.review);
	return review ? {review, sister: review.requester} : nothing;
}

const aboutEntry = (entry: SeenEntry | null): About => (entry ? {entry, sister: entry.by} : nothing);

function aboutSides(id: number, facts: Facts): About {
	const conflict = facts.conflicts.find(one => one.id === id);
	return conflict ? {conflict, sister: conflict.sisters[0] ?? null} : nothing;
}

function aboutConfirm(overlay: Extract<Overlay, {kind: 'confirm'}>, facts: Facts, shared: SharedFrame | null): About {
	if (overlay.what === 'expire') return aboutEntry(entryIn(shared, overlay.id));
	const {claim, message} = confirmed(overlay, facts);
	return claim ? {claim, sister: claim.owner} : message ? {message, sister: message.to} : nothing;
}

/** What an overlay is about; null: it has no subject of its own, what is under it counts. */
function aboutOverlay(overlay: Overlay, {facts, ui, shared = null}: ContextInput): About | null {
	switch (overlay.kind) {
		case 'peek':
		case 'going':
			return {sister: overlay.sister};
		case 'sides':
			return aboutSides(overlay.conflict, facts);
		case 'reviews':
		case 'review':
			return aboutReview(overlay, facts);
		case 'shared':
			return aboutEntry(sharedSight(overlay, shared).chosen);
		case 'entry':
			return aboutEntry(entryIn(shared, overlay.entry));
		case 'confirm':
			return aboutConfirm(overlay, facts, shared);
		case 'detail': {
			const value = detailValue(overlay, facts, ui);
			return value === null ? nothing : paneById[overlay.pane].about(value);
		}
		default:
			return null;
	}
}

/** What the keys are about: the uppermost overlay that has a subject, else the selected row. Never a row that slid into a gone one's place. */
function aboutOf(input: ContextInput, selected: unknown): About {
	const {ui} = input;
	for (const overlay of [...ui.overlays].reverse()) {
		const about = aboutOverlay(overlay, input);
		if (about) return about;
	}
	return selected === undefined ? nothing : paneById[ui.focus].about(selected);
}

/** How far the overlay on top scrolls and how long its page is; for the list, its own page. */
function extent(input: ContextInput): {readonly most: number; readonly page: number} {
	const {facts, ui, now, theme, screen, peek, sides, review = null, shared = null, listRows} = input;
	const top = topOverlay(ui);
	if (!top) return {most: 0, page: Math.max(1, listRows)};
	if (top.kind === 'peek') return peekExtent({name: top.sister, frame: peek, scroll: top.scroll, view: {facts, now, theme, ui}, ...screen});
	const box = overlayBox(top, {facts, now, theme, ui, sides, review, shared}, screen);
	return box ? boxExtent(box, screen) : {most: 0, page: 1};
}

export function keyContext(input: ContextInput): KeyContext {
	const {facts, ui, now, theme, key} = input;
	const pane = paneById[ui.focus];
	const rows = rowsOf(pane, facts, ui);
	const index = Math.max(0, selectedIndex(pane, rows, ui));
	const about = aboutOf(input, rows[index]?.value);
	const named = about.sister ?? null;
	return {
		facts,
		ui,
		now,
		theme,
		key,
		keys: rows.map(row => row.key),
		sisterKeys: rowsOf(paneById.sisters, facts, ui).map(row => row.key),
		index,
		sister: named === null ? null : (facts.sisters.find(sister => sister.name === named) ?? null),
		message: about.message ?? null,
		claim: about.claim ?? null,
		conflict: about.conflict ?? null,
		review: about.review ?? null,
		entry: about.entry ?? null,
		shared: input.shared ?? null,
		sides: input.sides,
		...extent(input),
	};
}
