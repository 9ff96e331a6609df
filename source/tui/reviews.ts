/**
 * Reads the diff of a review while it is open: the diff once, because commits do not change; where the branch is, again after each pause.
 * Read-only (see source/git-range.ts); closing ends it.
 */
import {setTimeout as pause} from 'node:timers/promises';
import type {ReviewFrame} from '../../components/review-frame.ts';
import type {DiffLine} from '../../components/sides-frame.ts';
import type {Review} from '../../db/types.ts';
import {gone, placeOfReview} from '../actions/review-standing.ts';
import type {RangeReader} from '../git-range.ts';
import {cell} from '../sanitize.ts';

export type ReviewDeps = {
	/** The review as it is now, raw; null: it is gone. */
	reviewOf(id: number): Review | null;
	readonly git: Pick<RangeReader, 'headOf' | 'rangePatch'>;
	readonly cwd: string;
	show(frame: ReviewFrame | null): void;
	readonly everyMs: number;
};

export type ReviewReader = {
	/** Shows this review instead of the one before; null: none. */
	watch(review: number | null): void;
	close(): void;
};

/** Whoever reads more than this reads it in her editor. */
const mostLines = 5000;

const kinds: Readonly<Record<string, DiffLine['kind']>> = {'+': 'added', '-': 'removed', '@': 'hunk'};

/** What git writes over the hunks of a file, without what only programs need. Changes of the mode stay: they are changes. */
function headLines(head: string): readonly DiffLine[] {
	const [first = '', ...rest] = head.split('\n');
	const name = /^a\/(.+) b\/\1$/.exec(first)?.[1] ?? first;
	const said = rest.filter(line => line !== '' && !/^(?:index |--- |\+\+\+ )/.test(line));
	return [{text: cell(name), kind: 'file'}, ...said.map((line): DiffLine => ({text: cell(line), kind: 'hunk'}))];
}

/** Narrower than a terminal's: a diff is read in a box. */
const tabStop = 4;

/** Tabs as far as their stops, counted from behind the sign: on one line the sanitizer would leave one space of each, and indentation tells much. */
function withStops(line: string): string {
	if (!line.includes('\t')) return line;
	let column = 0;
	return (
		line.slice(0, 1) +
		line.slice(1).replace(/\t|[^\t]+/g, part => {
			const text = part === '\t' ? ' '.repeat(tabStop - (column % tabStop)) : part;
			column += text.length;
			return text;
		})
	);
}

function fileLines(part: string): readonly DiffLine[] {
	const start = part.indexOf('\n@@ ');
	if (start < 0) return headLines(part);
	const body = part
		.slice(start + 1)
		.replace(/\n$/, '')
		.split('\n');
	return [...headLines(part.slice(0, start)), ...body.map((line): DiffLine => ({text: cell(withStops(line)), kind: kinds[line[0] ?? ''] ?? 'same'}))];
}

/** A patch for the screen: every line of it, each file under its name. */
export const reviewLines = (patch: string): readonly DiffLine[] =>
	patch
		.split(/^diff --git /m)
		.filter(part => part !== '')
		.flatMap(fileLines);

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function readDiff(review: Review, {git, cwd}: ReviewDeps, signal: AbortSignal): Promise<Pick<ReviewFrame, 'lines' | 'note'>> {
	const place = placeOfReview(review, cwd);
	if (place === null) return {lines: [], note: cell(gone(review))};
	try {
		const lines = reviewLines(await git.rangePatch(place, review, signal));
		if (lines.length === 0) return {lines, note: cell('These commits change nothing together.')};
		return {
			lines: lines.slice(0, mostLines),
			note: lines.length > mostLines ? cell(`${lines.length - mostLines} more lines: queen review show ${review.id}`) : null,
		};
	} catch (error) {
		if (signal.aborted) throw error;
		return {lines: [], note: cell(reason(error))};
	}
}

async function readStale(review: Review, {git, cwd}: ReviewDeps, signal: AbortSignal): Promise<boolean | null> {
	const place = placeOfReview(review, cwd);
	if (place === null) return null;
	try {
		return (await git.headOf(place, review.branch, signal)) !== review.head;
	} catch (error) {
		if (signal.aborted) throw error;
		return null;
	}
}

/** The reader behind the box. `show(null)` when no review is looked at. */
export function createReviewReader(deps: ReviewDeps): ReviewReader {
	let running: AbortController | null = null;
	const stop = (): void => {
		running?.abort();
		running = null;
	};
	const loop = async (id: number, {signal}: AbortController): Promise<void> => {
		const review = deps.reviewOf(id);
		if (review === null) return;
		const diff = await readDiff(review, deps, signal);
		let last: ReviewFrame | null = null;
		while (!signal.aborted) {
			const stale = await readStale(review, deps, signal);
			if (signal.aborted) return;
			// The lines stay the same object: the box remembers by it how it broke them.
			if (last === null || last.stale !== stale) last = {review: id, ...diff, stale};
			deps.show(last);
			await pause(deps.everyMs, undefined, {signal, ref: false});
		}
	};
	return {
		watch(review) {
			stop();
			deps.show(null);
			if (review === null) return;
			running = new AbortController();
			const {signal} = running;
			// Ended by its own signal: that is what it is for. Everything else was made a sentence in its frame.
			loop(review, running).catch((error: unknown) => {
				if (!signal.aborted) throw error;
			});
		},
		close: stop,
	};
}
