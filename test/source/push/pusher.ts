/** One clone's process in the race: at each word from its parent it commits and pushes, and says what came of it. */
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {push} from '../../../source/actions/push.ts';
import {openContext} from '../../../source/open-context.ts';

const {env} = process;
const cwd = process.cwd();
const name = env['QUEEN_NAME'] ?? '';

async function round(number: number): Promise<string> {
	const context = await openContext({env, cwd, busyMs: 60_000});
	try {
		writeFileSync(`${name}.txt`, `${number}\n`);
		execFileSync('git', ['add', `${name}.txt`], {env, cwd});
		execFileSync('git', ['commit', '--quiet', '-m', `[Session ${name}] ${number}`], {env, cwd});
		const options = {timeoutMs: 120_000, signal: new AbortController().signal, onWaiting: () => {}};
		const result = await push(context, {branch: 'main', remote: 'origin'}, options);
		return result.ok ? 'pushed' : result.why;
	} catch (error) {
		return String(error);
	} finally {
		context.store.close();
	}
}

process.on('message', (number: number) => {
	void round(number).then(said => process.send?.(said));
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
