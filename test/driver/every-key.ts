/** What the stories of every-key-*.test.ts share: a colony with something in each pane, and the way back to a known place. */
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {bindings} from '../../components/keymap.ts';
import type {Binding, Where} from '../../components/pane.ts';
import {type Colony, newColony} from './colony.ts';
import {bytesOf} from './keys.ts';
import type {Screen} from './screen.ts';
import {until} from './wait.ts';

/** What may change without a key: ages, clocks, countdowns, the age of the scan. */
const volatile = /\b(?:now|just now|\d+[smhd](?:\d+[smhd])?|\d\d:\d\d(?::\d\d)?|\d+ ms|out)\b/g;

/** Text and looks of the screen without what changes by itself. */
export const look = (screen: Screen): string =>
	screen
		.rows()
		// Without lengths: a longer age moves what stands behind it.
		.map((row, y) => `${row.replaceAll(volatile, '#').replaceAll(/ +/g, ' ')} ${screen.looks(y)}`)
		.join('\n');

/** A `crontab` that answers with three entries; the real one is not asked. */
const crontabFolder = (colony: Colony): string => {
	const folder = path.join(colony.shell.folder, 'bin');
	mkdirSync(folder);
	writeFileSync(path.join(folder, 'crontab'), `#!/bin/sh\nprintf '0 3 * * * backup-%s\\n' 0 1 2\n`, {mode: 0o755});
	return folder;
};

/** A view on a colony with something in each pane, and quiet. */
export const furnishedView = async (t: Parameters<typeof newColony>[0]): Promise<Screen> => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const names = ['iza-1', 'iza-2', 'iza-3'] as const;
	for (const name of names) await colony.sister(name, {at: repo.path});
	for (const [n, name] of names.entries()) {
		const shell = colony.shell.as(name).at(repo.path);
		await shell.iam(`task ${n}`);
		await shell.says('tell', 'queen', `mail ${n}`);
		await shell.says('claim', `domain-${n}`);
		// Its lease is over before the scan below: a notice in Conflicts.
		await shell.says('claim', `path:old-${n}`, '--ttl', '1s');
	}
	await until(
		async () => (await colony.shell.json<readonly {readonly stale: boolean}[]>('claims')).filter(({stale}) => stale).length === names.length,
		'stale claims',
	);
	const branch = await repo.worktree('guide-review', 'feat/review');
	branch.write('part.txt', 'a line of the diff\n');
	await branch.commit('a branch to review');
	for (const name of ['feat/review', 'feat/review-2']) {
		if (name !== 'feat/review') await branch.git('switch', '--quiet', '-c', name);
		await colony.shell.as('iza-1').at(branch.path).says('review', 'request', '--to', 'iza-2');
	}
	for (const n of [1, 2]) await colony.shell.as(`iza-${n}`).at(repo.path).says('context', 'add', `what ${n} wrote down`, '--category', 'warning');
	await colony.shell.says('scan');
	const view = await colony.view({env: {PATH: `${crontabFolder(colony)}:${colony.shell.env['PATH']}`}});
	for (const mark of [/iza-3/, /domain-\d/, /4 notices/, /backup-2/]) await view.waitFor(mark);
	return view;
};

/** Keys that leave, stop or hand over the view: they have stories of their own. */
const leaving = new Set(['quit', 'suspend', 'jump', 'ctrl-c', 'compose-edit-outside', 'going-go']);
/** Keys that switch: pressing again is the way back. */
export const switches = new Set(['only-waiting', 'all-mail']);

/** A reason stands for four seconds; when it goes, that is no effect of a key. */
const reasonMs = 3000;

/** Presses one key, and waits until what the screen shows is another. */
export const hasEffect = async (view: Screen, key: string, what: string): Promise<void> => {
	const before = look(view);
	view.send(bytesOf(key));
	await view.waitFor(screen => look(screen) !== before, `an effect or a reason of ${key} (${what})`, reasonMs);
};

const alreadyAll = 'All panes are shown already';

/** From anywhere back to the second row of a pane, all panes shown, nothing open: keys in one piece, and an answer to the last. */
export const goHome = async (view: Screen, pane: number): Promise<void> => {
	while (view.shows('┏') || isFiltering(view)) await leaveOne(view);
	if (!view.shows(alreadyAll)) {
		// Twice: the first one may bring the panes back.
		view.send(`-${pane}<j-`);
		await view.waitFor(alreadyAll);
		return;
	}
	view.send(`-${pane}<j?`);
	await view.waitFor('┏');
	await leaveOne(view);
	await view.waitGone('┏');
};

/** Another key right behind an Escape that was not read yet would be Alt and that key: so it is waited for what Escape brings. */
const leaveOne = async (view: Screen): Promise<void> => {
	const before = look(view);
	view.send(bytesOf('escape'));
	await view.waitFor(screen => look(screen) !== before, 'an effect of Escape');
};

const isFiltering = (view: Screen): boolean => /^ \/.*Esc clear/.test(view.rows().at(-1) ?? '');

/** The keys of these places but those that leave: each with its binding. */
export const casesIn = (where: readonly Where[]): readonly {readonly binding: Binding; readonly key: string}[] =>
	bindings
		.filter(binding => binding.where.some(place => where.includes(place)))
		.flatMap(binding => binding.keys.map(key => ({binding, key})))
		.filter(({binding, key}) => !leaving.has(binding.id) && !leaving.has(key))
		// Last: what a scan brings comes later, and would be taken for the next key's effect.
		.sort((a, b) => Number(a.binding.id === 'rescan') - Number(b.binding.id === 'rescan'));
