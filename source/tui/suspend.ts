/**
 * The terminal lent to somebody else: to the shell after Ctrl-Z, or to a hosted program. In raw mode the terminal sends no
 * SIGTSTP for Ctrl-Z, so it is done by hand: the terminal is given back, the whole job is stopped, and after `fg` everything is
 * painted anew.
 */

/** Gives the terminal back, runs the callback, takes it again and repaints. False: it is lent already, and nothing was done. */
export type Lend = (callback: () => Promise<void>) => Promise<boolean>;

/** Ink's `suspendTerminal`, refused while it is in use. */
export function createLend(suspendTerminal: (callback: () => Promise<void>) => Promise<void>): Lend {
	let isLent = false;
	return async callback => {
		if (isLent) return false;
		isLent = true;
		try {
			await suspendTerminal(callback);
		} finally {
			isLent = false;
		}
		return true;
	};
}

/** A job without a shell (`tmux new queen`) is an orphan, which SIGTSTP does not stop: then nobody wakes us but this. */
const orphanMs = 200;

/** Stops this job until it is continued: our whole process group, so that npm and the shell script before us stop with us. */
function stopJob(): Promise<void> {
	return new Promise(resolve => {
		const done = (): void => {
			clearTimeout(timer);
			process.off('SIGCONT', done);
			resolve();
		};
		// The clock of a stopped process goes on, but its timers run only after SIGCONT: this ends only the wait of one that was not stopped.
		const timer = setTimeout(done, orphanMs);
		process.on('SIGCONT', done);
		process.kill(0, 'SIGTSTP');
	});
}

export type Suspend = {
	/**
	 * Runs something that shares our terminal and our job (an editor): until it ends, a stop is the shell's business and stops both of us.
	 */
	aside<T>(work: () => Promise<T>): Promise<T>;
	/** Back to the shell until `fg`. */
	suspend(): Promise<void>;
	/** Stops listening for SIGTSTP and SIGCONT from outside. */
	stop(): void;
};

/**
 * Ctrl-Z, `kill -TSTP`, and a stop that nobody announced (`kill -STOP`): whoever had the terminal meanwhile may have changed it,
 * so after SIGCONT it is taken again and painted anew. `failed` hears about a terminal that could not be given back or taken.
 */
export function createSuspend(lend: Lend, failed: (error: unknown) => void): Suspend {
	const onStop = (): void => void suspend().catch(failed);
	const onContinue = (): void => void lend(async () => {}).catch(failed);
	async function suspend(): Promise<void> {
		await lend(async () => {
			process.off('SIGTSTP', onStop);
			await stopJob();
			process.on('SIGTSTP', onStop);
		});
	}
	const listen = (): void => {
		process.on('SIGTSTP', onStop);
		process.on('SIGCONT', onContinue);
	};
	const stop = (): void => {
		process.off('SIGTSTP', onStop);
		process.off('SIGCONT', onContinue);
	};
	listen();
	return {
		suspend,
		stop,
		aside: async work => {
			stop();
			try {
				return await work();
			} finally {
				listen();
			}
		},
	};
}
