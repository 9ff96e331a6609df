import {readdirSync, readFileSync, readlinkSync} from 'node:fs';

const read = (look: () => string): string => {
	try {
		return look();
	} catch {
		// The process ended between the listing and the look, or is another user's: not ours, then.
		return '';
	}
};

/** Processes that stand in a folder or name it on their command line, as `pid command`: what a test forgot to end. */
export const leftBehind = (folder: string): readonly string[] =>
	readdirSync('/proc')
		.filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
		.map(pid => ({
			pid,
			command: read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' '),
			cwd: read(() => readlinkSync(`/proc/${pid}/cwd`)),
		}))
		.filter(({command, cwd}) => command.includes(folder) || cwd.startsWith(folder))
		.map(({pid, command}) => `${pid} ${command.slice(0, 200)}`);
