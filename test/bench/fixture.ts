/** A big colony: real likenesses in real panes, and a database with years of mail. */
import {openStore} from '../../db/open.ts';
import type {Store} from '../../db/store.ts';
import {systemClock} from '../../source/clock.ts';
import {systemProcesses} from '../../source/processes/index.ts';
import {redact} from '../../source/redact.ts';
import type {Owner} from '../driver/cleanup.ts';
import {type Colony, newColony} from '../driver/colony.ts';
import type {ActingSister} from '../driver/sister.ts';

export type Big = {
	readonly colony: Colony;
	readonly sisters: readonly ActingSister[];
	readonly store: Store;
	/** `performance.now()` when the last of them was there: nothing moved since, unless somebody made it. */
	readonly madeAt: number;
};

const seedMail = async (store: Store, names: readonly string[], count: number): Promise<void> => {
	for (let i = 0; i < count; i++) {
		const from = names[i % names.length] ?? 'queen';
		const to = i % 4 === 0 ? 'queen' : (names[(i * 7 + 3) % names.length] ?? 'queen');
		const body = `mail ${i}: the state handles are migrated, phase ${i % 12} is yours - ready for your review when you have a break`;
		await store.sendMail({from, fromVerified: 'yes', to: [to], repoKey: null, body, priority: 'normal', kind: 'mail', replyTo: null, nonce: `bench-${i}`});
	}
};

const seedClaims = async (store: Store, names: readonly string[], count: number): Promise<void> => {
	for (let i = 0; i < count; i++) {
		const owner = names[i % names.length] ?? 'queen';
		const place = {repo: 'bench', repoId: '/bench/.git', repoKey: 'bench', resource: `src/module-${i}/state.ts`};
		await store.claim({...place, kind: 'path', owner, description: `module ${i}`, ttlMs: 3_600_000, shared: false, process: null, nonce: `claim-${i}`});
	}
};

/** `sisters` likenesses in panes of one private tmux server, four to a repository. */
export const bigColony = async (owner: Owner, size: {readonly sisters: number; readonly mails: number; readonly claims: number}): Promise<Big> => {
	const colony = await newColony(owner);
	const sisters: ActingSister[] = [];
	for (let i = 0; i < size.sisters; i++) {
		const repository = await colony.repository(`project-${i}`);
		const sister = await colony.sister(`iza-${i}`, {at: repository.path});
		if (i % 5 === 1) sister.works('I read the code.');
		if (i % 13 === 3) sister.asks('rm -rf build');
		sisters.push(sister);
	}
	await colony.shell.says('scan');
	const processes = systemProcesses();
	const clock = systemClock();
	const store = await openStore({file: colony.shell.db, clock, busyMs: 5000, redact, isAlive: process_ => processes.isAlive(process_)});
	owner.after(() => store.close());
	const names = sisters.map(({name}) => name);
	await seedMail(store, names, size.mails);
	await seedClaims(store, names, size.claims);
	return {colony, sisters, store, madeAt: performance.now()};
};
