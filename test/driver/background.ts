/** A command of the built program that goes on beside the test. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import type {Owner} from './cleanup.ts';
import {dist} from './environment.ts';
import type {Shell} from './shell.ts';

export type Background = {
	readonly child: ChildProcess;
	/** What it printed until now. */
	readonly said: () => {readonly out: string; readonly err: string};
	/** Its exit code; ended by a signal that it did not handle: the signal. */
	readonly ended: Promise<number | string>;
};

/** `queen …` in a shell's environment and folder; never left behind. */
export function inBackground(owner: Owner, shell: Shell, ...args: readonly string[]): Background {
	const child = spawn(process.execPath, [path.join(dist, 'queen.cjs'), ...args], {env: shell.env, cwd: shell.cwd, stdio: ['ignore', 'pipe', 'pipe']});
	let [out, err] = ['', ''];
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		out += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		err += text;
	});
	const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
	owner.after(async () => {
		child.kill('SIGKILL');
		await ended;
	});
	return {child, said: () => ({out, err}), ended};
}
