/** How a command opens the database: what is said of it on stderr, and which commands still help where it may only be read. Light: hot commands use it. */
import type {Output} from './commands/types.ts';
import type {ContextOptions} from './open-context.ts';

/** They show what is there; what they would note down besides (mail that was read) is left out where nothing can be written. */
const looking: ReadonlySet<string> = new Set(['status', 'inbox', 'claims', 'conflicts', 'log', 'explain', 'crons']);

/** Goes on looking: a copy in memory would never change. */
const goesOn = (word: string): boolean => word.startsWith('--watch') || word.startsWith('--follow');

/** `name`: of the command, with the words after it. */
export const openingOf = (name: string, words: readonly string[], out: Pick<Output, 'note'>): Pick<ContextOptions, 'onMade' | 'onlyLooks' | 'note'> => ({
	note: text => out.note(text),
	// With --json stderr is for errors alone.
	...(words.includes('--json')
		? {}
		: {onMade: (file: string) => out.note(`Made a new colony at ${file}, where HIVE_DB points. If you meant another one: queen paths`)}),
	onlyLooks: looking.has(name) && !words.some(goesOn),
});
