/** Notifications outside of any terminal: the desktop's, and a command of the keeper's. */
import path from 'node:path';
import {findProgram} from '../find-program.ts';
import {run} from '../run.ts';
import {toJson} from '../sanitize.ts';
import type {Notice} from './notice.ts';

/** `body` of notify-send may be markup. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Texts are arguments of a script that is ours, never part of it. */
const appleScript = ['on run argv', 'display notification (item 2 of argv) with title (item 1 of argv)', 'end run'];

/** The program and its arguments; null: this machine has none, or no desktop to show it on. */
export function desktopCommand({title, text}: Notice, env: NodeJS.ProcessEnv): readonly string[] | null {
	const mac = findProgram('osascript', env);
	if (mac !== null) return [mac, ...appleScript.flatMap(line => ['-e', line]), '--', title, text.join('\n')];
	const linux = findProgram('notify-send', env);
	const isThere = Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'] || env['DBUS_SESSION_BUS_ADDRESS']);
	return linux === null || !isThere ? null : [linux, '--app-name=HiveQueen', '--', title, escaped(text.join('\n'))];
}

const desktopMs = 5000;
/** A command may well speak, or ask a server. */
const commandMs = 30_000;
const maxBytes = 1 << 20;

/** Facts for the keeper's command. What agents wrote is only in here and on stdin, sanitized; the command line is hers alone. */
export function factsFor({title, text, needs}: Notice): Readonly<Record<string, string>> {
	const [first] = needs;
	return {
		QUEEN_NOTIFY_TITLE: title,
		QUEEN_NOTIFY_TEXT: text.join('\n'),
		QUEEN_NOTIFY_COUNT: String(needs.length),
		QUEEN_NOTIFY_KIND: first?.kind ?? '',
		QUEEN_NOTIFY_KINDS: [...new Set(needs.map(({kind}) => kind))].join(' '),
		QUEEN_NOTIFY_WHO: [...new Set(needs.flatMap(({who}) => who))].join(' '),
	};
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';

async function start(what: string, argv: readonly string[], input: string, env: NodeJS.ProcessEnv, timeoutMs: number): Promise<void> {
	const [file = '', ...args] = argv;
	const {code, stderr} = await run(file, args, {input, env, cwd: env['HOME'] || path.parse(process.cwd()).root, timeoutMs, maxBytes});
	if (code !== 0) throw new Error(`${what} ended with ${code}${stderr.trim() === '' ? '' : `: ${firstLine(stderr)}`}`);
}

const noticeOfNothing = {title: '' as Notice['title'], text: [], needs: []} satisfies Notice;

/** Is there a program for it, and a desktop to show it on? */
export const hasDesktop = (env: NodeJS.ProcessEnv): boolean => desktopCommand(noticeOfNothing, env) !== null;

/** Rejects with one sentence when it could not be shown. */
export async function tellDesktop(notice: Notice, env: NodeJS.ProcessEnv): Promise<void> {
	const argv = desktopCommand(notice, env);
	if (argv !== null) await start('The desktop notification', argv, '', env, desktopMs);
}

/** `command` is the keeper's, run unchanged. Rejects with one sentence when it ends with anything but 0. */
export async function tellCommand(notice: Notice, command: string, env: NodeJS.ProcessEnv): Promise<void> {
	await start('notify.command of your configuration', ['sh', '-c', command], `${toJson(notice)}\n`, {...env, ...factsFor(notice)}, commandMs);
}
