/** What a scanner writes, and who is told of it. Loaded with the first of them (sqlite-store.ts): the usual call of a hot command has no use for them. */
import {nameInForce} from './aliases.ts';
import {claimAttention, mute, unmute} from './attention.ts';
import type {Database} from './database.ts';
import {recordFindings} from './findings.ts';
import {lead, resign} from './leaders.ts';
import type {Run} from './run.ts';
import {createPassMemory, recordSightings} from './sightings.ts';
import type {Store} from './store.ts';

export function attentionOperations(db: Database, write: Run): Pick<Store, 'claimAttention' | 'mute' | 'unmute'> {
	return {
		claimAttention: (audience, edges, rules) => write(moment => claimAttention(db, moment, audience, edges, rules)),
		mute: (name, forMs) => write(moment => mute(db, moment, nameInForce(db, moment, name), forMs)),
		unmute: name => write(moment => unmute(db, nameInForce(db, moment, name))),
	};
}

export function scanOperations(db: Database, write: Run): Pick<Store, 'lead' | 'resign' | 'recordSightings' | 'recordFindings'> {
	const memory = createPassMemory();
	return {
		lead: (process, leaseMs) => write(moment => lead(db, moment, process, leaseMs)),
		resign: epoch => write(moment => resign(db, moment, epoch)),
		recordSightings: input => write(moment => recordSightings(db, moment, input, memory)),
		recordFindings: input => write(moment => recordFindings(db, moment, input)),
	};
}
