import type {Facts} from '../../db/store.ts';
import type {Finding} from '../../db/types.ts';
import {type Detector, episodeKey, groupBy, inWords} from './detector.ts';

/** Two living sessions under one name: mail and claims of the one reach the other. */
export const identityClash: Detector = {
	type: 'identity-clash',
	find(facts: Facts): readonly Finding[] {
		const living = facts.sessions.filter(session => session.endedAt === null);
		const findings: Finding[] = [];
		for (const [name, sessions] of groupBy(living, session => session.sister)) {
			if (sessions.length < 2) continue;
			const sister = facts.sisters.find(each => each.name === name);
			const pids = sessions.map(session => session.process.pid).sort((a, b) => a - b);
			findings.push({
				kind: 'conflict',
				type: 'identity-clash',
				key: episodeKey('identity-clash', name),
				sisters: [name],
				repo: sister?.repo ?? null,
				repoId: sister?.repoId ?? null,
				branch: sister?.branch ?? null,
				files: [],
				detail: `${pids.length} living sessions are called ${name} (pids ${inWords(pids.map(String))}) and read each other's mail: rename one with "queen name NEW" in it`,
				next: 'in one of the two sessions: queen name NEW',
				severity: 'high',
				evidence: JSON.stringify(sessions.map(({process}) => [process.host, process.bootId, process.pid, process.startTime]).sort()),
			});
		}
		return findings;
	},
};
