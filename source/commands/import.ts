import {type ImportDone, type ImportKind, importFrom as importData, importKinds} from '../actions/import.ts';
import {QueenError} from '../errors.ts';
import {count, signsOf} from '../format/plain.ts';
import {cell, sanitize} from '../sanitize.ts';
import {butNot, noMoreThan, stringFlag} from './input.ts';
import type {Call, Command, Output} from './types.ts';

const isKind = (word: string | undefined): word is ImportKind => (importKinds as readonly (string | undefined)[]).includes(word);

/** `3 sisters, 12 mails, 2 claims`; '' where nothing is new. */
const numbers = ({sisters, mail, claims, context, reviews}: ImportDone): string =>
	[
		[sisters, count(sisters, 'sister')],
		[mail, count(mail, 'mail')],
		[claims, count(claims, 'claim')],
		[context, count(context, 'entry of shared context', 'entries of shared context')],
		[reviews, count(reviews, 'closed review')],
	]
		.filter(([n]) => n !== 0)
		.map(([, text]) => text)
		.join(', ');

function report(done: ImportDone, out: Output): void {
	const said = numbers(done);
	const where = `${done.from}, ${cell(done.file)}`;
	const about = done.repo === null ? '' : `, about ${cell(done.repo)}`;
	if (said === '') out.print(`Nothing new in ${where}: what it says is here already.`);
	else if (done.trial) out.print(`Would import from ${where}${about}: ${said}. Nothing was written.`);
	else out.print(`${signsOf(out.unicode).ok} imported from ${where}${about}: ${said}`);
	for (const {resource, owner, holder} of sanitize(done.held)) out.note(`${resource} stayed out: ${owner} held it there, but here it is ${holder}'s.`);
	if (done.homeless.length > 0)
		out.note(
			`${count(done.homeless.length, 'claimed path')} stayed out, because no repository is known: name it with --repo DIR (${cell(done.homeless.slice(0, 3).join(', '))}).`,
		);
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 2, importFrom.usage);
	const {args, flags, out} = call;
	const [kind, path] = args;
	if (!isKind(kind)) throw new QueenError('usage', `queen import knows ${importKinds.join(' and ')}${butNot(kind)}. Usage: queen ${importFrom.usage}`);
	if (path === undefined || path === '') throw new QueenError('usage', `From where? queen import ${kind} PATH: the database, or the folder in which it lies`);
	const done = await importData(await call.open(), {kind, path, repo: stringFlag(flags, 'repo'), trial: flags['dry-run'] === true});
	if (call.json) out.json(done);
	else report(done, out);
	return 0;
}

export const importFrom: Command = {
	name: 'import',
	group: 'care',
	usage: 'import claude-swarm|hive PATH [--repo DIR] [--dry-run]',
	summary: 'Take over mail, claims, shared context and reviews of claude-swarm, or of another hive',
	details:
		'PATH is the database or its folder. It is copied and read, never opened where it lies or changed. What came in before is not doubled. Claims are asked for as by anybody: what another holds here stays out; paths last 2 h then. Reviews come in as closed, because no commits are known of them. hive is the original queen or a minimal hive; at our own path it is taken over by itself. Only for the keeper.',
	example: 'queen import claude-swarm ~/src/shop --dry-run',
	flags: {
		repo: {value: 'DIR', help: 'the repository that it was about; without it the one in which the database lies'},
		'dry-run': {help: 'say what would come in, and write nothing'},
	},
	run,
};
