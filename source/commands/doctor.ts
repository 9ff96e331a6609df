import type {Backup} from '../../db/restore.ts';
import type {Mended} from '../actions/doctor/fix.ts';
import type {Check} from '../actions/doctor/types.ts';
import {QueenError} from '../errors.ts';
import {ago} from '../format/age.ts';
import {count, paint, signsOf} from '../format/plain.ts';
import {cell} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command, Output} from './types.ts';

const marks = {ok: ['ok', 'green'], note: ['note', 'dim'], problem: ['!!', 'red']} as const;

function line({about, level, says, mend}: Check, {colour}: Output): string {
	const [mark, role] = marks[level];
	const first = `  ${paint(mark.padEnd(4), role, colour)}  ${about.padEnd(13)}  ${cell(says)}`;
	return mend === null ? first : `${first}\n${' '.repeat(8)}${' '.repeat(15)}mend: ${cell(mend)}`;
}

function mendedLine({about, what, done, why}: Mended, {colour}: Output): string {
	const mark = done ? paint('did ', 'green', colour) : paint('not ', 'red', colour);
	return `  ${mark}  ${about.padEnd(13)}  ${cell(what)}${why === null ? '' : ` (${cell(why)})`}`;
}

async function mend(call: Call): Promise<readonly Mended[]> {
	const {mendColony} = await import('../actions/doctor/fix.ts');
	const mended = await mendColony(call.env, call.open, call.flags['yes'] === true);
	if (!call.json) {
		for (const each of mended) call.out.print(mendedLine(each, call.out));
		call.out.print(mended.length === 0 ? '  Nothing had to be mended.\n' : '');
	}
	return mended;
}

async function check(call: Call): Promise<number> {
	noMoreThan(call, 0, doctor.usage);
	const {out} = call;
	const mended = call.flags['fix'] ? await mend(call) : null;
	const {checkColony} = await import('../actions/doctor/index.ts');
	const checks = await checkColony(call.env, call.open);
	const problems = checks.filter(({level}) => level === 'problem').length;
	if (call.json) out.json(mended === null ? checks : {mended, checks});
	else {
		for (const each of checks) out.print(line(each, out));
		out.print(problems === 0 ? '\nNothing is wrong.' : `\n${count(problems, 'problem')} found.`);
	}
	return problems === 0 ? 0 : 1;
}

function copyLine({name, at, bytes, whole, mails, claims, events}: Backup): string {
	const holds = whole ? `${count(mails ?? 0, 'mail')}, ${count(claims ?? 0, 'claim')}, ${count(events ?? 0, 'event')}` : 'damaged, or not of this queen';
	return `  ${cell(name)}  ${ago(at, Date.now())}  ${(bytes / (1 << 20)).toFixed(1)} MB  ${holds}`;
}

async function list(call: Call): Promise<number> {
	const {copiesOf} = await import('../actions/doctor/restore.ts');
	const copies = copiesOf(call.env);
	if (call.json) call.out.json(copies);
	else {
		for (const copy of copies) call.out.print(copyLine(copy));
		call.out.print(
			copies.length === 0
				? 'There is no copy yet: the scanner makes one every hour; queen doctor --fix makes one now.'
				: '\nGo back to one: queen doctor --restore COPY',
		);
	}
	return 0;
}

const explanation = `What is there now is kept beside it. Views and daemons that are open notice it; a view must be started again.`;

async function restore(call: Call): Promise<number> {
	noMoreThan(call, 1, doctor.usage);
	const [given] = call.args;
	const {out, json, flags} = call;
	if (flags['fix']) throw new QueenError('usage', 'Either --fix or --restore: first one, then look, then the other.');
	if (given === undefined) return list(call);
	const {copyNamed, goBackTo} = await import('../actions/doctor/restore.ts');
	const copy = copyNamed(call.env, given);
	if (!flags['yes']) {
		if (json) out.json({restored: false, copy});
		else out.print(`${copyLine(copy)}\nIt would take the place of the database. ${explanation} Say it with: queen doctor --restore ${copy.name} --yes`);
		return 0;
	}
	const {name, kept} = goBackTo(call.env, copy.name);
	if (json) out.json({restored: true, copy, kept});
	else
		out.print(
			`${signsOf(out.unicode).ok} ${cell(name)} is the database now. ${kept === null ? '' : `What was there lies in ${cell(kept)}. `}Start open views again.`,
		);
	return 0;
}

export const doctor: Command = {
	name: 'doctor',
	group: 'care',
	usage: 'doctor [--fix] | doctor --restore [BACKUP] [--yes]',
	summary: 'Look for what is wrong, and say how to mend it; exit 1 when something was found',
	details:
		'--fix mends what needs no judgement (permissions, leftovers of killed processes, missing folders, old alarms, a large log, a missing copy), lists what it did, and looks again. --restore lists the copies of the database; with a name and --yes that one takes its place, and what was there is kept.',
	example: 'queen doctor --fix',
	flags: {
		fix: {help: 'mend what can be mended'},
		restore: {help: 'list copies of the database, or go back to one'},
		yes: {help: 'yes, put the copy in place; with --fix: also delete what is in quarantine for longer than 30 days'},
	},
	run: call => (call.flags['restore'] ? restore(call) : check(call)),
};
