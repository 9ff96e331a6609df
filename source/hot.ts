/**
 * The CommonJS entry (dist/main.cjs): the version, a list of hot words, and everything else from cli.js. Agents pay its start on every call, so
 * each hot command is one flat file of its own (research/stack24.md, 5).
 */
import {writeSync} from 'node:fs';
import {hasScreen} from './has-screen.ts';
import {loadHot} from './load-hot.ts';
import {version} from './version.ts';

/** Words whose whole process has a budget, and those that agents run as often. */
const hotWords: ReadonlySet<string> = new Set(['tell', 'inbox', 'iam', 'claim', 'release', 'ack', 'reply', 'onboard', 'sync', 'push', 'swarm']);

async function hot(word: string, words: readonly string[]): Promise<number> {
	const {run, keep} = loadHot(word);
	const code = await run(words);
	// A call that could not be understood, or asked for help, did not run what the next ones will. 1: the colony says no.
	if (code <= 1 && !words.includes('--help')) keep();
	return code;
}

/** Straight to the view: its first picture is not to wait for the commands. */
async function view(): Promise<number> {
	const {main: open} = await import('./tui.js');
	return open().catch(async (error: unknown) => (await import('./cli.js')).failed(error));
}

/**
 * A screen that is painted over floods a screen reader; appended lines are read as they come (research/ux.md, A0). Ink knows readers by the same variable.
 */
async function aloud(): Promise<number> {
	writeSync(2, 'INK_SCREEN_READER is set, so this is queen watch --plain: a line for each thing that happens. For the view: env -u INK_SCREEN_READER queen\n');
	const cli = await import('./cli.js');
	return cli.main(['watch', '--plain']);
}

/** What V8 made of the big bundles is kept beside them: a fifth of their start. Where that cannot be written, nothing is lost. */
function keepCompiled(): void {
	const {enableCompileCache} = require('node:module') as Partial<typeof import('node:module')>;
	enableCompileCache?.(`${__dirname}/cache`);
}

async function main([word = '', ...rest]: readonly string[]): Promise<number> {
	if (hotWords.has(word)) return hot(word, rest);
	keepCompiled();
	if (word === '' && hasScreen()) return process.env['INK_SCREEN_READER'] === 'true' ? aloud() : view();
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
