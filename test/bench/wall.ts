/** Wall time of whole short processes, each kind in turn, so that the machine's other work hits all alike. */
import {spawnSync} from 'node:child_process';
import path from 'node:path';
import {dist} from '../driver/environment.ts';
import type {Shell} from '../driver/shell.ts';
import {median} from './statistics.ts';

export type Walls = Readonly<Record<string, number>>;

/** Medians in milliseconds; `node` is `node -e 0`, the floor of everything that runs on Node. */
export const wallTimes = (shell: Shell, runs: number): Walls => {
	const env = {...shell.env, QUEEN_NAME: 'iza-1'};
	const queen = (...args: readonly string[]): readonly string[] => [process.execPath, path.join(dist, 'queen.cjs'), ...args];
	const kinds: Readonly<Record<string, (run: number) => readonly string[]>> = {
		node: () => [process.execPath, '-e', '0'],
		version: () => queen('--version'),
		tell: run => queen('tell', 'iza-2', `the deploy is yours ${run}`),
		inbox: () => queen('inbox', '--peek'),
		iam: run => queen('iam', `doing ${run}`),
		claim: run => queen('claim', `domain-${run}`),
		ack: () => queen('ack', '1'),
		onboard: () => queen('onboard'),
		status: () => queen('status', '--json'),
	};
	const times: Record<string, number[]> = Object.fromEntries(Object.keys(kinds).map(name => [name, []]));
	// The first round warms the disk's cache and does not count.
	for (let run = -1; run < runs; run++) {
		for (const [name, command] of Object.entries(kinds)) {
			const [file = '', ...args] = command(run);
			const start = performance.now();
			const result = spawnSync(file, args, {env, cwd: shell.home});
			const took = performance.now() - start;
			if (result.status !== 0 && name !== 'ack') throw new Error(`${name} ended with ${result.status}: ${result.stderr}`);
			if (run >= 0) times[name]?.push(took);
		}
	}
	return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
};
