/** Three sessions of claude-swarm, each in her own clone of one bare remote, and the program as they type it. */
import {chmodSync, mkdirSync, realpathSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {TestContext} from 'node:test';
import {dist} from '../../driver/environment.ts';
import {type Ran, runProgram, type Shell} from '../../driver/shell.ts';
import {type Clone, newWorld, type World} from '../push/clones.ts';

export type Member = Pick<Clone, 'path' | 'git' | 'write' | 'read'> & {
	readonly shell: Shell;
	/** A line as a README has it, typed into a shell in her clone. */
	readonly types: (line: string) => Promise<Ran>;
};

export type Team = {readonly world: World; readonly a: Member; readonly b: Member; readonly c: Member};

/** `claude-swarm` is found by PATH, as npm puts it there. */
function withProgram(shell: Shell): Shell {
	const folder = path.join(realpathSync(shell.folder), 'bin');
	mkdirSync(folder);
	const file = path.join(folder, 'claude-swarm');
	writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${path.join(dist, 'claude-swarm.cjs')}' "$@"\n`);
	chmodSync(file, 0o755);
	return shell.with({PATH: `${folder}${path.delimiter}${shell.env['PATH'] ?? ''}`});
}

/** No QUEEN_NAME in anybody's environment: `--session` and `--from` say who calls. */
export async function newTeam(t: Pick<TestContext, 'after'>): Promise<Team> {
	const world = await newWorld(t);
	const shell = withProgram(world.shell);
	const member = async (name: string, branch: string): Promise<Member> => {
		const clone = await world.clone(name);
		await clone.git('switch', '--quiet', '--create', branch);
		const at = shell.at(clone.path);
		return {...clone, shell: at, types: line => runProgram('bash', ['-c', line], {env: at.env, cwd: at.cwd, input: null})};
	};
	return {world, a: await member('A', 'feat/frontend'), b: await member('B', 'feat/backend'), c: await member('C', 'feat/infra')};
}
