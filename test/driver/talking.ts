/**
 * A client that can run commands as a real one does: they are children of its process, so that who calls is known by ancestry.
 */
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {Ran, Shell} from './shell.ts';
import {until} from './wait.ts';

// The first argument is the folder of the sister. The client itself waits in `cat`, which keeps what is typed into its terminal.
const clientScript = 'bash "$1/worker.sh" "$1" 0<>"$1/calls" & cat >"$1/typed"';
const workerScript = `while IFS= read -r call; do
	bash "$1/$call.sh" >"$1/$call.out" 2>"$1/$call.err" </dev/null
	echo $? >"$1/$call.part"
	mv "$1/$call.part" "$1/$call.code"
done
`;

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Makes the scripts in the sister's folder; answers the argv behind argv[0]. */
export const makeTalking = (folder: string): readonly string[] => {
	writeFileSync(path.join(folder, 'client.sh'), clientScript);
	writeFileSync(path.join(folder, 'worker.sh'), workerScript);
	execFileSync('mkfifo', [path.join(folder, 'calls')]);
	return [path.join(folder, 'client.sh'), folder];
};

/** Has the client run one command with the variables of its own terminal, and waits for its end. */
export const callInside = async (folder: string, count: number, shell: Shell, argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> => {
	const at = (end: string): string => path.join(folder, `${count}.${end}`);
	const variables = Object.entries({...env, CLAUDECODE: '1'}).flatMap(([name, value]) => (value === undefined ? [] : [`export ${name}=${quoted(value)}`]));
	writeFileSync(at('sh'), [`cd ${quoted(shell.cwd)}`, ...variables, `exec ${argv.map(quoted).join(' ')}`, ''].join('\n'));
	writeFileSync(path.join(folder, 'calls'), `${count}\n`);
	await until(() => existsSync(at('code')), `${argv.join(' ')} inside a sister`);
	return {code: Number(readFileSync(at('code'), 'utf8')), out: readFileSync(at('out'), 'utf8'), err: readFileSync(at('err'), 'utf8')};
};
