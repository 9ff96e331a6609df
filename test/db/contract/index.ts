/** The contract of every Store: one engine after another is put through the same cases (RULES.md is where they come from). */
import {describe} from 'node:test';
import {type Cases, casesOf, type MakeStore} from './cases.ts';
import {claimCases} from './claims.ts';
import {conflictCases} from './conflicts.ts';
import {dispatchCases} from './dispatches.ts';
import {mailCases} from './mail.ts';
import {nameCases} from './names.ts';
import {releasingCases} from './releasing.ts';
import {scanningCases} from './scanning.ts';
import {sisterCases} from './sisters.ts';

const parts: Readonly<Record<string, (contract: Cases) => void>> = {
	claims: claimCases,
	releasing: releasingCases,
	mail: mailCases,
	dispatches: dispatchCases,
	sisters: sisterCases,
	names: nameCases,
	scanning: scanningCases,
	conflicts: conflictCases,
};

export function storeContract(engine: string, makeStore: MakeStore): void {
	const contract = casesOf(makeStore);
	for (const [part, declare] of Object.entries(parts)) describe(`${engine}: ${part}`, () => declare(contract));
}
