import './tui/before-ink.ts';
/** The view: opens the colony, paints it, starts the scanner, and gives the terminal back on every way out. */
import {type Instance, render} from 'ink';
import type {Outcome} from '../components/intents.ts';
import {runInTerminal} from './run.ts';
import {block, cell} from './sanitize.ts';
import {type RunningScanner, startScanner} from './scanner/spawn.ts';
import {terminalOf} from './terminals/index.ts';
import {askBackground, type Background} from './tui/ask-terminal.ts';
import {type AttachResult, attach} from './tui/attach.ts';
import {attend} from './tui/attention.ts';
import {clipboardBytes} from './tui/clipboard.ts';
import {editOutside} from './tui/edit-outside.ts';
import {jumpTo} from './tui/jump.ts';
import {createLeave, interrupted, type Leave, watchWaysOut} from './tui/leave.ts';
import {asksBackground, themeOf} from './tui/look.ts';
import {createPerform} from './tui/perform.ts';
import {keepSmall} from './tui/rest.ts';
import {Root, type SuspendTerminal} from './tui/root.tsx';
import {openSession, type Session, type SessionOptions} from './tui/session.ts';
import {createLend, createSuspend, type Lend, type Suspend} from './tui/suspend.ts';
import {tightStdout} from './tui/tight-stdout.ts';

/** All steps of leaving together may take so long; a database that hangs does not keep the shell from coming back. */
const leaveMs = 2000;
/**
 * A terminal that says nothing at all within so many milliseconds is taken as dark. Whoever does not know its colour says so at once; only a
 * slow line or a busy machine takes longer, and an answer that comes after the wait would be read as keys.
 */
const answerMs = 1000;

/** What exists only after Ink runs. */
type Running = {
	ink: Instance | null;
	lend: Lend | null;
	suspend: Suspend | null;
	scanner: RunningScanner | null;
	/** Ends a hosted program and resets what it left on. */
	giveUpHosted: (() => void) | null;
	/** Ctrl-C is the editor's while it has the terminal; the terminal sends it to both of us. */
	isEditing: boolean;
	/** Somebody else writes to our terminal. */
	isLent: boolean;
	stopAttention: (() => void) | null;
	isOver: boolean;
};

/** The environment that a hosted program gets: ours with what the terminal asks for changed; undefined takes a variable away. */
function environment(env: NodeJS.ProcessEnv, changed: Readonly<Record<string, string | undefined>>): Record<string, string> {
	return Object.fromEntries(Object.entries({...env, ...changed}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

async function lent(running: Running, work: () => Promise<void>): Promise<void> {
	running.isLent = true;
	try {
		await work();
	} finally {
		running.isLent = false;
	}
}

/** Hosts a program in our terminal until it ends or Ctrl-Q is pressed. */
function hostIn(running: Running, env: NodeJS.ProcessEnv) {
	return async (command: readonly string[], changed: Readonly<Record<string, string | undefined>>, notice: string): Promise<AttachResult> => {
		let result: AttachResult | null = null;
		await running.lend?.(async () => {
			try {
				result = await attach({
					command,
					env: environment(env, changed),
					stdin: process.stdin,
					stdout: process.stdout,
					notice,
					onStart: giveUp => {
						running.giveUpHosted = giveUp;
					},
				});
			} finally {
				running.giveUpHosted = null;
			}
		});
		return result ?? {cameBack: false, code: 1, said: 'the terminal is in use'};
	};
}

/** Our own terminal and job for a program of the keeper's; null: the terminal is lent already. */
async function inTerminal(running: Running, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> {
	let code: number | null = null;
	const work = async (): Promise<void> => {
		await running.lend?.(async () => {
			running.isEditing = true;
			try {
				code = await runInTerminal('sh', args, env);
			} finally {
				running.isEditing = false;
			}
		});
	};
	await running.suspend?.aside(work);
	return code;
}

function jumper(session: Session, running: Running, env: NodeJS.ProcessEnv) {
	let isTold = false;
	return (sister: string, agreed: boolean): Promise<Outcome> => {
		isTold ||= agreed;
		return jumpTo(sister, {
			isTold: () => isTold,
			placeOf: session.placeOf,
			jump: async place => (await terminalOf(place, env)?.jump(place, env)) ?? {ok: false, why: `we know no way to a ${cell(place.kind)} pane`},
			host: hostIn(running, env),
		});
	};
}

function performer(session: Session, running: Running, leave: Leave, env: NodeJS.ProcessEnv) {
	const {context, drafts, keeper, retry, feed, peek, sides, reviewReader, sharedReader} = session;
	return createPerform({
		context,
		drafts,
		watchesOnly: keeper.watchesOnly,
		retry,
		refresh: feed.refresh,
		allMail: feed.allMail,
		peek: peek.watch,
		sides: sides.watch,
		reviewDiff: reviewReader.watch,
		shared: sharedReader.watch,
		looked: session.looked.see,
		copy: text => void process.stdout.write(clipboardBytes(text, env)),
		editOutside: body => editOutside(body, {env, runInTerminal: args => inTerminal(running, args, env)}),
		jump: jumper(session, running, env),
		rescan: () => {
			if (!running.scanner) return 'The scanner is just starting.';
			running.scanner.rescan();
			return null;
		},
		suspend: async () => running.suspend?.suspend(),
		quit: () => leave(0),
	});
}

/** The order of leaving: terminal first, then what is not stored, watchers and timers, the scanner, the database last. */
function leaver(session: Session, running: Running, done: (code: number) => void): Leave {
	return createLeave({
		restore: () => {
			running.isOver = true;
			running.giveUpHosted?.();
			running.ink?.unmount();
		},
		steps: [() => running.stopAttention?.(), () => running.suspend?.stop(), () => running.scanner?.stop(), () => session.close()],
		say: text => process.stderr.write(`${block(text)}\n`),
		deadlineMs: leaveMs,
		done,
	});
}

function start(session: Session, running: Running, leave: Leave, env: NodeJS.ProcessEnv, background: Background | null): void {
	const onReady = (suspendTerminal: SuspendTerminal): void => {
		if (running.suspend) return;
		running.lend = createLend(callback => lent(running, () => suspendTerminal(callback)));
		running.suspend = createSuspend(running.lend, error => leave(1, String(error)));
	};
	const {feed, first, banners, frame, sidesFrame, reviewFrame, sharedFrame} = session;
	const root = (
		<Root
			feed={feed}
			first={first}
			banners={banners}
			peek={frame}
			sides={sidesFrame}
			review={reviewFrame}
			shared={sharedFrame}
			theme={themeOf(env, session.config, background)}
			perform={performer(session, running, leave, env)}
			onReady={onReady}
		/>
	);
	// Ink does it after the first paint: until then typed keys would be echoed into it.
	process.stdin.setRawMode?.(true);
	const options = {alternateScreen: true, incrementalRendering: true, interactive: true, maxFps: 120, exitOnCtrlC: false, patchConsole: true};
	running.ink = render(root, {...options, stdout: tightStdout(process.stdout)});
	running.ink.waitUntilExit().then(
		() => leave(0),
		(error: unknown) => leave(1, error instanceof Error ? (error.stack ?? error.message) : String(error)),
	);
	void running.ink.waitUntilRenderFlush().then(() => {
		if (running.isOver) return;
		running.scanner = startScanner({env, onTrouble: text => banners.say('scanner', text)});
		running.stopAttention = attend(session, env, {write: bytes => process.stdout.write(bytes), isLent: () => running.isLent});
		keepSmall();
	});
}

/** The terminal's background, asked once before the first paint: nothing is painted twice. */
async function ask({config}: Session, env: NodeJS.ProcessEnv): Promise<Background | null> {
	const {stdin, stdout} = process;
	return stdin.isTTY && stdout.isTTY && asksBackground(env, config) ? askBackground(stdin, stdout, answerMs) : null;
}

/**
 * Runs the view in this process's terminal until it is left; answers the exit code: 0 after q or Ctrl-C, 128 + n by signal, 1 after
 * an error in the program itself. Rejects, before anything is painted, when the database cannot be opened.
 */
export async function main({env, cwd}: SessionOptions = {env: process.env, cwd: process.cwd()}): Promise<number> {
	const session = await openSession({env, cwd});
	return new Promise(resolve => {
		const running: Running = {
			ink: null,
			lend: null,
			suspend: null,
			scanner: null,
			giveUpHosted: null,
			isEditing: false,
			isLent: false,
			stopAttention: null,
			isOver: false,
		};
		const leave = leaver(session, running, resolve);
		// Not taken away again: between here and the end of the process a second signal must not leave the terminal half restored.
		watchWaysOut((code, why) => {
			if (!(running.isEditing && code === interrupted)) leave(code, why);
		}, process.stdout);
		void ask(session, env).then(background => {
			if (!running.isOver) start(session, running, leave, env, background);
		});
	});
}
