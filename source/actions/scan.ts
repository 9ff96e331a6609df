import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';

/** One complete pass may take this long before it is ended; `onboard` waits shorter. */
const longestScanMs = 60_000;
const onboardScanMs = 1000;
/** Loaded only when a scan is due: starting processes is dear to load, and `onboard` stands among the hot commands. */
const scanner = () => import('../scanner/spawn.ts');

/** A scan older than this is made anew by `onboard` (RULES.md, "Scanning"). */
const oldSeconds = 60;

/** `queen scan`: one complete pass of every lane and detector, written before it ends. Milliseconds it took. */
export async function scan(env: NodeJS.ProcessEnv): Promise<void> {
	const {code, why} = await (await scanner()).scanOnce(longestScanMs, env);
	if (code === 0) return;
	const codes = {2: 'usage', 74: 'storage', 75: 'busy', 78: 'config'} as const;
	throw new QueenError(codes[code as keyof typeof codes] ?? 'refused', `The scan did not end well: ${why ?? 'no reason given'}. See: queen doctor`);
}

/** Looks again when the last look is old; a second at most. Answers why it could not, or null: onboarding goes on either way. */
export async function scanIfOld(context: Context): Promise<string | null> {
	const {age} = await context.store.colony();
	if (age !== null && age <= oldSeconds) return null;
	return (await (await scanner()).scanOnce(onboardScanMs, context.env)).why;
}
