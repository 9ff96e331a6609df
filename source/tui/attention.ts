/** The view calls the keeper: every new picture goes to the ladder, which tells each edge once. */
import {type OwnTerminal, startAttention} from '../attention/start.ts';
import type {Session} from './session.ts';

/** Answers how to stop. What is being told at that moment is told to its end, and nothing waits for it. */
export function attend({feed, first, banners, config, context, retry}: Session, env: NodeJS.ProcessEnv, terminal: OwnTerminal): () => void {
	const attention = startAttention({
		store: () => context.store,
		env,
		notify: config.notify,
		terminal,
		retry,
		problem: sentence => banners.say('notify', sentence),
	});
	const see = (): void => {
		const {raw} = feed.current() ?? first;
		attention.see(raw);
		banners.say('backup', raw.colony.backup?.trouble ?? null);
	};
	see();
	const forget = feed.subscribe(see);
	return () => {
		forget();
		void attention.close();
	};
}
