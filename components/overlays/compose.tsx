/** The mail form over the screen (SCREENS.md, "compose overlay"). */
import type {ReactNode} from 'react';
import type {Editor, EditorWorld} from '../editor.ts';
import {LineText} from '../line-text.tsx';
import type {Theme} from '../theme.ts';
import {centred, HeavyBox, type Place, sided} from './compose-box.tsx';
import {composeFoot, composeLines, composeNote, composeTitle} from './compose-lines.ts';

export type ComposeProps = {
	readonly editor: Editor;
	/** `columns` of it must be `bodyColumns` of this screen. */
	readonly world: EditorWorld;
	readonly theme: Theme;
	/** Wall time in milliseconds. */
	readonly now: number;
	/** When the stored draft of this form was written: `savedAt` of the snapshot's draft with the form's key, else null. */
	readonly savedAt: string | null;
	/** The whole screen. */
	readonly columns: number;
	readonly rows: number;
};

const widest = 78;
const highest = 20;
/** Rows of the screen that stay visible above and below, where there are enough. */
const margin = 3;

function placeOf(columns: number, rows: number): Place {
	const height = rows >= 18 ? Math.min(highest, rows - 2 * margin) : rows;
	return centred(columns, rows, columns > widest + 2 ? widest : columns, height);
}

/** Cells of a row of text in the form, on a screen of so many columns: two borders with air, the bar, and a place for the cursor at the end. */
export const bodyColumns = (columns: number): number => Math.max(1, placeOf(columns, 24).width - 4 - 2 - 1);

export function Compose({editor, world, theme, now, savedAt, columns, rows}: ComposeProps): ReactNode {
	const place = placeOf(columns, rows);
	const view = {editor, world, theme, now, width: Math.max(1, place.width - 4), height: Math.max(1, place.height - 2)};
	const lines = composeLines(view);
	return (
		<HeavyBox
			place={place}
			theme={theme}
			title={composeTitle({editor})}
			note={composeNote(editor, savedAt, now)}
			foot={composeFoot(view)}
			drawRow={index => <LineText line={sided(lines[index] ?? [], theme)} theme={theme} />}
		/>
	);
}
