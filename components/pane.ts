/**
 * A pane is one value: the screen, the help and the README are loops over them (ARCHITECTURE.md). A binding is one record
 * that drives dispatch, footer, help and README.
 */
import type {Claim, Conflict, Message, Review, Sanitized, Sister, Snapshot} from '../db/types.ts';
import type {EditorAction} from './editor.ts';
import type {Intent} from './intents.ts';
import type {SeenEntry, SharedFrame} from './shared-frame.ts';
import type {SidesFrame} from './sides-frame.ts';
import type {Msg, OverlayKind, PaneId, UiState} from './state.ts';
import type {Theme, Tone} from './theme.ts';

export type Facts = Sanitized<Snapshot>;

/** What drawing needs besides the row. */
export type View = {
	readonly facts: Facts;
	/** Wall time in milliseconds, given from outside: components have no clock. */
	readonly now: number;
	readonly theme: Theme;
	readonly ui: UiState;
	/** Cells inside the pane's borders and rows of its list. */
	readonly width: number;
	readonly height: number;
};

/** A piece of text with its meaning. */
export type Piece = {readonly text: string; readonly tone: Tone};
export type Line = readonly Piece[];

export type Row<T> = {
	/** Identity: the selection follows it through every change of order. */
	readonly key: string;
	readonly value: T;
	/** Rows of another group are set off by a rule. */
	readonly group?: string;
};

/** How wide a column may be, in cells: as its widest text, between `min` and `max`. A column without any text is left out. */
export type Column<T> = {
	readonly id: string;
	readonly title: string;
	readonly min: number;
	readonly max: number;
	/** Columns with long texts share by this what the others leave; 0: served first. The last one takes the rest. */
	readonly grow: number;
	readonly align: 'left' | 'right';
	/** What is cut away of a long text: its end, or its middle where the end tells more (branches, paths). */
	readonly cut: 'end' | 'middle';
	/** Columns with the highest number go first when there is no room; 0 stays. */
	readonly drop: number;
	/** Is a name, and not to be cut while columns that may go are still there. */
	readonly whole?: true;
	/** Spaces before it. */
	readonly gap: number;
	/** Stays where one list has the whole of a narrow screen. */
	readonly list: boolean;
	/** `width`: the cells that it gets; its `max` while columns are measured. */
	cell(value: T, view: View, width: number): Piece;
};

/** What a row is about: `sister` is a name, the others are the thing itself. */
export type About = {
	readonly sister?: string | null;
	readonly message?: Sanitized<Message>;
	readonly claim?: Sanitized<Claim>;
	readonly conflict?: Sanitized<Conflict>;
	readonly review?: Sanitized<Review>;
	readonly entry?: SeenEntry;
};

/** Where a key counts: in all panes, in one, or in an overlay or the filter line while it is open. */
export type Where = 'panes' | PaneId | OverlayKind | 'filter' | 'shared-filter';

/** What a binding may look at. */
export type KeyContext = {
	readonly facts: Facts;
	readonly ui: UiState;
	readonly now: number;
	readonly theme: Theme;
	/** Keys of the focused pane's rows in drawn order. */
	readonly keys: readonly string[];
	/** The same of Sisters, whatever is focused. */
	readonly sisterKeys: readonly string[];
	/** Place of the selected row among the keys; 0 also when there is none. */
	readonly index: number;
	/** The key that was pressed, by its name. */
	readonly key: string;
	/** What the selected row (or the overlay on top) is about; null: nothing of that kind. */
	readonly sister: Sanitized<Sister> | null;
	readonly message: Sanitized<Message> | null;
	readonly claim: Sanitized<Claim> | null;
	readonly conflict: Sanitized<Conflict> | null;
	readonly review: Sanitized<Review> | null;
	readonly entry: SeenEntry | null;
	/** What was written down for all, while its box is open. */
	readonly shared: SharedFrame | null;
	/** What both parties of a conflict changed, while its box is open. */
	readonly sides: SidesFrame | null;
	/** Rows that the focused list, or the overlay on top, shows at once. */
	readonly page: number;
	/** How far the overlay on top scrolls, in lines. */
	readonly most: number;
};

/** A step of the mail form: becomes a Msg and intents in app.tsx, which knows the world of the form. */
export type FormStep = {readonly type: 'edit'; readonly action: EditorAction};
export type Step = Msg | Intent | FormStep;

export type Binding = {
	readonly id: string;
	/** Normalised names: `j`, `G`, `enter`, `ctrl-s`, `page-down`, `f5`. The first one is shown. */
	readonly keys: readonly string[];
	/** Two words at most, for the footer; null: not in the footer. */
	readonly label: string | null;
	/** The footer shows it only while it can act. */
	readonly passing?: boolean;
	/** A sentence for help and README, without a full stop. */
	readonly help: string;
	readonly where: readonly Where[];
	/** Heading under which help lists it. */
	readonly group: 'move' | 'look' | 'mail' | 'claims' | 'conflicts' | 'find' | 'other';
	/** Why the key cannot act now, in words; null: it can. */
	disabled(context: KeyContext): string | null;
	act(context: KeyContext): Step | readonly Step[];
};

export type Pane<T> = {
	readonly id: PaneId;
	readonly number: 1 | 2 | 3 | 4 | 5 | 6;
	readonly title: string;
	/** Shows a line with the columns' titles where there is room. */
	readonly heading: boolean;
	/** Right side of the title line; null: nothing. `long` where there is room for words. */
	note(view: View, long: boolean): Piece | null;
	/** In drawn order, unfiltered. Only `allMail` and `onlyWaiting` of the view's state may be looked at: rows are remembered by them. */
	rows(facts: Facts, ui: UiState): readonly Row<T>[];
	readonly columns: readonly Column<T>[];
	/** A second line under a row, or null. */
	below(value: T, view: View): Line | null;
	/** Lines above the rows. */
	head(view: View): readonly Line[];
	/** Lines under the rows. */
	foot(view: View): readonly Line[];
	/** Shown when there is no row. */
	empty(view: View): readonly Line[];
	/** What the filter looks in. */
	words(value: T): string;
	/** What the keys of this row are about. */
	about(value: T): About;
	/** Everything about one row, for the overlay behind Enter. */
	detail(value: T, view: View): readonly Line[];
	readonly bindings: readonly Binding[];
};

/** Gives the row type to everything in a pane without writing it down twice. */
export const definePane = <T>(pane: Pane<T>): Pane<T> => pane;
