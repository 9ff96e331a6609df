import {StoreError, type StoreErrorCode} from '../../db/store.ts';
import {exitCodes, QueenError} from '../errors.ts';

const storeCodes: Readonly<Record<StoreErrorCode, number>> = {
	busy: exitCodes.busy,
	full: exitCodes.storage,
	io: exitCodes.storage,
	'read-only': exitCodes.storage,
	corrupt: exitCodes.storage,
	replaced: exitCodes.storage,
	newer: exitCodes.config,
	foreign: exitCodes.config,
};

/** The exit code that the contract gives an error (RULES.md, "Commands"). */
export function exitCodeOf(error: unknown): number {
	if (error instanceof StoreError) return storeCodes[error.code];
	return error instanceof QueenError ? error.exitCode : exitCodes.refused;
}
