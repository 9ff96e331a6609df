/** Golden files: what was looked at and found good. `UPDATE_GOLDEN=1` writes them anew; look at the difference before it is kept. */
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../golden');

/** Compares a text with `test/golden/<name>.txt`. Spaces at the ends of lines do not count: Ink leaves them out. */
export function golden(name: string, text: string): void {
	const file = path.join(folder, `${name}.txt`);
	const lines = `${text
		.split('\n')
		.map(line => line.trimEnd())
		.join('\n')}\n`;
	if (process.env['UPDATE_GOLDEN']) {
		mkdirSync(path.dirname(file), {recursive: true});
		writeFileSync(file, lines);
	}
	assert.equal(lines, readFileSync(file, 'utf8'), `${file} differs: look at it, then UPDATE_GOLDEN=1`);
}
