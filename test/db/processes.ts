/** Test programs as child processes: started together, read line by line, killed by their own id, never left behind. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';

export const isFull = process.env['HIVEQUEEN_FULL'] === '1';

export type Worker = {
	readonly child: ChildProcess;
	/** Every whole line that it printed so far. */
	readonly lines: readonly string[];
	/** Resolves with its exit code, or null after a signal. Its lines are complete then. */
	readonly ended: Promise<number | null>;
	/** Resolves when it has printed a line that starts so; rejects when it ends before. */
	said(start: string): Promise<void>;
	/** Lets a program go on that waits at the barrier. */
	go(): void;
	kill(): void;
};

export type Start = {readonly wrap?: readonly string[]};

const program = (name: string): string => join(import.meta.dirname, 'workers', `${name}.ts`);

/** Starts `workers/<name>.ts`. `wrap` is a command in front of it, such as `sh -c '… exec "$@"' sh`. */
export function startWorker(name: string, args: readonly string[], {wrap = []}: Start = {}): Worker {
	const [command = '', ...rest] = [...wrap, process.execPath, program(name), ...args];
	const child = spawn(command, rest, {
		stdio: ['pipe', 'pipe', 'inherit'],
		env: {PATH: process.env['PATH'], HOME: '/nonexistent', TMPDIR: process.env['TMPDIR'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE']},
	});
	const lines: string[] = [];
	const waiting: {start: string; done: (isThere: boolean) => void}[] = [];
	let rest_ = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		const parts = (rest_ + text).split('\n');
		rest_ = parts.pop() ?? '';
		lines.push(...parts);
		for (const wait of waiting.splice(0)) {
			if (parts.some(line => line.startsWith(wait.start))) wait.done(true);
			else waiting.push(wait);
		}
	});
	child.stdin.on('error', () => undefined);
	const ended = once(child, 'close').then(([code]) => {
		for (const wait of waiting.splice(0)) wait.done(false);
		return code as number | null;
	});
	const said = (start: string): Promise<void> =>
		new Promise((resolve, reject) => {
			const done = (isThere: boolean): void => (isThere ? resolve() : reject(new Error(`${name} ended without saying ${start}`)));
			if (lines.some(line => line.startsWith(start))) done(true);
			else waiting.push({start, done});
		});
	return {child, lines, ended, said, go: () => child.stdin.write('go\n'), kill: () => child.kill('SIGKILL')};
}

/** Runs with a list that every started worker is put in; whatever happens, none of them lives on. */
export async function withWorkers<T>(work: (start: typeof startWorker) => Promise<T>): Promise<T> {
	const started: Worker[] = [];
	const start: typeof startWorker = (...args) => {
		const worker = startWorker(...args);
		started.push(worker);
		return worker;
	};
	try {
		return await work(start);
	} finally {
		for (const worker of started) if (worker.child.exitCode === null && worker.child.signalCode === null) worker.kill();
		await Promise.all(started.map(worker => worker.ended));
	}
}
