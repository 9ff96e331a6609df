/** `queen detect --save NAME FILE`: a living sister's screen and everything that her status is made of, for a report or a test. */

import {stripVTControlCharacters} from 'node:util';
import type {Sister, TerminalPlace} from '../../db/types.ts';
import {type CapturedProcess, type CapturedStateFile, type CaptureFacts, type CaptureSaid, sessionIn, truthLabels, truthOf} from '../agents/capture.ts';
import type {StateFile} from '../agents/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {slug} from '../names.ts';
import type {Process} from '../processes/types.ts';
import {cell} from '../sanitize.ts';
import {readStateFiles} from '../state-files.ts';
import {terminalOf} from '../terminals/index.ts';
import {screenKey, type TerminalPane} from '../terminals/types.ts';
import {type CaptureFiles, captureFiles, writeCapture} from './detect-files.ts';
import {redactScreen, redactText} from './detect-redact.ts';

const readMs = 5000;

type Shown = {readonly pane: TerminalPane; readonly screen: string};

/** Her pane and its screen, read now and without touching it. */
async function readPane(place: TerminalPlace, sister: Sister, env: NodeJS.ProcessEnv): Promise<Shown> {
	// Her server may lie where nobody looks by itself; it is named as if we stood in it.
	const terminal = terminalOf(place, place.kind === 'tmux' ? {...env, TMUX: `${place.socket},0,0`} : env);
	const scan = await terminal?.scan([place], AbortSignal.timeout(readMs));
	const pane = scan?.panes.find(one => screenKey(one.place) === screenKey(place));
	const screen = scan?.screens.get(screenKey(place));
	if (pane !== undefined && screen !== undefined) return {pane, screen};
	const why = scan?.unread[0] === undefined ? '' : ` (${cell(scan.unread[0])})`;
	throw new QueenError('refused', `The terminal of ${sister.name} (${place.kind} pane ${place.pane}) cannot be read${why}. Look where she is now: queen scan`);
}

function capturedProcess({argv, pid, group, state}: Process, home: string): CapturedProcess {
	return {argv: argv.map(word => redactText(word, home)), leader: pid === group, state};
}

function capturedStateFile({pid, startTime, status, waitingFor, headless}: StateFile): CapturedStateFile {
	return {pid, procStart: startTime, status, waitingFor, entrypoint: headless ? 'sdk-cli' : 'cli', alive: true};
}

/** The facts of the moment, redacted. */
function factsOf({env, processes}: Context, {pane}: Shown, sister: Sister, state: string | null): CaptureFacts {
	const home = env['HOME'] ?? '';
	const onTerminal = processes.list().filter(process => process.tty !== 0 && process.tty === pane.tty && !/^[ZX]/.test(process.state));
	const isInFront = (process: Process): boolean => process.group === process.foreground;
	const pids = new Set(onTerminal.map(({pid}) => pid));
	const file = readStateFiles(env, processes).find(({pid}) => pid === sister.pid || pids.has(pid));
	return {
		state,
		waitingFor: null,
		title: redactText(pane.title, home),
		foreground: onTerminal.filter(isInFront).map(process => capturedProcess(process, home)),
		other_on_tty: onTerminal.filter(process => !isInFront(process)).map(process => capturedProcess(process, home)),
		state_file: file ? capturedStateFile(file) : null,
	};
}

/** What the reader says of exactly what is saved. */
function saidOf(facts: CaptureFacts, screen: string): CaptureSaid | null {
	const session = sessionIn(facts, stripVTControlCharacters(screen));
	if (session === null) return null;
	const {status, detail, waitingFor, source, evidence} = session.agent.read(session.observation);
	return {status, detail, waitingFor, source, evidence};
}

async function livingSister(context: Context, name: string): Promise<Sister & {readonly terminal: TerminalPlace}> {
	const sister = await context.store.sister(slug(name));
	if (!sister) throw new QueenError('refused', `There is no sister ${cell(name)}. See who is there: queen status`);
	const {terminal} = sister;
	if (terminal !== null && sister.status !== 'gone') return {...sister, terminal};
	const why = sister.status === 'gone' ? 'is gone' : 'has no terminal that we can see';
	throw new QueenError('refused', `${sister.name} ${why}: there is no screen to save. What is known of her: queen explain ${sister.name}`);
}

export type Saved = CaptureFiles & {readonly sister: string; readonly agent: Sister['agent']; readonly state: string | null; readonly said: CaptureSaid | null};

/**
 * Writes the pair, redacted, readable by the user alone, never over a file. `state` is what her human says is true, or null. Rejects with one
 * sentence: unknown or gone sister, no terminal, a terminal that cannot be read, a file that exists.
 */
export async function saveCapture(
	context: Context,
	{name, file, state}: {readonly name: string; readonly file: string; readonly state: string | null},
): Promise<Saved> {
	if (state !== null && truthOf({state, waitingFor: null}) === null) throw new QueenError('usage', `"${cell(state)}" is no state: say ${truthLabels}.`);
	const sister = await livingSister(context, name);
	const shown = await readPane(sister.terminal, sister, context.env);
	const screen = redactScreen(shown.screen, shown.pane.columns, context.env['HOME'] ?? '');
	const facts = factsOf(context, shown, sister, state);
	const said = saidOf(facts, screen);
	const files = captureFiles(file, context.cwd);
	const {columns: cols, rows, command} = shown.pane;
	const date = new Date(context.clock.wall()).toISOString().slice(0, 10);
	writeCapture(files, screen.endsWith('\n') ? screen : `${screen}\n`, {
		...{agent: sister.agent, version: null, state: facts.state, waitingFor: facts.waitingFor, title: facts.title},
		...{pane_current_command: command, cols, rows, foreground: facts.foreground, other_on_tty: facts.other_on_tty, state_file: facts.state_file},
		...{how: 'queen detect --save', date, said},
	});
	return {...files, sister: sister.name, agent: sister.agent, state, said};
}
