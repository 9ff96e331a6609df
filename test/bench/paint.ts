/** From the start of a program to its first whole screen. */
import {setTimeout as pause} from 'node:timers/promises';
import type {Owner} from '../driver/cleanup.ts';
import {openScreen, type Screen, type ScreenOptions} from '../driver/screen.ts';

type Look = {readonly at: number; readonly ink: number; readonly rows: number};

const lookAt = (screen: Screen, at: number): Look => {
	const rows = screen.rows().map(row => row.replaceAll(' ', '').length);
	return {at, ink: rows.reduce((sum, n) => sum + n, 0), rows: rows.filter(n => n > 0).length};
};

/** Ends the program as its user would, by its own key or by closing the terminal. */
const close = async (screen: Screen): Promise<void> => {
	screen.send('q');
	const isGone = await Promise.race([screen.exited.then(() => true), pause(1500, false)]);
	if (!isGone) screen.kill('SIGHUP');
	await Promise.race([screen.exited, pause(3000)]);
};

/**
 * Milliseconds to the first stable paint: the first screen with at least 85 % of the final screen's filled cells and 90 % of its
 * filled rows (counts, so that live numbers do not matter). The final screen is the one after `windowMs`.
 */
export const stablePaint = async (owner: Owner, options: ScreenOptions, windowMs: number): Promise<number> => {
	const start = performance.now();
	const screen = openScreen(owner, options);
	const looks: Look[] = [];
	screen.onOutput(arrivedAt => looks.push(lookAt(screen, arrivedAt - start)));
	await pause(windowMs);
	const final = lookAt(screen, 0);
	await close(screen);
	const first = looks.find(({ink, rows}) => ink >= 0.85 * final.ink && rows >= 0.9 * final.rows);
	return first?.at ?? Number.NaN;
};

/** Milliseconds from start to end of a program in the same pseudo-terminal path: the floor of every paint. */
export const exitTime = async (owner: Owner, options: ScreenOptions): Promise<number> => {
	const start = performance.now();
	await openScreen(owner, options).exited;
	return performance.now() - start;
};
