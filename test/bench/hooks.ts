/**
 * What a hook costs: whole processes, started as the client starts them (`/bin/sh -c <installed line>`, the event's JSON on stdin), each kind
 * in turn so that the machine's other work hits all alike. Ratios to `sh -c :` and `node -e 0` of the same run.
 *   node test/bench/hooks.ts [--quick]
 */
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {openContext} from '../../source/open-context.ts';
import {newOwner, type Owner} from '../driver/cleanup.ts';
import {dist} from '../driver/environment.ts';
import {newShell} from '../driver/shell.ts';
import {editPayload} from '../source/hooks/client.ts';
import {makeRepository} from '../source/hooks/hive.ts';
import {median, quantile, readable} from './statistics.ts';

export type HookCost = {
	readonly what: string /** Milliseconds. */;
	readonly p50: number;
	readonly p95: number /** It had nothing to say. */;
	readonly isSilent: boolean;
};
export type HookCosts = {readonly sh: HookCost; readonly node: HookCost; readonly rows: readonly HookCost[]};

type Kind = {
	readonly command: readonly string[];
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
	readonly input: string;
	readonly before?: () => Promise<void>;
	readonly isSilent?: boolean;
};

type Settings = {readonly hooks: Readonly<Record<string, readonly {readonly hooks: readonly {readonly command: string}[]}[]>>};

/** A colony of its own with hooks, in which this very process is the client of iza-1. */
const newColony = async (owner: Owner) => {
	const {shell} = newShell({after: owner.after});
	const repo = makeRepository(path.join(shell.folder, 'app'), shell.env);
	await shell.says('hooks', 'install', '--yes');
	const settings = JSON.parse(readFileSync(path.join(shell.home, '.claude/settings.json'), 'utf8')) as Settings;
	const env = {...shell.env, QUEEN_NAME: 'iza-1'};
	const kind = (event: string, input = '{}', more: Partial<Kind> = {}): Kind => ({
		command: ['/bin/sh', '-c', settings.hooks[event]?.[0]?.hooks[0]?.command ?? ''],
		cwd: repo,
		env,
		input,
		isSilent: true,
		...more,
	});
	return {shell, repo, kind, edit: (file: string) => editPayload(path.join(repo, file), repo)};
};

const kindsOf = async (owner: Owner): Promise<Readonly<Record<string, Kind>>> => {
	const [quiet, elsewhere, claimed] = [await newColony(owner), await newColony(owner), await newColony(owner)];
	await Promise.all(Array.from({length: 20}, (_, n) => elsewhere.shell.as('iza-2').at(elsewhere.repo).says('claim', `docs/${n}.md`)));
	await claimed.shell.as('iza-2').at(claimed.repo).says('claim', 'src/a.ts');
	const context = await openContext({env: quiet.shell.env, cwd: quiet.repo, busyMs: 5000});
	owner.after(() => context.store.close());
	let sent = 0;
	const send = async (): Promise<void> => {
		sent += 1;
		const letter = {from: 'iza-2', fromVerified: 'unknown', to: ['iza-1'], repoKey: null, body: `letter ${sent}`} as const;
		await context.store.sendMail({...letter, priority: 'normal', kind: 'mail', replyTo: null, nonce: `bench-${sent}`});
	};
	const floor = {cwd: quiet.repo, env: quiet.shell.env, input: '{}'};
	const large = JSON.stringify({tool_name: 'Write', tool_input: {file_path: path.join(quiet.repo, 'src/a.ts'), content: 'x'.repeat(200_000)}});
	return {
		sh: {...floor, command: ['/bin/sh', '-c', ':']},
		node: {...floor, command: [process.execPath, '-e', '0']},
		'a prompt, nothing to say': elsewhere.kind('UserPromptSubmit'),
		'the end of a turn, recorded': quiet.kind('Stop'),
		'an edit that was made, recorded with its path': quiet.kind('PostToolUse', quiet.edit('src/a.ts')),
		'an edit of 200 KB that was made': quiet.kind('PostToolUse', large),
		'an edit, no foreign claim': quiet.kind('PreToolUse', quiet.edit('src/a.ts')),
		'an edit, 20 foreign claims on other files': elsewhere.kind('PreToolUse', elsewhere.edit('src/a.ts')),
		'an edit of a claimed file': claimed.kind('PreToolUse', claimed.edit('src/a.ts'), {isSilent: false}),
		'a prompt, mail to say': quiet.kind('UserPromptSubmit', '{}', {before: send, isSilent: false}),
		'the start of a session': quiet.kind('SessionStart', '{}', {isSilent: false}),
	};
};

const runOnce = (name: string, {command, cwd, env, input, isSilent}: Kind): number => {
	const [file = '', ...args] = command;
	const start = performance.now();
	const {status, stdout} = spawnSync(file, args, {cwd, env, input});
	const took = performance.now() - start;
	if (status !== 0) throw new Error(`${name} ended with ${status}`);
	if (isSilent !== undefined && isSilent !== (stdout.length === 0)) throw new Error(`${name} said: ${stdout.toString('utf8')}`);
	return took;
};

/** What runs right before leaves the machine's caches warm or cold: nobody shall always have the same neighbour. */
const shuffled = <T>(items: readonly T[]): readonly T[] =>
	items
		.map(item => ({item, at: Math.random()}))
		.toSorted((a, b) => a.at - b.at)
		.map(({item}) => item);

/** A slow machine gets at least so many rounds. */
const fewestRuns = 8;

/** The cost of each kind. The first rounds let every session be met and warm the caches; they do not count. Ends after about so many milliseconds. */
export const hookCosts = async (owner: Owner, runs: number, longestMs = Number.POSITIVE_INFINITY): Promise<HookCosts> => {
	const kinds = await kindsOf(owner);
	for (const name of ['the start of a session', 'an edit, 20 foreign claims on other files', 'an edit of a claimed file']) runWarm(kinds[name]);
	const times: Record<string, number[]> = Object.fromEntries(Object.keys(kinds).map(name => [name, []]));
	const until = performance.now() + longestMs;
	for (let run = -2; run < runs && (run < fewestRuns || performance.now() < until); run++) {
		for (const [name, kind] of shuffled(Object.entries(kinds))) {
			await kind.before?.();
			const took = runOnce(name, run === -2 ? ({...kind, isSilent: undefined} as never) : kind);
			if (run >= 0) times[name]?.push(took);
		}
	}
	const cost = (what: string): HookCost => ({
		what,
		p50: median(times[what] ?? []),
		p95: quantile(times[what] ?? [], 0.95),
		isSilent: kinds[what]?.isSilent === true,
	});
	return {
		sh: cost('sh'),
		node: cost('node'),
		rows: Object.keys(kinds)
			.filter(name => name !== 'sh' && name !== 'node')
			.map(cost),
	};
};

const runWarm = (kind: Kind | undefined): void => {
	if (kind) spawnSync(kind.command[0] ?? '', kind.command.slice(1), {cwd: kind.cwd, env: kind.env, input: kind.input});
};

export type HookRow = {readonly what: string; readonly here: string; readonly budget: string; readonly floor: string; readonly kept: boolean};

/** Rows as `npm run bench` shows them: what says nothing against a shell that does nothing, what answers against one start of Node. */
export const hookRows = ({sh, node, rows}: HookCosts): readonly HookRow[] =>
	rows.map(({what, p50, p95, isSilent}) => {
		const [floor, name, most] = isSilent ? [sh, 'sh -c :', 3] : [node, 'node -e 0', 2];
		const ratio = p50 / floor.p50;
		return {
			what: `hook: ${what}`,
			here: `${readable(ratio)} x ${name}`,
			budget: `${most} x`,
			floor: `p50 ${readable(p50)} ms, p95 ${readable(p95)} ms; sh -c : ${readable(sh.p50)} ms, node -e 0 ${readable(node.p50)} ms`,
			kept: ratio <= most,
		};
	});

if (process.argv[1] === import.meta.filename) {
	const ends: (() => void | Promise<void>)[] = [];
	const owner = newOwner({after: end => void ends.push(end as () => void)});
	try {
		process.stdout.write(`${dist}\n`);
		for (const {what, here, floor} of hookRows(await hookCosts(owner, process.argv.includes('--quick') ? 12 : 60)))
			process.stdout.write(`${what.padEnd(52)} ${here.padEnd(40)} ${floor}\n`);
	} finally {
		for (const end of ends) await end();
	}
}
