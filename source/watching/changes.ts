/** For commands that go on: the next change of the colony, whoever wrote it. */
import path from 'node:path';
import type {Store} from '../../db/store.ts';
import {watchFolder} from '../tui/watch-folder.ts';

export type Changes = {
	/** Resolves at the next write of somebody, after `mostMs`, or when the signal ends it. */
	next(mostMs: number): Promise<void>;
	/** Before the store is closed: closing it touches the watched files. */
	close(): void;
};

/** The system tells of a write before it is committed, or (network folders, no watchers left) not at all: asking is cheap. */
const pollMs = 200;

export function createChanges(store: Pick<Store, 'file' | 'changed'>, signal: AbortSignal): Changes {
	let wake = (): void => {};
	/** Seen while nobody waited. */
	let isNews = false;
	store.changed();
	const look = (): void => {
		isNews ||= store.changed();
		if (isNews || signal.aborted) wake();
	};
	const stop = watchFolder(path.dirname(store.file), look, () => {});
	const polling = setInterval(look, pollMs);
	signal.addEventListener('abort', look);
	return {
		next: mostMs =>
			new Promise(resolve => {
				const timer = setTimeout(() => wake(), mostMs);
				wake = () => {
					clearTimeout(timer);
					wake = () => {};
					isNews = false;
					resolve();
				};
				look();
			}),
		close: () => {
			stop();
			clearInterval(polling);
			signal.removeEventListener('abort', look);
			wake();
		},
	};
}
