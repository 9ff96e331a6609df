/** Said once in a view, before a jump fills the keeper's terminal with another program: where her keys go, and how she comes back. */
import {wrap} from '../fit.ts';
import {piece} from '../line-text.tsx';
import type {Line, View} from '../pane.ts';
import {innerWidth, keyHints, type Screen, type TextBox} from './text-box.tsx';

const widest = 72;

export function goingBox(sister: string, {theme}: Pick<View, 'theme'>, screen: Screen): TextBox {
	const said = (text: string): readonly Line[] => wrap(text, innerWidth(widest, screen)).map(line => [piece(line)]);
	const back: readonly Line[] = [[piece('Ctrl-Q', 'strong'), piece(' comes back here. She goes on either way.')]];
	const lines = [...said(`The terminal of ${sister} will fill this one, and your keys go to her.`), ...back, [], ...said('This is said once.')];
	return {
		title: [piece(`Go to ${sister}?`, 'strong')],
		note: [],
		lines,
		keys: keyHints([
			[theme.glyphs.enter, 'go'],
			['Esc', 'stay'],
		]),
		width: widest,
		height: lines.length + 4,
	};
}
