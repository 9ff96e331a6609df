/**
 * The words in which stories are told: a home, a private tmux server, repositories, sisters, and the view.
 * Everything lies in one folder and ends with the story, also when it fails.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import type {TestContext} from 'node:test';
import {newFolder, newOwner} from './cleanup.ts';
import {dist} from './environment.ts';
import {newRepository, type Repository} from './repository.ts';
import {openScreen, type Screen} from './screen.ts';
import {type Shell, shellIn} from './shell.ts';
import {type ActingSister, type SisterOptions, startSister} from './sister.ts';
import {newTmux, type Tmux} from './tmux.ts';

export type ViewOptions = {
	readonly columns?: number;
	readonly rows?: number;
	readonly env?: NodeJS.ProcessEnv;
	/** The terminal's own background: `rgb:ffff/ffff/ffff`. */
	readonly background?: string;
	/** In a window of the colony's own tmux server, looked at through an attached client. */
	readonly insideTmux?: boolean;
};

export type Colony = {
	/** The keeper's shell. */
	readonly shell: Shell;
	readonly tmux: Tmux;
	readonly repository: (name: string) => Promise<Repository>;
	readonly sister: (name: string, options: SisterOptions) => Promise<ActingSister>;
	/** The real view in a pseudo-terminal. */
	readonly view: (options?: ViewOptions) => Promise<Screen>;
};

export const viewCommand = [process.execPath, path.join(dist, 'queen.cjs')];

export const newColony = async (t: Pick<TestContext, 'after'>): Promise<Colony> => {
	const owner = newOwner(t);
	const shell = shellIn(newFolder(owner));
	const tmux = await newTmux(owner, shell);
	const sisters: ActingSister[] = [];
	// Watching never harms: whatever the story did, nothing was typed into anybody's terminal.
	owner.after(() => {
		for (const sister of sisters) assert.equal(sister.typed(), '', `keys were typed into ${sister.name}'s terminal`);
	});
	return {
		shell,
		tmux,
		repository: name => newRepository(shell, name),
		sister: async (name, options) => {
			const sister = await startSister(shell, tmux, name, options);
			sisters.push(sister);
			return sister;
		},
		view: async ({columns = 120, rows = 40, env = {}, insideTmux = false, background} = {}) => {
			const all = {...shell.env, ...env};
			if (!insideTmux) return openScreen(owner, {command: viewCommand, env: all, cwd: shell.home, columns, rows, ...(background ? {background} : {})});
			const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
			const pane = await tmux.window(shell.home, ['env', ...variables, ...viewCommand], 'queen');
			await tmux.run('select-window', '-t', pane.window);
			const attach = ['tmux', '-L', tmux.name, 'attach-session', '-t', 'hive'];
			return openScreen(owner, {command: attach, env: all, cwd: shell.home, columns, rows});
		},
	};
};

/** Names of the sisters as `queen status --json` lists them. */
export type StatusJson = {
	readonly colony: {readonly scannedAt: string | null; readonly complete: boolean; readonly scanner: {readonly pid: number} | null};
	readonly sisters: readonly {
		readonly name: string;
		readonly agent: string;
		readonly status: string;
		readonly waitingFor: string | null;
		readonly task: string | null;
		readonly branch: string | null;
		readonly pid: number | null;
		readonly unread: number;
		readonly claims: number;
	}[];
	readonly claims: readonly {readonly id: number; readonly resource: string; readonly owner: string; readonly state: string; readonly stale: boolean}[];
	readonly conflicts: readonly {readonly id: number; readonly kind: string; readonly type: string; readonly resolvedAt: string | null}[];
};
export type MailJson = {
	readonly id: number;
	readonly from: string;
	readonly fromVerified: string;
	readonly to: string;
	readonly body: string;
	readonly kind: string;
};
