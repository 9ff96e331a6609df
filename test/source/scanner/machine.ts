/** A scanner in this process, on a story's own tmux server, home and database. */
import type {TestContext} from 'node:test';
import type {Conflict, Sister} from '../../../db/types.ts';
import type {Context} from '../../../source/context.ts';
import {openContext} from '../../../source/open-context.ts';
import type {Pass, Scanner} from '../../../source/scanner/scan.ts';
import {systemLooker, systemScanner} from '../../../source/scanner/system.ts';
import {type Colony, newColony} from '../../driver/colony.ts';
import {until} from '../../driver/wait.ts';

export type Machine = {
	readonly colony: Colony;
	readonly context: Context;
	readonly scanner: Scanner;
	readonly complete: () => Promise<Pass>;
	readonly fast: () => Promise<Pass>;
	/** Fast passes until the sister is as wanted. */
	readonly until: (name: string, is: (sister: Sister) => boolean) => Promise<Sister>;
	readonly sister: (name: string) => Promise<Sister>;
	readonly open: () => Promise<readonly Conflict[]>;
};

const ran = (pass: Pass | null): Pass => {
	if (pass === null) throw new Error('the last pass still runs');
	return pass;
};

export const newMachine = async (t: TestContext): Promise<Machine> => {
	const colony = await newColony(t);
	const context = await openContext({env: colony.shell.env, cwd: colony.shell.home, busyMs: 5000});
	t.after(() => context.store.close());
	const scanner = systemScanner(context, systemLooker(context), () => null);
	const {signal} = new AbortController();
	const fast = async (): Promise<Pass> => ran(await scanner.fast(signal));
	return {
		colony,
		context,
		scanner,
		complete: async () => ran(await scanner.complete(signal)),
		fast,
		until: (name, is) =>
			until(async () => {
				await fast();
				const sister = await context.store.sister(name);
				return sister !== null && is(sister) ? sister : null;
			}, `${name} to be as wanted`),
		sister: async name => {
			const sister = await context.store.sister(name);
			if (sister === null) throw new Error(`nobody is called ${name}`);
			return sister;
		},
		open: async () => (await context.store.conflicts()).filter(conflict => conflict.resolvedAt === null),
	};
};
