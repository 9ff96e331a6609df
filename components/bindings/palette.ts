/** The palette: every action found by what it does. */
import {textOf} from '../editor-text.ts';
import type {PaletteRow} from '../palette.ts';
import type {Binding, KeyContext, Step} from '../pane.ts';
import {topOverlay} from '../state.ts';

export const openPalette: Binding = {
	id: 'palette',
	keys: [':'],
	label: null,
	help: 'Find any action by what it does',
	where: ['panes'],
	group: 'find',
	disabled: () => null,
	act: () => ({type: 'open', overlay: {kind: 'palette', input: textOf(''), index: 0}}),
};

/** The screen under the palette: what its actions are about. */
const under = (context: KeyContext): KeyContext => ({...context, ui: {...context.ui, overlays: context.ui.overlays.slice(0, -1)}});

/** The keys of the open palette. `rows` finds the actions for what is typed; it is given, because it looks through the table that this is part of. */
export function paletteBindings(rows: (typed: string, context: KeyContext) => readonly PaletteRow[]): readonly Binding[] {
	const typed = ({ui}: KeyContext): string => {
		const top = topOverlay(ui);
		return top?.kind === 'palette' ? top.input.text : '';
	};
	const shown = (context: KeyContext): readonly PaletteRow[] => (topOverlay(context.ui)?.kind === 'palette' ? rows(typed(context), under(context)) : []);
	const chosen = (context: KeyContext): PaletteRow | null => {
		const top = topOverlay(context.ui);
		return (top?.kind === 'palette' ? shown(context)[top.index] : null) ?? null;
	};
	const key = (id: string, keys: readonly string[], label: string | null, help: string, act: (context: KeyContext) => Step | readonly Step[]): Binding => ({
		id: `palette-${id}`,
		keys,
		label,
		help,
		where: ['palette'],
		group: 'find',
		disabled: () => null,
		act,
	});
	const move =
		(by: number) =>
		(context: KeyContext): Step => ({type: 'palette-move', by, count: shown(context).length});
	return [
		{
			...key('do', ['enter'], 'do it', 'Do the chosen action, or go to the pane where it can be done', context => {
				const row = chosen(context);
				if (!row) return [];
				const close: Step = {type: 'close'};
				return [close, row.steps()].flat();
			}),
			disabled: context => {
				const row = chosen(context);
				if (!row) return `No action matches "${typed(context)}": other words, or Esc.`;
				return row.acts ? null : row.why;
			},
		},
		key('down', ['down', 'ctrl-n'], null, 'Next action', move(1)),
		key('up', ['up', 'ctrl-p'], null, 'Previous action', move(-1)),
		key('close', ['escape'], 'close', 'Close without doing anything', () => ({type: 'close'})),
	];
}
