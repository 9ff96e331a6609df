/** The user's crontab: what runs when, in plain words. Read only. Commands in it are text from others: shown, never run. */
import {Cron as Pattern} from 'croner';
import cronstrue from 'cronstrue';
import type {Cron} from '../db/types.ts';
import {RunError, run} from './run.ts';

const source = 'crontab';
const deadlineMs = 2000;
const maxBytes = 1_048_576;
const notUnderstood = 'not understood';

/** Names for schedules, as cron knows them, and what they stand for. `@reboot` has no time. */
const named: Readonly<Record<string, {readonly words: string; readonly pattern: string | null}>> = {
	'@reboot': {words: 'At every start of the machine', pattern: null},
	'@yearly': {words: 'Once a year, on 1 January at 00:00', pattern: '0 0 1 1 *'},
	'@annually': {words: 'Once a year, on 1 January at 00:00', pattern: '0 0 1 1 *'},
	'@monthly': {words: 'Once a month, on the first at 00:00', pattern: '0 0 1 * *'},
	'@weekly': {words: 'Once a week, on Sunday at 00:00', pattern: '0 0 * * 0'},
	'@daily': {words: 'Every day at 00:00', pattern: '0 0 * * *'},
	'@midnight': {words: 'Every day at 00:00', pattern: '0 0 * * *'},
	'@hourly': {words: 'Every hour', pattern: '0 * * * *'},
};

/** Programs that only start another, and how many words of their own they take first (flock's file, ssh's host). */
const starters: ReadonlyMap<string, number> = new Map([
	...'bash bun chronic command deno dash do doas env exec ionice lua nice node nohup perl php python python2 python3 ruby run-one setsid sh sudo systemd-cat then time timeout zsh'
		.split(' ')
		.map(name => [name, 0] as const),
	['flock', 1],
	['ssh', 1],
]);
/** Commands that only prepare: what follows after `&&` is meant. */
const preparation = /^\s*(?:cd|\[|\[\[|test|sleep|export|source|\.|umask)\s/;
/** Options of starters whose value is the next word (`sudo -u www-data`). */
const withValue: ReadonlySet<string> = new Set(['-u', '-g', '--user', '--group']);

const baseName = (word: string): string => word.replace(/\/+$/, '').replace(/^.*\//, '');

/** A setting (`A=b`), an option, a redirection, a number (of `nice`, `timeout`). */
const isAside = (word: string): boolean => /^[A-Za-z_]\w*=|^[-+<>&|]|^\d+[smhd]?$/.test(word);

/** The word of one simple command that says what runs, or null. */
const programOf = (part: string): string | null => {
	const words = part
		.trim()
		.split(/\s+/)
		.map(word => word.replace(/^["'({]+|["')};]+$/g, ''));
	let skip = 0;
	for (const word of words) {
		if (withValue.has(word)) skip += 1;
		if (word === '' || isAside(word)) continue;
		if (skip > 0) skip -= 1;
		else {
			const own = starters.get(baseName(word));
			if (own === undefined) return word;
			skip += own;
		}
	}
	return null;
};

/** A short name for a command: the file name of the script that it runs. `cd /srv && nice -n 5 python3 jobs/sync.py --all` is `sync.py`. */
export const cronName = (command: string): string => {
	// What follows an unescaped % is input for the command, not part of it.
	const [line = ''] = command.split(/(?<!\\)%/);
	for (const part of line.split(/&&|\|\||[;|]/)) {
		const program = preparation.test(part) ? null : programOf(part);
		if (program !== null) return baseName(program) || program;
	}
	return line.trim().split(/\s+/)[0] || command;
};

/** Next run in the machine's time zone; null when there is none (30 February). */
const nextRun = (pattern: string, now: Date): string | null => new Pattern(pattern, {mode: '5-part', paused: true}).nextRun(now)?.toISOString() ?? null;

const entry = (schedule: string, words: string, command: string, next: string | null): Cron => ({
	name: cronName(command),
	schedule,
	words,
	command,
	source,
	nextRun: next,
	lastRun: null,
});

const fromPattern = (schedule: string, command: string, now: Date): Cron => {
	const pattern = schedule.replace(/\s+/g, ' ');
	try {
		const next = nextRun(pattern, now);
		return entry(schedule, cronstrue.toString(pattern, {use24HourTimeFormat: true}), command, next);
	} catch {
		// Both libraries refuse by throwing: the line is kept and said to be not understood, because cron may read it otherwise.
		return entry(schedule, notUnderstood, command, null);
	}
};

const setting = /^["']?[A-Za-z_]\w*["']?\s*=/;
const nickname = /^(@[A-Za-z]+)\s+(\S.*)$/s;
const fiveFields = /^((?:[\d*/,\-A-Za-z?#~]+\s+){4}[\d*/,\-A-Za-z?#~]+)\s+(\S.*)$/s;

/** One line of a crontab; null for what is no job (empty lines, comments, settings). */
const parseLine = (line: string, now: Date): Cron | null => {
	const text = line.trim();
	if (text === '' || text.startsWith('#') || setting.test(text)) return null;
	const [, nick, nickCommand] = nickname.exec(text) ?? [];
	if (nick !== undefined && nickCommand !== undefined) {
		const known = named[nick.toLowerCase()];
		return entry(nick, known?.words ?? notUnderstood, nickCommand, known?.pattern ? nextRun(known.pattern, now) : null);
	}
	const [, schedule, command] = fiveFields.exec(text) ?? [];
	if (schedule === undefined || command === undefined) return entry('', notUnderstood, text, null);
	return fromPattern(schedule, command, now);
};

/** All jobs of a crontab's text, in its order. */
export const parseCrontab = (text: string, now: Date): readonly Cron[] =>
	text
		.split('\n')
		.map(line => parseLine(line, now))
		.filter(cron => cron !== null);

/** What `crontab -l` may be told: where it is found, and whose it is. */
const environment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
	...Object.fromEntries(['PATH', 'HOME', 'USER', 'LOGNAME'].filter(name => env[name] !== undefined).map(name => [name, env[name]])),
	LC_ALL: 'C',
});

/**
 * The jobs of this user's crontab (`crontab` is found by PATH). Empty where there is no such program or no crontab.
 * Rejects with a sentence when it hangs or fails otherwise.
 */
export const readCrons = async (env: NodeJS.ProcessEnv, now: Date): Promise<readonly Cron[]> => {
	try {
		const result = await run('crontab', ['-l'], {env: environment(env), timeoutMs: deadlineMs, maxBytes});
		if (result.code === 0) return parseCrontab(result.stdout, now);
		if (/no crontab for/i.test(result.stderr)) return [];
		throw new Error(`The crontab could not be read: ${result.stderr.trim().split('\n')[0] || `crontab ended with status ${result.code}`}`);
	} catch (error) {
		if (error instanceof RunError && error.reason === 'missing') return [];
		throw error;
	}
};
