/** Milliseconds from another process's write to the chunk of output that shows it. */
import {setTimeout as pause} from 'node:timers/promises';
import type {Store} from '../../db/store.ts';
import type {Screen} from '../driver/screen.ts';

export const writeTimes = async (screen: Screen, store: Pick<Store, 'sendMail'>, count: number): Promise<readonly number[]> => {
	const times: number[] = [];
	for (let i = 0; i < count; i++) {
		await pause(150 + Math.random() * 200);
		const mark = `mark-${i}-${Math.random().toString(36).slice(2, 6)}-end`;
		const mail = {from: 'iza-1', fromVerified: 'yes', to: ['queen'], repoKey: null, priority: 'normal', kind: 'mail', replyTo: null} as const;
		await store.sendMail({...mail, body: mark, nonce: mark});
		const start = performance.now();
		let shownAt = Number.NaN;
		const forget = screen.onOutput(arrivedAt => {
			if (Number.isNaN(shownAt) && screen.shows(mark)) shownAt = arrivedAt;
		});
		await screen.waitFor(mark);
		forget();
		times.push(Math.max(0, (Number.isNaN(shownAt) ? performance.now() : shownAt) - start));
	}
	return times;
};
