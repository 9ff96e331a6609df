/** Rows about what is seen and guarded: scans of a large repository, git guards, and how well statuses are told. */
import type {Owner} from '../driver/cleanup.ts';
import {confusionRows, confusionTable} from './confusion.ts';
import {guardRows} from './guard.ts';
import {readable} from './statistics.ts';
import {type Cost, scanCost} from './worktrees.ts';

type Add = (what: string, here: string, budget: string, floor: string, kept: boolean) => void;

const cost = ({wall, cpu}: Cost): string => `${readable(cpu)} ms CPU, ${readable(wall)} ms`;

/** A complete pass over many sisters in a few worktrees, every pair of them tried as a merge. */
export async function scanRows(owner: Owner, add: Add, isQuick: boolean): Promise<void> {
	const size = isQuick ? {sisters: 16, worktrees: 4, files: 1000, rounds: 2} : {sisters: 64, worktrees: 12, files: 10_000, rounds: 5};
	const {cold, unchanged, changed, status, pairs} = await scanCost(owner, size);
	const of = `${size.sisters} sisters, ${size.worktrees} worktrees, ${size.files} files`;
	const floor = `git status ${cost(status)}`;
	add(`complete scan, cold: ${of}`, cost(cold), '-', `${floor}; ${pairs} pairs tried as merges`, true);
	add('the same, nothing changed', cost(unchanged), '-', floor, true);
	add('the same, one file changed', cost(changed), '-', floor, true);
}

export async function guardCost(owner: Owner, add: Add, rounds: number): Promise<void> {
	for (const {what, here, floor} of await guardRows(owner, rounds)) add(what, here, '-', floor, true);
}

/** Prints the whole table beside its rows. */
export function statusRows(add: Add): void {
	for (const {what, here, budget, floor, kept} of confusionRows()) add(what, here, budget, floor, kept);
	process.stdout.write(`${confusionTable().join('\n')}\n`);
}
