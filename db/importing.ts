/** Puts what a foreign database says into this colony: each row once, whatever it is called here by now, all in one write transaction. */
import {nameInForce} from './aliases.ts';
import type {Database} from './database.ts';
import {addEvent} from './events.ts';
import {ownClaim, takeClaim} from './granting.ts';
import {nameOf, shortened} from './import-original.ts';
import {nextNumber} from './meta.ts';
import type {Moment} from './moment.ts';
import {keeperName} from './names.ts';
import type {Change, SisterRow} from './rows.ts';
import {changeSister, insertSister, sisterRow} from './sisters.ts';
import {insert, update} from './sql.ts';
import type {ImportOptions} from './store.ts';
import type {ClaimPlace, ForeignClaim, ForeignColony, ForeignContext, ForeignLetter, ForeignReview, ForeignSister, Imported} from './types.ts';

/** As a path that was claimed by word without a time (RULES.md, Claims): nobody may be left to release it. */
const pathTtlMs = 2 * 3_600_000;

type Into = {readonly db: Database; readonly moment: Moment; readonly file: string; readonly options: ImportOptions};

const knows = ({db}: Into, table: 'messages' | 'claims' | 'shared_context' | 'reviews', key: string): boolean =>
	db.sql.value(`SELECT 1 FROM ${table} WHERE nonce = ?`, key) !== undefined;

const hers = ({db, moment}: Into, name: string): string => nameInForce(db, moment, nameOf(name));
const cut = ({db, file}: Into, text: string): string => shortened(db.redact(text), file);
const redacted = ({db}: Into, text: string | null): string | null => (text === null ? null : db.redact(text));

function addLetter(into: Into, {key, from, to, body, priority, sentAt, readAt, ackedAt}: ForeignLetter): boolean {
	if (knows(into, 'messages', key)) return false;
	insert(into.db.sql, 'messages', {
		from_sister: hers(into, from),
		to_sister: hers(into, to),
		body: cut(into, body),
		priority,
		nonce: key,
		sent_at: sentAt ?? into.moment.iso,
		read_at: readAt,
		acked_at: ackedAt,
	});
	return true;
}

function addEntry(into: Into, {key, by, category, body, addedAt}: ForeignContext): boolean {
	if (knows(into, 'shared_context', key)) return false;
	insert(into.db.sql, 'shared_context', {
		repo_key: into.options.repository?.repoKey ?? '',
		repo: into.options.repository?.repo ?? null,
		category,
		body: cut(into, body),
		by_sister: hers(into, by),
		by_verified: 'unknown',
		added_at: addedAt ?? into.moment.iso,
		nonce: key,
	});
	return true;
}

/** It is closed: without commits it says nothing about any branch. Its number, its words and its verdict stay readable. */
function addReview(into: Into, review: ForeignReview): boolean {
	if (knows(into, 'reviews', review.key)) return false;
	const {db, moment, options} = into;
	const {repo = '', repoId = '', repoKey = ''} = options.repository ?? {};
	const [requester, reviewer] = [hers(into, review.requester), hers(into, review.reviewer)];
	const at = review.requestedAt ?? moment.iso;
	const decided = review.approved ? {verdict: 'approved', decided_by: reviewer, decided_verified: 'unknown', decided_at: at} : {};
	const id = insert(db.sql, 'reviews', {
		nonce: review.key,
		title: 'imported from claude-swarm',
		requester,
		requester_verified: 'unknown',
		by_keeper: 0,
		reviewer,
		repo,
		repo_id: repoId,
		repo_key: repoKey,
		worktree: into.file,
		branch: db.redact(review.branch ?? requester),
		base: '',
		head: '',
		commits: 0,
		file_count: 0,
		insertions: 0,
		deletions: 0,
		files: '[]',
		requested_at: at,
		...decided,
		superseded_at: moment.iso,
	});
	const say = (by: string, text: string | null, verdict: string | null): void => {
		if (text !== null) insert(db.sql, 'review_comments', {review_id: id, by_sister: by, by_verified: 'unknown', at, verdict, body: cut(into, text)});
	};
	say(requester, review.diff, null);
	say(reviewer, review.comment, review.approved ? 'approved' : null);
	return true;
}

/** What was released there is history; what is held there is asked for here, as everybody must. Answers who is in the way. */
function addClaim(into: Into, given: ForeignClaim, place: ClaimPlace): {readonly added: boolean; readonly holder: string | null} {
	const {db, moment} = into;
	if (knows(into, 'claims', given.key)) return {added: false, holder: null};
	const owner = hers(into, given.owner);
	const description = redacted(into, given.description);
	const {ignoreCase, ...target} = place;
	if (given.releasedAt !== null) {
		const {kind, repo, repoId, repoKey, resource} = target;
		const clocks = {host: moment.host, boot_id: moment.bootId, since_wall: moment.wall, since_mono: moment.mono};
		const times = {claimed_at: given.claimedAt ?? moment.iso, released_at: given.releasedAt, fence: nextNumber(db.sql, 'fence')};
		insert(db.sql, 'claims', {kind, repo, repo_id: repoId, repo_key: repoKey, resource, owner, description, nonce: given.key, ...times, ...clocks});
		return {added: true, holder: null};
	}
	const time = place.kind === 'path' ? {ttlMs: pathTtlMs, renewedByActivity: true} : {ttlMs: null};
	const wanted = {...target, ignoreCase, owner, description, ...time, shared: false, process: null, nonce: given.key};
	// Hers already, under another spelling or by word: it is not prolonged.
	if (ownClaim(db, wanted) !== undefined) return {added: false, holder: null};
	const taken = takeClaim(db, moment, wanted);
	if (!taken.ok) return {added: false, holder: taken.holder.owner};
	if (given.claimedAt !== null) update(db.sql, 'claims', 'id', taken.claim.id, {claimed_at: given.claimedAt});
	return {added: true, holder: null};
}

function statusOf(into: Into, {declared, seenAt}: ForeignSister): Change<SisterRow> {
	if (declared === null) return {};
	return {
		declared_status: declared.status,
		declared_note: redacted(into, declared.note),
		declared_workstream: redacted(into, declared.workstream),
		declared_since: seenAt ?? into.moment.iso,
	};
}

/** Gone until somebody sees her, and without a sign of work: what she said long ago must not look like silence since today. */
function addSister(into: Into, sister: ForeignSister): boolean {
	const {db, moment} = into;
	const name = hers(into, sister.displayName);
	if (name === keeperName) return false;
	const row = sisterRow(db, name);
	const seen = sister.seenAt ?? moment.iso;
	if (row !== undefined) {
		if (row.declared_status !== null || sister.declared === null) return false;
		return changeSister(db, name, statusOf(into, sister)) > 0;
	}
	const task = redacted(into, sister.task);
	insertSister(db, moment, name, sister.displayName, 'environment', {
		status: 'gone',
		last_seen: seen,
		gone_at: moment.iso,
		git_branch: redacted(into, sister.branch),
		repo: into.options.repository?.repo ?? null,
		repo_id: into.options.repository?.repoId ?? null,
		repo_key: into.options.repository?.repoKey ?? null,
		sign_wall: 0,
		sign_mono: 0,
		sign_boot: '',
		...(task === null ? {} : {current_task: task, task_source: 'declared', task_since: seen}),
		...statusOf(into, sister),
	});
	return true;
}

const counted = <T>(items: readonly T[], add: (item: T) => boolean): number => items.filter(add).length;

/** Thrown to take back what a trial put in. */
export class ImportTried extends Error {
	override readonly name = 'ImportTried';
	readonly imported: Imported;
	constructor(imported: Imported) {
		super('only tried');
		this.imported = imported;
	}
}

/** Inside a write transaction. Throws ImportTried when it was only a trial. */
export function importColony(db: Database, moment: Moment, colony: ForeignColony, options: ImportOptions): Imported {
	const into: Into = {db, moment, file: colony.file, options};
	const held: {resource: string; owner: string; holder: string}[] = [];
	const mail = counted(colony.letters, each => addLetter(into, each));
	const context = counted(colony.context, each => addEntry(into, each));
	const reviews = counted(colony.reviews, each => addReview(into, each));
	const claims = counted(colony.claims, each => {
		const place = options.places.get(each.key);
		if (place === undefined) return false;
		const {added, holder} = addClaim(into, each, place);
		if (holder !== null) held.push({resource: place.resource, owner: hers(into, each.owner), holder});
		return added;
	});
	// After the claims: to claim is a sign of work, and they show none.
	const sisters = counted(colony.sisters, each => addSister(into, each));
	const imported: Imported = {sisters, mail, claims, context, reviews, held};
	if (options.trial) throw new ImportTried(imported);
	const isNew = sisters + mail + claims + context + reviews > 0;
	if (isNew) addEvent(db, moment, 'import', keeperName, {from: colony.from, mail, claims, sisters, context, reviews, kept: colony.file});
	return imported;
}
