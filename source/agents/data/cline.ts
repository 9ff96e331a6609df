/** Cline. Only its first start was captured; everything else is unknown. */
import {type CommandLine, commonOtherOptions, words} from '../argv.ts';
import type {ClientData} from '../client-data.ts';

export const clineCommandLine: CommandLine = {
	names: ['cline'],
	paths: /\/node_modules\/(?:@cline\/)?cline(?:-[^/]+)?\/(?:dist|bin)\/(?:cli|cline)(?:\.[cm]?js)?$/,
	valueOptions: words('--config --cwd -c --hooks-dir --model -m --provider -P --thinking --timeout -t'),
	otherCommands: words('auth config connect dashboard dev doctor help history hook hub mcp plugin rpc schedule sessions task update version'),
	// The hub is a daemon beside the sessions (research/realagents.md, section 3).
	otherOptions: new Set([...commonOtherOptions, ...words('--cline-hub-daemon --acp --json -V')]),
};

export const cline: ClientData<'end' | 'tail'> = {
	id: 'cline',
	title: 'Cline',
	regions: {end: {last: 1}, tail: {last: 20}},
	dialogs: [
		{
			name: 'login',
			when: {end: /^\s*↑\/↓ navigate, Enter to select, Ctrl\+C to exit$/, tail: /Sign in with Cline\b/},
			says: 'waiting',
			detail: 'login',
			waitingFor: ['log in: choose a provider'],
		},
	],
	titles: [],
	marks: [],
	task: null,
};
