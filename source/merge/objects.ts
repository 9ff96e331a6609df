/** Copies objects of the user's repository into the sandbox, by reading them only. */
import type {GitCall, Sandbox} from './sandbox.ts';

/** Bytes of one file that a merge may look into, and of all that one copying takes over. */
const maxFile = 16_777_216;
const maxAll = 268_435_456;

export type Copier = {
	/** Copies what is not in the sandbox yet. Objects that are missing (a partial clone) or too large are left out, and counted. */
	copy(ids: Iterable<string>, call: Pick<GitCall, 'lent' | 'signal'>): Promise<void>;
	/** Were any left out since the beginning? A merge that fails may then have needed one. */
	leftOut(): number;
	/** Packs in the sandbox. */
	packs(): number;
	/** Bytes that were copied, before compression. */
	bytes(): number;
};

type Wanted = {readonly ids: readonly string[]; readonly bytes: number; readonly leftOut: number};

/** `<id> <type> <size>` or `<id> missing`. */
const choose = (listed: string): Wanted => {
	const ids: string[] = [];
	let bytes = 0;
	let leftOut = 0;
	for (const line of listed.split('\n')) {
		const [id = '', type = '', size = ''] = line.split(' ');
		if (id === '') continue;
		const length = Number(size);
		if (size === '' || length > maxFile || bytes + length > maxAll) leftOut += 1;
		else if (type !== 'commit') {
			ids.push(id);
			bytes += length;
		}
	}
	return {ids, bytes, leftOut};
};

export const createCopier = (sandbox: Sandbox): Copier => {
	const here = new Set<string>();
	let leftOut = 0;
	let packs = 0;
	let bytes = 0;

	const copy: Copier['copy'] = async (ids, {lent = [], signal}) => {
		const fresh = [...new Set(ids)].filter(id => !(here.has(id) || /^0+$/.test(id)));
		if (fresh.length === 0) return;
		const call = {lent, signal};
		const wanted = choose(await sandbox.git(['cat-file', '--batch-check'], {...call, input: `${fresh.join('\n')}\n`}));
		if (wanted.ids.length > 0) {
			await sandbox.git(['pack-objects', '-q', '--window=0', 'objects/pack/pack'], {...call, input: `${wanted.ids.join('\n')}\n`});
			packs += 1;
		}
		for (const id of fresh) here.add(id);
		leftOut += wanted.leftOut;
		bytes += wanted.bytes;
	};

	return {copy, leftOut: () => leftOut, packs: () => packs, bytes: () => bytes};
};
