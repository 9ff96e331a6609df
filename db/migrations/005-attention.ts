import type {Migration} from './index.ts';

/** What the keeper was told (exactly once, whichever process told her), and whose news she does not want for a while. */
const steps = `
-- Until when she is muted; all null: she is not. For good is the end of time.
ALTER TABLE sisters ADD COLUMN mute_wall INTEGER;
ALTER TABLE sisters ADD COLUMN mute_mono INTEGER;
ALTER TABLE sisters ADD COLUMN mute_boot TEXT;

-- The last edge of each subject that was told to an audience ('terminal': bell and OSC of a view; 'desktop'; 'command': the keeper's).
CREATE TABLE attention (
	audience TEXT NOT NULL,
	subject TEXT NOT NULL,
	edge TEXT NOT NULL,
	words TEXT NOT NULL,
	told_wall INTEGER NOT NULL, told_mono INTEGER NOT NULL, told_boot TEXT NOT NULL,
	PRIMARY KEY (audience, subject)
) STRICT, WITHOUT ROWID;
`;

export const attention: Migration = {version: 5, name: 'attention', apply: sql => sql.exec(steps)};
