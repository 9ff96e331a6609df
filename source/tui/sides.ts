/**
 * Reads what each party of a conflict changed in its files, while the box of the conflict is open: at once, then five seconds after each
 * answer. Read-only (see source/git.ts); closing ends it.
 */
import {setTimeout as pause} from 'node:timers/promises';
import type {DiffLine, Side, SidesFrame} from '../../components/sides-frame.ts';
import type {Conflict, Sister} from '../../db/types.ts';
import {parseStatus} from '../git-status.ts';
import {cell} from '../sanitize.ts';
import {share} from './share.ts';

export type SidesDeps = {
	/** The conflict and its parties as they are now, raw; null: it is gone. */
	factsOf(conflict: number): {readonly conflict: Conflict; readonly parties: readonly Sister[]} | null;
	/** A patch of these files against the commit at which the given heads parted; rejects with a sentence. */
	diff(cwd: string, heads: readonly string[], files: readonly string[], signal: AbortSignal): Promise<string>;
	/** `git status --porcelain=v2 -z` of a worktree, with every untracked file; rejects with a sentence. */
	status(worktree: string, signal: AbortSignal): Promise<string>;
	show(frame: SidesFrame | null): void;
	readonly everyMs: number;
};

export type Sides = {
	/** Shows this conflict instead of the one before; null: none. */
	watch(conflict: number | null): void;
	close(): void;
};

/** Nobody reads more at a glance, and a generated file would hide the rest. */
const mostLines = 400;
const mostNew = 20;

const kinds: Readonly<Record<string, DiffLine['kind']>> = {'+': 'added', '-': 'removed', ' ': 'same', '@': 'hunk'};

const drawn = (text: string, kind: DiffLine['kind']): DiffLine => ({text: cell(text), kind});
const pathAfter = (head: string, mark: string): string | null => new RegExp(`^${mark} (?:[ab]/)?(.+)$`, 'm').exec(head)?.[1] ?? null;

/** One file of a patch: its name, then its hunks. Without hunks (binary, only a mode) what git says of it. */
function fileLines(part: string): readonly DiffLine[] {
	const start = part.indexOf('\n@@ ');
	const head = start < 0 ? part : part.slice(0, start);
	if (start < 0) return head.split('\n').flatMap(line => (/^(?:Binary files|old mode|new mode)/.test(line) ? [drawn(line, 'same')] : []));
	const now = pathAfter(head, '\\+\\+\\+');
	const name = now === '/dev/null' ? `${pathAfter(head, '---') ?? ''} (deleted)` : (now ?? '');
	const hunks = part.slice(start + 1).split('\n');
	return [
		drawn(name, 'file'),
		...hunks.flatMap(line => {
			const kind = kinds[line[0] ?? ''];
			return kind ? [drawn(line, kind)] : [];
		}),
	];
}

/** A patch for the screen, each file under its name. */
export const patchLines = (patch: string): readonly DiffLine[] => patch.split(/^diff --git /m).flatMap(fileLines);

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Those of the files that git does not know there yet (no files: a few of all): a patch says nothing of them. */
async function newFiles(
	worktree: string,
	files: readonly string[],
	lines: readonly DiffLine[],
	deps: SidesDeps,
	signal: AbortSignal,
): Promise<readonly DiffLine[]> {
	const shown = new Set<string>(lines.flatMap(({kind, text}) => (kind === 'file' ? [text] : [])));
	const rest = files.filter(file => !shown.has(cell(file)));
	if (files.length > 0 && rest.length === 0) return [];
	const {created} = parseStatus(await deps.status(worktree, signal));
	return (files.length > 0 ? rest.filter(file => created.includes(file)) : created.slice(0, mostNew)).map(file =>
		drawn(`${file} (new, not tracked by git yet)`, 'file'),
	);
}

async function sideOf(sister: Sister, heads: readonly string[], files: readonly string[], deps: SidesDeps, signal: AbortSignal): Promise<Side> {
	const side = (lines: readonly DiffLine[], note: string | null): Side => ({sister: cell(sister.name), lines, note: note === null ? null : cell(note)});
	if (sister.worktree === null) return side([], 'she is in no repository that we know');
	try {
		const patch = patchLines(await deps.diff(sister.worktree, heads, files, signal));
		const lines = [...patch, ...(await newFiles(sister.worktree, files, patch, deps, signal))];
		if (lines.length === 0) return side([], 'no change that git can show');
		return side(lines.slice(0, mostLines), lines.length > mostLines ? `${lines.length - mostLines} more lines: git diff in ${sister.worktree}` : null);
	} catch (error) {
		if (signal.aborted) throw error;
		return side([], reason(error));
	}
}

async function readOnce(id: number, deps: SidesDeps, signal: AbortSignal): Promise<SidesFrame> {
	const known = deps.factsOf(id);
	if (known === null) return {conflict: id, sides: []};
	const heads = [...new Set(known.parties.flatMap(({head}) => head ?? []))];
	return {conflict: id, sides: await Promise.all(known.parties.map(sister => sideOf(sister, heads, known.conflict.files, deps, signal)))};
}

/** The reader behind the box. `show(null)` when no conflict is looked at. */
export function createSides(deps: SidesDeps): Sides {
	let running: AbortController | null = null;
	const stop = (): void => {
		running?.abort();
		running = null;
	};
	const loop = async (id: number, {signal}: AbortController): Promise<void> => {
		let last: SidesFrame | null = null;
		while (!signal.aborted) {
			const frame = await readOnce(id, deps, signal);
			if (signal.aborted) return;
			last = share(last, frame);
			deps.show(last);
			await pause(deps.everyMs, undefined, {signal, ref: false});
		}
	};
	return {
		watch(conflict) {
			stop();
			deps.show(null);
			if (conflict === null) return;
			running = new AbortController();
			const {signal} = running;
			// Ended by its own signal: that is what it is for. Everything else was made a sentence in its side.
			loop(conflict, running).catch((error: unknown) => {
				if (!signal.aborted) throw error;
			});
		},
		close: stop,
	};
}
