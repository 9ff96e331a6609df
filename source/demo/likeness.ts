/**
 * What Claude Code shows and publishes, as a likeness for the demo and the tests: the marks are those of the real screens in
 * test/screens/claude-2.1.330, the header says that nobody real is there.
 */

export type Act = {
	readonly status: 'idle' | 'working' | 'waiting';
	/** What was said so far, oldest first. */
	readonly said: readonly string[];
	/** The command that waits for leave, when status is waiting. */
	readonly command: string | null;
};

const rule = (columns: number): string => '─'.repeat(columns);

const footer = (act: Act, columns: number): readonly string[] => {
	const hint = act.status === 'working' ? 'esc to interrupt' : '? for shortcuts';
	return [
		...(act.status === 'working' ? ['✢ Buzzing… (4s · ↓ 240 tokens)'] : []),
		rule(columns),
		'❯ ',
		rule(columns),
		`  ⏸ manual mode on · ${hint} · ← for agents`,
	];
};

const dialog = (command: string, columns: number): readonly string[] => [
	rule(columns),
	' Bash command',
	'',
	` ${command}`,
	'',
	' This command requires approval',
	'',
	' Do you want to proceed?',
	' ❯ 1. Yes',
	`   2. Yes, and don't ask again for ${command.split(' ')[0]} commands`,
	'   3. No',
	'',
	' Esc to cancel · Tab to amend',
];

/** The lines of her screen, from the top; the rest of the terminal is empty. */
export const screenOf = (act: Act, size: {readonly columns: number; readonly rows: number}): readonly string[] => {
	const header = [' ▐▛███▛█   a likeness of Claude Code', '▝▜██████▀  played by HiveQueen: nobody real is here', ''];
	const said = act.said.flatMap(line => [`● ${line}`, '']);
	const end = act.status === 'waiting' && act.command !== null ? dialog(act.command, size.columns) : footer(act, size.columns);
	const gap = Math.max(0, size.rows - header.length - said.length - end.length);
	return [...header, ...said, ...(act.status === 'waiting' ? [] : Array.from({length: gap}, () => '')), ...end].slice(-size.rows);
};

/** Bytes that clear a terminal, set its title and show the lines. */
export const painted = (title: string, lines: readonly string[]): string => `\u001b]2;${title}\u0007\u001b[H\u001b[2J${lines.join('\r\n')}`;

export type Published = {
	readonly pid: number;
	readonly startTime: string;
	readonly cwd: string;
	/** Null: the client made one up itself, which counts for nothing. */
	readonly name: string | null;
	readonly status: Act['status'];
	readonly startedAt: number;
	readonly now: number;
	/** `session:@window.%pane`, as the client itself learns it from TMUX. */
	readonly tmux: string | null;
};

/** The text of `sessions/<pid>.json` as version 2.1.330 writes it, without what nobody outside should read. */
export const stateFileOf = (published: Published): string =>
	JSON.stringify({
		pid: published.pid,
		sessionId: `00000000-0000-4000-8000-${String(published.pid).padStart(12, '0')}`,
		cwd: published.cwd,
		startedAt: published.startedAt,
		procStart: published.startTime,
		version: '2.1.330',
		peerProtocol: 1,
		kind: 'interactive',
		entrypoint: 'cli',
		...(published.tmux === null ? {} : {tmux: published.tmux}),
		name: published.name ?? `likeness-${(published.pid % 256).toString(16).padStart(2, '0')}`,
		nameSource: published.name === null ? 'derived' : 'user',
		nameSince: published.startedAt,
		status: published.status === 'working' ? 'busy' : published.status,
		...(published.status === 'waiting' ? {waitingFor: 'permission prompt'} : {}),
		updatedAt: published.now,
		statusUpdatedAt: published.now,
	});
