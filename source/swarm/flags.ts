/** Every option that claude-swarm knows, once: `queen swarm` reads its words with them. Light: `swarm sync` is a hot command. */
import type {Flag} from '../commands/types.ts';

export const swarmFlags = {
	sessions: {value: '"ID:WORK ..."', help: 'init: sessions and what each works on'},
	session: {value: 'ID', help: 'who calls'},
	from: {value: 'ID', help: 'who calls'},
	to: {value: 'ID', help: 'review request: the reviewer'},
	diff: {value: 'TEXT', help: 'review request: taken, but the reviewer sees the commits of your branch'},
	category: {value: 'C', help: 'context add: decision, interface, warning, convention or discovery'},
	status: {value: 'S', help: 'update: running, blocked, ready, done or a word of your own'},
	note: {value: 'TEXT', help: 'update: why, or what about'},
	comment: {value: 'TEXT', help: 'review approve, review reject: why'},
	staged: {help: 'git-diff: what is staged'},
	interval: {value: 'SECONDS', help: 'orchestrate run: how often it looks (10)'},
	'auto-approve': {help: 'orchestrate run: approve what the rules in config.json allow'},
	'stale-minutes': {value: 'MINUTES', help: 'orchestrate run: silent for so long is stale (15)'},
	quiet: {help: 'orchestrate run: print only when there is something'},
	db: {value: 'PATH', help: 'taken, but not used: there is one database for the machine (HIVE_DB)'},
} as const satisfies Readonly<Record<string, Flag>>;

export type SwarmFlag = keyof typeof swarmFlags;
