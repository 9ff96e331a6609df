/** Joins what happens outside (the feed, the banner, the peek reader) to the pure screen. */
import {useApp, useWindowSize} from 'ink';
import {type ReactNode, useEffect, useSyncExternalStore} from 'react';
import {App, type AppProps} from '../../components/app.tsx';
import type {PeekFrame} from '../../components/peek-frame.ts';
import type {ReviewFrame} from '../../components/review-frame.ts';
import type {SharedFrame} from '../../components/shared-frame.ts';
import type {SidesFrame} from '../../components/sides-frame.ts';
import type {Banners} from './banner.ts';
import type {Box} from './box.ts';
import type {Feed, Picture} from './feed.ts';

export type SuspendTerminal = (callback: () => Promise<void>) => Promise<void>;

export type RootProps = Pick<AppProps, 'theme' | 'perform'> & {
	readonly feed: Pick<Feed, 'subscribe' | 'current'>;
	/** The picture of the first paint: read before Ink starts. */
	readonly first: Picture;
	readonly banners: Banners;
	readonly peek: Box<PeekFrame | null>;
	readonly sides: Box<SidesFrame | null>;
	readonly review: Box<ReviewFrame | null>;
	readonly shared: Box<SharedFrame | null>;
	/** Hands out Ink's way to lend the terminal, which only components get. */
	readonly onReady: (suspendTerminal: SuspendTerminal) => void;
};

export function Root({feed, first, banners, peek, sides, review, shared, theme, perform, onReady}: RootProps): ReactNode {
	const {suspendTerminal} = useApp();
	const {columns, rows} = useWindowSize();
	const {facts, now} = useSyncExternalStore(feed.subscribe, feed.current) ?? first;
	const banner = useSyncExternalStore(banners.subscribe, banners.current);
	const frame = useSyncExternalStore(peek.subscribe, peek.current);
	const both = useSyncExternalStore(sides.subscribe, sides.current);
	const diff = useSyncExternalStore(review.subscribe, review.current);
	const entries = useSyncExternalStore(shared.subscribe, shared.current);
	useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);
	const read = {peek: frame, sides: both, review: diff, shared: entries};
	return <App snapshot={facts} now={now} columns={columns} rows={rows} theme={theme} perform={perform} banner={banner} isCalm={banners.isCalm()} {...read} />;
}
