/** `queen doctor --fix`: mends what can be mended without a person's judgement, and says what it did. */
import {statSync} from 'node:fs';
import {cutLog} from '../../../db/tidy.ts';
import {backUp} from '../../care/take-backup.ts';
import {systemClock} from '../../clock.ts';
import {hivePaths, isRelative} from '../../paths.ts';
import {systemProcesses} from '../../processes/index.ts';
import {storeOptionsOf} from '../../store-options.ts';
import {type Mend, planMends} from './mends.ts';
import {messageOf} from './types.ts';

/** `done` false: it needs `--yes`, or did not work (`why`). */
export type Mended = {readonly about: string; readonly what: string; readonly done: boolean; readonly why: string | null};

/** SQLite keeps it below this by itself, unless somebody reads without end. */
const largeLog = 16 << 20;

async function attempt({about, did, destroys, run}: Mend, isYes: boolean): Promise<Mended> {
	if (destroys && !isYes) return {about, what: did, done: false, why: 'it would be gone for good: say it with --yes'};
	try {
		await run();
		return {about, what: did, done: true, why: null};
	} catch (error) {
		return {about, what: did, done: false, why: messageOf(error)};
	}
}

/** With the database in place. */
function later(env: NodeJS.ProcessEnv): readonly Mend[] {
	const {db} = hivePaths(env);
	const size = statSync(`${db}-wal`, {throwIfNoEntry: false})?.size ?? 0;
	const clock = systemClock();
	const cut = (): void => {
		if (!cutLog(storeOptionsOf(env, {clock, processes: systemProcesses(clock)}, 1000))) throw new Error('somebody reads in it just now');
	};
	return size > largeLog ? [{about: 'log', did: `folded ${db}-wal (${Math.round(size / (1 << 20))} MB) into the database`, destroys: false, run: cut}] : [];
}

async function copy(env: NodeJS.ProcessEnv): Promise<readonly Mended[]> {
	try {
		const {made} = await backUp(env);
		return made === null ? [] : [{about: 'copies', what: `made ${made}`, done: true, why: null}];
	} catch (error) {
		return [{about: 'copies', what: 'made no copy of the database', done: false, why: messageOf(error)}];
	}
}

/** `open` opens the database (made, migrated or recovered there); what keeps it from that is the checks' finding. */
export async function mendColony(env: NodeJS.ProcessEnv, open: () => Promise<unknown>, isYes: boolean): Promise<readonly Mended[]> {
	if (isRelative(env)) return [];
	const done: Mended[] = [];
	for (const mend of planMends(hivePaths(env), systemClock().wall())) done.push(await attempt(mend, isYes));
	const isOpen = await open().then(
		() => true,
		() => false,
	);
	if (!isOpen) return done;
	for (const mend of later(env)) done.push(await attempt(mend, isYes));
	return [...done, ...(await copy(env))];
}
