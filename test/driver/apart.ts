import {spawn} from 'node:child_process';
import {writeSync} from 'node:fs';
import type {Readable} from 'node:stream';

const isApart = 'HIVEQUEEN_TEST_APART';
const report = 3;

/**
 * Runs a script without any agent among its ancestors, and answers true in the process that shall do the work.
 * Who runs the tests may well be an agent, and then everything they start would be called her, never the keeper
 * (RULES.md, "Who is calling"): so the script is started again by a middle process that ends at once, and this one
 * only waits for its exit code and hands signals on.
 */
export const apartFromAgents = (script: string): boolean => {
	if (process.env[isApart] !== undefined) {
		delete process.env[isApart];
		writeSync(report, `${process.pid}\n`);
		process.on('exit', code => writeSync(report, `${code}\n`));
		return true;
	}
	const start = `require('node:child_process').spawn(process.execPath, process.argv.slice(1), {stdio: [0, 1, 2, ${report}]}).on('spawn', () => process.exit())`;
	const middle = spawn(process.execPath, ['-e', start, script, ...process.argv.slice(2)], {
		stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
		env: {...process.env, [isApart]: '1'},
	});
	let said = '';
	const pipe = middle.stdio[report] as Readable;
	pipe.on('data', chunk => {
		said += String(chunk);
	});
	pipe.on('end', () => {
		// Killed before it could say how it ended: not a success.
		process.exitCode = Number(said.split('\n')[1] || 1);
	});
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => {
			const pid = Number(said.split('\n')[0]);
			if (pid > 0) process.kill(pid, signal);
		});
	}
	return false;
};
