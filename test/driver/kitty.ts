import {spawn} from 'node:child_process';
import path from 'node:path';
import type {Owner} from './cleanup.ts';
import {end, isAlive} from './processes.ts';
import {runProgram, type Shell} from './shell.ts';
import {until} from './wait.ts';

/** A real kitty of this story on a screen of its own (Xvfb, drawn by software), with its socket in the story's folder. */
export type RealKitty = {
	readonly pid: number;
	readonly socket: string;
	/** `kitty @ …`, the program's own remote control: what it says is the truth that ours is measured by. */
	readonly run: (...args: readonly string[]) => Promise<string>;
	/** A tab with one window that runs this argv; answers the window's number. The tab that was in front stays there. */
	readonly tab: (cwd: string, argv: readonly string[]) => Promise<string>;
	/** The windows as kitty lists them. */
	readonly windows: () => Promise<readonly KittyWindowFacts[]>;
};

export type KittyWindowFacts = {readonly id: number; readonly pid: number; readonly columns: number; readonly lines: number; readonly isInFrontTab: boolean};
type Listing = readonly {
	readonly tabs: readonly {readonly is_focused: boolean; readonly windows: readonly Omit<KittyWindowFacts, 'isInFrontTab'>[]}[];
}[];

/** A program that is fed nothing and ended with the story; answers its pid and what it writes to its fourth descriptor. */
const start = (owner: Owner, file: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd: string) => {
	const child = spawn(file, [...args], {env, cwd, stdio: ['ignore', 'ignore', 'pipe', 'pipe']});
	const heard = {said: '', told: ''};
	child.stderr?.on('data', data => {
		heard.said += String(data);
	});
	child.stdio[3]?.on('data', data => {
		heard.told += String(data);
	});
	child.on('error', error => {
		heard.said += error.message;
	});
	const pid = child.pid ?? 0;
	owner.after(() => end(pid, 'SIGTERM'));
	return {pid, heard};
};

/** Software that draws needs long to start on a loaded machine. */
const startMs = 90_000;

const newDisplay = async (owner: Owner, shell: Shell): Promise<string> => {
	const {heard} = start(owner, 'Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], shell.env, shell.folder);
	await until(
		() => /^\d+\n/.test(heard.told),
		() => `a display (Debian package xvfb): ${heard.said}`,
		startMs,
	);
	return `:${heard.told.trim()}`;
};

const options = [
	'allow_remote_control=socket-only',
	'update_check_interval=0',
	'shell_integration=disabled',
	'confirm_os_window_close=0',
	// A blinking cursor is work, and what wakes kitty is looked at.
	'cursor_blink_interval=0',
	'enabled_layouts=stack',
].flatMap(option => ['-o', option]);

export const newKitty = async (owner: Owner, shell: Shell): Promise<RealKitty> => {
	const socket = path.join(shell.folder, 'any.sock');
	const env = {
		...shell.env,
		DISPLAY: await newDisplay(owner, shell),
		LIBGL_ALWAYS_SOFTWARE: '1',
		GALLIUM_DRIVER: 'llvmpipe',
		KITTY_CONFIG_DIRECTORY: path.join(shell.home, '.config/kitty'),
	};
	const words = ['--config', 'NONE', ...options, '--listen-on', `unix:${socket}`, 'sleep', 'infinity'];
	const {pid, heard} = start(owner, 'kitty', words, env, shell.folder);
	const run = async (...args: readonly string[]): Promise<string> => {
		const ran = await runProgram('kitty', ['@', '--to', `unix:${socket}`, ...args], {env, cwd: shell.folder, input: null});
		if (ran.code !== 0) throw new Error(`kitty @ ${args.join(' ')}: ${ran.err}`);
		return ran.out;
	};
	const windows = async (): Promise<readonly KittyWindowFacts[]> =>
		(JSON.parse(await run('ls')) as Listing).flatMap(({tabs}) => tabs.flatMap(tab => tab.windows.map(window => ({...window, isInFrontTab: tab.is_focused}))));
	await until(
		() =>
			windows().then(
				all => all.length > 0,
				() => false,
			),
		() => `kitty to answer (Debian package kitty): ${heard.said}`,
		startMs,
	);
	owner.after(async () => {
		const all = isAlive(pid) ? await windows().catch(() => []) : [];
		await end(pid, 'SIGTERM');
		// Most end with their terminal; who ignores that is ended too.
		for (const window of all) await end(window.pid);
	});
	return {
		pid,
		socket,
		run,
		windows,
		tab: async (cwd, argv) => (await run('launch', '--type=tab', '--keep-focus', '--cwd', cwd, ...argv)).trim(),
	};
};
