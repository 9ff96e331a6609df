/** One thing that the doctor looked at. `problem`: something is wrong, `mend` says what to do; `note`: good to know. */
export type Check = {
	readonly about: string;
	readonly level: 'ok' | 'note' | 'problem';
	readonly says: string;
	readonly mend: string | null;
};

export const ok = (about: string, says: string): Check => ({about, level: 'ok', says, mend: null});
export const note = (about: string, says: string, mend: string | null = null): Check => ({about, level: 'note', says, mend});
export const problem = (about: string, says: string, mend: string): Check => ({about, level: 'problem', says, mend});

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
