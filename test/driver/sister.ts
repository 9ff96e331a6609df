import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type Act, painted, stateFileOf} from '../../source/demo/likeness.ts';
import {type Client, type ClientId, clients} from './clients.ts';
import {dist} from './environment.ts';
import {end, isAlive, nameOf, startTime} from './processes.ts';
import type {Ran, Shell} from './shell.ts';
import {callInside, makeTalking} from './talking.ts';
import type {Pane, Tmux} from './tmux.ts';
import {until} from './wait.ts';

export type SisterOptions = {
	readonly agent?: ClientId;
	/** Where she works: a repository's or worktree's folder. */
	readonly at: string;
	/** She can run commands from inside; it costs three processes instead of one. */
	readonly talks?: boolean;
	/** Claude only: she publishes a state file. Default true. */
	readonly publishes?: boolean;
	/** Claude only: her user gave the session its name. Default true; without it the name is made from the repository. */
	readonly named?: boolean;
	/** Claude only: the name as her user wrote it, when it is not the one she has in the story. */
	readonly clientName?: string;
};

/** A likeness of an agent in a pane of the story's own tmux server. */
export type ActingSister = {
	readonly name: string;
	readonly pid: number;
	readonly pane: Pane;
	readonly isAlive: () => boolean;
	readonly works: (said?: string) => void;
	readonly idles: (said?: string) => void;
	/** She asks whether she may run a command. */
	readonly asks: (command: string) => void;
	readonly setTitle: (title: string) => void;
	/** Any bytes, as if the client had printed them. */
	readonly prints: (bytes: string) => void;
	/** What was typed into her terminal: always to be empty. */
	readonly typed: () => string;
	/** Killed: the pane closes, what she published stays behind. */
	readonly dies: () => Promise<void>;
	/** She ends by herself and takes what she published away. */
	readonly leaves: () => Promise<void>;
	readonly queen: (...args: readonly string[]) => Promise<Ran>;
	readonly iam: (...args: readonly string[]) => Promise<Ran>;
};

const size = {columns: 120, rows: 40};

export const startSister = async (shell: Shell, tmux: Tmux, name: string, options: SisterOptions): Promise<ActingSister> => {
	const client: Client = clients[options.agent ?? 'claude'];
	const folder = path.join(shell.folder, 'sisters', name);
	mkdirSync(folder, {recursive: true});
	const typedFile = options.talks ? path.join(folder, 'typed') : client.typedFile(folder);
	writeFileSync(typedFile, '');
	const program = options.talks ? ['bash', ...makeTalking(folder)] : ['tee', typedFile];
	// Without TMUX in the environment the scanner of a real colony on this machine does not find its way to the story's server.
	const start = `unset TMUX TMUX_PANE; exec -a ${client.argv0} "$@"`;
	const pane = await tmux.window(options.at, ['bash', '-c', start, 'client', ...program], name);
	const pid = pane.pid;
	// A process that has not yet become the client is a shell: nobody would recognise it.
	await until(() => nameOf(pid) === client.argv0, `${name} to run as ${client.argv0}`);
	const stateFile = path.join(shell.env['CLAUDE_CONFIG_DIR'] ?? '', 'sessions', `${pid}.json`);
	const startedAt = Date.now();
	const said: string[] = [];
	let calls = 0;

	const play = (status: Act['status'], command: string | null, words: string | undefined): void => {
		if (words !== undefined) said.push(words);
		const playing = {act: {status, said, command}, topic: `${name}'s topic`, folder: path.basename(options.at)};
		writeFileSync(pane.tty, painted(client.title(playing), client.screen(playing, size)));
		if (client.argv0 !== 'claude' || options.publishes === false) return;
		mkdirSync(path.dirname(stateFile), {recursive: true});
		const named = options.named === false ? null : (options.clientName ?? name);
		const published = {
			pid,
			startTime: startTime(pid),
			cwd: options.at,
			name: named,
			status,
			startedAt,
			now: Date.now(),
			tmux: `hive:${pane.window}.${pane.id}`,
		};
		writeFileSync(stateFile, stateFileOf(published));
	};
	const call = (bin: string, args: readonly string[]): Promise<Ran> => {
		if (!options.talks) throw new Error(`${name} was not started with talks: true`);
		return callInside(folder, ++calls, {...shell, cwd: options.at}, [process.execPath, path.join(dist, bin), ...args], {
			...shell.env,
			TMUX: `${tmux.socket},${tmux.pid},0`,
			TMUX_PANE: pane.id,
		});
	};
	play('idle', null, undefined);
	return {
		name,
		pid,
		pane,
		isAlive: () => isAlive(pid),
		works: words => play('working', null, words),
		idles: words => play('idle', null, words),
		asks: command => play('waiting', command, undefined),
		setTitle: title => writeFileSync(pane.tty, `\u001b]2;${title}\u0007`),
		prints: bytes => writeFileSync(pane.tty, bytes),
		typed: () => readFileSync(typedFile, 'utf8'),
		dies: () => end(pid),
		leaves: async () => {
			rmSync(stateFile, {force: true});
			await end(pid, 'SIGTERM');
		},
		queen: (...args) => call('queen.cjs', args),
		iam: (...args) => call('iam.cjs', args),
	};
};
