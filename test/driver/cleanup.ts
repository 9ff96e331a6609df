import {mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type {TestContext} from 'node:test';

/** What the driver needs of a test: something to call when it ends, however it ends. */
export type Owner = {readonly after: (end: () => void | Promise<void>) => void};

/**
 * The parts of a story end in the order opposite to their making (the view before the colony before the folder),
 * also when the story failed; one part that cannot end does not keep the others.
 */
export const newOwner = (t: Pick<TestContext, 'after'>): Owner => {
	const ends: (() => void | Promise<void>)[] = [];
	t.after(async () => {
		const failures: unknown[] = [];
		for (const end of ends.reverse()) {
			try {
				await end();
			} catch (error) {
				failures.push(error);
			}
		}
		if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'));
	});
	return {after: end => void ends.push(end)};
};

/** A fresh folder of this story, removed at its end. Its name is short: a socket's path may have 107 bytes. */
export const newFolder = (owner: Owner): string => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'h-'));
	owner.after(() => rmSync(folder, {recursive: true, force: true, maxRetries: 10, retryDelay: 50}));
	return folder;
};
