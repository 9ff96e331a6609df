import type {Snapshot} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {keeperAddress} from '../names.ts';

/** Whose mail a reading command counts. Reading needs no identity (RULES.md, "Who is calling"): an agent nobody knows reads like the keeper. */
export async function readerOf(context: Context): Promise<string> {
	try {
		return (await context.caller()).name;
	} catch (error) {
		if (error instanceof QueenError && (error.code === 'usage' || error.code === 'refused')) return keeperAddress;
		throw error;
	}
}

/** Everything about the colony, in one read. */
export async function look(context: Context): Promise<Snapshot> {
	return context.store.snapshot(await readerOf(context));
}
