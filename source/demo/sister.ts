/** One process that plays one part in one pane: it prints a client's likeness, publishes its state, and runs `queen` and `iam` as a real one does. */
import {execFile} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {type Act, painted, screenOf, stateFileOf} from './likeness.ts';
import {cast, type Part, type Step} from './script.ts';

type Playing = {readonly part: Part; readonly bin: string; readonly env: NodeJS.ProcessEnv; readonly startTime: string; readonly startedAt: number; act: Act};

const startTimeOf = (): string => {
	const stat = readFileSync('/proc/self/stat', 'utf8');
	return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
};

const stateFile = (env: NodeJS.ProcessEnv): string => path.join(env['CLAUDE_CONFIG_DIR'] ?? '', 'sessions', `${process.pid}.json`);

const show = (playing: Playing): void => {
	const {part, act, env} = playing;
	const size = {columns: process.stdout.columns || 110, rows: process.stdout.rows || 32};
	process.stdout.write(painted(`✳ ${part.name}`, screenOf(act, size)));
	const published = {
		pid: process.pid,
		startTime: playing.startTime,
		cwd: process.cwd(),
		name: part.name,
		status: act.status,
		startedAt: playing.startedAt,
		now: Date.now(),
		// Without the window's number, which the process does not know: the scanner also finds the pane by the process.
		tmux: null,
	};
	writeFileSync(stateFile(env), stateFileOf(published));
};

/** Runs a program to its end and says on the screen when it failed: a play that hides a failure would be a lie. */
const call = (playing: Playing, file: string, args: readonly string[]): Promise<void> =>
	new Promise(resolve => {
		execFile(file, [...args], {env: playing.env, encoding: 'utf8', timeout: 20_000}, (error, _out, err) => {
			if (error !== null) playing.act = {...playing.act, said: [...playing.act.said, `${path.basename(file)} ${args.slice(0, 3).join(' ')}: ${err.trim()}`]};
			resolve();
		});
	});

const deeds: ReadonlySet<Step['do']> = new Set(['write', 'git', 'queen', 'iam']);

/** As a real client: while it runs anything, it says that it is busy. */
const beginTo = (playing: Playing, step: Step): void => {
	if (!deeds.has(step.do) || playing.act.status === 'working') return;
	playing.act = {...playing.act, status: 'working', command: null};
	show(playing);
};

const perform = async (playing: Playing, step: Step): Promise<void> => {
	beginTo(playing, step);
	const {act} = playing;
	switch (step.do) {
		case 'work':
		case 'rest':
			playing.act = {status: step.do === 'work' ? 'working' : 'idle', said: [...act.said, step.say].slice(-12), command: null};
			return;
		case 'ask':
			playing.act = {...act, status: 'waiting', command: step.command};
			return;
		case 'write':
			mkdirSync(path.dirname(step.file), {recursive: true});
			writeFileSync(step.file, step.text);
			return;
		case 'git':
			return call(playing, 'git', step.args);
		case 'queen':
			return call(playing, process.execPath, [playing.bin, ...step.args]);
		case 'iam':
			return call(playing, process.execPath, [playing.bin, 'iam', ...step.args]);
	}
};

/** Ends with the demo that started it, also when that was killed hard: then nobody else ends this process. */
const endWith = (demo: number, env: NodeJS.ProcessEnv): void => {
	const leave = (): void => {
		rmSync(stateFile(env), {force: true});
		process.exit(0);
	};
	for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.on(signal, leave);
	setInterval(() => {
		try {
			process.kill(demo, 0);
		} catch {
			leave();
		}
	}, 2000).unref();
};

/** Plays until it is ended. `bin` is the built queen.cjs; the current folder is the sister's repository. */
export const playPart = async (name: string, bin: string, env: NodeJS.ProcessEnv): Promise<number> => {
	const part = cast.find(one => one.name === name);
	if (part === undefined) return 2;
	// What tmux and ps show of the real client; meow has just named the process after its bin.
	process.title = 'claude';
	const own = Object.fromEntries(Object.entries(env).filter(([variable]) => !variable.startsWith('HIVEQUEEN_DEMO_')));
	const playing: Playing = {part, bin, env: own, startTime: startTimeOf(), startedAt: Date.now(), act: {status: 'idle', said: [], command: null}};
	endWith(Number(env['HIVEQUEEN_DEMO_PID'] ?? process.ppid), env);
	process.stdout.on('resize', () => show(playing));
	// Keys that somebody types after a jump are not for a likeness.
	process.stdin.setRawMode?.(true);
	process.stdin.resume();
	show(playing);
	const go = async (steps: readonly Step[]): Promise<void> => {
		for (const step of steps) {
			await pause(step.after * 1000);
			await perform(playing, step);
			show(playing);
		}
	};
	await go(part.steps);
	while (part.loop.length > 0) await go(part.loop);
	return new Promise<number>(() => {});
};
