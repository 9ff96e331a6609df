/** Keys of claims: take one, free one that is stale. */
import type {Claim, Sanitized} from '../../db/types.ts';
import {textOf} from '../editor-text.ts';
import type {Binding, KeyContext} from '../pane.ts';

const needsCare = (claim: Sanitized<Claim>): boolean => claim.stale || claim.state === 'quiet';

/** The claim of the row; on a sister the one of hers that needs care most, when she holds any. */
function claimOf({claim, sister, facts}: KeyContext): Sanitized<Claim> | null {
	if (claim) return claim.lockFile === null ? claim : null;
	const hers = sister ? facts.claims.filter(one => one.owner === sister.name) : [];
	return hers.find(needsCare) ?? hers[0] ?? null;
}

export const release: Binding = {
	id: 'release',
	keys: ['R'],
	label: 'release',
	help: 'Free a claim (asks first)',
	where: ['claims', 'sisters', 'detail'],
	group: 'claims',
	disabled: context => {
		if (claimOf(context)) return null;
		if (context.claim) return `That is the lock file of another tool (${context.claim.lockFile}): whoever wrote it takes it away.`;
		return context.sister ? `${context.sister.name} holds no claim.` : 'There is no claim here.';
	},
	act: context => {
		const found = claimOf(context);
		return found ? {type: 'open', overlay: {kind: 'confirm', what: 'release', id: found.id}} : [];
	},
};

export const claim: Binding = {
	id: 'claim',
	keys: ['c'],
	label: 'claim',
	help: 'Claim a path or a domain for yourself',
	where: ['panes'],
	group: 'claims',
	disabled: () => null,
	act: () => ({type: 'open', overlay: {kind: 'prompt', question: {ask: 'claim'}, input: textOf('')}}),
};
