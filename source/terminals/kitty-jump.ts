/** Brings a human to a kitty window: its tab and its OS window come to the front. Types nothing anywhere. */
import type {TerminalPlace} from '../../db/types.ts';
import type {Processes} from '../processes/types.ts';
import {askKitty, KittyError} from './kitty-protocol.ts';
import {isSameKitty} from './kitty-sockets.ts';
import {windowId} from './kitty-windows.ts';
import type {JumpResult} from './types.ts';

const no = (why: string): JumpResult => ({ok: false, why});

/** kitty's own words when no window has that number. */
export const isNoSuchWindow = (error: unknown): boolean =>
	error instanceof KittyError && error.reason === 'refused' && error.message.startsWith('No matching windows');

function whyNot(error: KittyError, {pane, socket}: TerminalPlace): string {
	if (isNoSuchWindow(error)) return `Window ${pane} of that kitty is gone.`;
	if (error.reason === 'gone') return `The kitty at ${socket} is gone, and its windows with it.`;
	if (error.reason === 'refused') return `kitty would not show window ${pane}: ${error.message}`;
	return `Could not jump: the kitty at ${socket}: ${error.message}.`;
}

/** Whether the desktop really raises the window is its own affair (Wayland may only mark it), so the note says what was asked for. */
export async function jumpToWindow(place: TerminalPlace, processes: Pick<Processes, 'get'>): Promise<JumpResult> {
	const {pane, socket, server} = place;
	if (!windowId.test(pane)) return no(`${pane} is no kitty window`);
	if (!isSameKitty(server, processes)) return no('That kitty was closed since, and its windows with it.');
	try {
		await askKitty(socket, 'focus-window', {match: `id:${pane}`});
		return {ok: true, how: 'switched', note: `kitty was asked to show window ${pane}.`};
	} catch (error) {
		if (error instanceof KittyError) return no(whyNot(error, place));
		throw error;
	}
}
