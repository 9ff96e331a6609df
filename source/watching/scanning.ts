/** Commands that wait for the colony scan it themselves where nobody else does. */
import type {Context} from '../context.ts';
import {openContext} from '../open-context.ts';
import {createWake, runLoop} from '../scanner/loop.ts';
import {systemWorld} from '../scanner/system.ts';

/**
 * Scans until the signal ends it, on a connection of its own; beside another scanner it only waits for that one's end. `note` hears one
 * sentence when scanning is not possible. Never rejects before the signal: what is known already can still be waited for.
 */
export async function scanMeanwhile(
	{env, cwd, clock}: Pick<Context, 'env' | 'cwd' | 'clock'>,
	signal: AbortSignal,
	note: (text: string) => void,
): Promise<void> {
	try {
		await runLoop({
			open: async () => systemWorld(await openContext({env, cwd, busyMs: 5000})),
			signal,
			wake: createWake(),
			mono: () => clock.mono(),
			onTrouble: text => {
				if (text !== null) note(text);
			},
		});
	} catch (error) {
		note(error instanceof Error ? error.message : String(error));
	}
}
