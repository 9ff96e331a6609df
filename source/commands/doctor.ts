import type {Check} from '../actions/doctor/types.ts';
import {count, paint} from '../format/plain.ts';
import {cell} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command, Output} from './types.ts';

const marks = {ok: ['ok', 'green'], note: ['note', 'dim'], problem: ['!!', 'red']} as const;

function line({about, level, says, mend}: Check, {colour}: Output): string {
	const [mark, role] = marks[level];
	const first = `  ${paint(mark.padEnd(4), role, colour)}  ${about.padEnd(13)}  ${cell(says)}`;
	return mend === null ? first : `${first}\n${' '.repeat(8)}${' '.repeat(15)}mend: ${cell(mend)}`;
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, doctor.usage);
	const {out} = call;
	const {checkColony} = await import('../actions/doctor/index.ts');
	const checks = await checkColony(call.env, call.open);
	const problems = checks.filter(({level}) => level === 'problem').length;
	if (call.json) out.json(checks);
	else {
		for (const check of checks) out.print(line(check, out));
		out.print(problems === 0 ? '\nNothing is wrong.' : `\n${count(problems, 'problem')} found.`);
	}
	return problems === 0 ? 0 : 1;
}

export const doctor: Command = {
	name: 'doctor',
	group: 'care',
	usage: 'doctor',
	summary: 'Look for what is wrong, and say how to mend it; exit 1 when something was found',
	example: 'queen doctor',
	flags: {},
	run,
};
