/**
 * What `queen push` costs beside a plain `git push` of the same commit: whole processes through one bare remote on the same disk, where the network
 * hides nothing. And how many git processes it starts.
 *   node test/bench/push.ts [--quick]
 */
import {spawnSync} from 'node:child_process';
import {appendFileSync, mkdirSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {newOwner, type Owner} from '../driver/cleanup.ts';
import {dist} from '../driver/environment.ts';
import {newShell} from '../driver/shell.ts';
import {slowedGit} from '../source/push/slowed-git.ts';
import {median, readable} from './statistics.ts';

/** Medians in milliseconds; `calls`: git processes of one push, without and with others' work to go under. */
export type PushCosts = {
	readonly git: number;
	readonly pull: number;
	readonly plain: number;
	readonly nothing: number;
	readonly rebase: number;
	readonly calls: {readonly plain: number; readonly rebase: number};
};

type Place = {
	readonly run: (file: string, ...args: readonly string[]) => number;
	readonly commit: (text: string) => void;
	readonly push: readonly [string, ...string[]];
};

function placeIn(folder: string, env: NodeJS.ProcessEnv): Place {
	const run = (file: string, ...args: readonly string[]): number => {
		const start = performance.now();
		const {status, stdout, stderr} = spawnSync(file, args, {env, cwd: folder, encoding: 'utf8'});
		const took = performance.now() - start;
		if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
		return took;
	};
	const commit = (text: string): void => {
		appendFileSync(path.join(folder, `${path.basename(path.dirname(folder))}.txt`), `${text}\n`);
		run('git', 'add', '--all');
		run('git', 'commit', '--quiet', '-m', text);
	};
	return {run, commit, push: [process.execPath, path.join(dist, 'queen.cjs'), 'push']};
}

/** A bare remote, and two clones of it. */
function places(folder: string, env: NodeJS.ProcessEnv): {readonly mine: Place; readonly hers: Place; readonly mineAt: string} {
	const remote = path.join(folder, 'app.git');
	mkdirSync(remote);
	placeIn(remote, env).run('git', 'init', '--quiet', '--bare');
	const [mineAt, hersAt] = ['mine', 'hers'].map(name => path.join(folder, name, 'app')) as [string, string];
	const outside = placeIn(folder, env);
	outside.run('git', 'clone', '--quiet', remote, mineAt);
	const mine = placeIn(mineAt, env);
	mine.commit('first');
	mine.run('git', 'push', '--quiet', 'origin', 'HEAD:refs/heads/main');
	outside.run('git', 'clone', '--quiet', remote, hersAt);
	return {mine, hers: placeIn(hersAt, env), mineAt};
}

/** Her work is at the remote, mine is not. */
function apart({mine, hers}: {readonly mine: Place; readonly hers: Place}, text: string): void {
	hers.run('git', 'pull', '--quiet', '--rebase');
	hers.commit(text);
	hers.run('git', 'push', '--quiet', 'origin', 'HEAD:refs/heads/main');
	mine.commit(text);
}

export function pushCosts(owner: Owner, runs: number): PushCosts {
	const {shell} = newShell({after: owner.after});
	const env = {...shell.env, QUEEN_NAME: 'iza-1'};
	const both = places(shell.folder, env);
	const {mine, mineAt} = both;
	const times = {git: [] as number[], pull: [] as number[], plain: [] as number[], nothing: [] as number[], rebase: [] as number[]};
	mine.run(...mine.push);
	for (let round = 0; round < runs; round += 1) {
		mine.commit(`git ${round}`);
		times.git.push(mine.run('git', 'push', '--quiet', 'origin', 'HEAD:refs/heads/main'));
		mine.commit(`queen ${round}`);
		times.plain.push(mine.run(...mine.push));
		times.nothing.push(mine.run(...mine.push));
		apart(both, `apart ${round}`);
		times.rebase.push(mine.run(...mine.push));
		apart(both, `by hand ${round}`);
		times.pull.push(mine.run('git', 'pull', '--quiet', '--rebase') + mine.run('git', 'push', '--quiet', 'origin', 'HEAD:refs/heads/main'));
	}
	const counted = (name: string): number => {
		const counter = slowedGit(path.join(shell.folder, name), env, 0, 'before', 'STOP');
		placeIn(mineAt, counter.env).run(...mine.push);
		return counter.calls();
	};
	mine.commit('counted');
	const plainCalls = counted('plain');
	apart(both, 'counted too');
	const calls = {plain: plainCalls, rebase: counted('rebase')};
	const {git, pull, plain, nothing, rebase} = times;
	return {git: median(git), pull: median(pull), plain: median(plain), nothing: median(nothing), rebase: median(rebase), calls};
}

type Row = {readonly what: string; readonly here: string; readonly budget: string; readonly floor: string; readonly kept: boolean};

/** Rows of the bench's table. */
export function pushRows({git, pull, plain, nothing, rebase, calls}: PushCosts): readonly Row[] {
	const row = (what: string, took: number, beside: number, floor: string): Row => ({
		what,
		here: `${readable(took / beside)} x (${readable(took)} ms)`,
		budget: '-',
		floor: `${floor} = ${readable(beside)} ms`,
		kept: true,
	});
	return [
		row(`queen push, remote on the same disk (${calls.plain} git processes)`, plain, git, 'git push'),
		row(`queen push onto others' work (${calls.rebase} git processes)`, rebase, pull, 'git pull --rebase; git push'),
		row('queen push, nothing to push', nothing, git, 'git push'),
	];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const ends: (() => void | Promise<void>)[] = [];
	try {
		const costs = pushCosts(newOwner({after: end => void ends.push(end as () => void)}), process.argv.includes('--quick') ? 6 : 30);
		for (const {what, here, floor} of pushRows(costs)) process.stdout.write(`${what.padEnd(64)} ${here.padEnd(22)} ${floor}\n`);
	} finally {
		for (const end of ends) await end();
	}
}
