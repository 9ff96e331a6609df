/** Conflicts and notices. */
import type {FindingType} from './scan.ts';
import type {IsoTime} from './text.ts';

export type Conflict = {
	readonly id: number;
	readonly kind: 'conflict' | 'notice';
	readonly type: FindingType;
	readonly sisters: readonly string[];
	readonly repo: string | null;
	readonly repoId: string | null;
	readonly branch: string | null;
	readonly files: readonly string[];
	readonly detail: string;
	/** What to do now, or null: the detail says it. */
	readonly next: string | null;
	readonly severity: 'low' | 'medium' | 'high';
	/** When this episode was opened: reopened, or become a conflict from a notice, it is counted anew. */
	readonly detectedAt: IsoTime;
	readonly resolvedAt: IsoTime | null;
	/** Accepted with a reason: does not count until the evidence changes. */
	readonly mutedWhy: string | null;
	readonly key: string;
	readonly evidence: string;
};
