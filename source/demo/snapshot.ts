/** The picture of the real view: it runs in a tmux pane of its own, and what that pane shows is drawn. */
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {QueenError} from '../errors.ts';
import {run} from '../run.ts';
import {cellsOfScreen} from './cells.ts';
import type {Stage} from './stage.ts';
import {svgOf} from './svg.ts';

/** What must be on the screen before the picture is taken: everybody has said what she does, one asks, two collide. */
const wanted = [/Hunting the Falken/, /Phase 10/, /rm -rf build/, /1 CONFLICT/, /PR #8/, /backup-db/];
const waitMs = 90_000;

const sizeOf = (text: string): {readonly columns: string; readonly rows: string} => {
	const [, columns, rows] = /^(\d{2,3})x(\d{1,3})$/.exec(text) ?? [];
	if (columns === undefined || rows === undefined) throw new QueenError('usage', `--size wants columns and rows like 120x40, not ${text}`);
	return {columns, rows};
};

/** tmux beside the stage's server, so that the view does not see its own pane. */
const cameraOf =
	(stage: Stage) =>
	async (...args: readonly string[]): Promise<string> => {
		const env = {...stage.env, TMUX_TMPDIR: stage.folder};
		const {code, stdout, stderr} = await run('tmux', ['-L', 'camera', '-f', '/dev/null', ...args], {env, timeoutMs: 10_000, maxBytes: 4 << 20});
		if (code !== 0) throw new QueenError('refused', `the picture could not be taken: ${stderr.trim()}`);
		return stdout;
	};

/** Looks again until everything wanted is there and nothing moved between two looks. */
const steadyScreen = async (look: () => Promise<string>): Promise<string> => {
	let last = '';
	for (const end = Date.now() + waitMs; Date.now() < end; ) {
		const screen = await look();
		const plain = screen.replaceAll(/\u001b\[[\d;:]*m/g, '');
		if (screen === last && wanted.every(mark => mark.test(plain))) return screen;
		last = screen;
		await pause(700);
	}
	throw new QueenError('refused', `the view did not show the whole play within ${waitMs / 1000} s; it showed:\n${last.replaceAll(/\u001b\[[\d;:]*m/g, '')}`);
};

/** Writes an SVG. Throws when the view never shows what the play makes it show. */
export const takePicture = async (stage: Stage, bin: string, file: string, size: string): Promise<void> => {
	const {columns, rows} = sizeOf(size);
	const camera = cameraOf(stage);
	const variables = [`TMUX_TMPDIR=${stage.env['TMUX_TMPDIR'] ?? ''}`, 'TERM=xterm-256color', 'LANG=C.UTF-8'];
	await camera(
		'new-session',
		'-d',
		'-x',
		columns,
		'-y',
		rows,
		'-c',
		stage.env['HOME'] ?? '/',
		'--',
		'env',
		'-u',
		'TMUX',
		'-u',
		'TMUX_PANE',
		...variables,
		process.execPath,
		bin,
	);
	stage.adopt(Number(await camera('display-message', '-p', '#{pid}')));
	// The server's own bar would take a row.
	await camera('set-option', '-g', 'status', 'off');
	const screen = await steadyScreen(() => camera('capture-pane', '-ep'));
	writeFileSync(path.resolve(file), svgOf(cellsOfScreen(screen.replace(/\n$/, '')), 'The queen tab: who works on what, who waits, and one conflict'));
};
