/** Keys of claims: take one, free one that is stale. */
import type {Claim, Sanitized} from '../../db/types.ts';
import {textOf} from '../editor-text.ts';
import type {Binding, KeyContext} from '../pane.ts';
import {topOverlay} from '../state.ts';

const needsCare = (claim: Sanitized<Claim>): boolean => claim.stale || claim.state === 'quiet';

/** Details of a mail or of an event name a sister too, but are not about what she holds. */
const isAboutHer = ({ui}: KeyContext): boolean => topOverlay(ui)?.kind !== 'detail';

/** The claim of the row; on a sister's row the one of hers that needs care most, when she holds any. */
function claimOf(context: KeyContext): Sanitized<Claim> | null {
	const {claim, sister, facts} = context;
	if (claim) return claim.lockFile === null ? claim : null;
	const hers = sister && isAboutHer(context) ? facts.claims.filter(one => one.owner === sister.name) : [];
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
		return context.sister && isAboutHer(context) ? `${context.sister.name} holds no claim.` : 'There is no claim here.';
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
