/** Which text box an overlay shows. One place for drawing and for the keys, so that they never disagree about its size. */
import {confirmBox} from './overlays/confirm.ts';
import {detailBox} from './overlays/detail.ts';
import {goingBox} from './overlays/going.ts';
import {helpBox} from './overlays/help.ts';
import {promptBox} from './overlays/prompt.ts';
import {reviewBox, reviewIn, reviewsBox} from './overlays/reviews.ts';
import {entryBox, sharedBox} from './overlays/shared.ts';
import {sidesBox} from './overlays/sides.ts';
import {type Screen, type TextBox, tightened} from './overlays/text-box.tsx';
import type {Facts, View} from './pane.ts';
import {paneById} from './panes/index.ts';
import type {ReviewFrame} from './review-frame.ts';
import {rowsOf} from './rows.ts';
import {entryIn} from './shared.ts';
import type {SharedFrame} from './shared-frame.ts';
import type {SidesFrame} from './sides-frame.ts';
import type {Overlay, UiState} from './state.ts';

export type Sight = Omit<View, 'width' | 'height'> & {
	readonly sides: SidesFrame | null;
	readonly review?: ReviewFrame | null;
	readonly shared?: SharedFrame | null;
};

/** The row that a detail overlay is about; null when it is gone. Looked for without the filter: typing one must not close it. */
export function detailValue(overlay: Extract<Overlay, {kind: 'detail'}>, facts: Facts, ui: UiState): unknown {
	const rows = rowsOf(paneById[overlay.pane], facts, {...ui, filters: {}});
	return rows.find(row => row.key === overlay.key)?.value ?? null;
}

/** The claim or the dispatch that a confirm overlay is about. */
export const confirmed = (
	overlay: Extract<Overlay, {kind: 'confirm'}>,
	facts: Facts,
): {claim: Facts['claims'][number] | null; message: Facts['dispatches'][number] | null} => ({
	claim: overlay.what === 'release' ? (facts.claims.find(claim => claim.id === overlay.id) ?? null) : null,
	message: overlay.what === 'withdraw' ? (facts.dispatches.find(message => message.id === overlay.id) ?? null) : null,
});

/** The box, without the keys of a detail or of both sides (they depend on what its keys can do). Null for the mail form, the peek and the palette, which have their own. */
export function overlayBox(overlay: Overlay, sight: Sight, screen: Screen): TextBox | null {
	switch (overlay.kind) {
		case 'help':
			return helpBox(overlay.pane, sight.theme, screen);
		case 'confirm': {
			const {claim, message} = confirmed(overlay, sight.facts);
			const entry = overlay.what === 'expire' ? entryIn(sight.shared ?? null, overlay.id) : null;
			return tightened(confirmBox(claim, message, {view: sight, screen}, entry), screen);
		}
		case 'going':
			return tightened(goingBox(overlay.sister, sight, screen), screen);
		case 'prompt':
			return tightened(promptBox(overlay.question, overlay.input, sight, screen), screen);
		case 'detail':
			return {...detailBox(paneById[overlay.pane], detailValue(overlay, sight.facts, sight.ui), sight, screen), keys: []};
		case 'sides':
			return {...sidesBox(sight.facts.conflicts.find(({id}) => id === overlay.conflict) ?? null, sight, screen), keys: []};
		case 'reviews':
			return {...reviewsBox(overlay.review, sight, screen), keys: []};
		case 'review':
			return {...reviewBox(reviewIn(sight.facts, overlay.review), sight.review ?? null, sight, screen), keys: []};
		case 'shared':
			return {...sharedBox(overlay, {...sight, frame: sight.shared ?? null}, screen), keys: []};
		case 'entry':
			return {...entryBox(entryIn(sight.shared ?? null, overlay.entry), sight, screen), keys: []};
		case 'peek':
		case 'compose':
		case 'palette':
			return null;
	}
}
