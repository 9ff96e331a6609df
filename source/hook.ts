/**
 * `dist/hook.cjs`: what the shell front of the hooks starts when there may be something to say (`hooks/queen-hook.sh`). It answers the
 * client, or is silent; it never blocks: whatever goes wrong ends with 0 and an alarm.
 */
import {existsSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {makeFolder} from '../db/files.ts';
import type {Context} from './context.ts';
import {isHookAgent} from './hooks/events.ts';
import {hookFlags} from './hooks/flags.ts';
import {type HookCall, onPreToolUse, onSessionStart, onUserPromptSubmit} from './hooks/handlers.ts';
import {type HookPlaces, hookPlaces} from './hooks/places.ts';
import {prepare} from './hooks/prepare.ts';
import {type Met, meetSession} from './hooks/session.ts';
import {type Verdict, waitForUrgent} from './hooks/waiter.ts';
import {nameInEnvironment} from './names.ts';
import {openContext} from './open-context.ts';
import {ReaderGone} from './output.ts';
import {hivePaths} from './paths.ts';

const handlers: Readonly<Record<string, (call: HookCall) => Promise<void>>> = {
	SessionStart: onSessionStart,
	UserPromptSubmit: onUserPromptSubmit,
	PreToolUse: onPreToolUse,
};

/** A writer that is in the way is waited for this long; the client waits for us meanwhile. */
const busyMs = 1000;
/** Longer than this nobody shall wait for a hook, whatever it hangs in. */
const longestMs = 4000;

const {env} = process;
const places: HookPlaces = hookPlaces(hivePaths(env).folder);
const alarmFile = env['QUEEN_HOOK_ALARM'] || places.alarm;

function raiseAlarm(sentence: string): void {
	try {
		makeFolder(path.dirname(alarmFile));
		writeFileSync(alarmFile, `${sentence}\n`, {mode: 0o600});
	} catch {
		// Nowhere to say it: the disk is full or not ours. The work of the session must go on all the same.
	}
}

/** The process that the front runs under. */
function clientPid(): number | null {
	const client = Number(env['QUEEN_HOOK_CLIENT']);
	return Number.isInteger(client) && client > 1 ? client : null;
}

/** The front knows her by a card that is good: then nobody need be asked. A session that starts is always met anew. */
async function whoIsHere(event: string, context: Context): Promise<Met | null> {
	const isStart = event === 'SessionStart';
	const known = isStart ? undefined : env['QUEEN_HOOK_NAME'];
	if (known) return {name: known, isFirst: false};
	return meetSession(context, places, clientPid(), isStart);
}

/** The connection is not closed: the process ends here, and the last one to close would have to tidy the database while the client waits. */
async function main(event: string): Promise<void> {
	const {db} = hivePaths(env);
	// Where nothing was ever stored and nobody is named there is nothing to say, and a database is not to be made for it.
	if (!Object.hasOwn(handlers, event) || (!existsSync(db) && nameInEnvironment(env) === null)) return;
	const context = await openContext({env, cwd: process.cwd(), busyMs});
	const flags = hookFlags(places.folder);
	await prepare(context, places, flags);
	const met = await whoIsHere(event, context);
	const agent = process.argv[3];
	if (met !== null) await handlers[event]?.({context, places, flags, ...met, agent: isHookAgent(agent) ? agent : 'claude', client: clientPid()});
}

/** What the client's background process waits for; only a session of ours has one. */
async function wake(): Promise<Verdict> {
	const client = clientPid();
	if (client === null || !existsSync(hivePaths(env).db)) return 0;
	const context = await openContext({env, cwd: process.cwd(), busyMs});
	const met = await whoIsHere('Wake', context);
	return met === null ? 0 : waitForUrgent(context, {places, client, name: met.name});
}

const event = process.argv[2] ?? '';
const isWaiter = event === 'Wake';
if (!isWaiter) {
	setTimeout(() => {
		raiseAlarm(`the hook of ${event} took longer than ${longestMs} ms and was given up`);
		process.kill(process.pid, 'SIGKILL');
	}, longestMs).unref();
}

const work: Promise<Verdict> = isWaiter ? wake() : main(event).then(() => 0);
work.then(
	verdict => {
		if (!isWaiter) rmSync(alarmFile, {force: true});
		process.exit(verdict);
	},
	(error: unknown) => {
		// The client ended before it read the answer: nothing is wrong.
		if (!(error instanceof ReaderGone)) raiseAlarm(`the hook of ${event} failed: ${error instanceof Error ? error.message : String(error)}`);
		process.exit(0);
	},
);
