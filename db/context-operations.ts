/** Shared context, and what is new to a sister. Loaded with the first of them (sqlite-store.ts): the usual call of a hot command has no use for them. */
import {nameInForce} from './aliases.ts';
import {addContext, contextById, expireContext, readContext} from './context.ts';
import type {Database} from './database.ts';
import {declareStatus} from './declared.ts';
import type {Run} from './run.ts';
import type {Store} from './store.ts';
import {commitNews, readNews} from './sync.ts';

export type ContextOperations = 'addContext' | 'expireContext' | 'context' | 'contextEntry' | 'syncNews' | 'commitSync' | 'declareStatus';

export function contextOperations(db: Database, read: Run, write: Run): Pick<Store, ContextOperations> {
	return {
		addContext: entry => write(moment => addContext(db, moment, {...entry, by: nameInForce(db, moment, entry.by)})),
		expireContext: (id, by) => write(moment => expireContext(db, moment, id, nameInForce(db, moment, by))),
		context: query => read(moment => readContext(db, moment, query)),
		contextEntry: id => read(moment => contextById(db, moment, id)),
		syncNews: (name, repoKey, limits) => read(moment => readNews(db, moment, nameInForce(db, moment, name), repoKey, limits)),
		commitSync: (name, seen) => write(moment => commitNews(db, moment, nameInForce(db, moment, name), seen)),
		declareStatus: (name, change, by) => write(moment => declareStatus(db, moment, nameInForce(db, moment, name), change, nameInForce(db, moment, by))),
	};
}
