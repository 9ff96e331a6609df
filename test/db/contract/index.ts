/** The contract of every Store: one engine after another is put through the same cases (RULES.md is where they come from). */
import {describe} from 'node:test';
import {awayCases} from './away.ts';
import {bouncingCases} from './bouncing.ts';
import {type Cases, casesOf, type MakeStore} from './cases.ts';
import {claimCases} from './claims.ts';
import {conflictCases} from './conflicts.ts';
import {contextCases} from './context.ts';
import {dispatchCases} from './dispatches.ts';
import {leaseCases} from './leases.ts';
import {mailCases} from './mail.ts';
import {nameCases} from './names.ts';
import {placeCases} from './places.ts';
import {queueCases} from './queue.ts';
import {radarCases} from './radar.ts';
import {releasingCases} from './releasing.ts';
import {reminderCases} from './reminders.ts';
import {reviewCases} from './reviews.ts';
import {scanningCases} from './scanning.ts';
import {sisterCases} from './sisters.ts';
import {syncCases} from './sync.ts';

const parts: Readonly<Record<string, (contract: Cases) => void>> = {
	claims: claimCases,
	releasing: releasingCases,
	queue: queueCases,
	leases: leaseCases,
	mail: mailCases,
	bouncing: bouncingCases,
	dispatches: dispatchCases,
	sisters: sisterCases,
	names: nameCases,
	scanning: scanningCases,
	places: placeCases,
	conflicts: conflictCases,
	radar: radarCases,
	context: contextCases,
	sync: syncCases,
	reviews: reviewCases,
	reminders: reminderCases,
	away: awayCases,
};

export function storeContract(engine: string, makeStore: MakeStore): void {
	const contract = casesOf(makeStore);
	for (const [part, declare] of Object.entries(parts)) describe(`${engine}: ${part}`, () => declare(contract));
}
