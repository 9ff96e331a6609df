/** A colony in a folder of its own, for tests of the SQLite store. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {openStore} from '../../db/open.ts';
import type {Store} from '../../db/store.ts';
import type {MakeStore} from './contract/cases.ts';

/** Runs with a fresh folder, removed afterwards whatever happens. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), 'hivequeen-db-'));
	try {
		return await work(folder);
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

export const makeSqliteStore: MakeStore = async world => {
	const folder = mkdtempSync(join(tmpdir(), 'hivequeen-db-'));
	const options = world.options(join(folder, 'queen.db'));
	const open: Store[] = [];
	const again = async (): Promise<Store> => {
		const store = await openStore(options);
		open.push(store);
		return store;
	};
	const remove = async (): Promise<void> => {
		for (const store of open) store.close();
		rmSync(folder, {recursive: true, force: true});
	};
	return {store: await again(), again, remove};
};
