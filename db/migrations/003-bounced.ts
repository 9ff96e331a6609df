import type {Migration} from './index.ts';

/** Mail whose addressee is gone for good went back to its sender: it is no longer unread, and never silently lost. */
export const bounced: Migration = {version: 3, name: 'bounced', apply: sql => sql.exec('ALTER TABLE messages ADD COLUMN bounced_at TEXT')};
