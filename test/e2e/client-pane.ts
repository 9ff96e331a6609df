/** A client in a pane, at whose keyboard the test sits: it reads the screen, types, pastes, and ends what runs there. */
import {readFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import type {Owner} from '../driver/cleanup.ts';
import {end, isAlive} from '../driver/processes.ts';
import type {Pane, Tmux} from '../driver/tmux.ts';
import {until} from '../driver/wait.ts';
import type {Act, Model} from './model.ts';

/** A real client takes seconds to start on a loaded machine. */
export const slowMs = 60_000;

export type RealClient = {
	readonly pane: Pane;
	readonly screen: () => Promise<string>;
	readonly keys: (...keys: readonly string[]) => Promise<void>;
	/** Types a line and sends it. */
	readonly types: (line: string) => Promise<void>;
	/** Pastes a text as a terminal does, in brackets, and sends nothing. */
	readonly pastes: (text: string) => Promise<void>;
	/** Types a prompt that names a scene with these acts, and waits until the model was asked. */
	readonly asks: (scene: string, acts: readonly Act[]) => Promise<void>;
	/** The same, and waits for the end of the turn. */
	readonly turn: (scene: string, acts: readonly Act[]) => Promise<void>;
	readonly sees: (text: RegExp) => Promise<string>;
	/** The client is there and takes a prompt. */
	readonly isReady: () => Promise<string>;
	readonly kill: () => Promise<void>;
};

const childrenOf = (pid: number): readonly number[] => {
	try {
		return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number).filter(Boolean);
	} catch {
		// The shell is gone, and its children with it.
		return [];
	}
};

/** Deepest first: a client that is only hung up on goes on writing into a home that is being removed. */
const endBelow = async (pid: number): Promise<void> => {
	for (const child of childrenOf(pid)) {
		await endBelow(child);
		await end(child);
	}
};

export const clientAt = (owner: Owner, tmux: Tmux, model: Model, pane: Pane): RealClient => {
	// Before its terminal goes.
	owner.after(() => endBelow(pane.pid));
	const target = ['-t', pane.id] as const;
	const screen = (): Promise<string> => tmux.run('capture-pane', '-p', ...target);
	const keys: RealClient['keys'] = async (...names) => void (await tmux.run('send-keys', ...target, ...names));
	const sees: RealClient['sees'] = text => {
		let last = '';
		return until(
			async () => {
				last = await screen();
				return text.test(last) ? last : null;
			},
			() => `${text} on the screen:\n${last}`,
			slowMs,
		);
	};
	const types: RealClient['types'] = async line => {
		await tmux.run('send-keys', ...target, '-l', line);
		// The line must stand in the box before it is sent: a client takes what comes at once for pasted text.
		await sees(new RegExp(line.slice(0, 30).replaceAll(/[^A-Za-z0-9 ]/g, '.')));
		await pause(300);
		await keys('Enter');
	};
	const asks: RealClient['asks'] = async (scene, acts) => {
		model.play(scene, acts);
		await types(`please play scene ${scene}`);
		await until(() => model.heard(scene).length > 0, `the model to be asked for ${scene}`, slowMs);
	};
	return {
		pane,
		screen,
		keys,
		types,
		pastes: async text => {
			await tmux.run('set-buffer', '-b', 'paste', '--', text);
			await tmux.run('paste-buffer', '-p', '-d', '-b', 'paste', ...target);
		},
		asks,
		sees,
		isReady: () => sees(/^\s*❯/m),
		turn: async (scene, acts) => {
			await asks(scene, acts);
			await sees(new RegExp(`End of ${scene}\\.`));
		},
		kill: async () => {
			const pid = await until(() => childrenOf(pane.pid).find(isAlive) ?? null, 'the client below the shell');
			await end(pid, 'SIGKILL');
		},
	};
};
