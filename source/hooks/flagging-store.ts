/**
 * The store, with flags raised after each write that a hook may have to tell of. The one place where all programs pass (commands, view,
 * scanner), so that no flag depends on a scanner that runs. Light: every hot command loads it; without hooks it costs one look for a file.
 */
import type {Store} from '../../db/store.ts';
import type {ProcessIdentity, SeenEdit} from '../../db/types.ts';
import {type Flags, flagLine, hookFlags} from './flags.ts';

const keyOf = ({host, bootId, pid, startTime}: ProcessIdentity): string => [host, bootId, pid, startTime].join(' ');

/** A flag that cannot be raised must not turn a write that was done into an error: the letter is stored, and the next hook's start finds it. */
function quietly(raise: () => void): void {
	try {
		raise();
	} catch (error) {
		if (!(error instanceof Error && 'code' in error)) throw error;
	}
}

async function raiseOpenClaims(store: Store, flags: Flags, owner?: string): Promise<void> {
	const claims = await store.claims();
	for (const claim of claims) if (claim.kind === 'path' && (owner === undefined || claim.owner === owner)) flags.raiseClaims(claim.repoKey, flagLine(claim));
}

/** Some operations write notices to names that their result does not tell: then everybody's next hook looks. */
function mailOperations(store: Store, after: (raise: () => void) => void, flags: Flags): Partial<Store> {
	const thenAll = async <T>(work: Promise<T>): Promise<T> => {
		const result = await work;
		after(() => flags.raiseMailOfAll());
		return result;
	};
	return {
		sendMail: async mail => {
			const result = await store.sendMail(mail);
			if (result.ok) for (const {to} of result.messages) after(() => flags.raiseMail(to));
			return result;
		},
		ack: (...given) => thenAll(store.ack(...given)),
		withdraw: (...given) => thenAll(store.withdraw(...given)),
		release: (...given) => thenAll(store.release(...given)),
		forget: (...given) => thenAll(store.forget(...given)),
		leaveQueue: (...given) => thenAll(store.leaveQueue(...given)),
		requestReview: (...given) => thenAll(store.requestReview(...given)),
		decideReview: (...given) => thenAll(store.decideReview(...given)),
		commentReview: (...given) => thenAll(store.commentReview(...given)),
		remind: (...given) => thenAll(store.remind(...given)),
		importColony: (...given) => thenAll(store.importColony(...given)),
	};
}

function claimOperations(store: Store, after: (raise: () => void) => void, flags: Flags): Partial<Store> {
	return {
		claim: async wanted => {
			const result = await store.claim(wanted);
			if (result.ok && result.claim.kind === 'path') after(() => flags.raiseClaims(result.claim.repoKey, flagLine(result.claim)));
			return result;
		},
		queueClaim: async (...given) => {
			const result = await store.queueClaim(...given);
			if (result.ok && result.claim.kind === 'path') after(() => flags.raiseClaims(result.claim.repoKey, flagLine(result.claim)));
			return result;
		},
		turn: async ticket => {
			const turn = await store.turn(ticket);
			if (turn.state === 'granted' && turn.claim.kind === 'path') after(() => flags.raiseClaims(turn.claim.repoKey, flagLine(turn.claim)));
			return turn;
		},
		undoRelease: async id => {
			const result = await store.undoRelease(id);
			const {claim} = result;
			if (claim?.kind === 'path') after(() => flags.raiseClaims(claim.repoKey, flagLine(claim)));
			after(() => flags.raiseMailOfAll());
			return result;
		},
		extend: async (...given) => {
			const result = await store.extend(...given);
			const {claim} = result;
			if (claim?.kind === 'path') after(() => flags.raiseClaims(claim.repoKey, flagLine(claim)));
			return result;
		},
		steal: async (...given) => {
			const result = await store.steal(...given);
			if (result.ok && result.claim.kind === 'path') after(() => flags.raiseClaims(result.claim.repoKey, flagLine(result.claim)));
			after(() => flags.raiseMailOfAll());
			return result;
		},
	};
}

/** Everything after which a process may have another name than before. */
function nameOperations(store: Store, flags: Flags): Partial<Store> {
	let known = new Set<string>();
	/** The newest event that was looked at. */
	let last: number | null = null;

	const changed = async (): Promise<void> => {
		quietly(() => flags.namesChanged());
		await raiseOpenClaims(store, flags);
	};
	/** What they wrote may have become theirs. */
	const raiseAutomatic = async (edits: readonly SeenEdit[]): Promise<void> => {
		const claims = (await store.claims()).filter(({auto, repoKey, resource}) => auto && edits.some(edit => edit.repoKey === repoKey && edit.path === resource));
		for (const claim of claims) quietly(() => flags.raiseClaims(claim.repoKey, flagLine(claim)));
	};
	/** The first time nothing is known, and everybody is new anyway. */
	const wasRenamed = async (): Promise<boolean> => {
		const events = await store.events(last === null ? {limit: 1} : {after: last, limit: 1000});
		const isFirst = last === null;
		last = events.at(-1)?.id ?? last ?? 0;
		return !isFirst && events.some(({kind}) => kind === 'name');
	};
	return {
		register: async registration => {
			const before = registration.process && flags.isInstalled() ? await store.sessionOf(registration.process) : null;
			const result = await store.register(registration);
			if (!flags.isInstalled()) return result;
			if (registration.process && before?.sister !== result.sister.name) await changed();
			else if (result.sister.claims > 0) await raiseOpenClaims(store, flags, result.sister.name);
			return result;
		},
		rename: async (...given) => {
			const result = await store.rename(...given);
			if (result.ok && flags.isInstalled()) await changed();
			return result;
		},
		recordSightings: async input => {
			const accepted = await store.recordSightings(input);
			if (!accepted || !flags.isInstalled()) return accepted;
			const now = new Set(input.sightings.map(({process}) => keyOf(process)));
			const isSomebodyNew = [...now].some(key => !known.has(key));
			known = now;
			if ((await wasRenamed()) || isSomebodyNew) await changed();
			else if (input.leaseEdits && (input.edits ?? []).length > 0) await raiseAutomatic(input.edits ?? []);
			return accepted;
		},
	};
}

/** What the detectors found, and what was sent back in the same pass, is told at the next prompt of those whom it concerns. */
function findingOperations(store: Store, flags: Flags): Partial<Store> {
	let known = new Set<string>();
	/** The newest event that was looked at. */
	let last: number | null = null;

	/** A party is told once of an episode; that a third joined is news to her alone. */
	const raiseConflicts = async (): Promise<void> => {
		const open = (await store.conflicts()).filter(({kind, mutedWhy}) => kind === 'conflict' && mutedWhy === null);
		const parties = open.flatMap(({id, sisters}) => sisters.map(name => ({name, key: `${id} ${name}`})));
		for (const {name} of parties.filter(({key}) => !known.has(key))) quietly(() => flags.raiseMail(name));
		known = new Set(parties.map(({key}) => key));
	};
	const raiseReturned = async (): Promise<void> => {
		const events = await store.events(last === null ? {limit: 1} : {after: last, limit: 1000});
		const isFirst = last === null;
		last = events.at(-1)?.id ?? last ?? 0;
		if (isFirst || events.some(({kind, data}) => kind === 'bounce' || (kind === 'notice' && data['type'] === 'claim-free')))
			quietly(() => flags.raiseMailOfAll());
	};
	return {
		recordFindings: async input => {
			const accepted = await store.recordFindings(input);
			if (!accepted || !flags.isInstalled()) return accepted;
			await raiseConflicts();
			await raiseReturned();
			return accepted;
		},
	};
}

/** The same store; `folder` is that of its database, where flags lie. */
export function withFlags(store: Store, folder: string): Store {
	const flags = hookFlags(folder);
	const after = (raise: () => void): void => {
		if (flags.isInstalled()) quietly(raise);
	};
	return {
		...store,
		...mailOperations(store, after, flags),
		...claimOperations(store, after, flags),
		...nameOperations(store, flags),
		...findingOperations(store, flags),
	};
}
