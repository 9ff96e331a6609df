/** What the stories of the radar have in common: a machine with a repository and two sisters in worktrees of their own. */
import assert from 'node:assert/strict';
import type {TestContext} from 'node:test';
import type {Conflict, FindingType} from '../../db/types.ts';
import type {Repository} from '../driver/repository.ts';
import {runProgram} from '../driver/shell.ts';
import type {ActingSister} from '../driver/sister.ts';
import {until} from '../driver/wait.ts';
import {type Machine, newMachine} from '../source/scanner/machine.ts';

export type Scene = Machine & {
	/** The main worktree, on main; nobody stands there. */
	readonly home: Repository;
	readonly one: Repository;
	readonly two: Repository;
	/** In `one` and in `two`. */
	readonly ann: ActingSister;
	readonly bea: ActingSister;
	/** git at some place whose clock is so many seconds ahead: what it does there happened after all that was seen before. */
	readonly later: (seconds: number, place: Repository, ...args: readonly string[]) => Promise<void>;
	/** Open ones of this type after a complete scan. */
	readonly scan: (type: FindingType) => Promise<readonly Conflict[]>;
	/** The only one of its type after a complete scan. */
	readonly finds: (type: FindingType) => Promise<Conflict>;
	/** Nothing of this type after a complete scan, of any kind. */
	readonly isSilent: (type: FindingType, why: string) => Promise<void>;
	/** Two complete scans later it is resolved. */
	readonly resolves: (type: FindingType) => Promise<void>;
};

/** Files that the repository has from its first commit on. */
const files = ['a.ts', 'b.ts', 'c.ts', 'src/auth/login.ts', 'src/auth/token.ts', 'src/db.ts'];

const lines = 20;
/** What a file holds, with one of its lines changed: far apart they merge cleanly, in one place they clash. */
export const text = (file: string, line = 0, words = ''): string =>
	Array.from({length: lines}, (_, n) => (n + 1 === line ? `${words}\n` : `// ${file} ${n + 1}\n`)).join('');

export const newScene = async (t: TestContext): Promise<Scene> => {
	const machine = await newMachine(t);
	const home = await machine.colony.repository('site');
	for (const file of files) home.write(file, text(file));
	await home.commit('all files');
	const one = await home.worktree('one', 'iza/one');
	const two = await home.worktree('two', 'iza/two');
	const ann = await machine.colony.sister('ann', {at: one.path});
	const bea = await machine.colony.sister('bea', {at: two.path});
	await machine.complete();
	const scan: Scene['scan'] = async type => {
		// Everything must have been read, or silence would mean nothing: on a busy machine git may not answer in its time, and the next pass asks again.
		await until(async () => (await machine.complete()).report?.unread.length === 0, 'a pass that read everything');
		return (await machine.open()).filter(conflict => conflict.type === type);
	};
	const later: Scene['later'] = async (seconds, place, ...args) => {
		const date = `@${Math.floor(Date.now() / 1000) + seconds} +0000`;
		const ran = await runProgram('git', args, {env: {...machine.colony.shell.env, GIT_COMMITTER_DATE: date}, cwd: place.path, input: null});
		assert.equal(ran.code, 0, ran.err);
	};
	return {
		...machine,
		later,
		home,
		one,
		two,
		ann,
		bea,
		scan,
		finds: async type => {
			const found = await scan(type);
			assert.equal(found.length, 1, `${type}: ${JSON.stringify(found)} of ${JSON.stringify((await machine.open()).map(each => each.type))}`);
			return found[0] as Conflict;
		},
		isSilent: async (type, why) => assert.deepEqual(await scan(type), [], why),
		resolves: async type => {
			await scan(type);
			assert.deepEqual(await scan(type), [], `${type} is resolved`);
		},
	};
};
