/** Help, made from the command records: aligned, an example each. */
import {commonFlags} from '../args.ts';
import {paint} from '../format/plain.ts';
import type {Command, Output} from './types.ts';

type Look = Pick<Output, 'colour' | 'columns'>;

/** The order of the groups in `queen --help`, and their headings. */
export const groups: Readonly<Record<Command['group'], string>> = {
	see: 'See the colony',
	sisters: 'Be a sister',
	mail: 'Mail',
	claims: 'Claims',
	conflicts: 'Conflicts',
	git: 'Git',
	care: 'Care',
};

/** Folds a text at blanks so that no line is longer than `width`. */
export function fold(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && line.length + 1 + word.length > width) {
			lines.push(line);
			line = '';
		}
		line = line === '' ? word : `${line} ${word}`;
	}
	return [...lines, line];
}

const widthOf = ({columns}: Look): number => Math.max(40, Math.min(100, columns || 100));

/** Two columns: what to type, and what it means. */
function table(rows: readonly (readonly [string, string])[], look: Look, indent = 2): readonly string[] {
	const first = Math.max(...rows.map(([left]) => left.length)) + indent + 2;
	return rows.flatMap(([left, right]) =>
		fold(right, Math.max(20, widthOf(look) - first)).map((line, index) => (index === 0 ? ' '.repeat(indent) + left : '').padEnd(first) + line),
	);
}

const flagRow = ([name, flag]: readonly [string, Command['flags'][string]]): readonly [string, string] => [
	`--${name}${flag.value ? ` ${flag.value}` : ''}`,
	flag.help,
];

const ownJson = ({json}: Command): Command['flags'] => (json === undefined ? {} : {json: {help: `for programs: ${json}; errors as JSON on stderr`}});

/** `queen help tell`, `queen tell --help`. */
export function commandHelp(command: Command, look: Look): string {
	const heading = (text: string): string => paint(text, 'bold', look.colour);
	return [
		`${command.summary}.`,
		'',
		heading('Usage'),
		...command.usage.split(' | ').map(form => `  ${form}`),
		...(command.details ? ['', ...fold(command.details, widthOf(look))] : []),
		'',
		heading('Options'),
		...table(Object.entries({...command.flags, ...commonFlags, ...ownJson(command)}).map(flagRow), look),
		'',
		heading('Example'),
		`  ${command.example}`,
	].join('\n');
}

/** `queen --help`: every command in its group. */
export function overview(commands: readonly Command[], look: Look): string {
	const heading = (text: string): string => paint(text, 'bold', look.colour);
	const names = Math.max(...commands.map(({name}) => name.length));
	const listed = Object.entries(groups).flatMap(([group, title]) => {
		const members = commands.filter(command => command.group === group);
		if (members.length === 0) return [];
		return [
			'',
			heading(title),
			...table(
				members.map(({name, summary}) => [name.padEnd(names), summary] as const),
				look,
			),
		];
	});
	return [
		"queen: every AI coding session on this machine in one tab, kept from eating each other's work.",
		'',
		heading('Usage'),
		...table(
			[
				['queen', 'the colony view; on a pipe the same facts as text'],
				['queen COMMAND [--json]', 'see below; queen help COMMAND says more'],
			],
			look,
		),
		...listed,
		'',
		heading('Example'),
		'  iam "writing the guide" && queen tell @repo "the guide is mine this morning"',
	].join('\n');
}
