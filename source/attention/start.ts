/** The ladder of this machine: which channels the keeper wants, and what tells them. */
import type {Store} from '../../db/store.ts';
import type {Audience, Snapshot, TerminalPlace} from '../../db/types.ts';
import type {Config} from '../config.ts';
import {findTerminals} from '../terminals/index.ts';
import {attentionRules, createLadder, type Ladder} from './ladder.ts';
import type {Notice} from './notice.ts';
import {hasDesktop, tellCommand, tellDesktop} from './outside.ts';
import {oscFor, terminalBytes} from './terminal.ts';

/** A view's own terminal. */
export type OwnTerminal = {
	write(bytes: string): void;
	/** Lent to somebody else just now (a hosted pane, an editor, the shell): not ours to write to. */
	isLent(): boolean;
};

export type AttentionOptions = {
	store(): Pick<Store, 'claimAttention'>;
	readonly env: NodeJS.ProcessEnv;
	readonly notify: Config['notify'];
	/** Null: a process without a view (the daemon). */
	readonly terminal: OwnTerminal | null;
	/** Runs an operation again while another process holds the database. */
	retry<T>(operation: () => Promise<T>): Promise<T>;
	problem(sentence: string | null): void;
};

export type Attention = {
	see(snapshot: Pick<Snapshot, 'sisters' | 'conflicts' | 'inbox'>): void;
	close(): Promise<void>;
	/** Does anybody listen? If not, nothing need be looked at for it. */
	readonly isOn: boolean;
};

const lookMs = 2000;

/** Asked at the moment of telling, and read-only: where she looks changes all the time and is nobody's business otherwise. */
async function watchedNow(places: readonly TerminalPlace[], env: NodeJS.ProcessEnv): Promise<readonly TerminalPlace[]> {
	const kinds = new Set(places.map(({kind}) => kind));
	const terminals = findTerminals(env).filter(({kind}) => kinds.has(kind));
	const scans = await Promise.allSettled(terminals.map(terminal => terminal.scan([], AbortSignal.timeout(lookMs))));
	// A terminal that does not answer: better told once too often than not at all.
	return scans.flatMap(scan => (scan.status === 'fulfilled' ? scan.value.panes.filter(({watched}) => watched).map(({place}) => place) : []));
}

type Channel = {readonly audience: Audience; tell(notice: Notice): Promise<void>; isFree(): boolean};

function channelsOf({env, notify, terminal}: AttentionOptions): readonly Channel[] {
	const {desktop, command} = notify;
	const always = (): boolean => true;
	const channels: Channel[] = [];
	if (terminal !== null && (notify.bell === 'on' || oscFor(notify.osc, env) !== null))
		channels.push({audience: 'terminal', tell: async notice => terminal.write(terminalBytes(notice, notify, env)), isFree: () => !terminal.isLent()});
	if (desktop === 'auto' && hasDesktop(env)) channels.push({audience: 'desktop', tell: notice => tellDesktop(notice, env), isFree: always});
	if (command !== null) channels.push({audience: 'command', tell: notice => tellCommand(notice, command, env), isFree: always});
	return channels;
}

/** How long a view whose terminal is lent waits before it asks again; another view may be free. */
const lentMs = 1000;

function ladderOf(channel: Channel, {store, env, retry, problem}: AttentionOptions): Ladder {
	return createLadder({
		claim: async edges => {
			if (!channel.isFree()) return edges.map(({subject}) => ({subject, verdict: 'later', inMs: lentMs}));
			return retry(() => store().claimAttention(channel.audience, edges, attentionRules));
		},
		watched: places => watchedNow(places, env),
		tell: channel.tell,
		now: () => performance.now(),
		after: (ms, work) => {
			const timer = setTimeout(work, ms);
			timer.unref();
			return () => clearTimeout(timer);
		},
		problem,
	});
}

/** One ladder a channel: each is told once in the colony, by the first process that can. */
export function startAttention(options: AttentionOptions): Attention {
	const troubles = new Map<Audience, string>();
	const problemOf = (audience: Audience) => (sentence: string | null) => {
		if (sentence === null) troubles.delete(audience);
		else troubles.set(audience, sentence);
		options.problem([...troubles.values()][0] ?? null);
	};
	const ladders = channelsOf(options).map(channel => ladderOf(channel, {...options, problem: problemOf(channel.audience)}));
	return {
		isOn: ladders.length > 0,
		see: snapshot => {
			for (const ladder of ladders) ladder.see(snapshot);
		},
		close: async () => {
			await Promise.all(ladders.map(ladder => ladder.close()));
		},
	};
}
