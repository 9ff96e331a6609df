/**
 * A likeness of Claude Code that does one thing: it runs the installed lines as the real one does, each with `/bin/sh -c`, the event's JSON on
 * stdin, and itself as the parent. A real process with that argv[0], so that hooks find it among their ancestors.
 */
import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {Owner} from '../../driver/cleanup.ts';
import {until} from '../../driver/wait.ts';

export type Fired = {
	readonly code: number;
	readonly out: string;
	readonly err: string;
	/** What the model would be given, or null. */
	readonly context: string | null;
	/** Why the tool would not be run, or null. */
	readonly denied: string | null;
};

export type FakeClient = {
	readonly pid: number;
	/** Runs what the settings say for an event; `input` goes to stdin as it is. */
	readonly fire: (event: string, input?: string | Buffer) => Promise<Fired>;
	/** Runs any line in the place of a hook. */
	readonly run: (line: string, input?: string | Buffer) => Promise<Fired>;
	readonly edit: (file: string, more?: Readonly<Record<string, unknown>>) => Promise<Fired>;
	/** Runs a line in the background, as the client runs its asynchronous hooks; `ended` waits for its end. */
	readonly background: (line: string) => Promise<{readonly ended: () => Promise<Fired>}>;
	readonly end: () => Promise<void>;
};

export type ClientOptions = {
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string;
	readonly folder: string;
	readonly settings: string;
	/** Which shell `sh` is; the client's own is /bin/sh. */
	readonly shell?: string;
	/** What the process is called, and so which client it is taken for. */
	readonly argv0?: string;
};

type Settings = {readonly hooks?: Readonly<Record<string, readonly {readonly hooks: readonly {readonly command: string}[]}[]>>};

const lineFor = (settings: string, event: string): string =>
	(JSON.parse(readFileSync(settings, 'utf8')) as Settings).hooks?.[event]
		?.flatMap(group => group.hooks.map(hook => hook.command))
		.find(line => line.includes('queen-hook')) ?? ':';

const answerOf = (code: number, out: string, err: string): Fired => {
	const said = out === '' ? {} : ((JSON.parse(out) as {hookSpecificOutput?: Readonly<Record<string, string>>}).hookSpecificOutput ?? {});
	return {
		code,
		out,
		err,
		context: said['additionalContext'] ?? null,
		denied: said['permissionDecision'] === 'deny' ? (said['permissionDecisionReason'] ?? '') : null,
	};
};

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The payload of a tool that changes files, in the order in which the real client writes it. */
export const editPayload = (file: string, cwd: string, more: Readonly<Record<string, unknown>> = {}): string =>
	JSON.stringify({
		session_id: 'e7c1',
		transcript_path: '/nowhere',
		cwd,
		hook_event_name: 'PreToolUse',
		tool_name: 'Edit',
		tool_input: {file_path: file, old_string: 'a', new_string: 'b'},
		...more,
	});

export const startClient = (owner: Owner, {env, cwd, folder, settings, shell = '/bin/sh', argv0 = 'claude'}: ClientOptions): FakeClient => {
	const place = mkdtempSync(path.join(folder, 'client-'));
	const child = spawn('/bin/bash', ['--norc'], {argv0, cwd, env, stdio: ['pipe', 'ignore', 'ignore']});
	const ended = new Promise<void>(resolve => child.on('exit', () => resolve()));
	const end = async (): Promise<void> => {
		child.kill('SIGKILL');
		await ended;
	};
	owner.after(end);
	let count = 0;
	const run = async (line: string, input: string | Buffer = '{}'): Promise<Fired> => {
		count += 1;
		const at = (name: string): string => path.join(place, `${count}.${name}`);
		writeFileSync(at('in'), input);
		writeFileSync(at('line'), line);
		const files = ['in', 'line', 'out', 'err', 'code'].map(name => quoted(at(name)));
		// Written beside and renamed: what is there is whole.
		child.stdin.write(
			`cat ${files[0]} | ${shell} -c "$(cat ${files[1]})" > ${files[2]} 2> ${files[3]}; echo $? > ${files[4]}.new; mv ${files[4]}.new ${files[4]}\n`,
		);
		await until(() => existsSync(at('code')), `the end of the hook ${line}`);
		return answerOf(Number(readFileSync(at('code'), 'utf8')), readFileSync(at('out'), 'utf8'), readFileSync(at('err'), 'utf8'));
	};
	const background: FakeClient['background'] = async line => {
		count += 1;
		const at = (
			(number: number) =>
			(name: string): string =>
				path.join(place, `${number}.${name}`)
		)(count);
		writeFileSync(at('line'), line);
		const job = `job${count}`;
		child.stdin.write(
			`${shell} -c "$(cat ${quoted(at('line'))})" < /dev/null > ${quoted(at('out'))} 2> ${quoted(at('err'))} & ${job}=$!; : > ${quoted(at('begun'))}\n`,
		);
		await until(() => existsSync(at('begun')), `the beginning of ${line}`);
		const ended = async (): Promise<Fired> => {
			child.stdin.write(`wait $${job}; echo $? > ${quoted(at('code.new'))}; mv ${quoted(at('code.new'))} ${quoted(at('code'))}\n`);
			await until(() => existsSync(at('code')), `the end of ${line}`);
			return {
				code: Number(readFileSync(at('code'), 'utf8')),
				out: readFileSync(at('out'), 'utf8'),
				err: readFileSync(at('err'), 'utf8'),
				context: null,
				denied: null,
			};
		};
		return {ended};
	};
	const fire: FakeClient['fire'] = (event, input) => run(lineFor(settings, event), input);
	return {pid: child.pid ?? 0, fire, run, background, end, edit: (file, more) => fire('PreToolUse', editPayload(file, cwd, more))};
};
