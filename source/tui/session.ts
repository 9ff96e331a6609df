/** Everything behind the screen but the screen: store, feed, drafts, peek. Opened before Ink starts, closed after the terminal is given back. */
import path from 'node:path';
import type {PeekFrame} from '../../components/peek-frame.ts';
import type {SidesFrame} from '../../components/sides-frame.ts';
import type {TerminalPlace} from '../../db/types.ts';
import {dropDraft, saveDraft} from '../actions/mail.ts';
import {type Config, configOrDefault} from '../config.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {createGitReader} from '../git.ts';
import {openContext} from '../open-context.ts';
import {terminalOf} from '../terminals/index.ts';
import {type Banners, createBanners} from './banner.ts';
import {type Box, createBox} from './box.ts';
import {createDrafts, type Drafts} from './drafts.ts';
import {createFeed, type Feed, type Picture} from './feed.ts';
import {findKeeper, type Keeper} from './keeper.ts';
import {createPeek, type Peek} from './peek.ts';
import {realRetry, retryBusy} from './retry.ts';
import {createSides, type Sides} from './sides.ts';
import {watchFolder} from './watch-folder.ts';

/** The view's connection never blocks a key for longer than this. */
const busyMs = 50;
const peekEveryMs = 1000;
const sidesEveryMs = 5000;

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
	readonly sides: Sides;
	readonly sidesFrame: Box<SidesFrame | null>;
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
		show: frame.set,
		now: Date.now,
		everyMs: peekEveryMs,
	});
	const sidesFrame = createBox<SidesFrame | null>(null);
	const sides = openSides(feed, sidesFrame, env);
	const {config, trouble} = configOrDefault(env);
	banners.say('config', trouble);
	if (keeper.watchesOnly !== null) banners.say('keeper', `Only looking: ${keeper.watchesOnly}`);
	const close = async (): Promise<void> => {
		peek.close();
		sides.close();
		await drafts.flush();
		feed.close();
		context.store.close();
	};
	return {context, config, keeper, feed, first, drafts, banners, peek, frame, sides, sidesFrame, placeOf, retry, close};
}
