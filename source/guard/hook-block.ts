/**
 * The lines of ours in a hook's file. They stand in it, and the rest of the file stays as it is: whoever moves a hook aside changes its $0,
 * and husky's wrappers, overcommit and pre-commit.com find their way by exactly that. Texts are latin1, a letter for a byte. Pure.
 */
import {quoted} from '../hooks/installed-line.ts';

/** The hooks of git that are guarded. */
export const guardedHooks = ['pre-commit', 'pre-push'] as const;
export type GuardedHook = (typeof guardedHooks)[number];

export type BlockParts = {
	/** husky 5 to 8 runs one file of its own for every hook: the name is then known when it runs. */
	readonly hook: GuardedHook | 'any';
	/** Absolute path of the front. */
	readonly front: string;
	/** The mark of this place: letters and digits. Begins with `shared` where repositories share the folder. */
	readonly place: string;
	/** A hook that cannot be added to lies beside this one under this name, and is run by it. */
	readonly kept: string | null;
};

const first = '# >>> queen guard: lines of HiveQueen. A human is let through. To take them out: queen guard uninstall >>>';
const last = '# <<< queen guard <<<';

const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** The refs on stdin are read for a sister only, and given back to what follows in the file. */
const pushLines = (call: (hook: string) => string): readonly string[] => [
	'queen_status=0',
	`${call('ask-push')} || queen_status=$?`,
	'if [ "$queen_status" = 96 ]; then',
	'queen_refs=$(cat)',
	`${call('pre-push')} || exit $?`,
	'if [ -n "$queen_refs" ]; then exec <<QUEEN_REFS',
	'$queen_refs',
	'QUEEN_REFS',
	'else exec < /dev/null; fi',
	'fi',
];

function linesFor({hook, front, place}: BlockParts): readonly string[] {
	const call = (name: string): string => `( set -- ${name} ${place} "$@"; . ${quoted(front)} )`;
	const commit = [`${call('pre-commit')} || exit $?`];
	if (hook === 'pre-commit') return commit;
	if (hook === 'pre-push') return pushLines(call);
	// The script runs itself once more below husky, where it is not to be asked again.
	const once = `[ -z "\${husky_skip_init-}" ] || queen_hook_name=`;
	return [
		`queen_hook_name=\${0##*/}`,
		once,
		'if [ "$queen_hook_name" = pre-commit ]; then',
		...commit,
		'elif [ "$queen_hook_name" = pre-push ]; then',
		...pushLines(call),
		'fi',
	];
}

const goneLine = `elif [ -n "\${QUEEN_NAME-}\${WORKER_NAME-}" ]; then echo "queen guard: its script is gone from beside the database; nothing was checked" >&2`;

/** What is run after us where the hook itself lies beside: the same arguments, the same stdin, its exit code. */
const keptLine = (kept: string): string => `[ ! -x "\${0%/*}/${kept}" ] || exec "\${0%/*}/${kept}" "$@"`;

/** The block with its line end. */
export function blockText(parts: BlockParts): string {
	const {front, kept} = parts;
	const lines = [first, `if [ -r ${quoted(front)} ]; then`, ...linesFor(parts), goneLine, 'fi', ...(kept === null ? [] : [keptLine(kept)]), last];
	return latin1(`${lines.join('\n')}\n`);
}

type Span = {readonly from: number; readonly to: number};

function spanOf(text: string): Span | null {
	const from = text.startsWith(`${first}\n`) ? 0 : text.indexOf(`\n${first}\n`) + 1;
	if (from === 0 && !text.startsWith(`${first}\n`)) return null;
	const end = text.indexOf(`\n${last}\n`, from);
	return end === -1 ? null : {from, to: end + last.length + 2};
}

/** Our lines in this text, or null. */
export function blockIn(text: string): string | null {
	const span = spanOf(text);
	return span && text.slice(span.from, span.to);
}

/** The text as it is without us. */
export function withoutBlock(text: string): string {
	const span = spanOf(text);
	return span === null ? text : text.slice(0, span.from) + text.slice(span.to);
}

/** What a file begins with that we make. */
const newFile = '#!/bin/sh\n';

/** A hook that is only us. */
export const ownHook = (parts: BlockParts): string => newFile + blockText(parts);

/** Nothing but what we put there: such a file goes with us. */
export const isOnlyOurs = (text: string): boolean => blockIn(text) !== null && withoutBlock(text) === newFile;

/** The name under which our lines run a hook that lies beside, or null. */
export const keptIn = (text: string): string | null => /\|\| exec "\$\{0%\/\*\}\/([\w.-]+)" "\$@"\n/.exec(blockIn(text) ?? '')?.[1] ?? null;

const bourneShells = /^#![ \t]*(?:\/[^\s]*\/)?(?:env[ \t]+(?:-S[ \t]+)?)?(?:[^\s]*\/)?(?:sh|bash|dash|ash|ksh)(?:[ \t]+-[a-zA-Z]+)*[ \t]*$/;

/**
 * Is this a script that our lines can stand in? Without a first line that names an interpreter git has it run by sh. One whose first line has
 * no end could not be given back byte for byte.
 */
export function isShellScript(text: string): boolean {
	if (text.includes('\0')) return false;
	const line = text.split('\n', 1)[0] ?? '';
	return line.startsWith('#!') ? bourneShells.test(line) && text.includes('\n') : !line.includes('\r');
}

/** The script with our lines after its first one, so that they are asked before anything slow is run. */
export function withBlock(text: string, block: string): string {
	const bare = withoutBlock(text);
	if (!bare.startsWith('#!')) return block + bare;
	const end = bare.indexOf('\n') + 1;
	return bare.slice(0, end) + block + bare.slice(end);
}
