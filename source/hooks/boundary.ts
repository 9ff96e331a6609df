import {closeSync, openSync, readSync} from 'node:fs';

/** A word that nobody who wrote a letter can have known: 96 random bits. From the system itself, because the crypto module costs 2 ms. */
export function randomBoundary(): string {
	const bytes = Buffer.alloc(12);
	const source = openSync('/dev/urandom', 'r');
	try {
		if (readSync(source, bytes, 0, bytes.length, null) !== bytes.length) throw new Error('/dev/urandom gave too little');
	} finally {
		closeSync(source);
	}
	return `----${bytes.toString('hex')}----`;
}
