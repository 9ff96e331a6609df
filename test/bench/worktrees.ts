/** 64 sisters in 12 worktrees of a repository with 10,000 files: what a scan costs cold, unchanged, and after one file changed. */
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {openContext} from '../../source/open-context.ts';
import {systemLooker, systemMerges, systemScanner} from '../../source/scanner/system.ts';
import type {Owner} from '../driver/cleanup.ts';
import {newColony} from '../driver/colony.ts';
import type {Repository} from '../driver/repository.ts';
import {runProgram, type Shell} from '../driver/shell.ts';
import {median} from './statistics.ts';

export type ScanSize = {
	readonly sisters: number;
	readonly worktrees: number;
	readonly files: number /** How often each is measured. */;
	readonly rounds: number;
};

/** Milliseconds of wall and of processor time, of the scanner with all that it started. */
export type Cost = {readonly wall: number; readonly cpu: number};

export type ScanCost = {
	/** A complete pass that knows nothing yet. */
	readonly cold: Cost;
	readonly unchanged: Cost;
	/** One file was changed in one worktree. */
	readonly changed: Cost;
	/** `git status` in one of the worktrees, whose index is fresh. */
	readonly status: Cost;
	/** Pairs of worktrees that were compared, and conflicts that were found. */
	readonly pairs: number;
	readonly conflicts: number;
};

const folderOf = (at: number): string => `src/m${at % 100}/s${Math.floor(at / 100) % 5}`;
const fileOf = (at: number): string => `${folderOf(at)}/f${at}.ts`;
const textOf = (at: number): string => Array.from({length: 30}, (_, line) => `export const line${line} = ${at};\n`).join('');

/** Three commits on each branch, and something uncommitted; every worktree shares files with some of the others. */
const fill = async (app: Repository, {worktrees, files}: ScanSize): Promise<readonly Repository[]> => {
	for (let at = 0; at < files; at += 1) {
		mkdirSync(path.join(app.path, folderOf(at)), {recursive: true});
		writeFileSync(path.join(app.path, fileOf(at)), textOf(at));
	}
	await app.commit('files');
	const all: Repository[] = [];
	for (let at = 0; at < worktrees; at += 1) {
		const worktree = await app.worktree(`w${at}`, `user/w${at}`);
		for (let commit = 0; commit < 3; commit += 1) {
			worktree.write(fileOf(at), `${textOf(at)}// ${commit}\n`);
			worktree.write(fileOf(100 + (at % 3)), `// w${at} ${commit}\n${textOf(100 + (at % 3))}`);
			await worktree.commit(`commit ${commit}`);
		}
		worktree.write(fileOf(205 + (at % 4)), textOf(at));
		worktree.write(`new/w${at}.ts`, textOf(at));
		all.push(worktree);
	}
	return all;
};

/** User and system time of this process's ended children, and of itself, in milliseconds. */
const cpuTime = (): number => {
	const fields = readFileSync('/proc/self/stat', 'utf8')
		.replace(/^.*\) /s, '')
		.split(' ')
		.map(Number);
	// utime, stime, cutime, cstime: fields 14 to 17 of proc(5), in ticks of 10 ms.
	return fields.slice(11, 15).reduce((sum, ticks) => sum + ticks * 10, 0);
};

const measure = async (work: () => Promise<unknown>): Promise<Cost> => {
	const [cpu, wall] = [cpuTime(), performance.now()];
	await work();
	return {wall: performance.now() - wall, cpu: cpuTime() - cpu};
};

const middle = (costs: readonly Cost[]): Cost => ({wall: median(costs.map(cost => cost.wall)), cpu: median(costs.map(cost => cost.cpu))});

const repeat = async (rounds: number, work: (round: number) => Promise<Cost>): Promise<Cost> => {
	const costs: Cost[] = [];
	for (let round = 0; round < rounds; round += 1) costs.push(await work(round));
	return middle(costs);
};

const gitStatus = (shell: Shell, {path: cwd}: Repository): Promise<Cost> =>
	measure(() => runProgram('git', ['--no-optional-locks', 'status', '--porcelain=v2', '-z'], {env: shell.env, cwd, input: null}));

/** Takes a minute; nothing is asserted. */
export const scanCost = async (owner: Owner, size: ScanSize): Promise<ScanCost> => {
	const colony = await newColony(owner);
	const worktrees = await fill(await colony.repository('app'), size);
	const at = (n: number): Repository => worktrees[n % worktrees.length] as Repository;
	for (let n = 0; n < size.sisters; n += 1) await colony.sister(`iza-${n}`, {at: at(n).path});
	const context = await openContext({env: colony.shell.env, cwd: colony.shell.home, busyMs: 5000});
	owner.after(() => context.store.close());
	const {signal} = new AbortController();
	const open = () => {
		const merges = systemMerges(context, 600_000);
		owner.after(() => merges.close());
		return {merges, scanner: systemScanner(context, systemLooker(context), () => null, merges)};
	};
	const status = await repeat(size.rounds, () => gitStatus(colony.shell, at(0)));
	const cold = await repeat(Math.max(1, Math.ceil(size.rounds / 4)), () => {
		const {merges, scanner} = open();
		return measure(() => scanner.complete(signal)).finally(() => merges.close());
	});
	const {merges, scanner} = open();
	await scanner.complete(signal);
	await scanner.complete(signal);
	const unchanged = await repeat(size.rounds, () => measure(() => scanner.complete(signal)));
	const changed = await repeat(size.rounds, round => {
		at(3).write(fileOf(300), `${textOf(300)}// ${round}\n`);
		return measure(() => scanner.complete(signal));
	});
	const conflicts = merges.known().outlook.pairs.filter(pair => pair.conflicts.length > 0).length;
	rmSync(path.join(colony.shell.folder, 'src'), {recursive: true, force: true});
	return {cold, unchanged, changed, status, pairs: (size.worktrees * (size.worktrees - 1)) / 2, conflicts};
};
