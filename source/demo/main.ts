/**
 * `queen demo`: four scripted sisters in a private tmux server and a temporary home, and the real view on them.
 * `queen demo --snapshot FILE`: the same, and the view's screen as a picture.
 */
import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {configOrDefault} from '../config.ts';
import {QueenError} from '../errors.ts';
import {playPart} from './sister.ts';
import {takePicture} from './snapshot.ts';
import {type Looks, openStage, type Stage} from './stage.ts';

export type DemoOptions = {
	readonly env: NodeJS.ProcessEnv;
	/** Both stdin and stdout are terminals. */
	readonly isTerminal: boolean;
	/** Write a picture to this file instead of opening the view. */
	readonly snapshot: string | null;
	/** `120x40`: columns and rows of the picture. */
	readonly size: string | null;
	readonly note: (sentence: string) => void;
};

const signals = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;
const signalCodes = {SIGTERM: 143, SIGHUP: 129, SIGINT: 130} as const;

/** Beside this bundle lies the bin that sisters and the view are started with. */
const queenBin = fileURLToPath(new URL('./queen.cjs', import.meta.url));

/** The real view on the stage's home. Answers its exit code; a signal to us is handed to it. */
const runView = (stage: Stage): Promise<number> =>
	new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [queenBin], {stdio: 'inherit', env: stage.env, cwd: stage.env['HOME']});
		const handOver = (signal: NodeJS.Signals): void => {
			child.kill(signal);
		};
		for (const signal of signals) process.on(signal, handOver);
		child.on('error', reject);
		child.on('exit', (code, signal) => {
			for (const one of signals) process.off(one, handOver);
			resolve(code ?? signalCodes[signal as keyof typeof signalCodes] ?? 1);
		});
	});

/** Holds a signal that comes while the stage is built or taken down: it must not leave half of it behind. */
const holdSignals = (): {readonly caught: () => number | null; readonly release: () => void} => {
	let code: number | null = null;
	const hold = (signal: NodeJS.Signals): void => {
		code ??= signalCodes[signal as keyof typeof signalCodes];
	};
	for (const signal of signals) process.on(signal, hold);
	return {
		caught: () => code,
		release: () => {
			for (const signal of signals) process.off(signal, hold);
		},
	};
};

function looksOf({env, note}: DemoOptions): Looks {
	const {config, trouble} = configOrDefault(env);
	if (trouble !== null) note(trouble);
	const {theme, glyphs, colour} = config;
	return {theme, glyphs, colour};
}

/** Answers the exit code. Throws a `QueenError` when something that it needs is missing. */
export const runDemo = async (options: DemoOptions): Promise<number> => {
	const part = options.env['HIVEQUEEN_DEMO_PART'];
	if (part !== undefined) return playPart(part, queenBin, options.env);
	if (options.snapshot === null && !options.isTerminal) {
		throw new QueenError('usage', 'queen demo opens the view: run it in a terminal, or add --snapshot FILE for a picture');
	}
	const held = holdSignals();
	options.note('setting the stage: four sisters, played by scripts, in a private tmux server ...');
	// A picture is the same whoever takes it.
	const stage = await openStage(options.env, queenBin, options.snapshot === null ? looksOf(options) : {});
	try {
		const caught = held.caught();
		if (caught !== null) return caught;
		if (options.snapshot === null) return await runView(stage);
		await takePicture(stage, queenBin, options.snapshot, options.size ?? '120x40');
		return held.caught() ?? 0;
	} finally {
		await stage.end();
		held.release();
	}
};
