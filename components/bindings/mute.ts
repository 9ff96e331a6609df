/** The key that keeps one sister from calling the keeper: no bell, no notification; her row stays as it is. */
import type {Binding} from '../pane.ts';

const hourMs = 3_600_000;

export const mute: Binding = {
	id: 'mute',
	keys: ['m'],
	label: null,
	help: 'No bell about her for an hour',
	where: ['sisters'],
	group: 'look',
	disabled: ({sister}) => (sister ? null : 'No sister is here yet.'),
	act: ({sister}) => {
		if (!sister) return [];
		return sister.muted ? {type: 'unmute', sister: sister.name} : {type: 'mute', sister: sister.name, forMs: hourMs};
	},
};
