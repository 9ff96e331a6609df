/**
 * A real Claude Code client in a private tmux server, with a home of its own in which every first question is answered. It is told where it is
 * by QUEEN_E2E_CLAUDE; it is no part of the project.
 */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {TestContext} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {end, isAlive} from '../driver/processes.ts';
import {newShell, type Shell} from '../driver/shell.ts';
import {newTmux, type Pane, type Tmux} from '../driver/tmux.ts';
import {until} from '../driver/wait.ts';
import {makeRepository} from '../source/hooks/hive.ts';
import {type Act, type Model, newModel} from './model.ts';

export const claudeProgram = process.env['QUEEN_E2E_CLAUDE'] ?? '';

/** Made up; it goes no further than 127.0.0.1. */
const key = 'a-made-up-key-for-the-likeness-0001';
/** A real client takes seconds to start on a loaded machine. */
const slowMs = 60_000;

export type SisterJson = {
	readonly name: string;
	readonly status: string;
	readonly waitingFor: string | null;
	readonly detail: string | null;
	readonly statusSource: string;
	readonly pid: number | null;
	readonly terminal: {readonly pane: string} | null;
};

export type RealClient = {
	readonly pane: Pane;
	readonly screen: () => Promise<string>;
	readonly keys: (...keys: readonly string[]) => Promise<void>;
	/** Types a line and sends it. */
	readonly types: (line: string) => Promise<void>;
	/** Types a prompt that names a scene with these acts, and waits until the model was asked. */
	readonly asks: (scene: string, acts: readonly Act[]) => Promise<void>;
	/** The same, and waits for the end of the turn. */
	readonly turn: (scene: string, acts: readonly Act[]) => Promise<void>;
	readonly sees: (text: RegExp) => Promise<string>;
	readonly kill: () => Promise<void>;
};

export type Stage = {
	readonly shell: Shell;
	readonly repo: string;
	readonly model: Model;
	readonly tmux: Tmux;
	/** Starts the client; `args` as one types them. */
	readonly start: (args?: readonly string[], env?: NodeJS.ProcessEnv) => Promise<RealClient>;
	/** Scans, and answers the sister in that pane; waits until `is` holds for her. */
	readonly sister: (client: RealClient, what: string, is: (sister: SisterJson) => boolean) => Promise<SisterJson>;
};

const writeJson = (file: string, value: unknown): void => {
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, JSON.stringify(value, null, 2));
};

/** What a client asks at its first start, answered; edits are allowed without a question, other commands are asked for. */
const settleHome = (shell: Shell, repo: string): void => {
	const trusted = {hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true, projectOnboardingSeenCount: 9, allowedTools: []};
	const answered = {
		hasCompletedOnboarding: true,
		lastOnboardingVersion: '99.0.0',
		theme: 'dark',
		numStartups: 9,
		hasSeenAutoDefaultNudge: true,
		customApiKeyResponses: {approved: [key.slice(-20)], rejected: []},
		projects: {[repo]: trusted},
	};
	writeJson(path.join(shell.home, '.claude.json'), answered);
	// With CLAUDE_CONFIG_DIR set the same facts are looked for in there.
	writeJson(path.join(shell.home, '.claude', '.claude.json'), answered);
	writeJson(path.join(shell.home, '.claude', 'settings.json'), {permissions: {allow: ['Write', 'Edit', 'Read', 'Bash(echo:*)'], defaultMode: 'default'}});
};

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const childrenOf = (pid: number): readonly number[] => {
	try {
		return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number).filter(Boolean);
	} catch {
		// The shell is gone, and its children with it.
		return [];
	}
};

export const newStage = async (t: Pick<TestContext, 'after'>): Promise<Stage> => {
	const {shell: bare, owner} = newShell(t);
	const repo = makeRepository(path.join(bare.folder, 'app'), bare.env);
	const model = await newModel(owner);
	const shell = bare.at(repo).with({
		TMPDIR: bare.folder,
		ANTHROPIC_BASE_URL: model.url,
		ANTHROPIC_API_KEY: key,
		DISABLE_AUTOUPDATER: '1',
		DISABLE_TELEMETRY: '1',
		DISABLE_ERROR_REPORTING: '1',
		CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
	});
	settleHome(shell, repo);
	const tmux = await newTmux(owner, shell, 'e2e');

	const start: Stage['start'] = async (args = [], env = {}) => {
		// Through a shell that stays: the pane outlives the client, as it does for everybody who starts a client by hand.
		const line = `${Object.entries(env)
			.map(([name, value]) => `${name}=${quoted(value ?? '')} `)
			.join('')}${[claudeProgram, ...args].map(quoted).join(' ')}`;
		const pane = await tmux.window(repo, ['/bin/bash', '--norc', '-c', `${line}; exec sleep infinity`]);
		// Before its terminal goes: a client that is only hung up on goes on writing into a home that is being removed.
		owner.after(async () => {
			for (const child of childrenOf(pane.pid)) await end(child);
		});
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
		const types: RealClient['types'] = async line_ => {
			await tmux.run('send-keys', ...target, '-l', line_);
			// The line must stand in the box before it is sent: a client takes what comes at once for pasted text.
			await sees(new RegExp(line_.slice(0, 30).replaceAll(/[^A-Za-z0-9 ]/g, '.')));
			await pause(300);
			await keys('Enter');
		};
		const asks: RealClient['asks'] = async (scene, acts) => {
			model.play(scene, acts);
			await types(`please play scene ${scene}`);
			await until(() => model.heard(scene).length > 0, `the model to be asked for ${scene}`, slowMs);
		};
		const client: RealClient = {
			pane,
			screen,
			keys,
			types,
			asks,
			sees,
			turn: async (scene, acts) => {
				await asks(scene, acts);
				await sees(new RegExp(`End of ${scene}\\.`));
			},
			kill: async () => {
				const pid = await clientPid(pane);
				await end(pid, 'SIGKILL');
			},
		};
		await sees(/^\s*❯/m);
		return client;
	};

	const clientPid = async (pane: Pane): Promise<number> => until(() => childrenOf(pane.pid).find(isAlive) ?? null, 'the client below the shell');

	const sister: Stage['sister'] = async (client, what, is) => {
		let last = '';
		return until(
			async () => {
				await shell.says('scan');
				const {sisters} = await shell.json<{sisters: SisterJson[]}>('status');
				last = JSON.stringify(sisters);
				return sisters.find(each => each.terminal?.pane === client.pane.id && is(each)) ?? null;
			},
			() => `${what}: ${last}`,
			slowMs,
		);
	};
	return {shell, repo, model, tmux, start, sister};
};
