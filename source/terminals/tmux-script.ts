/**
 * What is asked of a tmux server in one go, and the reading of its answer.
 * The commands go to `tmux source-file -` on stdin, because there a missing pane does not stop the lines after it
 * (in a `;` list it does). Only ids that match `paneId` are ever written into a command.
 */
import {statSync} from 'node:fs';
import type {TerminalPane} from './types.ts';

/** The only form in which a pane is named to tmux: names could be patterns or commands there. */
export const paneId = /^%\d{1,9}$/;

/** Formats that identify a server: it counts its panes from %0 again after a restart. */
export const serverFormat = '#{pid}:#{start_time}';

const numbers = [
	serverFormat,
	'#{pane_id}',
	'#{pane_pid}',
	'#{pane_dead}',
	'#{pane_width}',
	'#{pane_height}',
	'#{window_activity}',
	'#{window_active}',
	'#{pane_active}',
	'#{session_attached}',
].join('\t');

/** Texts that others choose come last, each after the random token, so that no tab or line break in one can pose as a field. */
const paneFormat = (token: string): string =>
	`${token}P\t${numbers}${token}#{pane_tty}${token}#{pane_current_command}${token}#{pane_current_path}${token}#{pane_title}`;

/** A marker with the pane's own id (empty when it is gone), then its visible screen with colours. */
export const captureCommands = (token: string, pane: string): string =>
	`display-message -p -t ${pane} '${token}S\t${serverFormat}\t#{pane_id}'\ncapture-pane -p -e -t ${pane}\n`;

/** The script of one scan. `token` is random text of letters and digits that no screen can hold by chance. */
export const scanScript = (token: string, panes: readonly string[]): string =>
	`list-panes -a -F '${paneFormat(token)}'\n${panes.map(pane => captureCommands(token, pane)).join('')}`;

/** `pane_tty` as the device number that /proc/<pid>/stat shows, or 0. */
const deviceOf = (tty: string): number => (tty === '' ? 0 : (statSync(tty, {throwIfNoEntry: false})?.rdev ?? 0));

const parsePane = (socket: string, parts: readonly string[]): TerminalPane | null => {
	const [head = '', tty = '', command = '', cwd = '', title = ''] = parts;
	const [, server, pane, pid, isDead, columns, rows, activity, windowActive, paneActive, attached] = head.split('\t');
	if (server === undefined || pane === undefined || !paneId.test(pane)) return null;
	return {
		place: {kind: 'tmux', socket, pane, server},
		pid: Number(pid),
		// The line break that ends the record belongs to tmux, not to the title.
		title: title.replace(/\n$/, ''),
		command,
		cwd: cwd === '' ? null : cwd,
		dead: isDead === '1',
		tty: deviceOf(tty),
		watched: windowActive === '1' && paneActive === '1' && Number(attached) > 0,
		activity: Number(activity) > 0 ? Number(activity) : null,
		columns: Number(columns) || 0,
		rows: Number(rows) || 0,
	};
};

export type ScanAnswer = {
	readonly panes: readonly TerminalPane[];
	/** Screens by server and pane (`${server}\t${pane}`). */
	readonly screens: ReadonlyMap<string, string>;
};

/** A pane linked into two sessions is listed twice: it is one pane, watched when one of them is looked at. */
const joinTwins = (panes: readonly TerminalPane[]): readonly TerminalPane[] => {
	const byId = new Map<string, TerminalPane>();
	for (const pane of panes) {
		const twin = byId.get(pane.place.pane);
		byId.set(pane.place.pane, twin === undefined ? pane : {...twin, watched: twin.watched || pane.watched});
	}
	return [...byId.values()];
};

/** Reads what `scanScript` made tmux print. Whatever is not understood is left out. */
export const parseScan = (socket: string, token: string, output: string): ScanAnswer => {
	const panes: TerminalPane[] = [];
	const screens = new Map<string, string>();
	const parts = output.split(token);
	for (let at = 1; at < parts.length; at += 1) {
		const part = parts[at] ?? '';
		if (part.startsWith('P\t')) {
			const pane = parsePane(socket, parts.slice(at, at + 5));
			if (pane) panes.push(pane);
			at += 4;
		} else if (part.startsWith('S\t')) {
			const lineEnd = part.indexOf('\n');
			const [, server, pane = ''] = part.slice(0, lineEnd).split('\t');
			if (lineEnd >= 0 && paneId.test(pane)) screens.set(`${server}\t${pane}`, part.slice(lineEnd + 1).replace(/\n$/, ''));
		}
	}
	return {panes: joinTwins(panes), screens};
};
