/** The scanner of this machine: the real terminals, processes, state files and repositories behind the injected parts. */
import path from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import type {ProcessIdentity} from '../../db/types.ts';
import {agentById, recognise} from '../agents/index.ts';
import type {Agent} from '../agents/types.ts';
import {createHourly} from '../care/hourly.ts';
import {configOrDefault} from '../config.ts';
import {detect} from '../conflicts/index.ts';
import type {Context} from '../context.ts';
import {readCrons} from '../crons/index.ts';
import {createGitReader} from '../git.ts';
import {withSpool} from '../hooks/fold.ts';
import {createMergeWatch, type MergeWatch} from '../merge/watch.ts';
import type {Processes} from '../processes/types.ts';
import {readStateFiles, sessionFolders} from '../state-files.ts';
import {findTerminals} from '../terminals/index.ts';
import {tmuxTerminal} from '../terminals/tmux.ts';
import type {Terminal} from '../terminals/types.ts';
import {createAround} from './around.ts';
import {createGitStamp} from './git-stamp.ts';
import {createGitWatch} from './git-watch.ts';
import {withLastStateFiles} from './last-state-files.ts';
import {createLooker, type Looker} from './look.ts';
import type {World} from './loop.ts';
import {createNamedPlaces} from './named-places.ts';
import {createProcessWatch, linuxPids} from './process-watch.ts';
import {pulseOf} from './pulse.ts';
import {restWhenQuiet} from './quiet-looker.ts';
import {createScanner, type Scanner} from './scan.ts';
import {createSeat} from './seat.ts';
import {backupOnce} from './spawn.ts';
import {stateStamp} from './state-stamp.ts';
import {createTerminalWatch} from './watch-terminals.ts';

type Surroundings = Pick<Context, 'env' | 'processes' | 'clock'> & {
	/** Who is known by name only stands there; without it nobody is looked for by name. */
	readonly store?: Pick<Context['store'], 'sisters'>;
};

/** Recognising costs a few expressions for every process there is; a process keeps its command line until it is read anew. */
function rememberRecognised(): (argv: readonly string[]) => Agent | null {
	const known = new WeakMap<readonly string[], Agent | null>();
	return argv => {
		const before = known.get(argv);
		if (before !== undefined) return before;
		const agent = recognise(argv);
		known.set(argv, agent);
		return agent;
	};
}

/**
 * `QUEEN_NARROW=1` keeps a demo or a test beside a living colony to itself: only the tmux servers below its own TMUX_TMPDIR are looked
 * at, and no process's environment leads to another server.
 */
const narrowed = (env: NodeJS.ProcessEnv, processes: Processes): Processes =>
	env['QUEEN_NARROW'] === '1' ? {...processes, terminalHints: () => ({})} : processes;

/** The tmux server that one agent's environment names; tmux's usual folder is looked at already, here it is only that one socket. */
const namedServer = (tmux: string, env: NodeJS.ProcessEnv): Terminal => tmuxTerminal({...env, TMUX_TMPDIR: '/dev/null', TMUX: tmux});

/** An agent on a terminal that cannot be seen is then most likely one of the others. */
const narrowedLooker = (env: NodeJS.ProcessEnv, looker: Looker): Looker =>
	env['QUEEN_NARROW'] === '1' ? {...looker, look: async (thorough, signal) => ({...(await looker.look(thorough, signal)), unplaced: []})} : looker;

function exists(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

/** Looks at this machine. Keeps what it saw, so that the next look is cheap: make it once. */
export function systemLooker({env, processes, clock, store}: Surroundings): Looker {
	const mono = () => clock.mono();
	const claude = agentById('claude');
	const reader = createGitReader(env);
	const recogniseOnce = rememberRecognised();
	if (claude === null) throw new Error('the registry of agents has no claude');
	const terminals = createTerminalWatch({
		terminals: findTerminals(env),
		serverAt: tmux => namedServer(tmux, env),
		pulse: panes => pulseOf(panes, env, processes),
		mono,
		pause: (ms, signal) => pause(ms, undefined, {signal}),
	});
	const stamp = createGitStamp(mono);
	const named = store && createNamedPlaces({sisters: () => store.sisters(), git: createGitWatch({reader, stamp})});
	const looker = createLooker({
		processes: narrowed(env, processes),
		recognise: recogniseOnce,
		stateFileAgent: claude,
		around: createAround({signs: reader.signs, processes, wall: () => clock.wall()}),
		clock,
		...(named === undefined ? {} : {named}),
		stateFiles: withLastStateFiles(get => readStateFiles(env, {...processes, get})),
		watch: {
			processes: createProcessWatch({
				processes,
				mono,
				pids: linuxPids,
				isInteresting: each => recogniseOnce(each.argv) !== null,
				uid: process.geteuid?.() ?? -1,
			}),
			terminals,
			git: createGitWatch({reader, stamp}),
		},
	});
	const folders = sessionFolders(env);
	return restWhenQuiet(narrowedLooker(env, looker), {isStill: terminals.isStill, stamp: () => stateStamp(folders), exists, mono});
}

/** Merges are tried in a folder beside the database. `budgetMs`: of one complete pass. */
export const systemMerges = ({store, clock, env}: Context, budgetMs?: number): MergeWatch =>
	createMergeWatch({
		folder: path.join(path.dirname(store.file), 'merges'),
		reader: createGitReader(env),
		env,
		mono: () => clock.mono(),
		...(budgetMs === undefined ? {} : {budgetMs}),
	});

/** A scanner that writes under the epoch that it is given; null: beside a leader. */
export function systemScanner(context: Context, looker: Looker, epoch: () => number | null, merges: MergeWatch = systemMerges(context)): Scanner {
	const {store, clock, env} = context;
	const leaseEdits = configOrDefault(env).config.autoClaims !== 'off';
	return createScanner({store, clock, looker, detect, epoch, merges, leaseEdits, pid: process.pid, crons: () => readCrons(env, new Date(clock.wall()))});
}

function ownIdentity({processes}: Context): ProcessIdentity {
	const own = processes.get(process.pid);
	if (own === null) throw new Error('this process cannot see itself in the list of processes');
	return processes.identify(own);
}

/** Longer than a copy of the largest database takes on a slow disk. */
const longestBackupMs = 5 * 60_000;

function hourlyBackup({store, clock, env}: Context): () => Promise<void> {
	const {hourly, daily} = configOrDefault(env).config.backup;
	return createHourly({
		isWanted: hourly + daily > 0,
		colony: () => store.colony(),
		start: async () => {
			await backupOnce(longestBackupMs, env);
		},
		wall: () => clock.wall(),
		mono: () => clock.mono(),
	});
}

/** After a complete pass that was written. What the care starts is not waited for. */
const withCare = (scanner: Scanner, care: () => Promise<void>): Scanner => ({
	...scanner,
	complete: async signal => {
		const pass = await scanner.complete(signal);
		if (pass?.accepted) await care();
		return pass;
	},
});

/** What the loop works with while one database is open. `close` closes the context's store. */
export function systemWorld(context: Context): World {
	const {store, clock, processes} = context;
	const looker = systemLooker(context);
	const merges = systemMerges(context);
	const seat = createSeat({store, process: ownIdentity(context), mono: () => clock.mono()});
	return {
		seat,
		// Only the leader folds in what hooks wrote down (a line is read once), and sees to the copies.
		scanner: withCare(
			systemScanner(
				context,
				withSpool(
					looker,
					path.dirname(store.file),
					() => clock.wall(),
					pid => processes.get(pid)?.ppid ?? null,
				),
				() => seat.epoch(),
				merges,
			),
			hourlyBackup(context),
		),
		guest: systemScanner(context, looker, () => null, merges),
		close: () => {
			merges.close();
			store.close();
		},
	};
}
