/** A command that is under way while the test goes on, and what becomes of the lock of one who is killed. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import Database from 'better-sqlite3';
import type {Claim} from '../../../db/types.ts';
import {dist} from '../../driver/environment.ts';
import type {Clone} from './clones.ts';

export type Started = {readonly child: ChildProcess; readonly ended: Promise<number | string>; readonly said: () => string};

/** `queen WORDS` by a clone's sister. */
export const start = ({shell, path: cwd}: Clone, env: NodeJS.ProcessEnv, ...words: readonly string[]): Started => {
	const child = spawn(process.execPath, [path.join(dist, 'queen.cjs'), ...words], {
		env: {...env, QUEEN_NAME: shell.env['QUEEN_NAME']},
		cwd,
		stdio: ['ignore', 'pipe', 'pipe'],
		// Not waited for longer than that, also when it is stopped.
		timeout: 60_000,
		killSignal: 'SIGKILL',
	});
	let said = '';
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
	return {child, ended: once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string), said: () => said};
};

export const pushLocks = async (clone: Clone): Promise<readonly Claim[]> =>
	(await clone.shell.json<readonly Claim[]>('claims')).filter(({resource}) => resource.startsWith('push:'));

/** As if the 15 seconds for which a dead holder's claim still blocks were over. Only what is noticed to be orphaned is changed. */
export function graceIsOver(file: string): void {
	const db = new Database(file);
	db.prepare('UPDATE claims SET gone_mono = gone_mono - 15000 WHERE gone_mono IS NOT NULL AND released_at IS NULL').run();
	db.close();
}
