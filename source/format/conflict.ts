/** `queen conflicts show`: one conflict on one page. Pure. */
import type {Claim, Conflict, Sanitized, Sister} from '../../db/types.ts';
import {ago} from './age.ts';
import {paint} from './plain.ts';
import {branchOf, claimLines, type Style, taskOf} from './status.ts';
import {statusWords} from './words.ts';

type Sheet = {
	readonly conflict: Sanitized<Conflict>;
	readonly sisters: readonly Sanitized<Sister>[];
	readonly claims: readonly Sanitized<Claim>[];
	readonly proposal: {readonly yields: string; readonly stays: readonly string[]; readonly why: string} | null;
};

const mostFiles = 20;

function filesOf(files: readonly string[]): readonly string[] {
	if (files.length === 0) return [];
	const rest = files.length - mostFiles;
	return ['Files:', ...files.slice(0, mostFiles).map(file => `  ${file}`), ...(rest > 0 ? [`  +${rest} more (--json has all)`] : [])];
}

function sideOf(sister: Sanitized<Sister>, files: readonly string[]): readonly string[] {
	const hers = sister.changed.filter(file => files.some(other => other === file)).length;
	const changed = `${sister.changed.length} changed${hers > 0 ? `, ${hers} of these` : ''}`;
	return [
		`  ${sister.name}  ${statusWords[sister.status]}  ${branchOf(sister, false)}  ${changed}`.trimEnd(),
		`    ${taskOf(sister)}`,
		...(sister.worktree === null ? [] : [`    ${sister.worktree}`]),
	];
}

function stateOf({resolvedAt, mutedWhy}: Sanitized<Conflict>, now: number): string {
	if (resolvedAt !== null) return `over, ${ago(resolvedAt, now)}`;
	return mutedWhy === null ? 'open' : `resolved: ${mutedWhy}`;
}

export function conflictText({conflict, sisters, claims, proposal}: Sheet, style: Style): string {
	const {now, colour} = style;
	const title = `#${conflict.id} ${conflict.type} (${conflict.severity}${conflict.kind === 'notice' ? ', a notice' : ''}), seen ${ago(conflict.detectedAt, now)}, ${stateOf(conflict, now)}`;
	const isOpen = conflict.resolvedAt === null && conflict.mutedWhy === null && conflict.kind === 'conflict';
	return [
		isOpen ? paint(title, 'red', colour) : title,
		conflict.detail,
		...(conflict.next === null ? [] : [`What helps: ${conflict.next}`]),
		'',
		...filesOf(conflict.files),
		...(sisters.length > 0 ? ['Sides:', ...sisters.flatMap(sister => sideOf(sister, conflict.files))] : []),
		...(claims.length > 0 ? ['Claims:', ...claimLines(claims, style)] : []),
		...(proposal === null
			? []
			: [`Proposal: ${proposal.yields} gives way to ${proposal.stays.join(', ')}: ${proposal.why} (queen conflicts yield ${conflict.id})`]),
	].join('\n');
}
