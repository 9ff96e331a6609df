/** Everything behind the screen but the screen: store, feed, drafts, peek. Opened before Ink starts, closed after the terminal is given back. */
import path from 'node:path';
import type {Past, PeekFrame} from '../../components/peek-frame.ts';
import type {ReviewFrame} from '../../components/review-frame.ts';
import type {SharedFrame} from '../../components/shared-frame.ts';
import type {SidesFrame} from '../../components/sides-frame.ts';
import type {TerminalPlace} from '../../db/types.ts';
import {dropDraft, saveDraft} from '../actions/mail.ts';
import {type Config, configOrDefault} from '../config.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {hourMs, lastHour} from '../format/hour.ts';
import {createGitReader} from '../git.ts';
import {openContext} from '../open-context.ts';
import {findRepository} from '../repository.ts';
import {terminalOf} from '../terminals/index.ts';
import {watchAlarms} from './alarms.ts';
import {type Banners, createBanners} from './banner.ts';
import {type Box, createBox} from './box.ts';
import {createDrafts, type Drafts} from './drafts.ts';
import {createFeed, type Feed, type Picture} from './feed.ts';
import {findKeeper, type Keeper} from './keeper.ts';
import {createLooked, type Looked} from './looked.ts';
import {createPeek, type Peek} from './peek.ts';
import {realRetry, retryBusy} from './retry.ts';
import {createReviewReader, type ReviewReader} from './reviews.ts';
import {createSharedReader, type SharedReader} from './shared.ts';
import {createSides, type Sides} from './sides.ts';
import {watchFolder} from './watch-folder.ts';

/** The view's connection never blocks a key for longer than this. */
const busyMs = 50;
const peekEveryMs = 1000;
const sidesEveryMs = 5000;
const alarmsEveryMs = 30_000;
const lookedAfterMs = 60_000;

export type Session = {
	readonly context: Context;
	readonly config: Config;
	readonly keeper: Keeper;
	readonly feed: Feed;
	/** What the first paint shows. */
	readonly first: Picture;
	readonly drafts: Drafts;
	readonly banners: Banners;
	readonly peek: Peek;
	readonly frame: Box<PeekFrame | null>;
	readonly looked: Looked;
	readonly sides: Sides;
	readonly sidesFrame: Box<SidesFrame | null>;
	readonly reviewReader: ReviewReader;
	readonly reviewFrame: Box<ReviewFrame | null>;
	readonly sharedReader: SharedReader;
	readonly sharedFrame: Box<SharedFrame | null>;
	/** Where a sister sits now, raw; null: no terminal that we know; undefined: no such sister. */
	placeOf(sister: string): TerminalPlace | null | undefined;
	retry<T>(operation: () => Promise<T>): Promise<T>;
	/** Stores what is not stored; then closes the watcher and timers, and the database last: closing it wakes its own watcher. */
	close(): Promise<void>;
};

export type SessionOptions = {readonly env: NodeJS.ProcessEnv; readonly cwd: string};

const retry = <T>(operation: () => Promise<T>): Promise<T> => retryBusy(operation, realRetry);
const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function openFeed({store}: Context, reader: string, banners: Banners): Feed {
	const folder = path.dirname(store.file);
	return createFeed({
		store,
		reader,
		now: Date.now,
		watch: wake => watchFolder(folder, wake, error => banners.say('watch', `Changes show up to a second late: ${error.message}`)),
		problem: text => banners.say('storage', text),
		retry,
	});
}

function openDrafts(context: Context, feed: Feed, banners: Banners): Drafts {
	return createDrafts({
		save: async draft => {
			await retry(() => saveDraft(context, draft));
			await feed.refresh();
		},
		drop: async key => {
			await retry(() => dropDraft(context, key));
			await feed.refresh();
		},
		problem: error => banners.say('draft', error === null ? null : `Your draft is not stored: ${sentence(error)}`),
		now: Date.now,
	});
}

async function firstPicture(feed: Feed, banners: Banners): Promise<Picture> {
	await feed.refresh();
	const picture = feed.current();
	if (!picture) throw new QueenError('storage', banners.current() ?? 'The database could not be read.');
	return picture;
}

/** What the store remembers of a sister, for the box that shows her terminal. */
async function pastOf({store, clock}: Context, name: string): Promise<Past> {
	const now = clock.wall();
	const since = new Date(now - hourMs).toISOString();
	const [pace, sister, events] = await Promise.all([
		store.mailPace(name),
		store.sister(name),
		store.events({since, sister: name, kinds: ['status', 'appeared', 'gone'], limit: 1000}),
	]);
	return {pace, hour: sister === null ? null : lastHour(events, sister.status, Date.parse(sister.statusSince), now)};
}

function openSides(feed: Feed, frame: Box<SidesFrame | null>, env: NodeJS.ProcessEnv): Sides {
	const git = createGitReader(env);
	return createSides({
		factsOf: id => {
			const raw = feed.current()?.raw;
			const conflict = raw?.conflicts.find(one => one.id === id);
			if (!raw || !conflict) return null;
			return {conflict, parties: conflict.sisters.flatMap(name => raw.sisters.filter(sister => sister.name === name))};
		},
		diff: git.patch,
		status: git.work,
		show: frame.set,
		everyMs: sidesEveryMs,
	});
}

function openReviews(feed: Feed, frame: Box<ReviewFrame | null>, {env, cwd}: SessionOptions): ReviewReader {
	return createReviewReader({
		reviewOf: id => feed.current()?.raw.reviews?.find(review => review.id === id) ?? null,
		git: createGitReader(env),
		cwd,
		show: frame.set,
		everyMs: sidesEveryMs,
	});
}

function openShared({store, cwd}: Context, feed: Feed, frame: Box<SharedFrame | null>): SharedReader {
	return createSharedReader({
		placeOf: name => {
			const found = name === null ? findRepository(cwd) : feed.current()?.raw.sisters.find(sister => sister.name === name);
			return {repo: found?.repo ?? null, repoKey: found?.repoKey ?? null};
		},
		read: query => retry(() => store.context(query)),
		onChange: feed.subscribe,
		show: frame.set,
		everyMs: sidesEveryMs,
	});
}

/** Opens the colony and reads what the first paint shows. Rejects with the sentence of whatever keeps that from being done. */
export async function openSession({env, cwd}: SessionOptions): Promise<Session> {
	const opened = await retry(() => openContext({env, cwd, busyMs}));
	const keeper = await retry(() => findKeeper(opened));
	const context: Context = {...opened, caller: () => Promise.resolve(keeper.caller)};
	const banners = createBanners();
	const feed = openFeed(context, keeper.name, banners);
	const first = await firstPicture(feed, banners);
	const drafts = openDrafts(context, feed, banners);
	const frame = createBox<PeekFrame | null>(null);
	const placeOf: Session['placeOf'] = name => feed.current()?.raw.sisters.find(sister => sister.name === name)?.terminal;
	const peek = createPeek({
		placeOf,
		read: async (place, signal) => (await terminalOf(place, env)?.read(place, signal)) ?? null,
		stampOf: name => {
			const sister = feed.current()?.raw.sisters.find(one => one.name === name);
			return sister?.lastOutput ? `${sister.lastOutput} ${sister.statusSince}` : null;
		},
		past: name => pastOf(context, name),
		show: frame.set,
		now: Date.now,
		everyMs: peekEveryMs,
	});
	const sidesFrame = createBox<SidesFrame | null>(null);
	const sides = openSides(feed, sidesFrame, env);
	const reviewFrame = createBox<ReviewFrame | null>(null);
	const reviewReader = openReviews(feed, reviewFrame, {env, cwd});
	const sharedFrame = createBox<SharedFrame | null>(null);
	const sharedReader = openShared(context, feed, sharedFrame);
	const looked = createLooked({
		mark: async () => {
			// An agent who opened the view is not the keeper.
			if (keeper.watchesOnly === null) await retry(() => context.store.markLooked(keeper.name));
		},
		afterMs: lookedAfterMs,
	});
	const {config, trouble} = configOrDefault(env);
	banners.say('config', trouble);
	if (keeper.watchesOnly !== null) banners.say('keeper', `Only looking: ${keeper.watchesOnly}`);
	const stopAlarms = watchAlarms({folder: path.dirname(context.store.file), banners, now: Date.now, everyMs: alarmsEveryMs});
	const close = async (): Promise<void> => {
		peek.close();
		sides.close();
		reviewReader.close();
		sharedReader.close();
		stopAlarms();
		await drafts.flush();
		await looked.close();
		feed.close();
		context.store.close();
	};
	const overlays = {peek, frame, sides, sidesFrame, reviewReader, reviewFrame, sharedReader, sharedFrame};
	return {context, config, keeper, feed, first, drafts, banners, looked, ...overlays, placeOf, retry, close};
}
