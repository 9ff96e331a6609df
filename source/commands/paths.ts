import {existsSync} from 'node:fs';
import {hivePaths} from '../paths.ts';
import {cell} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, paths.usage);
	const {db, folder, flags, spool, config, dbSource} = hivePaths(call.env);
	const rows = [
		{what: 'database', path: db, from: dbSource},
		{what: 'flags', path: flags, from: 'beside the database'},
		{what: 'spool', path: spool, from: 'beside the database'},
		{what: 'copies', path: `${folder}/backups`, from: 'beside the database'},
		{what: 'configuration', path: config, from: 'XDG_CONFIG_HOME or ~/.config'},
	].map(row => ({...row, exists: existsSync(row.path)}));
	if (call.json) call.out.json(rows);
	else for (const {what, path, from, exists} of rows) call.out.print(`  ${what.padEnd(14)} ${cell(path)}  (${from}${exists ? '' : '; not there yet'})`);
	return 0;
}

export const paths: Command = {
	name: 'paths',
	group: 'care',
	usage: 'paths',
	summary: 'Where everything is stored',
	example: 'queen paths',
	flags: {},
	run,
};
