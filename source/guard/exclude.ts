/** A hook that is new in a versioned folder must not be committed by the next `git add --all`: git's own local list of what it leaves out. Pure. */
const first = '# >>> queen guard: hooks of HiveQueen on this machine >>>';
/** The line before ours had no end, and gets back none. */
const firstAfterOpenLine = '# >>> queen guard: hooks of HiveQueen on this machine, on a line of their own >>>';
const last = '# <<< queen guard <<<';

const block = new RegExp(`(?:^|\\n)(?:${first}|${firstAfterOpenLine})\\n((?:[^\\n]*\\n)*?)${last}\\n`);

/** A path relative to the worktree's top as a pattern that means exactly it. */
export const patternFor = (relative: string): string => `/${relative.replace(/[\\*?[\]!# ]/g, '\\$&')}`;

/** The patterns that stand there for us. */
export const patternsIn = (text: string): readonly string[] => (block.exec(text)?.[1] ?? '').split('\n').filter(line => line !== '');

/** The list without us. */
export const withoutPatterns = (text: string): string =>
	text.replace(block, found => (found.startsWith('\n') && !found.startsWith(`\n${firstAfterOpenLine}`) ? '\n' : ''));

/** The list with these patterns of ours at its end, and no others of ours. */
export function withPatterns(text: string, patterns: readonly string[]): string {
	const bare = withoutPatterns(text);
	if (patterns.length === 0) return bare;
	const isOpen = bare !== '' && !bare.endsWith('\n');
	return `${bare}${isOpen ? `\n${firstAfterOpenLine}` : first}\n${patterns.join('\n')}\n${last}\n`;
}
