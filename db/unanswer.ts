/** Taking back an answer takes back what answering did: the letter that became read by it is unread again, and counts. */
import type {Database} from './database.ts';
import type {Message} from './types.ts';

/**
 * Answering stamps `read_at` after the answer was stored, so a letter read at that moment or later was read by answering it; one read before,
 * acked, or still answered by another letter of hers stays as it is. Answers the numbers of the letters that are unread again.
 */
export function unanswer(db: Database, recalled: readonly Message[]): readonly number[] {
	return recalled.flatMap(({from, replyTo, sentAt}) => {
		if (replyTo === null) return [];
		const {changes} = db.sql.run(
			`UPDATE messages SET read_at = NULL WHERE id = ? AND to_sister = ? AND acked_at IS NULL AND read_at >= ?
				AND NOT EXISTS (SELECT 1 FROM messages r WHERE r.from_sister = ? AND r.reply_to = messages.id AND r.recalled_at IS NULL)`,
			replyTo,
			from,
			sentAt,
			from,
		);
		return changes > 0 ? [replyTo] : [];
	});
}
