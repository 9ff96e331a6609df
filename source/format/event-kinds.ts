import type {EventKind} from '../../db/types.ts';

/** Every kind of event once; a missing one does not compile. */
const kinds: Readonly<Record<EventKind, true>> = {
	scan: true,
	tell: true,
	dispatch: true,
	ack: true,
	decline: true,
	recall: true,
	withdraw: true,
	bounce: true,
	iam: true,
	done: true,
	name: true,
	beat: true,
	claim: true,
	renew: true,
	release: true,
	steal: true,
	conflict: true,
	resolved: true,
	muted: true,
	notice: true,
	appeared: true,
	gone: true,
	status: true,
	branch: true,
	recovered: true,
	forget: true,
	guard: true,
	bypass: true,
	import: true,
	context: true,
	review: true,
	update: true,
};

export const eventKinds = Object.keys(kinds) as readonly EventKind[];
