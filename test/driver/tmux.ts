import type {Owner} from './cleanup.ts';
import {end, isAlive} from './processes.ts';
import {runProgram, type Shell} from './shell.ts';
import {until} from './wait.ts';

/** A private tmux server of this story, with its sockets below the story's folder. */
export type Tmux = {
	readonly name: string;
	readonly pid: number;
	readonly socket: string;
	readonly run: (...args: readonly string[]) => Promise<string>;
	/** A new window with one pane that runs this argv; answers the pane and its first process. */
	readonly window: (cwd: string, argv: readonly string[], name?: string) => Promise<Pane>;
};
export type Pane = {readonly id: string; readonly pid: number; readonly tty: string; readonly window: string};

const paneFormat = '#{pane_id}\t#{pane_pid}\t#{pane_tty}\t#{window_id}';

const parsePane = (line: string): Pane => {
	const [id = '', pid = '', tty = '', window = ''] = line.trim().split('\t');
	return {id, pid: Number(pid), tty, window};
};

export const newTmux = async (owner: Owner, shell: Shell, name = 'hive'): Promise<Tmux> => {
	const run = async (...args: readonly string[]): Promise<string> => {
		const ran = await runProgram('tmux', ['-L', name, '-f', '/dev/null', ...args], {env: shell.env, cwd: shell.folder, input: null});
		if (ran.code !== 0) throw new Error(`tmux ${args.join(' ')}: ${ran.err}`);
		return ran.out;
	};
	// The first pane is a plain shell's likeness: a server without any pane ends.
	await run('new-session', '-d', '-s', 'hive', '-x', '120', '-y', '40', 'sleep', 'infinity');
	const pid = Number(await run('display-message', '-p', '#{pid}'));
	const socket = (await run('display-message', '-p', '#{socket_path}')).trim();
	owner.after(async () => {
		const panes = isAlive(pid) ? (await run('list-panes', '-a', '-F', '#{pane_pid}').catch(() => '')).split('\n').map(Number) : [];
		await end(pid, 'SIGTERM');
		for (const pane of panes.filter(pane => pane > 0)) await end(pane, 'SIGKILL');
	});
	await run('set-option', '-g', 'status', 'off');
	return {
		name,
		pid,
		socket,
		run,
		window: async (cwd, argv, title = 'sister') => {
			const pane = parsePane(await run('new-window', '-d', '-P', '-F', paneFormat, '-t', 'hive:', '-n', title, '-c', cwd, '--', ...argv));
			await until(() => isAlive(pane.pid), `the pane's process ${argv.join(' ')}`);
			return pane;
		},
	};
};
