/** Runs a command as the program does, but in this process: for tables with many rows. What it prints is kept. */
import {parseArgs} from '../../source/args.ts';
import {commands} from '../../source/commands/index.ts';
import {runCommand} from '../../source/commands/run.ts';
import type {Output} from '../../source/commands/types.ts';
import {openContext} from '../../source/open-context.ts';
import {cell, toJson} from '../../source/sanitize.ts';
import type {Ran, Shell} from '../driver/shell.ts';

export async function runHere({env, cwd}: Pick<Shell, 'env' | 'cwd'>, ...[name, ...words]: readonly string[]): Promise<Ran> {
	const command = commands.find(each => each.name === name);
	if (!command) throw new Error(`${name} is no command`);
	let out = '';
	let err = '';
	const output: Output = {
		print: text => {
			out += `${text}\n`;
		},
		note: text => {
			err += `${cell(text)}\n`;
		},
		error: value => {
			err += `${toJson(value)}\n`;
		},
		json: value => {
			out += `${toJson(value)}\n`;
		},
		colour: false,
		unicode: true,
		columns: 0,
		isTerminal: false,
	};
	const parse = (given: readonly string[]) => parseArgs(given, command.flags, command.name);
	const code = await runCommand(command, words, {parse, open: () => openContext({env, cwd, busyMs: 5000}), env, cwd, out: output});
	return {code, out, err};
}
