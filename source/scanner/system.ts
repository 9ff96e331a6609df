/** The scanner of this machine: the real terminals, processes, state files and repositories behind the injected parts. */
import {setTimeout as pause} from 'node:timers/promises';
import type {ProcessIdentity} from '../../db/types.ts';
import {agentById, recognise} from '../agents/index.ts';
import {detect} from '../conflicts/index.ts';
import type {Context} from '../context.ts';
import {readCrons} from '../crons.ts';
import {createGitReader} from '../git.ts';
import type {Process} from '../processes/types.ts';
import {readStateFiles} from '../state-files.ts';
import {findTerminals} from '../terminals/index.ts';
import {tmuxTerminal} from '../terminals/tmux.ts';
import {createGitStamp} from './git-stamp.ts';
import {createGitWatch} from './git-watch.ts';
import {createLooker, type Looker} from './look.ts';
import type {World} from './loop.ts';
import {createProcessWatch, linuxPids} from './process-watch.ts';
import {pulseOf} from './pulse.ts';
import {createScanner, type Scanner} from './scan.ts';
import {createSeat} from './seat.ts';
import {createTerminalWatch} from './watch-terminals.ts';

type Surroundings = Pick<Context, 'env' | 'processes' | 'clock'>;

/** Recognising costs a few expressions; a process has one command line until it is read anew. */
function rememberRecognised(): (process: Process) => boolean {
	const known = new WeakMap<Process, boolean>();
	return process => {
		const answer = known.get(process) ?? recognise(process.argv) !== null;
		known.set(process, answer);
		return answer;
	};
}

/**
 * `QUEEN_NARROW=1` keeps a demo or a test beside a living colony to itself: only the tmux servers below its own TMUX_TMPDIR are looked
 * at, and no process's environment leads to another server.
 */
const narrowed = (env: NodeJS.ProcessEnv, processes: Surroundings['processes']): Pick<Surroundings['processes'], 'identify' | 'cwd' | 'terminalHints'> =>
	env['QUEEN_NARROW'] === '1' ? {identify: processes.identify, cwd: processes.cwd, terminalHints: () => ({})} : processes;

/** Looks at this machine. Keeps what it saw, so that the next look is cheap: make it once. */
export function systemLooker({env, processes, clock}: Surroundings): Looker {
	const mono = () => clock.mono();
	const claude = agentById('claude');
	if (claude === null) throw new Error('the registry of agents has no claude');
	return createLooker({
		processes: narrowed(env, processes),
		recognise,
		stateFileAgent: claude,
		stateFiles: () => readStateFiles(env, processes),
		watch: {
			processes: createProcessWatch({processes, mono, pids: linuxPids, isInteresting: rememberRecognised(), uid: process.geteuid?.() ?? -1}),
			terminals: createTerminalWatch({
				terminals: findTerminals(env),
				// Its own folder is looked at already: here only the one socket that the variable names.
				serverAt: tmux => tmuxTerminal({...env, TMUX_TMPDIR: '/dev/null', TMUX: tmux}),
				pulse: panes => pulseOf(panes, env),
				mono,
				pause: (ms, signal) => pause(ms, undefined, {signal}),
			}),
			git: createGitWatch({reader: createGitReader(), stamp: createGitStamp(mono)}),
		},
	});
}

/** A scanner that writes under the epoch that it is given; null: beside a leader. */
export function systemScanner(context: Context, looker: Looker, epoch: () => number | null): Scanner {
	const {store, clock, env} = context;
	return createScanner({store, clock, looker, detect, epoch, pid: process.pid, crons: () => readCrons(env, new Date(clock.wall()))});
}

function ownIdentity({processes}: Context): ProcessIdentity {
	const own = processes.get(process.pid);
	if (own === null) throw new Error('this process cannot see itself in the list of processes');
	return processes.identify(own);
}

/** What the loop works with while one database is open. `close` closes the context's store. */
export function systemWorld(context: Context): World {
	const {store, clock} = context;
	const looker = systemLooker(context);
	const seat = createSeat({store, process: ownIdentity(context), mono: () => clock.mono()});
	return {
		seat,
		scanner: systemScanner(context, looker, () => seat.epoch()),
		guest: systemScanner(context, looker, () => null),
		close: () => store.close(),
	};
}
