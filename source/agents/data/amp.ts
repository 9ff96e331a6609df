/** Amp. Only its first start was captured; everything else is unknown. */
import {type CommandLine, commonOtherOptions, words} from '../argv.ts';
import type {ClientData} from '../client-data.ts';

export const ampCommandLine: CommandLine = {
	names: ['amp'],
	paths: /\/@sourcegraph\/amp(?:-[^/]+)?\/(?:dist\/main|bin\/amp)(?:\.js)?$/,
	valueOptions: words('--log-file --log-level --mcp-config --mode -m --settings-file --visibility'),
	otherCommands: words('commands doctor help login logout mcp permission permissions skill skills thread threads tool tools update up usage version'),
	otherOptions: new Set([...commonOtherOptions, ...words('-x --execute --stream-json -V')]),
};

export const amp: ClientData<'end'> = {
	id: 'amp',
	title: 'Amp',
	regions: {end: {last: 1}},
	dialogs: [{name: 'login', when: {end: /^Would you like to log in to Amp\?/}, says: 'waiting', detail: 'login', waitingFor: ['log in to Amp?']}],
	titles: [],
	marks: [],
	task: null,
};
