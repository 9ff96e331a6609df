/** What a scheduled command is called in one word. Pure. */

/** Programs that only start another, and how many words of their own they take first (flock's file, ssh's host). */
const starters: ReadonlyMap<string, number> = new Map([
	...'bash bun chronic command deno dash do doas env exec ionice lua nice node nohup perl php python python2 python3 ruby run-one setsid sh sudo systemd-cat then time timeout zsh'
		.split(' ')
		.map(name => [name, 0] as const),
	['flock', 1],
	['ssh', 1],
]);
/** Commands that only prepare: what follows after `&&` is meant. */
const preparation = /^\s*(?:cd|\[|\[\[|test|sleep|export|source|\.|umask)\s/;
/** Options of starters whose value is the next word (`sudo -u www-data`). */
const withValue: ReadonlySet<string> = new Set(['-u', '-g', '--user', '--group']);

const baseName = (word: string): string => word.replace(/\/+$/, '').replace(/^.*\//, '');

/** A setting (`A=b`), an option, a redirection, a number (of `nice`, `timeout`). */
const isAside = (word: string): boolean => /^[A-Za-z_]\w*=|^[-+<>&|]|^\d+[smhd]?$/.test(word);

/** The word of one simple command that says what runs, or null. */
const programOf = (part: string): string | null => {
	const words = part
		.trim()
		.split(/\s+/)
		.map(word => word.replace(/^["'({]+|["')};]+$/g, ''));
	let skip = 0;
	for (const word of words) {
		if (withValue.has(word)) skip += 1;
		if (word === '' || isAside(word)) continue;
		if (skip > 0) skip -= 1;
		else {
			const own = starters.get(baseName(word));
			if (own === undefined) return word;
			skip += own;
		}
	}
	return null;
};

/** A short name for a command: the file name of the script that it runs. `cd /srv && nice -n 5 python3 jobs/sync.py --all` is `sync.py`. */
export const cronName = (command: string): string => {
	// What follows an unescaped % is input for the command, not part of it.
	const [line = ''] = command.split(/(?<!\\)%/);
	for (const part of line.split(/&&|\|\||[;|]/)) {
		const program = preparation.test(part) ? null : programOf(part);
		if (program !== null) return baseName(program) || program;
	}
	return line.trim().split(/\s+/)[0] || command;
};
