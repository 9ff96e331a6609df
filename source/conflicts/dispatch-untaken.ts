import type {Facts} from '../../db/store.ts';
import type {Finding, Message} from '../../db/types.ts';
import {type Detector, episodeKey, groupBy, inWords} from './detector.ts';

/** RULES.md, "Mail": untaken after 10 min. */
const patienceMs = 10 * 60_000;

const isUntaken = (message: Message, nowMs: number): boolean =>
	message.dispatch?.state === 'open' && message.recalledAt === null && nowMs - Date.parse(message.sentAt) >= patienceMs;

/** A job that nobody took within ten minutes. To a group it is one job: one notice with everybody who was asked. */
export const dispatchUntaken: Detector = {
	type: 'dispatch-untaken',
	find(facts: Facts): readonly Finding[] {
		const nowMs = Date.parse(facts.at);
		const open = facts.dispatches.filter(message => isUntaken(message, nowMs));
		const findings: Finding[] = [];
		for (const [group, messages] of groupBy(open, message => String(message.group))) {
			const [one] = messages;
			if (one === undefined) continue;
			const to = messages.map(message => message.to).sort();
			findings.push({
				kind: 'notice',
				type: 'dispatch-untaken',
				key: episodeKey('dispatch-untaken', group),
				sisters: to,
				repo: null,
				repoId: null,
				branch: null,
				files: [],
				detail: `nobody took dispatch #${one.id} from ${one.from} within 10 minutes: ${inWords(to)} ${to.length === 1 ? 'has' : 'have'} not acked it`,
				next: 'ask one of them, or send it to another: queen tell NAME --dispatch "..."',
				severity: 'low',
				evidence: JSON.stringify([one.group, to]),
			});
		}
		return findings;
	},
};
