import type {Sanitized, Sister} from '../../db/types.ts';
import type {Call} from '../commands/types.ts';
import {cell, sanitize} from '../sanitize.ts';
import type {Answer, SwarmCommand} from './types.ts';
import {sistersHere, tableFor, written} from './words.ts';

const empty = cell('');

/** What she says of herself; else what is seen of her. The branch that init expects, until somebody saw the real one. */
function row(sister: Sister): readonly Sanitized<string>[] {
	const {declared, status, branch} = sanitize(sister);
	const workstream = declared?.workstream ?? empty;
	const expected = workstream === '' ? empty : cell(`feat/${workstream}`);
	return [cell(written(sister)), workstream, declared?.status ?? cell(status), branch ?? expected, declared?.note ?? empty];
}

async function run(call: Call): Promise<Answer> {
	const sisters = await sistersHere(await call.open());
	const data = sisters.map(({name, displayName, status, branch, declared}) => ({name, displayName, status, branch, declared: declared ?? null}));
	return {lines: tableFor(call, 'Sessions', ['ID', 'Workstream', 'Status', 'Branch', 'Note'], sisters.map(row)), data};
}

export const status: SwarmCommand = {
	words: 'status',
	places: [],
	required: [],
	optional: [],
	same: 'the table of its README',
	different:
		'every session of this repository stands in it, also one that nobody registered; who says nothing of herself has the status that is seen (working, waiting, idle). The branch is the real one where it is known. No column Updated: `queen status` has the ages',
	run,
};
