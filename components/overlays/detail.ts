/** Everything about one row, behind Enter. */
import {keyName} from '../footer.ts';
import {bindings} from '../keymap.ts';
import {piece} from '../line-text.tsx';
import type {KeyContext, Pane, View, Where} from '../pane.ts';
import {fittingHints, innerWidth, type Screen, type TextBox} from './text-box.tsx';

const widest = 92;

/** `value` null: the row went away while it was looked at. */
export function detailBox(pane: Pane<unknown>, value: unknown, view: Omit<View, 'width' | 'height'>, screen: Screen): Omit<TextBox, 'keys'> {
	const width = innerWidth(widest, screen);
	const lines = value === null ? [[piece('It is gone: the row is no longer there.')]] : pane.detail(value, {...view, width, height: screen.rows});
	return {title: [piece(`${pane.number} ${pane.title}`, 'strong')], note: [], lines, width: widest, height: Math.max(8, lines.length + 4)};
}

/** Keys that can act on this row, as many as fit whole into `cells`. */
export const detailKeys = (place: Where, context: KeyContext, cells: number): TextBox['keys'] =>
	fittingHints(
		[
			['Esc', place === 'shared-filter' ? 'clear' : 'back'],
			...bindings
				.filter(binding => binding.where.includes(place) && binding.label !== null && binding.id !== `${place}-close` && binding.disabled(context) === null)
				.map((binding): readonly [string, string] => [keyName(binding.keys[0] ?? '', context.theme), binding.label ?? '']),
		],
		cells,
	);
