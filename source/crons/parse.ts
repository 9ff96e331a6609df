/** Lines of a crontab as jobs in plain words. Pure. Commands in them are text from others: shown, never run. */
import {Cron as Pattern} from 'croner';
import cronstrue from 'cronstrue';
import type {Cron} from '../../db/types.ts';
import {cronName} from './cron-name.ts';

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

/** Next run in the machine's time zone; null when there is none (30 February). */
const nextRun = (pattern: string, now: Date): string | null => new Pattern(pattern, {mode: '5-part', paused: true}).nextRun(now)?.toISOString() ?? null;

const entry = (schedule: string, words: string, command: string, next: string | null): Cron => ({
	name: cronName(command),
	schedule,
	words,
	command,
	source: 'crontab',
	nextRun: next,
	lastRun: null,
	lastResult: null,
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

/** In tables of the system a user stands before the command. */
function asUser(cron: Cron, file: string): Cron {
	const [user = '', ...words] = cron.command.split(/(?<=^\S+)\s+/);
	const command = words.join(' ');
	return {...cron, name: cronName(command), command, source: user === '' ? file : `${file} (${user})`};
}

/** All jobs of a table of the system (/etc/crontab, /etc/cron.d/…), in its order. `file` is named as their source. */
export const parseSystemTable = (text: string, file: string, now: Date): readonly Cron[] => parseCrontab(text, now).map(cron => asUser(cron, file));
