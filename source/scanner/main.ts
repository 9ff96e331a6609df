/**
 * The scanner's own process (`dist/scanner.js`), so that nothing that hangs here reaches the thread that paints.
 *   scanner.js         child of the view: scans until its parent goes; speaks `ScannerMessage`, hears `{type: 'rescan'}`
 *   scanner.js once MS  one complete pass beside a leader, within so many milliseconds; prints nothing, the exit code says how it went
 *   scanner.js backup  one copy of the database, if something has changed since the last one
 */
import os from 'node:os';
import {backUp} from '../care/take-backup.ts';
import {QueenError} from '../errors.ts';
import {openContext} from '../open-context.ts';
import {exitCodeOf} from './exit-code.ts';
import {createWake, runLoop} from './loop.ts';
import type {ScannerMessage} from './messages.ts';
import {systemLooker, systemMerges, systemScanner, systemWorld} from './system.ts';

const open = () => openContext({env: process.env, cwd: process.cwd(), busyMs: 5000});

/** As polite as can be: nobody waits for it. */
async function copyDatabase(): Promise<void> {
	os.setPriority(os.constants.priority.PRIORITY_LOW);
	await backUp(process.env);
}

/** Trying merges may take this part of the time that a single pass has; pairs that do not fit in are said. */
const mergesPart = 0.2;

async function scanOnce(ms: number, signal: AbortSignal): Promise<void> {
	const context = await open();
	const merges = systemMerges(context, ms * mergesPart);
	try {
		await systemScanner(context, systemLooker(context), () => null, merges).complete(signal);
	} finally {
		merges.close();
		context.store.close();
	}
}

/** The parent may be gone at any moment; then the `disconnect` ends us. */
function tell(message: ScannerMessage): void {
	if (process.connected) process.send?.(message, () => {});
}

async function scanForParent(signal: AbortSignal): Promise<void> {
	const wake = createWake();
	process.on('message', (message: unknown) => {
		if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'rescan') wake.request();
	});
	await runLoop({
		open: async () => systemWorld(await open()),
		signal,
		wake,
		mono: () => performance.now(),
		onTrouble: text => tell(text === null ? {type: 'well'} : {type: 'error', text}),
	});
}

/** Longer than the deadline of any single child process, so that it ends what it started. */
const endMs = 3000;

/** Aborted when the parent is gone or a signal comes. What does not end then is not waited for. */
function untilToldToEnd(): AbortSignal {
	const ending = new AbortController();
	const end = (): void => {
		ending.abort();
		setTimeout(() => process.exit(), endMs).unref();
	};
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end);
	process.on('disconnect', end);
	return ending.signal;
}

async function main(word: string | undefined, signal: AbortSignal): Promise<void> {
	if (word === 'once') return scanOnce(Number(process.argv[3]) || 60_000, signal);
	if (word === 'backup') return copyDatabase();
	if (word === undefined && process.send !== undefined) return scanForParent(signal);
	throw new QueenError('usage', 'this is a part of queen: run "queen scan" for one scan, "queen daemon" for a scanner in the foreground');
}

const told = untilToldToEnd();
main(process.argv[2], told).then(
	() => process.exit(0),
	(error: unknown) => {
		// Who told it to end need not hear that it ended.
		if (told.aborted) process.exit(143);
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`, () => process.exit(exitCodeOf(error)));
	},
);
