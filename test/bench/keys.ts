/** From a key to the first changed cell, as the harness in the project's measurements does it (stamped on arrival, before parsing). */
import {setTimeout as pause} from 'node:timers/promises';
import type {Screen} from '../driver/screen.ts';
import {median} from './statistics.ts';

/** `bytesPerKey`: the median, so that what a scanner wrote meanwhile does not count. */
export type KeyTimes = {readonly times: readonly number[]; readonly missed: number; readonly bytesPerKey: number};

/** The rest of a frame comes this much later at most. */
const tailMs = 25;

const fingerprint = (screen: Screen): string => {
	const parts: string[] = [];
	for (let row = 0; row < screen.height(); row++) {
		for (let column = 0; column < screen.columns(); column++) {
			const {char, fg, bg, bold, dim, inverse, underline} = screen.cell(row, column);
			parts.push(char, fg, bg, `${Number(bold)}${Number(dim)}${Number(inverse)}${Number(underline)}`);
		}
	}
	return parts.join('\u0001');
};

/** One key: until the first chunk after which the screen differs, or null when nothing changed within 1.5 s. */
const pressOnce = async (screen: Screen, key: string): Promise<number | null> => {
	const before = fingerprint(screen);
	return new Promise(resolve => {
		const finish = (answer: number | null): void => {
			clearTimeout(timer);
			forget();
			resolve(answer);
		};
		const forget = screen.onOutput(arrivedAt => {
			if (fingerprint(screen) !== before) finish(arrivedAt - start);
		});
		const timer = setTimeout(finish, 1500, null);
		const start = performance.now();
		screen.send(key);
	});
};

/** Presses the keys in turn with random gaps, never in step with a timer of the program. */
export const keyTimes = async (screen: Screen, keys: readonly string[], count: number): Promise<KeyTimes> => {
	const times: number[] = [];
	let missed = 0;
	const bytes: number[] = [];
	for (let i = 0; i < count; i++) {
		await pause(70 + Math.random() * 100);
		const before = screen.bytes();
		const took = await pressOnce(screen, keys[i % keys.length] ?? 'j');
		await pause(tailMs);
		bytes.push(screen.bytes() - before);
		if (took === null) missed++;
		else times.push(took);
	}
	return {times, missed, bytesPerKey: median(bytes)};
};
