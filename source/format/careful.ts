/** The one line by which a sister learns of her own conflicts. Pure. */
import type {Conflict, Sanitized} from '../../db/types.ts';

type X = Pick<Sanitized<Conflict>, 'id' | 'type' | 'detail' | 'next'>;

/** Null where there is nothing to say. Of one conflict all that matters, of several their numbers. */
export function carefulLine(conflicts: readonly X[]): string | null {
	const [one] = conflicts;
	if (one === undefined) return null;
	if (conflicts.length === 1)
		return `Careful, conflict #${one.id} is about you: ${one.detail}.${one.next === null ? '' : ` What helps: ${one.next}.`} (queen conflicts show ${one.id})`;
	return `Careful, ${conflicts.length} conflicts are about you: ${conflicts.map(({id, type}) => `#${id} ${type}`).join(', ')} (queen conflicts show ${one.id})`;
}
