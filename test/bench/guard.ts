/**
 * What a guard costs a commit: whole commits, each kind in turn so that the machine's other work hits all alike; and the front alone, as git
 * starts it, beside a hook that does nothing.
 *   node test/bench/guard.ts [--quick]
 */
import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {newOwner, type Owner} from '../driver/cleanup.ts';
import {newRepository} from '../driver/repository.ts';
import {newShell} from '../driver/shell.ts';
import {median, quantile, readable} from './statistics.ts';

export type GuardRow = {readonly what: string; readonly here: string; readonly floor: string};

type Kind = {readonly file: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv; readonly cwd: string; readonly code?: number};

/** A repository with one staged file: with a guard, with a hook that does nothing, and with none. */
const kindsOf = async (owner: Owner): Promise<Readonly<Record<string, Kind>>> => {
	const {shell} = newShell({after: owner.after});
	const folders = new Map<string, string>();
	for (const name of ['guarded', 'idle', 'none']) {
		const repo = await newRepository(shell, name);
		await repo.git('switch', '-q', '-c', 'alice/work');
		repo.write('src/a.ts', 'a\n');
		repo.write('package.json', '{"name": "x"}\n');
		await repo.git('add', '-A');
		folders.set(name, repo.path);
	}
	const at = (name: string): string => folders.get(name) ?? '';
	const idle = path.join(at('idle'), '.git/hooks/pre-commit');
	mkdirSync(path.dirname(idle), {recursive: true});
	writeFileSync(idle, '#!/bin/sh\n:\n');
	chmodSync(idle, 0o755);
	await shell.at(at('guarded')).says('guard', 'install', '--yes');
	for (let n = 0; n < 20; n += 1) await shell.as('bob').at(at('guarded')).says('claim', `docs/${n}.md`);
	const human = shell.env;
	const sister = {...shell.env, QUEEN_NAME: 'alice'};
	const commit = (name: string, env: NodeJS.ProcessEnv): Kind => ({file: 'git', args: ['commit', '-q', '--allow-empty', '-m', 'x'], env, cwd: at(name)});
	const front = {file: path.join(at('guarded'), '.git/hooks/pre-commit'), args: [], cwd: at('guarded')};
	return {
		sh: {file: '/bin/sh', args: ['-c', ':'], env: human, cwd: at('none')},
		node: {file: process.execPath, args: ['-e', '0'], env: human, cwd: at('none')},
		'the hook alone, a human': {...front, env: human},
		'the hook alone, a sister (20 claims elsewhere, two files)': {...front, env: sister},
		'a commit without any hook': commit('none', human),
		'a commit with a hook that does nothing': commit('idle', human),
		'a commit of a human': commit('guarded', human),
		'a commit of a sister': commit('guarded', sister),
	};
};

const runOnce = (what: string, {file, args, env, cwd, code = 0}: Kind): number => {
	const start = performance.now();
	const {status, stderr} = spawnSync(file, args, {env, cwd});
	const took = performance.now() - start;
	if (status !== code) throw new Error(`${what} ended with ${status}: ${stderr.toString('utf8')}`);
	return took;
};

/** Rows as `npm run bench` shows them. The first two rounds warm the caches and do not count. */
export const guardRows = async (owner: Owner, runs: number): Promise<readonly GuardRow[]> => {
	const kinds = Object.entries(await kindsOf(owner));
	const times: Record<string, number[]> = Object.fromEntries(kinds.map(([what]) => [what, []]));
	for (let run = -2; run < runs; run += 1)
		for (const [what, kind] of kinds) {
			const took = runOnce(what, kind);
			if (run >= 0) times[what]?.push(took);
		}
	const p50 = (what: string): number => median(times[what] ?? []);
	return kinds
		.filter(([what]) => what !== 'sh' && what !== 'node')
		.map(([what]) => ({
			what: `guard: ${what}`,
			here: `${readable(p50(what) / p50('sh'))} x sh -c :, ${readable(p50(what) / p50('node'))} x node -e 0`,
			floor: `p50 ${readable(p50(what))} ms, p95 ${readable(quantile(times[what] ?? [], 0.95))} ms; sh -c : ${readable(p50('sh'))} ms, node -e 0 ${readable(p50('node'))} ms`,
		}));
};

if (process.argv[1] === import.meta.filename) {
	const ends: (() => void | Promise<void>)[] = [];
	const owner = newOwner({after: end => void ends.push(end as () => void)});
	try {
		for (const {what, here, floor} of await guardRows(owner, process.argv.includes('--quick') ? 12 : 40))
			process.stdout.write(`${what.padEnd(66)} ${here.padEnd(40)} ${floor}\n`);
	} finally {
		for (const end of ends) await end();
	}
}
