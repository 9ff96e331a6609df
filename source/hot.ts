/**
 * The CommonJS entry (dist/main.cjs): the version, a list of hot words, and everything else from cli.js. Agents pay its start on every call, so
 * the hot commands are one flat file that is only read for them (research/stack24.md, 5).
 */
import {writeSync} from 'node:fs';
import {hasScreen} from './has-screen.ts';
import {version} from './version.ts';

/** Words whose whole process has a budget, and those that agents run as often. */
const hotWords: ReadonlySet<string> = new Set(['tell', 'inbox', 'iam', 'claim', 'release', 'ack', 'reply', 'onboard']);

/** Straight to the view: its first picture is not to wait for the commands. */
async function view(): Promise<number> {
	const {main: open} = await import('./tui.js');
	return open().catch(async (error: unknown) => (await import('./cli.js')).failed(error));
}

async function main([word = '', ...rest]: readonly string[]): Promise<number> {
	if (hotWords.has(word)) {
		// `require`, not `import()`: a CommonJS file is read twice by the loader of modules.
		const {runHot} = require('./hot-commands.ts') as typeof import('./hot-commands.ts');
		return runHot(word, rest);
	}
	if (word === '' && hasScreen()) return view();
	const cli = await import('./cli.js');
	return cli.main(process.argv.slice(2));
}

const words = process.argv.slice(2);
if (words[0] === '--version' || (words[0] === 'iam' && words[1] === '--version')) writeSync(1, `${version}\n`);
else
	main(words).then(
		code => process.exit(code),
		error => {
			// Only what is broken in the program itself comes here: commands answer their own errors.
			writeSync(2, `queen: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
			process.exit(1);
		},
	);
