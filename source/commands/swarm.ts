import {swarmFlags} from '../swarm/flags.ts';
import {printAnswer} from '../swarm/print.ts';
import {syncAs} from '../swarm/sync.ts';
import {stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

/** `sync --session A` and nothing else: what a session runs between every two tasks is answered without loading the rest. */
function syncSession({args, flags}: Call): string | null {
	const isOnly = args.length === 1 && args[0] === 'sync' && Object.keys(flags).every(name => name === 'session' || name === 'json');
	return isOnly ? stringFlag(flags, 'session') : null;
}

async function run(call: Call): Promise<number> {
	const session = syncSession(call);
	if (session !== null) return printAnswer(call, await syncAs(call, session));
	return (await import('../swarm/run.ts')).runSwarm(call);
}

export const swarm: Command = {
	name: 'swarm',
	group: 'care',
	usage:
		'swarm init|status|sync|context|message|inbox|reply|update|claim|claims|unclaim|review|merge-ok|commit|push|pull|git-status|git-diff|git-log|orchestrate [--session ID] [--from ID] [--to ID] [--sessions "ID:WORK ..."] [--category C] [--status S] [--note TEXT] [--comment TEXT] [--diff TEXT] [--staged] [--interval SECONDS] [--auto-approve] [--stale-minutes MINUTES] [--quiet] [--db PATH]',
	summary: 'The commands of claude-swarm, with its options, lines and exit codes; also a program of its own: claude-swarm',
	details:
		'Without a word: how each is typed. --session and --from say who calls, as QUEEN_NAME does. Where claude-swarm is unsafe it differs, and says so on stderr: see "Coming from claude-swarm" in the README.',
	example: 'queen swarm init --sessions "A:frontend B:backend C:infra"',
	flags: swarmFlags,
	run,
};
