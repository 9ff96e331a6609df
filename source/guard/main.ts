/**
 * `dist/guard.cjs`: what the shell front of the guards starts for a sister (`queen-guard.sh`). Ends with 0 to let her go on, 3 to stop her, and
 * anything else where we could not look: the front then lets her through and leaves an alarm.
 */
import {existsSync, readFileSync, rmSync, writeFileSync, writeSync} from 'node:fs';
import path from 'node:path';
import type {Context} from '../context.ts';
import {describeRepository, type GitPlace} from '../find-repository.ts';
import {nameInEnvironment} from '../names.ts';
import {openContext} from '../open-context.ts';
import {hivePaths} from '../paths.ts';
import {cell} from '../sanitize.ts';
import {type Checked, checkCommit, checkPush} from './check.ts';
import {type Committer, committerOf} from './committer.ts';
import type {Finding} from './finding.ts';
import {placeOfHook} from './place.ts';
import {guardPlaces} from './places.ts';
import {readGuarded} from './record.ts';
import {bypassedText, stoppedText, warnedText} from './words.ts';

const exitCodes = {goOn: 0, stopped: 3, failed: 4} as const;

/** A writer that is in the way is waited for this long. */
const busyMs = 2000;
/** Longer than this nobody shall wait for a guard, whatever it hangs in. */
const longestMs = 15_000;

const {env} = process;
const places = guardPlaces(path.dirname(env['QUEEN_GUARD_HOME'] || path.join(hivePaths(env).folder, 'guard')));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const say = (text: string): void => void writeSync(2, `${text}\n`);

/** Said once, and left for doctor and the view: a guard that cannot look lets everything through. */
function fail(why: string): void {
	say(`queen guard: ${cell(why)}; nothing was checked`);
	try {
		writeFileSync(places.alarm, `${why}\n`, {mode: 0o600});
	} catch {
		// Nowhere to leave it: it was said.
	}
}

/** A folder of hooks that repositories share asks for all of them; only those are guarded in which it was asked for. */
const isWanted = (mark: string, {commonDir}: GitPlace): boolean =>
	!mark.startsWith('shared') || readGuarded(places).some(({repository}) => repository === commonDir);

/** More than this of a list of files is not written down. */
const mostOfList = 1000;

const dataOf = (hook: string, place: GitPlace, branch: string | null, findings: readonly Finding[]) => ({
	hook,
	rules: [...new Set(findings.map(({rule}) => rule))].join(', '),
	files: [...new Set(findings.flatMap(({files}) => files))].join(', ').slice(0, mostOfList),
	repo: describeRepository(place).repo,
	branch,
});

/** The one documented way past: a reason in the environment of that one command. */
const bypassOf = (): string | null => env['QUEEN_BYPASS']?.trim() || null;

type Judged = {readonly context: Context; readonly hook: string; readonly place: GitPlace; readonly who: Committer; readonly checked: Checked};

async function judge({context, hook, place, who, checked: {findings, branch}}: Judged): Promise<number> {
	const verb = hook === 'pre-push' ? 'push' : 'commit';
	const stopping = findings.filter(({level}) => level === 'deny');
	const warnings = findings.filter(({level}) => level === 'warn');
	if (stopping.length === 0) {
		if (warnings.length > 0) say(warnedText(verb, warnings));
		return exitCodes.goOn;
	}
	const sister = who.name ?? '?';
	const unnamed = who.name === null ? {by: who.label} : {};
	const data = {...dataOf(hook, place, branch, stopping), verified: who.verified, ...unnamed};
	const why = bypassOf();
	if (why !== null) {
		// Written first: what could not be written down was no bypass.
		await context.store.addEvent('bypass', sister, {...data, why});
		say(bypassedText(verb, why, stopping));
		return exitCodes.goOn;
	}
	say(stoppedText(who, verb, stopping, warnings));
	// She is stopped also where the log cannot take it.
	await context.store.addEvent('guard', sister, data).catch((error: unknown) => say(`queen guard: this could not be written down (${messageOf(error)})`));
	return exitCodes.stopped;
}

async function main(hook: string, mark: string, args: readonly string[]): Promise<number> {
	// Where nothing was ever stored and nobody is named nobody can hold anything, and a database is not to be made for it.
	if (!existsSync(hivePaths(env).db) && nameInEnvironment(env) === null) return exitCodes.goOn;
	const cwd = process.cwd();
	const place = placeOfHook(cwd, env);
	if (place === null || !isWanted(mark, place)) return exitCodes.goOn;
	const context = await openContext({env, cwd, busyMs});
	const who = await committerOf(context);
	if (who === null) return exitCodes.goOn;
	const checked = hook === 'pre-push' ? await checkPush(context, place, who, readFileSync(0, 'utf8'), args[0] ?? '') : await checkCommit(context, place, who);
	return judge({context, hook, place, who, checked});
}

const [hook = '', mark = '', ...args] = process.argv.slice(2);
setTimeout(() => {
	fail(`${hook} took longer than ${longestMs / 1000} s and was given up`);
	process.exit(exitCodes.failed);
}, longestMs).unref();

main(hook, mark, args).then(
	code => {
		rmSync(places.alarm, {force: true});
		process.exit(code);
	},
	(error: unknown) => {
		fail(`${hook} could not look: ${messageOf(error)}`);
		process.exit(exitCodes.failed);
	},
);
