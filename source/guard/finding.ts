/** What a guard found. Pure. */
import type {Config} from '../config.ts';

export type Rule = keyof Omit<Config['guard'], 'branchPattern'>;

export type Finding = {
	readonly rule: Rule;
	/** deny stops her, warn is only said. */
	readonly level: 'deny' | 'warn';
	/** Sanitized lines: what is wrong. */
	readonly says: readonly string[];
	/** Sanitized commands that can be pasted: what to do next, the best first. */
	readonly next: readonly string[];
	/** Raw paths that it is about. */
	readonly files: readonly string[];
};

/** The level that a rule has by the configuration; null where it is off. */
export const levelOf = (rule: Rule, {guard}: Config): Finding['level'] | null => (guard[rule] === 'off' ? null : guard[rule]);
