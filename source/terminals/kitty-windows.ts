/** Reads kitty's `ls` answer: OS windows hold tabs, tabs hold windows. The environment of every window is in it, and is left there. */
import type {TerminalPlace} from '../../db/types.ts';

/** The only form in which a window is named to kitty: a match may be an expression there. */
export const windowId = /^[1-9]\d{0,8}$/;

export type KittyWindow = {
	readonly id: string;
	/** First process of the window. */
	readonly pid: number;
	/** Raw: hostile until sanitized. */
	readonly title: string;
	readonly cwd: string | null;
	/** Is it what somebody looks at? kitty calls one window of *every* tab focused; the one that is has a focused tab in a focused OS window. */
	readonly watched: boolean;
	readonly columns: number;
	readonly rows: number;
	/** Processes in front, in kitty's order. */
	readonly foreground: readonly {readonly pid: number; readonly argv: readonly string[]}[];
};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown): number => (typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0);

const foregroundOf = (value: unknown): KittyWindow['foreground'] =>
	listOf(value).map(({pid, cmdline}) => ({pid: count(pid), argv: Array.isArray(cmdline) ? cmdline.map(text) : []}));

function windowOf(fields: Fields, isShown: boolean): readonly KittyWindow[] {
	const id = String(count(fields['id']));
	const pid = count(fields['pid']);
	if (!windowId.test(id) || pid === 0) return [];
	return [
		{
			id,
			pid,
			title: text(fields['title']),
			cwd: text(fields['cwd']) || null,
			watched: isShown && fields['is_focused'] === true,
			columns: count(fields['columns']),
			rows: count(fields['lines']),
			foreground: foregroundOf(fields['foreground_processes']),
		},
	];
}

const windowsOfTab = (tab: Fields, isShown: boolean): readonly KittyWindow[] =>
	listOf(tab['windows']).flatMap(window => windowOf(window, isShown && tab['is_focused'] === true));

/** Null when it is no listing. What is not understood inside of one is left out. */
export function parseListing(data: string): readonly KittyWindow[] | null {
	let listing: unknown;
	try {
		listing = JSON.parse(data);
	} catch {
		return null;
	}
	if (!Array.isArray(listing)) return null;
	return listOf(listing).flatMap(each => listOf(each['tabs']).flatMap(tab => windowsOfTab(tab, each['is_focused'] === true)));
}

/** What `get-text` is asked for: the screen with colours, and a CR where a long line was wrapped. Nothing is selected or cleared by it. */
export const screenOf = (place: TerminalPlace): Readonly<Record<string, unknown>> => ({
	match: `id:${place.pane}`,
	extent: 'screen',
	ansi: true,
	wrap_markers: true,
});

/** One line for each row of the screen, as tmux gives it: kitty ends a row with CR LF, or with CR alone where the text goes on. */
export const rowsOf = (data: string): string => data.replace(/\r\n?/g, '\n').replace(/\n$/, '');
