/** The boxes over the screen, bottom to top. */
import type {ReactNode} from 'react';
import {keyContext} from '../context.ts';
import {overlayBox} from '../overlay-box.ts';
import type {Facts, Where} from '../pane.ts';
import type {PeekFrame} from '../peek-frame.ts';
import type {ReviewFrame} from '../review-frame.ts';
import type {SharedFrame} from '../shared-frame.ts';
import type {SidesFrame} from '../sides-frame.ts';
import type {Overlay, UiState} from '../state.ts';
import type {Theme} from '../theme.ts';
import {bodyColumns, Compose} from './compose.tsx';
import {detailKeys} from './detail.ts';
import {Palette} from './palette.tsx';
import {Peek} from './peek.tsx';
import {boxPlace, TextBoxView} from './text-box.tsx';

export type OverlaysProps = {
	readonly facts: Facts;
	readonly now: number;
	readonly theme: Theme;
	readonly ui: UiState;
	readonly columns: number;
	readonly rows: number;
	readonly peek: PeekFrame | null;
	readonly sides: SidesFrame | null;
	readonly review?: ReviewFrame | null;
	readonly shared?: SharedFrame | null;
};

function Form({facts, now, theme, ui, columns, rows}: OverlaysProps): ReactNode {
	const {compose} = ui;
	if (!compose) return null;
	const world = {sisters: facts.sisters, keeper: facts.reader, columns: bodyColumns(columns)};
	const savedAt = facts.drafts.find(draft => draft.key === compose.key)?.savedAt ?? null;
	return <Compose editor={compose} world={world} theme={theme} now={now} savedAt={savedAt} columns={columns} rows={rows} />;
}

const withKeys: ReadonlySet<Overlay['kind']> = new Set(['detail', 'sides', 'reviews', 'review', 'shared', 'entry']);

/** Where the keys of a box count whose keys depend on what they can do; null: it names them itself. */
function keysOf(overlay: Overlay): Where | null {
	if (overlay.kind === 'shared' && overlay.typing) return 'shared-filter';
	return withKeys.has(overlay.kind) ? overlay.kind : null;
}

function One({overlay, ...props}: OverlaysProps & {readonly overlay: Overlay}): ReactNode {
	const {facts, now, theme, ui, columns, rows, peek, sides, review = null, shared = null} = props;
	const screen = {columns, rows};
	if (overlay.kind === 'compose') return <Form {...props} />;
	if (overlay.kind === 'peek')
		return (
			<Peek
				name={overlay.sister}
				frame={peek?.sister === overlay.sister ? peek : null}
				scroll={overlay.scroll}
				view={{facts, now, theme, ui}}
				columns={columns}
				rows={rows}
			/>
		);
	if (overlay.kind === 'palette') {
		const under = {...ui, overlays: ui.overlays.slice(0, -1)};
		return (
			<Palette
				overlay={overlay}
				context={keyContext({facts, ui: under, now, theme, peek, sides, review, shared, key: '', screen, listRows: 1})}
				screen={screen}
			/>
		);
	}
	const box = overlayBox(overlay, {facts, now, theme, ui, sides, review, shared}, screen);
	if (!box) return null;
	const place = keysOf(overlay);
	const cells = boxPlace(box, screen).width - 4;
	const keys =
		place === null ? box.keys : detailKeys(place, keyContext({facts, ui, now, theme, peek, sides, review, shared, key: '', screen, listRows: 1}), cells);
	return <TextBoxView box={{...box, keys}} scroll={'scroll' in overlay ? overlay.scroll : 0} theme={theme} screen={screen} />;
}

export function Overlays(props: OverlaysProps): ReactNode {
	const drawn: ReactNode[] = [];
	for (const overlay of props.ui.overlays) drawn.push(<One key={`${drawn.length} ${overlay.kind}`} overlay={overlay} {...props} />);
	return drawn;
}
