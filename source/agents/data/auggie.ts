/** Auggie. Only its first start was captured; everything else is unknown. */
import {type CommandLine, commonOtherOptions, words} from '../argv.ts';
import type {ClientData} from '../client-data.ts';

export const auggieCommandLine: CommandLine = {
	names: ['auggie'],
	paths: /\/@augmentcode\/auggie\/augment\.m?js$/,
	valueOptions: words(
		'--augment-cache-dir --image --instruction -i --instruction-file -if --mcp-config --model -m --retry-timeout --rules --workspace-root -w',
	),
	otherCommands: words('account command help login logout mcp model plugin rules session sessions tokens tools upgrade'),
	otherOptions: new Set([...commonOtherOptions, ...words('-p --print --acp --mcp -v --list-sessions')]),
};

export const auggie: ClientData<'end' | 'near'> = {
	id: 'auggie',
	title: 'Auggie',
	regions: {end: {last: 1}, near: {last: 3}},
	dialogs: [
		{
			name: 'login',
			when: {near: /^\s*→ Login to continue$/, end: /^\s*Press return to open your browser$/},
			says: 'waiting',
			detail: 'login',
			waitingFor: ['log in: press return to open the browser'],
		},
	],
	titles: [],
	marks: [],
	task: null,
};
