/** Keys that look: peek, details, jump, who waits next. */
import type {Sanitized, Sister} from '../../db/types.ts';
import {resumeLine} from '../../source/format/resume.ts';
import type {Binding, KeyContext, Step} from '../pane.ts';

const always = (): null => null;

export const peek: Binding = {
	id: 'peek',
	keys: ['enter'],
	label: 'peek',
	help: 'Her terminal, live and read-only',
	where: ['sisters'],
	group: 'look',
	disabled: ({sister}) => (sister ? null : 'No sister is here yet.'),
	act: ({sister}) =>
		sister
			? [
					{type: 'open', overlay: {kind: 'peek', sister: sister.name, scroll: 0}},
					{type: 'peek', sister: sister.name},
				]
			: [],
};

export const lookAt: Binding = {
	id: 'detail',
	keys: ['enter'],
	label: 'see',
	help: 'All about the selected row',
	where: ['inbox', 'claims', 'crons', 'live'],
	group: 'look',
	disabled: ({keys}) => (keys.length > 0 ? null : 'There is no row to look at.'),
	act: ({ui, keys, index, message, facts}) => [
		{type: 'open', overlay: {kind: 'detail', pane: ui.focus, key: keys[Math.max(0, index)] ?? '', scroll: 0}},
		// Its whole text stands there: that is reading it.
		...(message && message.to === facts.reader && message.readAt === null ? [{type: 'read', id: message.id} as const] : []),
	],
};

/** Why there is no way to her terminal, in words; null: there is one. */
export function cannotJump({sister}: KeyContext): string | null {
	if (!sister) return 'No sister belongs to this row.';
	if (sister.status === 'gone') return `${sister.name} is gone: there is no terminal to jump to.`;
	if (sister.beating) return `${sister.name} has no terminal: she only sends a heartbeat (queen beat).`;
	return sister.terminal ? null : `No jump: nobody knows the terminal of ${sister.name}.`;
}

export const jump: Binding = {
	id: 'jump',
	keys: ['g'],
	label: 'jump',
	help: 'Jump to her terminal (Ctrl-Q comes back)',
	where: ['panes', 'peek', 'detail'],
	group: 'look',
	disabled: cannotJump,
	act: ({sister}) => (sister ? {type: 'jump', sister: sister.name} : []),
};

/** A lost session is taken up again in its folder; who is here needs no such thing. */
export const copyResume: Binding = {
	id: 'copy-resume',
	keys: ['y'],
	label: 'copy resume',
	passing: true,
	help: 'Copy how to resume a lost session',
	where: ['sisters', 'peek'],
	group: 'look',
	disabled: ({sister}) => {
		if (!sister) return 'No sister is here yet.';
		if (sister.status !== 'gone') return `${sister.name} is not lost: g jumps to her.`;
		return resumeLine(sister) === null ? `Nobody knows how to resume the session of ${sister.name}.` : null;
	},
	act: ({sister}) => (sister ? {type: 'copy-resume', sister: sister.name} : []),
};

const waits = (sister: Sanitized<Sister>): boolean => sister.status === 'waiting';

/** Selects the next (or previous) row of Sisters that waits, from wherever the cursor is; round and round. */
function nextWaiting({facts, ui, sisterKeys}: KeyContext, by: 1 | -1): readonly Step[] {
	const waiting = new Set<string>(facts.sisters.filter(waits).map(sister => sister.name));
	const at = ui.focus === 'sisters' ? sisterKeys.indexOf(ui.selected.sisters?.key ?? '') : -1;
	// From nowhere the next is the first one, and the previous the last.
	const here = at === -1 && by === -1 ? 0 : at;
	for (let step = 1; step <= sisterKeys.length; step++) {
		const index = (here + by * step + sisterKeys.length * 2) % sisterKeys.length;
		const key = sisterKeys[index];
		if (key !== undefined && waiting.has(key))
			return [
				{type: 'focus', pane: 'sisters'},
				{type: 'select', pane: 'sisters', key, index},
			];
	}
	const where = ui.onlyRepo === null ? 'hidden by the filter: Esc clears it' : 'in other repositories: f shows them';
	return [{type: 'toast', ok: false, text: `Those who wait are ${where}.`}];
}

const nobodyWaits = ({facts}: KeyContext): string | null => (facts.sisters.some(waits) ? null : 'Nobody waits for you.');

export const nextWho: Binding = {
	id: 'next-waiting',
	keys: [']'],
	label: 'next who waits',
	help: 'Next sister who waits for you',
	where: ['panes'],
	group: 'look',
	disabled: nobodyWaits,
	act: context => nextWaiting(context, 1),
};

export const previousWho: Binding = {
	id: 'previous-waiting',
	keys: ['['],
	label: null,
	help: 'Previous sister who waits for you',
	where: ['panes'],
	group: 'look',
	disabled: nobodyWaits,
	act: context => nextWaiting(context, -1),
};

/** All panes at once: a keeper of several projects looks at one of them. */
export const onlyThisRepo: Binding = {
	id: 'only-repo',
	keys: ['f'],
	label: null,
	help: 'Only this repository, or all again',
	where: ['panes'],
	group: 'find',
	disabled: ({ui, sister}) => (ui.onlyRepo !== null || sister?.repoKey ? null : 'Choose a sister who works in a repository first.'),
	act: ({ui, sister}) => {
		const repo = ui.onlyRepo === null && sister?.repoKey ? {key: sister.repoKey, name: sister.repo ?? sister.repoKey} : null;
		return {type: 'only-repo', repo};
	},
};

export const onlyWaiting: Binding = {
	id: 'only-waiting',
	keys: ['!'],
	label: null,
	help: 'Only those who need you, or all again',
	where: ['panes'],
	group: 'find',
	disabled: always,
	act: ({ui}) => [
		{type: 'focus', pane: 'sisters'},
		{type: 'only-waiting', on: !ui.onlyWaiting},
	],
};
