/** The only four names that are read out of another process's environment (RULES.md, "Scanning"). */
const names = ['TMUX', 'TMUX_PANE', 'KITTY_WINDOW_ID', 'KITTY_LISTEN_ON'] as const;

/** Takes the four out of an environment block (`NAME=value` ended by NUL); everything else is dropped here. Null block: nothing may be read. */
export const pickTerminalHints = (block: string | null): Readonly<Record<string, string>> => {
	const hints: Record<string, string> = {};
	if (block === null) return hints;
	for (const entry of block.split('\0')) {
		const equals = entry.indexOf('=');
		const name = names.find(known => known === entry.slice(0, equals));
		if (name !== undefined) hints[name] = entry.slice(equals + 1);
	}
	return hints;
};
