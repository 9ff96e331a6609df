/**
 * A real Claude Code client in a private tmux server, with a home of its own in which every first question is answered. It is told where it is
 * by QUEEN_E2E_CLAUDE; it is no part of the project.
 */
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {TestContext} from 'node:test';
import {dist} from '../driver/environment.ts';
import {newShell, type Shell} from '../driver/shell.ts';
import {newTmux, type Tmux} from '../driver/tmux.ts';
import {until} from '../driver/wait.ts';
import {makeRepository} from '../source/hooks/hive.ts';
import {clientAt, type RealClient, slowMs} from './client-pane.ts';
import {type Model, newModel} from './model.ts';

export const claudeProgram = process.env['QUEEN_E2E_CLAUDE'] ?? '';

/** Made up; it goes no further than 127.0.0.1. */
const key = 'a-made-up-key-for-the-likeness-0001';
/** Of the shells that `opens` opens. */
export const keepersPrompt = 'keeper$ ';

export type SisterJson = {
	readonly name: string;
	readonly status: string;
	readonly waitingFor: string | null;
	readonly detail: string | null;
	readonly statusSource: string;
	readonly pid: number | null;
	readonly terminal: {readonly pane: string} | null;
};

export type Stage = {
	readonly shell: Shell;
	readonly repo: string;
	readonly model: Model;
	readonly tmux: Tmux;
	/** Starts the client; `args` as one types them. */
	readonly start: (args?: readonly string[], env?: NodeJS.ProcessEnv) => Promise<RealClient>;
	/** A pane with a shell at which the keeper types; what she starts in it is ended with it. */
	readonly opens: () => Promise<RealClient>;
	/** Scans, and answers the sister in that pane; waits until `is` holds for her. */
	readonly sister: (client: RealClient, what: string, is: (sister: SisterJson) => boolean) => Promise<SisterJson>;
};

type Settings = {
	/** `queen`, `iam`, `ao`, `claude-swarm` and `claude` are found in PATH, also by the shells of the client. */
	readonly inPath?: boolean;
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

/** The programs as npm puts them into PATH, and the client under the name by which everybody calls it. */
const putInPath = (shell: Shell): Shell => {
	const folder = path.join(shell.folder, 'bin');
	mkdirSync(folder);
	for (const name of ['queen', 'iam', 'ao', 'claude-swarm'])
		writeFileSync(path.join(folder, name), `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(path.join(dist, `${name}.cjs`))} "$@"\n`, {mode: 0o755});
	symlinkSync(claudeProgram, path.join(folder, 'claude'));
	return shell.with({PATH: `${folder}${path.delimiter}${shell.env['PATH'] ?? ''}`});
};

export const newStage = async (t: Pick<TestContext, 'after'>, {inPath = false}: Settings = {}): Promise<Stage> => {
	const {shell: bare, owner} = newShell(t);
	const repo = makeRepository(path.join(bare.folder, 'app'), bare.env);
	const model = await newModel(owner);
	const shell = (inPath ? putInPath(bare) : bare).at(repo).with({
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
		const client = clientAt(owner, tmux, model, pane);
		await client.isReady();
		return client;
	};
	const opens: Stage['opens'] = async () => {
		const pane = await tmux.window(repo, ['/usr/bin/env', `PS1=${keepersPrompt}`, '/bin/bash', '--norc', '--noprofile', '-i']);
		return clientAt(owner, tmux, model, pane);
	};

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
	return {shell, repo, model, tmux, start, opens, sister};
};
