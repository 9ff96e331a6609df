/** The user's own crontab, as `crontab -l` prints it. Read only. */
import {RunError, run} from '../run.ts';
import type {CronSource} from './index.ts';
import {parseCrontab} from './parse.ts';

const deadlineMs = 2000;
const maxBytes = 1_048_576;

/** What `crontab -l` may be told: where it is found, and whose it is. */
const environment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
	...Object.fromEntries(['PATH', 'HOME', 'USER', 'LOGNAME'].filter(name => env[name] !== undefined).map(name => [name, env[name]])),
	LC_ALL: 'C',
});

/** The words of most systems, and those of busybox. */
const hasNone = /no crontab for|can't open .*: No such file/i;

/**
 * The jobs of this user's crontab (`crontab` is found by PATH). Empty where there is no such program or no crontab.
 * Rejects with a sentence when it hangs or fails otherwise.
 */
export const crontab: CronSource = async (env, now) => {
	try {
		const result = await run('crontab', ['-l'], {env: environment(env), timeoutMs: deadlineMs, maxBytes});
		if (result.code === 0) return parseCrontab(result.stdout, now);
		if (hasNone.test(result.stderr)) return [];
		throw new Error(`The crontab could not be read: ${result.stderr.trim().split('\n')[0] || `crontab ended with status ${result.code}`}`);
	} catch (error) {
		if (error instanceof RunError && error.reason === 'missing') return [];
		throw error;
	}
};
