import {syncAs} from './sync.ts';
import type {SwarmCommand} from './types.ts';
import {flagOf} from './words.ts';

export const sync: SwarmCommand = {
	words: 'sync',
	places: [],
	required: ['session'],
	optional: [],
	same: 'new mail (read then), new context, heartbeat; nothing when nothing is new',
	different:
		'marked as told only after it was printed, so that nothing is lost when the session is killed in between. Also says conflicts. Quotes in a text are escaped, so that it cannot play another line. At most 20 messages at a time; the next sync goes on',
	run: call => syncAs(call, flagOf(call, 'session')),
};
