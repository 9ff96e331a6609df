/** What is done a few times a day, or once: loaded with the first of them (sqlite-store.ts). */
import type {Database} from './database.ts';
import {ImportTried, importColony} from './importing.ts';
import {remind} from './reminding.ts';
import type {Run} from './run.ts';
import {keepSaidEdges, saidEdges} from './said.ts';
import type {Store} from './store.ts';

export function rareOperations(db: Database, read: Run, write: Run): Pick<Store, 'remind' | 'saidEdges' | 'keepSaidEdges' | 'importColony'> {
	return {
		remind: reminders => write(moment => remind(db, moment, reminders)),
		saidEdges: reader => read(() => saidEdges(db, reader)),
		keepSaidEdges: (reader, edges) => write(() => keepSaidEdges(db, reader, edges)),
		importColony: async (colony, options) => {
			try {
				return await write(moment => importColony(db, moment, colony, options));
			} catch (error) {
				if (error instanceof ImportTried) return error.imported;
				throw error;
			}
		},
	};
}
