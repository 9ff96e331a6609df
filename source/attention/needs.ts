/** What of a snapshot needs the keeper, as the attention ladder sees it. Pure; texts are raw until `notice.ts`. */
import type {AttentionEdge, Conflict, Message, Sister, Snapshot, TerminalPlace} from '../../db/types.ts';

export type NeedKind = 'waiting' | 'error' | 'mail' | 'conflict';

export type Need = AttentionEdge & {
	readonly kind: NeedKind;
	/** Names that it is about. */
	readonly who: readonly string[];
	readonly repo: string | null;
	readonly branch: string | null;
	/** Where she sits: a pane that the keeper looks at is not told. */
	readonly place: TerminalPlace | null;
	/** The same for one and the same need under another name. */
	readonly identity: string;
};

/** What one look at the colony found. */
export type Look = {
	readonly needs: ReadonlyMap<string, Need>;
	/** The newest mail to the keeper: what came before it is no news. */
	readonly newestMail: number;
};

function ofSister(sister: Sister): Need | null {
	const {name, status, statusSince, waitingFor, detail, repo, branch, terminal, pid} = sister;
	if (status !== 'waiting' && status !== 'error') return null;
	const edge = `${status} ${statusSince}`;
	const place = terminal === null ? '' : `${terminal.socket} ${terminal.server} ${terminal.pane}`;
	const words = waitingFor ?? detail ?? '';
	return {
		kind: status,
		subject: `sister ${name}`,
		edge,
		words,
		sister: name,
		since: statusSince,
		who: [name],
		repo,
		branch,
		place: terminal,
		identity: `${edge} ${pid} ${place}`,
	};
}

function ofConflict({id, kind, resolvedAt, mutedWhy, type, sisters, detail, detectedAt, repo, branch}: Conflict): Need | null {
	if (kind !== 'conflict' || resolvedAt !== null || mutedWhy !== null) return null;
	const subject = `conflict ${id}`;
	return {
		kind: 'conflict',
		subject,
		edge: String(id),
		words: `${type}: ${detail}`,
		sister: null,
		since: detectedAt,
		who: sisters,
		repo,
		branch,
		place: null,
		identity: subject,
	};
}

function ofMail({id, from, body, priority, readAt, ackedAt, recalledAt, sentAt}: Message): Need | null {
	if (priority !== 'urgent' || readAt !== null || ackedAt !== null || recalledAt !== null) return null;
	const subject = `mail ${id}`;
	return {
		kind: 'mail',
		subject,
		edge: String(id),
		words: body,
		sister: from,
		since: sentAt,
		who: [from],
		repo: null,
		branch: null,
		place: null,
		identity: subject,
	};
}

const present = <T>(value: T | null): value is T => value !== null;

/** Everybody who waits or failed, every counted conflict, every urgent unread mail to the keeper. */
export function lookAt({sisters, conflicts, inbox}: Pick<Snapshot, 'sisters' | 'conflicts' | 'inbox'>): Look {
	const needs = [...sisters.map(ofSister), ...conflicts.map(ofConflict), ...inbox.map(ofMail)].filter(present);
	return {needs: new Map(needs.map(need => [need.subject, need])), newestMail: Math.max(0, ...inbox.map(({id}) => id))};
}
