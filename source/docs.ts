/**
 * `npm run docs`: writes the parts of README.md that are made from the program itself, between their marks.
 * `npm run docs -- --check`: changes nothing and ends with 1 when a part is stale.
 */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {registerHooks} from 'node:module';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {transformSync} from 'esbuild';
import type {Binding} from '../components/pane.ts';
import {commands} from './commands/index.ts';
import type {Command} from './commands/types.ts';
import {exitCodes} from './errors.ts';
import {swarmCommands} from './swarm/index.ts';
import {usageOf} from './swarm/usage.ts';

const root = path.resolve(import.meta.dirname, '..');
const readme = path.join(root, 'README.md');
const bench = path.join(root, '.github/bench.json');

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

/** A row of a table is no place for twenty options: `--help` has them. */
const longest = 260;
const shortened = (usage: string): string => (usage.length <= longest ? usage : `${usage.slice(0, usage.indexOf(' ['))} [OPTION...]`);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
	[head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');

// Node takes the types out of .ts by itself; the components that are JSX need esbuild.
registerHooks({
	load(url, context, next) {
		if (!url.endsWith('.tsx')) return next(url, context);
		const {code: source} = transformSync(readFileSync(fileURLToPath(url), 'utf8'), {loader: 'tsx', jsx: 'automatic', format: 'esm'});
		return {format: 'module', source, shortCircuit: true};
	},
});
const {bindings} = await import('../components/keymap.ts');

const headings: Readonly<Record<Binding['group'], string>> = {
	look: 'Look',
	move: 'Move',
	mail: 'Mail and dispatch',
	claims: 'Claims',
	conflicts: 'Conflicts',
	find: 'Find',
	other: 'Other',
};
const paneNames = ['sisters', 'inbox', 'claims', 'conflicts', 'crons', 'live'];

/** Keys of the boxes stand at their bottom line; here are those of the panes. */
const isOfPanes = ({where}: Binding): boolean => where.some(place => place === 'panes' || paneNames.includes(place));

const placeOf = ({where}: Binding): string => (where.includes('panes') ? 'everywhere' : where.filter(place => paneNames.includes(place)).join(', '));

const keyRows = (group: string): readonly (readonly string[])[] =>
	bindings
		.filter(binding => binding.group === group && isOfPanes(binding))
		.map(binding => [binding.keys.map(code).join(' '), escaped(binding.help), placeOf(binding)]);

const keys = (): string =>
	Object.entries(headings)
		.map(([group, title]) => ({title, rows: keyRows(group)}))
		.filter(({rows}) => rows.length > 0)
		.map(({title, rows}) => `**${title}**\n\n${table(['key', 'what it does', 'in'], rows)}`)
		.join('\n\n');

const groups: Readonly<Record<Command['group'], string>> = {
	see: 'See',
	sisters: 'Say who you are and what you do',
	mail: 'Mail',
	claims: 'Claims',
	conflicts: 'Conflicts',
	git: 'Git, together',
	care: 'Care',
};

const commandTable = (): string =>
	Object.entries(groups)
		.map(([group, title]) => ({title, own: commands.filter(command => command.group === group)}))
		.filter(({own}) => own.length > 0)
		.map(
			({title, own}) =>
				`**${title}**\n\n${table(
					['command', 'what it does'],
					own.map(({usage, summary}) => [code(`queen ${shortened(usage)}`), escaped(summary)]),
				)}`,
		)
		.join('\n\n');

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
	refused: 'an unknown id or name, the colony says no, a wait timed out, doctor found something',
	usage: 'a word that the command does not know, nobody knows who is calling, a text over 8 KiB',
	storage: 'the database could not be read or written',
	busy: 'another writer held the database for longer than five seconds',
	config: 'the file is not our database, or was written by a newer queen',
};

const exits = (): string => {
	const own = Object.entries(exitCodes).map(([name, number]) => [String(number), meanings[name as keyof typeof exitCodes]]);
	return table(['exit code', 'when'], [['0', 'done; also for an empty list'], ...own, ['130, 143', 'ended by Ctrl-C or SIGTERM']]);
};

/** How each command of claude-swarm compares; the code in backticks of a record is kept. */
const swarm = (): string =>
	table(
		['command', 'the same', 'different, and why (*there*: in claude-swarm)'],
		swarmCommands.map(command => [code(`claude-swarm ${usageOf(command)}`), escaped(command.same), escaped(command.different ?? '')]),
	);

type Bench = {
	readonly date: string;
	readonly machine: string;
	readonly size: {readonly sisters: number; readonly mails: number; readonly claims: number};
	readonly rows: readonly {readonly what: string; readonly here: string; readonly budget: string; readonly floor: string; readonly kept: boolean}[];
};

const numbers = (): string => {
	if (!existsSync(bench)) return '*Not measured yet: `npm run bench`.*';
	const {date, machine, size, rows} = JSON.parse(readFileSync(bench, 'utf8')) as Bench;
	const cells = rows.map(({what, here, budget, floor, kept}) => [escaped(what), kept ? here : `**${here}**`, budget, escaped(floor)]);
	const what = `${size.sisters} sisters, ${size.mails.toLocaleString('en')} mails, ${size.claims.toLocaleString('en')} claims`;
	return `Measured ${date} on ${machine}, with ${what}. A number over its budget is bold.\n\n${table(['what', 'here', 'budget', 'floor and peers in the same run'], cells)}`;
};

const parts: Readonly<Record<string, () => string>> = {keys, commands: commandTable, 'exit codes': exits, 'claude-swarm': swarm, numbers};

/** The text with one generated part replaced. Throws when its marks are missing: a part that is nowhere cannot be fresh. */
const withPart = (text: string, name: string, made: string): string => {
	const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
	const [from, to] = [text.indexOf(begin), text.indexOf(end)];
	if (from === -1 || to < from) throw new Error(`README.md has no place for "${name}": put ${begin} and ${end} where it belongs`);
	return `${text.slice(0, from + begin.length)}\n${made}\n${text.slice(to)}`;
};

const before = readFileSync(readme, 'utf8');
const stale = Object.entries(parts).filter(([name, make]) => withPart(before, name, make()) !== before);
if (process.argv.includes('--check')) {
	for (const [name] of stale) process.stderr.write(`README.md: the part "${name}" is stale; run: npm run docs\n`);
	process.exitCode = stale.length > 0 ? 1 : 0;
} else {
	writeFileSync(
		readme,
		stale.reduce((text, [name, make]) => withPart(text, name, make()), before),
	);
}
