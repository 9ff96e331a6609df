/** What the scanner can see: terminals, repositories, and agents that it found but could not place. */
import type {Context} from '../../context.ts';
import {ago} from '../../format/age.ts';
import {systemLooker} from '../../scanner/system.ts';
import {type Check, messageOf, note, ok, problem} from './types.ts';

const longestLookMs = 20_000;

/** Looks once, thoroughly, and writes nothing. */
export async function checkSight(context: Pick<Context, 'env' | 'processes' | 'clock'>): Promise<readonly Check[]> {
	try {
		const seen = await systemLooker(context).look(true, AbortSignal.timeout(longestLookMs));
		return [
			...seen.looked.map(place => ok('looked at', place)),
			...seen.unread.map(place => problem('not read', place, 'do what the sentence says; until then the number of conflicts is not certain')),
			...seen.unplaced.map(({agent, process}) =>
				problem(
					'unplaced',
					`${agent.title} (pid ${process.pid}) runs on a terminal that cannot be seen, so she is not listed`,
					'start her in a tmux pane, or let her say who she is: QUEEN_NAME=... queen onboard',
				),
			),
		];
	} catch (error) {
		return [problem('looking', messageOf(error), 'run queen scan to see the same in one sentence')];
	}
}

/** Is somebody scanning? */
export async function checkScanner({store, clock}: Context): Promise<readonly Check[]> {
	const {age, scannedAt, scanner} = await store.colony();
	if (age !== null && age < 90) return [ok('scanner', `scanned ${ago(scannedAt, clock.wall())} by pid ${scanner?.pid ?? '?'}`)];
	return [
		note(
			'scanner',
			age === null ? 'nothing was ever scanned' : `the last complete scan was ${ago(scannedAt, clock.wall())}`,
			'keep queen open in a tab, or run queen daemon',
		),
	];
}
