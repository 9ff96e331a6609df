/** Would the keeper be called? */
import {hasDesktop} from '../../attention/outside.ts';
import {configOrDefault} from '../../config.ts';
import {RunError, run} from '../../run.ts';
import {type Check, note, ok} from './types.ts';

const tmuxMs = 2000;

/** tmux's own setting, asked and not touched; null: not inside tmux, or it does not say. */
async function passthrough(env: NodeJS.ProcessEnv): Promise<string | null> {
	if (!env['TMUX']) return null;
	try {
		const {code, stdout} = await run('tmux', ['show-options', '-Av', 'allow-passthrough'], {env, timeoutMs: tmuxMs, maxBytes: 1000});
		return code === 0 ? stdout.trim() : null;
	} catch (error) {
		if (error instanceof RunError) return null;
		throw error;
	}
}

export async function checkNotify(env: NodeJS.ProcessEnv): Promise<readonly Check[]> {
	const {bell, osc, desktop, command} = configOrDefault(env).config.notify;
	const on = [bell === 'on' ? 'bell' : '', osc === 'off' ? '' : 'terminal', desktop === 'off' ? '' : 'desktop', command === null ? '' : 'your command'].filter(
		Boolean,
	);
	const checks: Check[] = [ok('notify', on.length === 0 ? 'off: only the view says who needs you' : on.join(', '))];
	if (desktop === 'auto' && !hasDesktop(env))
		checks.push(
			note('notify', 'no notify-send (or osascript) in PATH, or no desktop here: nothing is shown there', 'install libnotify-bin, or set notify.command'),
		);
	if (osc !== 'off' && (await passthrough(env)) === 'off')
		checks.push(note('notify', 'this tmux does not hand notifications on to your terminal', 'set -g allow-passthrough on, in your own tmux configuration'));
	return checks;
}
