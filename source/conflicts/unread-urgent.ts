import type {Facts} from '../../db/store.ts';
import type {Finding, Message} from '../../db/types.ts';
import {type Detector, episodeKey, groupBy, inWords} from './detector.ts';
import {isLiving} from './together.ts';

const patienceMs = 10 * 60_000;

/** An open dispatch is dispatch-untaken's. */
const isLate = ({sentAt, dispatch, readAt, ackedAt, recalledAt}: Message, nowMs: number): boolean =>
	readAt === null && ackedAt === null && recalledAt === null && dispatch?.state !== 'open' && nowMs - Date.parse(sentAt) >= patienceMs;

/** Urgent mail that a living sister has not read for ten minutes: she does not look. One notice for each letter, with all who have not. */
export const unreadUrgent: Detector = {
	type: 'unread-urgent',
	find(facts: Facts): readonly Finding[] {
		const nowMs = Date.parse(facts.at);
		const living = new Set(facts.sisters.filter(isLiving).map(({name}) => name));
		const late = facts.urgent.filter(message => living.has(message.to) && isLate(message, nowMs));
		return [...groupBy(late, ({group}) => String(group))].flatMap(([group, messages]) => {
			const [one] = messages;
			if (one === undefined) return [];
			const to = messages.map(message => message.to).sort();
			return [
				{
					kind: 'notice',
					type: 'unread-urgent',
					key: episodeKey('unread-urgent', group),
					sisters: to,
					repo: null,
					repoId: null,
					branch: null,
					files: [],
					detail: `${inWords(to)} ${to.length === 1 ? 'has' : 'have'} not read the urgent mail #${one.id} from ${one.from} for 10 minutes`,
					next: 'look at her terminal: she may wait for you, or work without looking into her inbox',
					severity: 'low',
					evidence: JSON.stringify([one.group, to]),
				},
			];
		});
	},
};
